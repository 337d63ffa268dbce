"""How long ``nkr check`` takes beside ``bean-check -C`` on the same large book.

The book has no ``plugin`` lines, so that bean-check only loads and validates. The two are run in
turn, and the ratio is taken pair by pair, since a machine's speed drifts. The rules' own part is
settling and applying every rule to the book once it is read.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from nkr_audit.assessment import assess
from nkr_audit.demo.large import write_large_book
from nkr_audit.ledger import collector_held
from nkr_audit.programme_file import load_programmes
from nkr_audit.reading import read_book

BIN = Path(sys.executable).parent
LIMIT = 0.75
RULES_LIMIT = 0.08


def cpu_seconds(command: list[str]) -> float:
    """Run ``command`` and return the CPU time it used, user and system."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (own commands)
    after = os.times()
    return (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )


def rules_seconds(book: Path) -> float:
    """Return the CPU time of settling the book and applying every rule, once it is read."""
    with collector_held():
        read = read_book(book, load_programmes())
        before = time.process_time()
        assess(read)
        return time.process_time() - before


def main() -> int:
    """Print the times and their ratio; return 1 when it is above the limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--vouchers", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = write_large_book(Path(folder), chosen.vouchers)
        book = str(path)
        pairs = [
            (
                cpu_seconds([str(BIN / "nkr"), "check", book]),
                cpu_seconds([str(BIN / "bean-check"), "-C", book]),
            )
            for _ in range(chosen.pairs)
        ]
        rules = rules_seconds(path)
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(own / other for own, other in pairs)
    print(f"vouchers        {chosen.vouchers}")  # noqa: T201
    print(f"nkr check       {ours:.2f} s CPU (median of {chosen.pairs})")  # noqa: T201
    print(f"bean-check -C   {theirs:.2f} s CPU")  # noqa: T201
    print(f"ratio           {ratio:.3f}, limit {LIMIT}")  # noqa: T201
    print(f"rules alone     {rules:.2f} s, {rules / theirs:.3f} of it, limit {RULES_LIMIT}")  # noqa: T201
    return 0 if ratio <= LIMIT and rules / theirs <= RULES_LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
