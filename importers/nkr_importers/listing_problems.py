"""The report of an import: vouchers that were not booked, each with place, reason and remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.text import Language
    from nkr_importers.model import Fault, Selection
    from nkr_importers.plan import Change, ImportPlan

# The most vouchers that one list of the report shows.
SHOWN = 50


WRONG_SUM = Text(
    "kontrollsumman stämmer inte med filens innehåll: filen är ändrad eller skadad efter exporten",
    "the checksum is not that of the contents: the file was changed or damaged after the export",
)
WRONG_SUM_REMEDY = Text(
    "exportera filen på nytt från ekonomisystemet och importera den som den är",
    "export the file again from the ERP and import it as it is",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a plan: ``refused`` when a fault stopped it, ``dry_run`` when asked to."""

    path: str
    grant_id: str
    selection: Selection
    refused: bool
    dry_run: bool
    files: tuple[str, ...]

    @property
    def written(self) -> bool:
        """Tell whether the book was changed."""
        return bool(self.files) and not (self.refused or self.dry_run)


def same(text: str) -> Text:
    """Return a text that is the same in both languages."""
    return Text(text, text)


def problem_lines(plan: ImportPlan, outcome: Outcome, language: Language) -> Iterator[Text]:
    """Return the lines on changed, quarantined and otherwise faulty vouchers."""
    if plan.source.checksum == "wrong":
        yield same("")
        yield Text(
            f"fel #KSUMMA  {outcome.path}: {WRONG_SUM.sv}",
            f"fault #KSUMMA  {outcome.path}: {WRONG_SUM.en}",
        )
        yield Text(f"  Gör så här: {WRONG_SUM_REMEDY.sv}.", f"  To mend it: {WRONG_SUM_REMEDY.en}.")
    yield from _changes(plan, outcome, language)
    yield from _faults(plan, outcome)


def _changes(plan: ImportPlan, outcome: Outcome, language: Language) -> Iterator[Text]:
    for change in plan.changed[:SHOWN]:
        yield from _change(change, outcome, language)
    yield from more(len(plan.changed))


def _change(change: Change, outcome: Outcome, language: Language) -> Iterator[Text]:
    where = f"{outcome.path}:{change.voucher.line}"
    yield same("")
    counted = (
        Text(", också med rättelserna", ", also with its corrections")
        if change.corrected
        else Text("", "")
    )
    yield Text(
        f"ändrad {change.voucher.identity}  {where}: boken har andra belopp än filen{counted.sv}",
        f"changed {change.voucher.identity}  {where}: the book has other amounts than the"
        f" file{counted.en}",
    )
    for one in change.differences:
        place = Text("utanför bidraget", "outside the grant")
        if one.account is not None:
            place = same(f"{outcome.grant_id}:{one.account}")
        in_book, in_file = kronor(one.in_book, language), kronor(one.in_file, language)
        yield Text(
            f"  {place.sv:<24}  i boken {in_book:>16}  i filen {in_file:>16}",
            f"  {place.en:<24}  in the book {in_book:>16}  in the file {in_file:>16}",
        )
    if change.shared_with:
        yield _shared_advice(change, outcome)
        return
    yield Text(
        "  Gör så här: ta reda på vilken som är rätt. Är det filen: rätta boken med en verifikation"
        f' som säger rattar: "{change.voucher.identity}", eller ta bort verifikationen ur boken.'
        " Importera sedan om.",
        "  To mend it: find out which is right. If it is the file: correct the book with a voucher"
        f' that says rattar: "{change.voucher.identity}", or remove the voucher from the book.'
        " Then import again.",
    )


def _shared_advice(change: Change, outcome: Outcome) -> Text:
    """What to do about a voucher that another grant has too, and that must stay as it is there."""
    others, identity = ", ".join(change.shared_with), change.voucher.identity
    return Text(
        f"  Gör så här: verifikationen bär också {others}; ta inte bort den och ändra inte de"
        " raderna. Stämmer filen: bokför en verifikation som säger"
        f' rattar: "{identity}" och för beloppen från regionens egna konton till'
        f" {outcome.grant_id}. Importera sedan om.",
        f"  To mend it: the voucher carries {others} too; do not remove it nor change those rows."
        f' If the file is right: book a voucher that says rattar: "{identity}" and moves the'
        f" amounts from the region's own accounts to {outcome.grant_id}. Then import again.",
    )


def _faults(plan: ImportPlan, outcome: Outcome) -> Iterator[Text]:
    for fault in plan.quarantined[:SHOWN]:
        yield same("")
        yield from _fault(fault, outcome, Text("fel", "fault"))
        yield Text(f"  Gör så här: {fault.remedy.sv}.", f"  To mend it: {fault.remedy.en}.")
    yield from more(len(plan.quarantined))
    others, count = plan.source.other_faults, plan.source.other_fault_count
    if not others:
        return
    yield same("")
    yield Text(
        f"Felaktiga utan koden: {count}. De rör inte bidraget, men ekonomisystemet bör se dem.",
        f"Faulty without the code: {count}. They do not touch the grant, but should be seen to.",
    )
    for fault in others:
        yield from _fault(fault, outcome, Text("  obs", "  note"))
    if count > len(others):
        yield same("  …")


def _fault(fault: Fault, outcome: Outcome, kind: Text) -> Iterator[Text]:
    where = f"{outcome.path}:{fault.line}"
    yield Text(
        f"{kind.sv} {fault.voucher}  {where}: {fault.what.sv}",
        f"{kind.en} {fault.voucher}  {where}: {fault.what.en}",
    )


def more(count: int) -> Iterator[Text]:
    """Tell how many of a list are not shown, if any."""
    if count > SHOWN:
        yield Text(f"… och {count - SHOWN} till", f"… and {count - SHOWN} more")
