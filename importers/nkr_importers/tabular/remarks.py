"""What the report of an extract says besides that of every import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.text import Text
from nkr_importers.listing_problems import SHOWN, more, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_importers.listing_problems import Outcome
    from nkr_importers.plan import ImportPlan
    from nkr_importers.tabular.reader import Remarks

# How many vouchers a dry run shows as they would be booked.
PREVIEWED = 3


def remark_lines(remarks: Remarks, plan: ImportPlan, outcome: Outcome) -> Iterator[Text]:
    """Return what was added or left out and, at a dry run, how the file was understood."""
    if remarks.completed:
        yield same("")
        count, account = remarks.completed, remarks.counter_account
        yield Text(
            f"Gjorda hela med motkonto {account} (källan har bara ena sidan): {count}",
            f"Completed with the counter account {account} (the source is one-sided): {count}",
        )
    if remarks.notes:
        yield same("")
        yield Text("Uppgifter som inte togs med", "What was left out of vouchers")
        for note in remarks.notes[:SHOWN]:
            where = f"  {outcome.path}:{note.line}: "
            yield Text(where + note.what.sv, where + note.what.en)
        yield from more(len(remarks.notes))
    if outcome.dry_run:
        yield from _understood(remarks)
        yield from _preview(plan)


def _understood(remarks: Remarks) -> Iterator[Text]:
    for columns, title in (
        (remarks.unmapped, Text("Kolumner som inte lästes", "Columns that were not read")),
        (remarks.missing, Text("Kolumner som filen saknar", "Columns that the file lacks")),
    ):
        if columns:
            yield same("")
            listed = ", ".join(columns)
            yield Text(f"{title.sv}: {listed}", f"{title.en}: {listed}")


def _preview(plan: ImportPlan) -> Iterator[Text]:
    vouchers = [
        part
        for _, text in plan.texts
        for part in text.split("\n\n")
        if part.strip() and " open " not in part.splitlines()[0]
    ][:PREVIEWED]
    if not vouchers:
        return
    yield same("")
    yield Text("Så här skulle de första bokföras", "How the first would be booked")
    for voucher in vouchers:
        yield same("")
        for line in voucher.strip("\n").splitlines():
            yield same(f"  {line}")
