"""How long it takes to verify a long log and a large archive, and to add one more record.

The log and the documents are made here, the same each time. The archive is hashed by
``sha256sum`` too, over the same files, in turn with ours; a first reading of it fills the system's
cache, so that neither has to wait for the disk.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from nkr_audit.trail.log import Log, read_log
from nkr_audit.trail.places import Places
from nkr_audit.trail.record import Act, FileChange
from nkr_audit.trail.verifying import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_SECONDS = 10.0
MOST_RATIO = 1.2
START = datetime(2026, 1, 1, tzinfo=UTC)
PIECE = 1 << 20


def write_log(root: Path, records: int) -> Places:
    """Write a log of that many acts on one ledger file, which is there as the last one left it."""
    places = Places(root)
    places.folder.mkdir(parents=True)
    log = Log()
    before: str | None = None
    with places.log.open("wb") as file:
        for number in range(records):
            after = f"{number:064x}"
            change = FileChange("2026.beancount", before, after)
            act = Act("record", "ekonom1", (f"2026-A{number}",), "Exempel AB, driftplattform")
            file.write(log.add(START + timedelta(minutes=number), act, [change]))
            before = after
    places.head.write_text(log.checkpoint().text(), encoding="utf-8")
    return places


def write_archive(root: Path, megabytes: int, files: int) -> list[Path]:
    """Write documents of together that size."""
    chance = random.Random(1)  # noqa: S311 (no secret)
    folder = root / "underlag"
    folder.mkdir(parents=True)
    paths = [folder / f"{number:04}.pdf" for number in range(files)]
    each = megabytes * PIECE // files
    for path in paths:
        path.write_bytes((chance.randbytes(PIECE) * (each // PIECE + 1))[:each])
    return paths


def cpu_seconds(work: Callable[[], object]) -> float:
    """How much CPU time the work takes."""
    before = time.process_time()
    work()
    return time.process_time() - before


def seconds(work: Callable[[], object]) -> float:
    """How long the work takes."""
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def beside_sha256sum(places: Places, paths: Sequence[Path], pairs: int) -> list[tuple[float, ...]]:
    """Hash the archive by ours and by ``sha256sum``, in turn."""
    command = ["sha256sum", *map(str, paths)]

    def theirs() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (own command)

    def ours() -> None:
        verify(places, paths, [], ())

    theirs()
    return [(seconds(ours), seconds(theirs)) for _ in range(pairs)]


def main() -> int:
    """Print the times; return 1 when the log takes too long or ours is slower than sha256sum."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--pairs", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        places = write_log(Path(folder) / "log", chosen.records)
        whole = cpu_seconds(lambda: verify(places, [], [], ()))
        reading = cpu_seconds(lambda: read_log(places))
        mb = places.log.stat().st_size / 1e6
        archive = Path(folder) / "archive"
        paths = write_archive(archive, chosen.megabytes, chosen.files)
        times = beside_sha256sum(Places(archive), paths, chosen.pairs)
    ours, theirs = (statistics.median(each) for each in zip(*times, strict=True))
    ratio = statistics.median(own / other for own, other in times)
    print(f"records         {chosen.records}, {mb:.0f} MB")  # noqa: T201
    print(f"verified        {whole:.2f} s CPU, limit {MOST_SECONDS:.0f} s")  # noqa: T201
    print(f"read to add     {reading:.2f} s CPU")  # noqa: T201
    print(f"documents       {chosen.megabytes} MiB in {chosen.files} files")  # noqa: T201
    print(f"nkr log verify  {ours:.2f} s (median of {chosen.pairs})")  # noqa: T201
    print(f"sha256sum       {theirs:.2f} s")  # noqa: T201
    print(f"ratio           {ratio:.3f}, limit {MOST_RATIO}")  # noqa: T201
    return 0 if whole <= MOST_SECONDS and ratio <= MOST_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
