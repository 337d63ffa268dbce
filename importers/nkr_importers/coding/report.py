"""What a coding did, as lines of text: what was coded, what was not, and what a person must do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.personal_number import mask
from nkr_audit.text import Text, kronor
from nkr_importers.naming import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nkr_audit.text import Language
    from nkr_importers.coding.by_rules import Remark, RulePlan
    from nkr_importers.coding.plan import Change, CodingPlan

_LABEL = 22
# Of each list; the rest is counted.
SHOWN = 100
_NOTHING_WRITTEN = Text("Inget är skrivet (--dry-run).", "Nothing is written (--dry-run).")


def summary(plan: CodingPlan) -> Text:
    """What a coding file did, in one line."""
    count, documents, unchanged = len(plan.coded), plan.documents, plan.unchanged
    return Text(
        f"{count} {'verifikation kodad' if count == 1 else 'verifikationer kodade'}, "
        f"{documents} underlag {'tillagt' if documents == 1 else 'tillagda'}, "
        f"{unchanged} {'uppgift' if unchanged == 1 else 'uppgifter'} fanns redan",
        f"{count} {'voucher' if count == 1 else 'vouchers'} coded, "
        f"{documents} {'document' if documents == 1 else 'documents'} added, "
        f"{unchanged} {'value was' if unchanged == 1 else 'values were'} already there",
    )


def file_lines(plan: CodingPlan, language: Language, *, dry_run: bool) -> list[str]:
    """The report of a coding file or workbook; the coming changes when it is a dry run."""
    left = [_left_empty(plan.left_empty)] if plan.left_empty else []
    if not dry_run:
        return [line.to(language) for line in (summary(plan), *left)]
    lines = [*_changes(plan.changes, language), summary(plan), *left, _NOTHING_WRITTEN]
    return [printable(line.to(language)).rstrip() for line in lines]


def _left_empty(count: int) -> Text:
    swedish = "rad är ännu inte helt kodad" if count == 1 else "rader är ännu inte helt kodade"
    return Text(
        f"{count} {swedish}",
        f"{count} {'row is' if count == 1 else 'rows are'} not wholly coded yet",
    )


def rule_lines(
    planned: RulePlan, name: str, grant_id: str, language: Language, *, dry_run: bool
) -> list[str]:
    """The report of a coding by rules; the coming changes too when it is a dry run."""
    parts: list[Iterator[Text]] = [
        _counts(planned, name, grant_id),
        _changes(planned.changes, language) if dry_run else iter(()),
        _remarks(
            Text("Boken säger annat; den ändras inte", "The book says otherwise; it is kept"),
            planned.differences, language,
        ),
        _remarks(
            Text("Flera regler träffar; den första avgör", "Several rules fit; the first decides"),
            planned.overlaps, language,
        ),
        _remarks(
            Text("Kunde inte fördelas", "Could not be shared out"), planned.unshared, language
        ),
        _remarks(Text("Kvar att koda för hand", "Left to code by hand"), planned.left, language),
        _next_step(planned, grant_id),
        iter([Text("", ""), _NOTHING_WRITTEN] if dry_run else []),
    ]  # fmt: skip
    return [printable(line.to(language)).rstrip() for part in parts for line in part]


def _next_step(planned: RulePlan, grant_id: str) -> Iterator[Text]:
    if planned.left:
        yield Text("", "")
        yield Text(
            "Nästa steg: skriv fler regler, eller fyll i resten i Excel "
            f"(nkr code BOK --export FIL.xlsx --grant {grant_id}).",
            "Next: write more rules, or fill in the rest in Excel "
            f"(nkr code BOOK --export FILE.xlsx --grant {grant_id}).",
        )


def _counts(planned: RulePlan, name: str, grant_id: str) -> Iterator[Text]:
    rules = ", ".join(f"{rule} {count}" for rule, count in planned.by_rule.items())
    yield Text(f"{name} → {grant_id}", f"{name} → {grant_id}")
    yield Text("", "")
    yield _count(Text("Kodade rader", "Rows coded"), planned.by_rule.total(), Text(rules, rules))
    if planned.shared:
        yield _count(
            Text("varav fördelade", "of them shared out"), planned.shared,
            Text(f"på {planned.parts} delar", f"in {planned.parts} parts"),
        )  # fmt: skip
    if planned.documents:
        yield _count(Text("Underlag tillagda", "Documents added"), planned.documents)
    yield _count(Text("Kvar att koda", "Left to code"), len(planned.left))


def _count(label: Text, count: int, note: Text | None = None) -> Text:
    note = note or Text("", "")
    return Text(
        f"  {label.sv:<{_LABEL}}{count:>8}   {note.sv}",
        f"  {label.en:<{_LABEL}}{count:>8}   {note.en}",
    )


def _changes(changes: Sequence[Change], language: Language) -> Iterator[Text]:
    if not changes:
        return
    yield Text("", "")
    yield Text("Så blir det", "What will be")
    for change in changes[:SHOWN]:
        amount = kronor(change.amount, language) if change.amount is not None else ""
        says = ", ".join(f"{key} ”{value}”" for key, value in change.values)
        line = f"  {change.voucher:<14}{change.account or '':<8}{amount:>14}   {says}"
        yield Text(line, line)
    yield from _more(len(changes))


def _remarks(title: Text, remarks: Sequence[Remark], language: Language) -> Iterator[Text]:
    if not remarks:
        return
    yield Text("", "")
    yield Text(f"{title.sv} ({len(remarks)})", f"{title.en} ({len(remarks)})")
    for line, what in remarks[:SHOWN]:
        about = (
            f"  {line.voucher or line.place!s:<14}{line.account:<8}"
            f"{kronor(line.amount, language):>14}   {line.cost.voucher.description}"
        )
        if line.own_text and line.own_text not in line.entry.narration:
            about += f" · {mask(line.own_text)}"
        yield Text(f"{about}: {what.sv}", f"{about}: {what.en}")
    yield from _more(len(remarks))


def _more(count: int) -> Iterator[Text]:
    if count > SHOWN:
        yield Text(
            f"  … och {count - SHOWN} till; nkr code --export ger alla i ett kalkylblad",
            f"  … and {count - SHOWN} more; nkr code --export gives all in a workbook",
        )
