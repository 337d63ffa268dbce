"""How long it takes to build a review package, beside a plain stored zip of the same files.

The book is made here: vouchers with a document each. What is held to the limit is everything but
loading the book and setting the reports: copying, hashing, tables, ledger and pages. The reports
are told beside it: thousands of pages as PDF take far longer than a zip of the same files. Memory
is compared between a small and a large archive of documents, reports included.

Both are wall-clock times, so nothing else may run on the machine meanwhile.
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
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

from nkr_audit.cli.review import _opened
from nkr_audit.demo.large import write_large_book
from nkr_audit.programme_file import load_programmes
from nkr_audit.review.building import build
from nkr_audit.review.contents import gather
from nkr_audit.review.reports import Reports

if TYPE_CHECKING:
    from collections.abc import Iterator

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


class Seconds(NamedTuple):
    """How long a package took: opening the book, the rest, and the rest by processor time.

    ``own`` is the time of this process, ``helpers`` of those that set the long reports.
    """

    opening: float
    packing: float
    own: float
    helpers: float


def build_one(main: Path, output: Path, *, rendered: bool) -> Seconds:
    """Build a package; return the seconds it took."""
    programmes = load_programmes(None)
    with nullcontext() if rendered else patch.multiple(Reports, files=_none, pdfs=_none):
        start = time.perf_counter()
        contents = gather(_opened(main, None, programmes))
        opened, own, helpers = time.perf_counter(), time.process_time(), helpers_time()
        build(contents, output, programmes)
        return Seconds(
            opened - start, time.perf_counter() - opened,
            time.process_time() - own, helpers_time() - helpers,
        )  # fmt: skip


def helpers_time() -> float:
    """The processor time of the processes that this one has begun and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _none(_: Reports) -> Iterator[tuple[str, bytes]]:
    return iter(())


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
    parser.add_argument("--only", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        build_one(*given.only, rendered=True)
        sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        small = write_book(root / "small", given.vouchers, max(1, given.megabytes // 16))
        large = write_book(root / "large", given.vouchers, given.megabytes)
        growth = peak(large, root / "b.zip") - peak(small, root / "a.zip")
        (root / "b.zip").unlink()
        bare = build_one(large, root / "bare.zip", rendered=False)
        (root / "bare.zip").unlink()
        took = build_one(large, root / "package.zip", rendered=True)
        stored = plain_zip(root / "package.zip", root / "plain.zip")
    sys.stdout.write(
        f"{given.vouchers} vouchers, {given.megabytes} MiB of documents\n"
        f"  opening the book {took.opening:.2f} s, packing {took.packing:.2f} s (without reports "
        f"{bare.packing:.2f} s)\n"
        f"  processor time {took.own:.2f} s here and {took.helpers:.2f} s for long reports beside "
        f"(without reports {bare.own:.2f} s)\n"
        f"  plain stored zip {stored:.2f} s: ratio {bare.packing / stored:.2f} without reports "
        f"(at most {MOST_RATIO}), {took.packing / stored:.2f} with them\n"
        f"  memory for 16 times the documents: {growth / PIECE:+.0f} MiB "
        f"(at most {MOST_GROWTH / PIECE:.0f})\n"
    )
    return 1 if bare.packing > MOST_RATIO * stored or growth > MOST_GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
