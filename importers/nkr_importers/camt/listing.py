"""The report of a bank file matched with a book: what was found, what is missing, what is next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.personal_number import mask
from nkr_audit.text import Text
from nkr_importers.camt.bank_import import period_of_statement
from nkr_importers.camt.checking import amount_text, booked_sum
from nkr_importers.camt.wording import indented, pair, row_line, voucher_line
from nkr_importers.listing_problems import SHOWN, more, same
from nkr_importers.naming import printable
from nkr_importers.payroll.privacy import without_personal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nkr_audit.text import Language
    from nkr_importers.camt.bank_import import BankOutcome
    from nkr_importers.camt.model import Statement


def bank_lines(outcome: BankOutcome, language: Language) -> list[str]:
    """Return the whole report, line by line."""
    parts = (
        _heading(outcome, language),
        _counts(outcome),
        _matched(outcome, language),
        _untagged(outcome, language),
        _contradicted(outcome, language),
        _ambiguous(outcome, language),
        _not_in_bank(outcome, language),
        _not_in_book(outcome, language),
        _next_step(outcome),
    )
    return [printable(line.to(language)).rstrip() for part in parts for line in part]


def refused_lines(refused: Sequence[tuple[Statement, Text]], language: Language) -> list[str]:
    """Return the statements of a file of which none adds up, each with its sums and verdict."""
    lines = [_refused(statement, why, language) for statement, why in refused[:SHOWN]]
    return [printable(line.to(language)) for line in (*lines, *more(len(refused)))]


def _refused(statement: Statement, why: Text, language: Language) -> Text:
    count = len(statement.booked_entries)
    ends = [
        amount_text(one.amount, language) if one is not None else "–"
        for one in (statement.opening, statement.closing)
    ]
    moves = amount_text(booked_sum(statement), language)
    return Text(
        f"  Konto {_account(statement)}  ingående {ends[0]}  {_rows(count).sv} {moves}  utgående"
        f" {ends[1]}  {statement.currency}  används inte: {why.sv}",
        f"  Account {_account(statement)}  opening {ends[0]}  {_rows(count).en} {moves}  closing"
        f" {ends[1]}  {statement.currency}  not used: {why.en}",
    )


def _rows(count: int) -> Text:
    return Text(
        "1 bokförd rad" if count == 1 else f"{count} bokförda rader",
        "1 booked row" if count == 1 else f"{count} booked rows",
    )


def _heading(outcome: BankOutcome, language: Language) -> Iterator[Text]:
    file = outcome.file
    kind = f"{file.kind} version {file.version}" if file.version else file.kind
    yield same(f"{without_personal(file.name)} → {outcome.request.grant_id} · {kind}")
    yield same("")
    for statement in outcome.used[:SHOWN]:
        yield _statement(statement, language)
    yield from more(len(outcome.used))
    for statement, why in outcome.refused[:SHOWN]:
        yield _refused(statement, why, language)
    yield from more(len(outcome.refused))
    yield same("")


def _account(statement: Statement) -> str:
    return mask(statement.masked_account)


def _statement(statement: Statement, language: Language) -> Text:
    period, count = period_of_statement(statement), len(statement.booked_entries)
    days = f"{period.start} – {period.end}" if period else "–"
    waiting = len(statement.entries) - count
    undated = sum(1 for entry in statement.booked_entries if entry.day is None)
    rows = _rows(count)
    left = (
        (waiting, Text(f", {waiting} ännu inte bokförda", f", {waiting} not booked yet")),
        (undated, Text(f", {undated} utan datum", f", {undated} without a date")),
    )
    not_used = Text(
        "".join(text.sv for number, text in left if number),
        "".join(text.en for number, text in left if number),
    )
    checked = Text("saldo saknas och är inte prövat", "no balances to check")
    opening, closing = statement.opening, statement.closing
    if opening is not None and closing is not None:
        terms = (opening.amount, booked_sum(statement), closing.amount)
        first, moves, last = (amount_text(one, language) for one in terms)
        checked = Text(f"{first} + {moves} = {last} stämmer", f"{first} + {moves} = {last} agrees")
    return Text(
        f"  Konto {_account(statement)}  {days}  {rows.sv}{not_used.sv}  "
        f"{statement.currency}  {checked.sv}",
        f"  Account {_account(statement)}  {days}  {rows.en}{not_used.en}  "
        f"{statement.currency}  {checked.en}",
    )


def _counts(outcome: BankOutcome) -> Iterator[Text]:
    found = outcome.matches
    tagged = outcome.request.tag
    counts = (
        (Text("Avstämda nu", "Matched now"),
         len(found.proved) + (len(found.untagged) if tagged else 0)),
        (Text("Avstämda tidigare", "Matched before"), len(found.already)),
        (Text("Saknar märkning", "Not tagged"), 0 if tagged else len(found.untagged)),
        (Text("Flera möjliga", "Several possible"), len(found.ambiguous)),
        (Text("Saknas i banken", "Not in the bank"),
         len(found.not_in_bank) + len(found.contradicted)),
        (Text("Saknas i boken", "Not in the book"), len(found.not_in_book)),
        (Text("Utanför perioden", "Outside the period"), found.outside),
    )  # fmt: skip
    for label, count in counts:
        yield Text(f"  {label.sv:<22}{count:>8}", f"  {label.en:<22}{count:>8}")


def _matched(outcome: BankOutcome, language: Language) -> Iterator[Text]:
    found = outcome.matches
    if found.proved or found.already:
        yield same("")
        yield Text("Avstämda", "Matched")
    for payment, row in found.proved[:SHOWN]:
        yield from pair(payment, row, outcome, language)
    yield from more(len(found.proved))
    for payment, known in found.already[:SHOWN]:
        before = Text("redan avstämd", "matched before")
        if known is None:
            before = Text(
                "redan avstämd mot en annan fil", "matched before, with another file"
            )  # fmt: skip
        line = voucher_line(payment, language)
        yield Text(f"  {line.sv}  {before.sv}", f"  {line.en}  {before.en}")
    yield from more(len(found.already))


def _untagged(outcome: BankOutcome, language: Language) -> Iterator[Text]:
    if not outcome.matches.untagged:
        return
    yield same("")
    if outcome.request.tag:
        yield Text("Avstämda och märkta", "Matched and tagged")
    else:
        yield Text(
            "Stämmer med en rad i banken men saknar märkning. Är det rätt: kör om med --tag.",
            "Agree with a row of the bank but are not tagged. If right: run again with --tag.",
        )
    for payment, row in outcome.matches.untagged[:SHOWN]:
        yield same(f"  #{payment.tag}")
        yield from pair(payment, row, outcome, language)
    yield from more(len(outcome.matches.untagged))


def _contradicted(outcome: BankOutcome, language: Language) -> Iterator[Text]:
    for payment, row in outcome.matches.contradicted[:SHOWN]:
        yield same("")
        line = voucher_line(payment, language)
        if row is None:
            yield Text(
                f"fel {line.sv}: raden som den är avstämd mot finns inte i filen",
                f"fault {line.en}: the row that it was matched with is not in the file",
            )
        else:
            amount = amount_text(row.amount, language)
            yield Text(
                f"fel {line.sv}: raden som den är avstämd mot är {amount} (rad {row.line})",
                f"fault {line.en}: the row that it was matched with is {amount} (line {row.line})",
            )
        yield Text(
            "  Gör så här: rätta verifikationen, eller ta bort raden bank: ur den och kör om.",
            "  To mend it: correct the voucher, or remove its line bank: and run again.",
        )


def _ambiguous(outcome: BankOutcome, language: Language) -> Iterator[Text]:
    for payments, rows in outcome.matches.ambiguous[:SHOWN]:
        yield same("")
        yield Text(
            "Flera möjliga: beloppet och dagarna säger inte vilken som hör till vilken",
            "Several possible: amount and days do not tell which belongs to which",
        )
        for payment in payments[:SHOWN]:
            yield from indented(voucher_line(payment, language))
        for row in rows[:SHOWN]:
            yield from indented(row_line(row, outcome, language))
            yield same(f'    bank: "{row.recorded(outcome.file)}"')
        yield Text(
            "  Gör så här: är samma betalning bokförd två gånger, ta bort eller rätta den ena. "
            "Annars: skriv raden bank: på den verifikation som den hör till, och kör om.",
            "  To mend it: if one payment is booked twice, remove or correct one of them. If not: "
            "write the line bank: on the voucher that it belongs to, and run again.",
        )
    yield from more(len(outcome.matches.ambiguous))


def _not_in_bank(outcome: BankOutcome, language: Language) -> Iterator[Text]:
    if not outcome.matches.not_in_bank:
        return
    yield same("")
    yield Text(
        f"Saknas i banken: ingen rad med beloppet inom {outcome.terms.days} dagar",
        f"Not in the bank: no row of the amount within {outcome.terms.days} days",
    )
    for payment in outcome.matches.not_in_bank[:SHOWN]:
        yield from indented(voucher_line(payment, language))
    yield from more(len(outcome.matches.not_in_bank))


def _not_in_book(outcome: BankOutcome, language: Language) -> Iterator[Text]:
    if not outcome.matches.not_in_book:
        return
    yield same("")
    yield Text(
        "Saknas i boken: betalaren eller mottagaren finns i banken, men ingen verifikation",
        "Not in the book: the payer or payee is in the bank, but there is no voucher",
    )
    for row in outcome.matches.not_in_book[:SHOWN]:
        yield from indented(row_line(row, outcome, language))
    yield from more(len(outcome.matches.not_in_book))


def _next_step(outcome: BankOutcome) -> Iterator[Text]:
    found, request = outcome.matches, outcome.request
    yield same("")
    if outcome.written:
        names = ", ".join(str(path) for path in outcome.written)
        yield Text(f"Skrivet: {names}", f"Written: {names}")
    else:
        yield Text("Inget är skrivet.", "Nothing is written.")
    if request.dry_run and (found.proved or (request.tag and found.untagged)):
        yield Text("Nästa steg: kör om utan --dry-run.", "Next step: run again without --dry-run.")
    elif outcome.is_clean:
        yield Text("Nästa steg: kör nkr settle.", "Next step: run nkr settle.")
    else:
        yield Text(
            "Nästa steg: rätta det som står ovan och kör om.",
            "Next step: mend what is listed above and run again.",
        )
