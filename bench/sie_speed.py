"""How fast a large SIE file is read for one cost centre, and how much memory it takes.

The file is made here, the same each time: Swedish text in code page 437, about ten rows in a
voucher, the wanted cost centre in one voucher of a thousand, and its digits as an account in one
of fifty. Each reading is a process of its own; grep and a plain reading of the bytes stand beside.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from nkr_importers.sie.checksum import Checksum
from nkr_importers.sie.encoding import decoder_for

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_MB_PER_SECOND = 60
MOST_MIB = 150
CODE = "2610"
ROWS = 10
FULL_VOUCHERS = 100_000
TEMPLATES = 2000
HEAD = """\
#FLAGGA 0
{ksumma}#PROGRAM "Exempelekonomi" 1.0
#FORMAT PC8
#GEN 20260701
#SIETYP 4
#PROSA "Exempeldata för mätning"
#FNAMN "Exempel AB"
#RAR 0 20260101 20261231
#DIM 1 "Kostnadsställe"
#DIM 6 "Projekt"
"""
WORDS = (
    "Driftplattform", "Löner", "Hyra", "Periodisering", "Förbrukningsmaterial", "Resa", "Åtgärd",
    "Fakturerad", "tjänst", "Läkemedel", "Övertid", "Avskrivning", "kvartal", "juni", "från",
    "Regionen", "röntgen",
)  # fmt: skip

READ = """
import sys
from pathlib import Path
from nkr_importers.model import Selection
from nkr_importers.sie import read_sie
known = {f"2026-A{number}" for number in range(int(sys.argv[3]))}
read_sie(Path(sys.argv[1]), Selection(sys.argv[2]), known)
"""
FULL = """
import sys
from pathlib import Path
from nkr_importers.sie import read_document
read_document(Path(sys.argv[1]))
"""
CODES = """
import sys
from pathlib import Path
from nkr_importers.sie import codes_used
codes_used(Path(sys.argv[1]), "1")
"""
BYTES = """
import sys
with open(sys.argv[1], "rb") as stream:
    while stream.read(1 << 19):
        pass
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took: seconds from start to end and of CPU, and its largest memory in MiB."""

    seconds: float
    cpu: float
    mib: float


def template(chance: random.Random, *, wanted: bool) -> bytes:
    """Return a voucher that adds up to zero, with a place for its number."""
    rows = []
    left = 0
    for row in range(ROWS):
        ore = -left if row == ROWS - 1 else chance.randrange(-9_000_000, 9_000_000)
        left += ore
        account = CODE if row == 1 and chance.random() < 0.02 else chance.randrange(3000, 8000)
        centre = CODE if wanted and row == 0 else str(chance.randrange(30_000, 39_000))
        objects = f'"1" "{centre}" "6" "{chance.randrange(100, 999)}"' if row % 3 else ""
        if wanted and row == 0:
            objects = f'"1" "{centre}"'
        text = " ".join(chance.choices(WORDS, k=3))
        sign = "-" if ore < 0 else ""
        amount = f"{sign}{abs(ore) // 100}.{abs(ore) % 100:02}"
        rows.append(f'#TRANS {account} {{{objects}}} {amount} 20260630 "{text}" 0\r\n')
    head = f'#VER "A" "%d" 20260630 "{" ".join(chance.choices(WORDS, k=4))}" 20260702 "ekonom1"\r\n'
    return f"{head}{{\r\n{''.join(rows)}}}\r\n".encode("cp437")


def pieces(size: int, share: float) -> Iterator[bytes]:
    """Yield vouchers until there are ``size`` bytes of them; ``share`` of them have the code."""
    chance = random.Random(1)  # noqa: S311 (no secret)
    others = [template(chance, wanted=False) for _ in range(TEMPLATES)]
    wanted = [template(chance, wanted=True) for _ in range(TEMPLATES)]
    number = written = 0
    while written < size:
        group = []
        for _ in range(1000):
            number += 1
            kind = wanted if chance.random() < share else others
            group.append(kind[number % TEMPLATES] % number)
        piece = b"".join(group)
        written += len(piece)
        yield piece


def make(path: Path, size: int, share: float, *, ksumma: bool = False) -> None:
    """Write the file."""
    head = HEAD.format(ksumma="#KSUMMA\n" if ksumma else "").encode("cp437")
    checksum = Checksum(decoder_for("cp437"))
    checksum.take(head.partition(b"#KSUMMA\n")[2])
    with path.open("wb") as file:
        file.write(head)
        for piece in pieces(size, share):
            file.write(piece)
            if ksumma:
                checksum.take(piece)
        if ksumma:
            file.write(b"#KSUMMA %d\n" % checksum.value)


def run(command: list[str]) -> Run:
    """Run the command to its end."""
    # Into a file: grep stops at the first hit when it sees that nobody reads on.
    with tempfile.TemporaryFile() as output:
        before = time.perf_counter()
        process = subprocess.Popen(command, stdout=output)  # noqa: S603 (own commands)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - before
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(process.returncode)
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def show(name: str, path: Path, command: list[str]) -> tuple[float, float]:
    """Run the command and print a row of the table; return MB in a second of CPU, and MiB."""
    once = run(command)
    speed = path.stat().st_size / 1e6 / once.cpu
    times = f"{once.seconds:>7.1f} s{once.cpu:>7.1f} s CPU"
    print(f"{name:<32}{times}{speed:>7.0f} MB/s{once.mib:>6.0f} MiB", flush=True)  # noqa: T201
    return speed, once.mib


def main() -> int:
    """Print the table; return 1 when one cost centre is read too slowly or takes too much."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--megabytes", type=int, default=1000)
    chosen = parser.parse_args()
    size = chosen.megabytes * 1_000_000
    ours = [sys.executable, "-c"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "year.se"
        file = str(path)
        make(path, size, 0.001)
        show("the bytes alone", path, [*ours, BYTES, file])
        show("grep -c '^#VER'", path, ["grep", "-a", "-c", "^#VER", file])
        speed, mib = show("one cost centre", path, [*ours, READ, file, CODE, "0"])
        show("one cost centre, 1 000 known", path, [*ours, READ, file, CODE, "1000"])
        show("the codes used", path, [*ours, CODES, file])
        make(path, size, 0.001, ksumma=True)
        show("one cost centre, with checksum", path, [*ours, READ, file, CODE, "0"])
        make(path, size // 15, 1)
        show("every voucher has the code", path, [*ours, READ, file, CODE, "0"])
        with path.open("wb") as whole:
            whole.write(HEAD.format(ksumma="").encode("cp437"))
            whole.writelines(islice(pieces(sys.maxsize, 0.001), FULL_VOUCHERS // 1000))
        show("100 000 vouchers, full read", path, [*ours, FULL, file])
    print(f"limits for one cost centre: {LEAST_MB_PER_SECOND} MB/s, {MOST_MIB} MiB")  # noqa: T201
    return 0 if speed >= LEAST_MB_PER_SECOND and mib <= MOST_MIB else 1


if __name__ == "__main__":
    sys.exit(main())
