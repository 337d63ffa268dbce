"""The report of an import, as lines of text: what was booked, what was not, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.text import Text, kronor
from nkr_importers.listing_problems import SHOWN, problem_lines, same
from nkr_importers.listing_problems import more as and_more
from nkr_importers.naming import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nkr_audit.text import Language
    from nkr_importers.listing_problems import Outcome
    from nkr_importers.plan import ImportPlan

_LABEL = 22


def import_lines(
    plan: ImportPlan, outcome: Outcome, language: Language, more: Iterable[Text] = ()
) -> list[str]:
    """Return the whole report, line by line, with what the format has to say ``more``."""
    parts = (
        _heading(plan, outcome),
        _counts(plan, outcome),
        _sums(plan, outcome.grant_id, language),
        _completed(plan, outcome, language),
        _receipts(plan, outcome, language),
        _unmapped(plan),
        _classes(plan),
        problem_lines(plan, outcome, language),
        more,
        _next_step(plan, outcome),
    )
    lines = [line.to(language).rstrip() for part in parts for line in part]
    return [printable(line) for line in lines]


def _rows(count: int) -> Text:
    return Text("1 rad", "1 row") if count == 1 else Text(f"{count} rader", f"{count} rows")


def _vouchers(count: int) -> Text:
    return Text(
        f"{count} {'verifikation' if count == 1 else 'verifikationer'}",
        f"{count} {'voucher' if count == 1 else 'vouchers'}",
    )


def _heading(plan: ImportPlan, outcome: Outcome) -> Iterator[Text]:
    codes, source = outcome.selection.text, plan.source
    yield Text(
        f"{source.name} → {outcome.grant_id} · {codes.sv}",
        f"{source.name} → {outcome.grant_id} · {codes.en}",
    )
    declared = source.declarations
    about = (declared.company, declared.organisation_number, declared.program, source.encoding)
    yield same(" · ".join(part for part in about if part))
    yield same("")


def _counts(plan: ImportPlan, outcome: Outcome) -> Iterator[Text]:
    source = plan.source
    rows = _rows(sum(one.rows for one in plan.sums))
    booked = len(plan.booked)
    done = Text("Bokförda", "Booked")
    if outcome.refused or outcome.dry_run:
        done = Text("Skulle bokföras", "Would be booked")
    yield _count(done, booked, Text(f"{rows.sv} under bidraget", f"{rows.en} under the grant"))
    yield _count(Text("Finns redan", "Already there"), len(plan.already))
    if source.repeated:
        places = ", ".join(str(voucher.line) for voucher in source.repeated[:10])
        yield _count(
            Text("Upprepade", "Repeated"), len(source.repeated),
            Text(f"exakta kopior, rad {places}", f"exact copies, line {places}"),
        )  # fmt: skip
    if plan.completed:
        yield _count(
            Text("Kompletterade", "Completed"), len(plan.completed),
            Text("delas med ett annat bidrag", "shared with another grant"),
        )  # fmt: skip
    yield _count(Text("Ändrade", "Changed"), len(plan.changed))
    yield _count(Text("Karantän", "Quarantined"), len(plan.quarantined))
    yield _count(
        Text("Utan koden", "Without the code"), source.skipped,
        Text(
            f"av {_vouchers(source.voucher_count).sv} i filen",
            f"of {_vouchers(source.voucher_count).en} in the file",
        ),
    )  # fmt: skip
    if source.ignored:
        kinds = ", ".join(f"{label} {count}" for label, count in list(source.ignored.items())[:5])
        yield _count(
            Text("Okända etiketter", "Unknown labels"), sum(source.ignored.values()), same(kinds)
        )
    unnumbered = sum(1 for voucher in plan.booked if not voucher.number)
    if unnumbered:
        yield _count(
            Text("Utan nummer", "Without a number"), unnumbered,
            Text(
                "känns igen på filens innehåll: en ny export av dem bokförs en gång till",
                "known by the contents of the file: a new export of them is booked once more",
            ),
        )  # fmt: skip


def _count(label: Text, count: int, note: Text | None = None) -> Text:
    note = note or Text("", "")
    return Text(
        f"  {label.sv:<{_LABEL}}{count:>8}   {note.sv}",
        f"  {label.en:<{_LABEL}}{count:>8}   {note.en}",
    )


def _sums(plan: ImportPlan, grant_id: str, language: Language) -> Iterator[Text]:
    if not plan.sums:
        return
    yield same("")
    yield Text(f"Under {grant_id}", f"Under {grant_id}")
    width = max(len(one.account) for one in plan.sums)
    for one in plan.sums:
        amount = kronor(one.amount, language)
        rows = _rows(one.rows)
        line = f"  {one.account:<{width}}  {amount:>16}  "
        yield Text(line + rows.sv, line + rows.en)
    whole = kronor(sum((one.amount for one in plan.sums), ZERO), language)
    costs = kronor(plan.costs, language)
    yield Text(f"  {'Summa':<{width}}  {whole:>16}", f"  {'Sum':<{width}}  {whole:>16}")
    yield Text(
        f"  {'varav kostnader':<{width}}  {costs:>16}", f"  {'of it costs':<{width}}  {costs:>16}"
    )


def _completed(plan: ImportPlan, outcome: Outcome, language: Language) -> Iterator[Text]:
    if not plan.completed:
        return
    planned = outcome.refused or outcome.dry_run
    done = Text("Skulle kompletteras", "Would be completed") if planned else _COMPLETED
    yield same("")
    yield Text(
        f"{done.sv}: raderna stod i boken utanför bidragen och förs till {outcome.grant_id}",
        f"{done.en}: the rows were in the book outside the grants, and go to {outcome.grant_id}",
    )
    for one in plan.completed[:SHOWN]:
        yield same(f"  {one.voucher.identity}  {outcome.path}:{one.voucher.line}")
        for move in one.moves:
            amount = kronor(move.posting.units.number, language)
            yield same(f"    {move.posting.account} → {move.account}  {amount}")
    yield from and_more(len(plan.completed))


_COMPLETED = Text("Kompletterade", "Completed")


def _receipts(plan: ImportPlan, outcome: Outcome, language: Language) -> Iterator[Text]:
    if not plan.receipts:
        return
    yield same("")
    yield Text(
        "Kan vara utbetalningen av bidraget. Är den det: märk den #utbetalning i boken, och bokför"
        " den inte en gång till. Importen gissar aldrig.",
        "May be the payment of the grant. If it is: tag it #utbetalning in the book, and do not"
        " book it once more. The import never guesses.",
    )
    for voucher in plan.receipts[:SHOWN]:
        credited = sum((-row.amount for row in voucher.rows if row.amount < 0), ZERO)
        amount = kronor(credited, language)
        yield same(f"  {voucher.identity}  {outcome.path}:{voucher.line}  {amount}")
    yield from and_more(len(plan.receipts))


def _unmapped(plan: ImportPlan) -> Iterator[Text]:
    if not plan.unmapped:
        return
    yield same("")
    yield Text(
        "Konton utan kostnadsslag (ange dem i kontoplansfilen, --accounts, eller i boken)",
        "Accounts without a cost category (give it in the mapping, --accounts, or in the book)",
    )
    for account in plan.unmapped:
        yield same(f"  {account}")


def _classes(plan: ImportPlan) -> Iterator[Text]:
    if not plan.kinds_are_sound:
        yield same("")
        yield Text(
            "Filens #KTYP motsäger kontonumren för de flesta konton (kostnad som intäkt) och har"
            " inte använts.",
            "The file's #KTYP contradicts the account numbers of most accounts (cost as income) and"
            " was disregarded.",
        )
    if plan.odd:
        yield same("")
        yield Text(
            "Annan kontoklass än första siffran säger (stämmer det inte: ange [rot] i"
            " kontoplansfilen)",
            "Another account class than the first digit says (if wrong: give [rot] in the account"
            " mapping)",
        )
        for account in plan.odd:
            yield same(f"  {account}")


def _next_step(plan: ImportPlan, outcome: Outcome) -> Iterator[Text]:
    yield same("")
    if outcome.written:
        yield Text(
            f"Skrivet: {', '.join(outcome.files)}",
            f"Written: {', '.join(outcome.files)}",
        )
    else:
        yield Text("Inget är skrivet.", "Nothing is written.")
    yield from _advice(plan, outcome)


def _advice(plan: ImportPlan, outcome: Outcome) -> Iterator[Text]:
    if outcome.refused:
        yield Text(
            "Nästa steg: rätta det som står ovan och importera om, eller bokför resten nu med"
            " --quarantine.",
            "Next step: mend what is listed above and import again, or book the rest now with"
            " --quarantine.",
        )
    elif outcome.dry_run and (plan.booked or plan.completed):
        yield Text("Nästa steg: kör om utan --dry-run.", "Next step: run again without --dry-run.")
    elif plan.booked or plan.completed:
        yield Text(
            "Nästa steg: ange register, ändamål och underlag (nkr code), och kör nkr check.",
            "Next step: give register, purpose and evidence (nkr code), and run nkr check.",
        )
    else:
        yield Text("Nästa steg: kör nkr check.", "Next step: run nkr check.")
