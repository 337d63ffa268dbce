"""How long a large report takes: a table of 300 000 rows to Excel, and 50 pages to PDF.

Each is run in a process of its own, so that its memory is its own: what the report itself holds,
and what the writing adds.
"""

from __future__ import annotations

import argparse
import gc
import re
import resource
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal

from nkr_audit.reports.document import Column, Report, Row, Table
from nkr_audit.reports.formats import write_report
from nkr_audit.text import Text

SECONDS = {".xlsx": 5.0, ".pdf": 3.0}
MOST_MIB = 300
PDF_ROWS = 2_000
COLUMNS = (
    Column("konto", Text("Konto", "Account")),
    Column("datum", Text("Datum", "Date"), "date"),
    Column("verifikation", Text("Verifikation", "Voucher")),
    Column("text", Text("Motpart och text", "Payee and text")),
    Column("register", Text("Register", "Register")),
    Column("debet", Text("Debet", "Debit"), "amount", total=True),
    Column("kredit", Text("Kredit", "Credit"), "amount", total=True),
    Column("saldo", Text("Saldo", "Balance"), "amount"),
)


def report(count: int) -> Report:
    """A general ledger of example data, its balance kept and its documents named."""
    days = [date(2026, month, day) for month in range(1, 13) for day in range(1, 29)]
    texts = [f"Exempel IT AB, driftplattform för registret, del {number}" for number in range(400)]
    rows = []
    balance = Decimal("0.00")
    for number in range(count):
        amount = Decimal(number * 7_919 % 9_999_999).scaleb(-2)
        balance += amount
        voucher = f"2026-A{number}"
        rows.append(
            Row(
                ("5420", days[number % len(days)], voucher, texts[number % len(texts)],
                 "Exempelregistret", amount, None, balance),
                voucher=voucher, document=f"underlag/{number % 1000}.pdf",
            )
        )  # fmt: skip
    title = Text("Huvudbok", "General ledger")
    return Report(
        kind="huvudbok", title=title, grant="NKR2026", programme=Text("Exempel", "Example"),
        region="Region Exempel", period=None, cost_centre="2610", references=(),
        day=date(2026, 12, 31), sections=(Table("huvudbok", title, COLUMNS, tuple(rows)),),
        draft=(), log="", version="",
    )  # fmt: skip


def peak() -> float:
    """The most memory that this process has held, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(ending: str, count: int) -> None:
    """Write one report and print its time and memory, for the process that asked."""
    gc.disable()  # as every command does while it makes millions of objects
    made = report(count)
    held = peak()
    wall, cpu = time.perf_counter(), time.process_time()
    (content,) = write_report(made, ending, "sv", "").values()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    pages = re.search(rb"NPages>(\d+)<", content)
    said = int(pages[1]) if pages else 0
    print(wall, cpu, held, peak(), len(content), said)  # noqa: T201


def main() -> int:
    """Print the times and the memory; return 1 when one is above its limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--only", choices=tuple(SECONDS), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.only:
        measure(chosen.only, chosen.rows)
        return 0
    sound = True
    for ending, count in ((".xlsx", chosen.rows), (".pdf", PDF_ROWS)):
        command = [sys.executable, __file__, "--only", ending, "--rows", str(count)]
        run = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        wall, cpu, held, most, size, pages = (float(part) for part in run.stdout.split())
        limit = SECONDS[ending]
        sound = sound and cpu <= limit and (ending == ".pdf" or most <= MOST_MIB)
        print(f"{ending}  {count} rows" + (f", {pages:.0f} pages" if pages else ""))  # noqa: T201
        print(f"  time    {cpu:.2f} s CPU, {wall:.2f} s by the clock, limit {limit}")  # noqa: T201
        print(f"  memory  {most:.0f} MiB, {held:.0f} of it the report's own rows")  # noqa: T201
        print(f"  size    {size / 2**20:.1f} MiB")  # noqa: T201
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
