"""How long it takes to build a review package, beside a plain stored zip of the same files.

The book is made here: vouchers with a document each. What is measured is the packing: copying,
hashing, manifests, tables, ledger and pages. Loading the book and rendering the reports (PDF) are
told by themselves. Memory is compared between a small and a large archive of documents.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

from nkr_audit.cli.review import _opened
from nkr_audit.demo.large import write_large_book
from nkr_audit.programme_file import load_programmes
from nkr_audit.review.building import build
from nkr_audit.review.contents import gather
from nkr_audit.review.reports import Reports

MOST_RATIO = 3.0
MOST_GROWTH = 64 << 20
PIECE = 1 << 20
_DOCUMENT = re.compile(r'"underlag/[^"]*" \^(\S+)\n  typ: "faktura"\n  sha256: "[0-9a-f]*"')


def write_book(folder: Path, vouchers: int, megabytes: int) -> Path:
    """Write a book whose vouchers have a document each, together of that size."""
    main = write_large_book(folder, vouchers)
    chance = random.Random(1)  # noqa: S311 (no secret)
    size = megabytes * PIECE // vouchers
    content = chance.randbytes(size)

    def own(match: re.Match[str]) -> str:
        number = match[1]
        document = content[:-16] + number.encode().rjust(16)
        (folder / "underlag" / f"{number}.pdf").write_bytes(document)
        digest = hashlib.sha256(document).hexdigest()
        return f'"underlag/{number}.pdf" ^{number}\n  typ: "faktura"\n  sha256: "{digest}"'

    book = folder / "2026.beancount"
    text = _DOCUMENT.sub(own, book.read_text(encoding="utf-8"))
    book.write_text(text, encoding="utf-8")
    return main


def build_one(main: Path, output: Path, *, rendered: bool) -> tuple[float, float]:
    """Build a package; return the seconds for opening the book, and for the rest."""
    programmes = load_programmes(None)
    none_at_all = nullcontext() if rendered else patch.object(Reports, "files", lambda _: iter(()))
    with none_at_all:
        start = time.perf_counter()
        contents = gather(_opened(main, None, programmes))
        opened = time.perf_counter()
        build(contents, output, programmes)
        return opened - start, time.perf_counter() - opened


def plain_zip(package: Path, output: Path) -> float:
    """Store the same files in a plain zip; return the seconds."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(output.parent / "same")
    paths = sorted((output.parent / "same").rglob("*"))
    start = time.perf_counter()
    with zipfile.ZipFile(output, "x", zipfile.ZIP_STORED) as archive:
        for path in paths:
            archive.write(path, path.relative_to(output.parent))
    return time.perf_counter() - start


def peak(main: Path, output: Path) -> int:
    """The most memory that a process needs to build the package, in bytes."""
    command = [sys.executable, __file__, "--only", str(main), str(output)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603


def main() -> int:
    """Measure; 1 when it is slower, or takes more memory, than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vouchers", type=int, default=10_000)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--reports", action="store_true", help="render the reports too")
    parser.add_argument("--only", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        build_one(*given.only, rendered=False)
        sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        small = write_book(root / "small", given.vouchers, max(1, given.megabytes // 16))
        large = write_book(root / "large", given.vouchers, given.megabytes)
        growth = peak(large, root / "b.zip") - peak(small, root / "a.zip")
        (root / "b.zip").unlink()
        opening, packing = build_one(large, root / "package.zip", rendered=given.reports)
        stored = plain_zip(root / "package.zip", root / "plain.zip")
    sys.stdout.write(
        f"{given.vouchers} vouchers, {given.megabytes} MiB of documents\n"
        f"  opening the book {opening:.2f} s, packing {packing:.2f} s"
        f"{', reports included' if given.reports else ', reports aside'}\n"
        f"  plain stored zip {stored:.2f} s: ratio {packing / stored:.2f} (at most {MOST_RATIO})\n"
        f"  memory for 16 times the documents: {growth / PIECE:+.0f} MiB "
        f"(at most {MOST_GROWTH / PIECE:.0f})\n"
    )
    too_slow = not given.reports and packing > MOST_RATIO * stored
    return 1 if too_slow or growth > MOST_GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
