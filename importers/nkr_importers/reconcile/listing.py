"""The report of a reconciliation, as lines of text: the verdict, the tables, what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.text import Text, kronor
from nkr_importers.listing_problems import SHOWN, WRONG_SUM, more, same
from nkr_importers.naming import account_number, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from nkr_audit.text import Language
    from nkr_importers.reconcile.model import Item, Kind, Reconciliation, Row

_FIGURE = 16
_MARK = "  ≠"

# The kinds that are listed, in the order of the report.
_TITLES: dict[Kind, Text] = {
    "missing": Text("Saknas i boken", "Missing in the book"),
    "different": Text("Skiljer sig", "Different"),
    "earlier": Text("Bara i boken, ur en tidigare fil", "Only in the book, out of an earlier file"),
    "correction": Text(
        "Rättelser i boken som inte finns i filen", "Corrections in the book that the file lacks"
    ),
    "hand": Text("Bara i boken, bokförda för hand", "Only in the book, booked by hand"),
    "payroll": Text(
        "Ur löneuttag, inte ur ekonomisystemets fil", "Out of payroll extracts, not the ERP's file"
    ),
}
_STEPS: dict[Kind, Text] = {
    "missing": Text(
        "importera det som saknas (nkr import, samma fil och kod)",
        "import what is missing (nkr import, same file and code)",
    ),
    "different": Text(
        "ta reda på vilken som är rätt: rätta boken med en verifikation som säger rattar, eller"
        " rätta i ekonomisystemet och exportera på nytt",
        "find out which is right: correct the book with a voucher that says rattar, or correct the"
        " ERP and export again",
    ),
    "earlier": Text(
        "ta reda på varför filen inte längre har dem: annan period (--from, --to), ofullständigt"
        " uttag, eller struken i ekonomisystemet",
        "find out why the file no longer has them: another period (--from, --to), an incomplete"
        " export, or removed in the ERP",
    ),
    "correction": Text(
        "bokför rättelsen även i ekonomisystemet, eller ta bort den ur boken",
        "book the correction in the ERP too, or remove it from the book",
    ),
    "hand": Text(
        "finns de i ekonomisystemet utan koden: lägg till koden där; annars bokför dem även där",
        "if the ERP has them without the code, add the code there; else book them there too",
    ),
}


def reconciliation_lines(
    found: Reconciliation, files: Sequence[str], language: Language
) -> list[str]:
    """Return the whole report, line by line."""
    width = _label_width(found)
    parts = (
        _heading(found, files),
        _verdict(found, language),
        _table(Text("Per konto", "By account"), found.accounts, width, language),
        _table(_MONTHS, found.months, width, language, total=found.result),
        _moved(found, language),
        *(_listed(found, kind, width, language) for kind in _TITLES),
        _faults(found),
        _altered(found),
        _next_step(found),
    )
    return [printable(line.to(language).rstrip()) for part in parts for line in part]


_MONTHS = Text("Kostnader minus intäkter per månad", "Costs less income by month")


def _label_width(found: Reconciliation) -> int:
    names = [len(row.name) for row in found.accounts]
    return max([len(_MONTHS.sv), *names], default=0) + 2


def _heading(found: Reconciliation, files: Sequence[str]) -> Iterator[Text]:
    codes = found.selection.text
    period = f"{found.span.start} – {found.span.end}"
    names = ", ".join(files[:5]) + (" …" if len(files) > 5 else "")
    yield Text(
        f"Avstämning av {found.grant_id} mot {names}",
        f"Reconciliation of {found.grant_id} with {names}",
    )
    yield Text(f"{codes.sv} · {period}", f"{codes.en} · {period}")
    yield same("")


def _verdict(found: Reconciliation, language: Language) -> Iterator[Text]:
    agreed = len(found.of("agreed"))
    amount = kronor(found.result.in_book - found.result.pay, language)
    if found.agrees:
        yield Text(
            f"Boken stämmer med filen: {_vouchers(agreed).sv}, {amount} kr i kostnader minus"
            " intäkter.",
            f"The book agrees with the file: {_vouchers(agreed).en}, SEK {amount} in costs less"
            " income.",
        )
        yield from _payroll(found, language)
    else:
        difference = kronor(found.result.difference - found.result.pay, language)
        yield from _disagreement(found)
        yield Text(
            f"Skillnad i kostnader minus intäkter: {difference} kr.",
            f"Difference in costs less income: SEK {difference}.",
        )
        yield from _payroll(found, language)
        yield _count(Text("Lika", "Alike"), agreed)
        for kind, title in _TITLES.items():
            if found.of(kind):
                yield _count(title, len(found.of(kind)))
        if found.faults:
            yield _count(_FAULTY, len(found.faults))
    if found.other_code:
        yield Text(
            f"Dessutom har boken {_vouchers(found.other_code).sv} som valts med en annan kod. Stäm"
            " av dem med den koden.",
            f"The book also has {_vouchers(found.other_code).en} chosen by another code. Reconcile"
            " them with that code.",
        )


def _payroll(found: Reconciliation, language: Language) -> Iterator[Text]:
    """Say what the book has out of payroll extracts, which this reconciliation does not prove."""
    items = found.of("payroll")
    if items:
        pay = kronor(found.result.pay, language)
        yield Text(
            f"Dessutom har boken {_vouchers(len(items)).sv} ur löneuttag, {pay} kr. De står inte i"
            " ekonomisystemets fil och är inte prövade här: importera löneuttaget igen, så visar"
            " det om de stämmer.",
            f"The book also has {_vouchers(len(items)).en} out of payroll extracts, SEK {pay}. They"
            " are not in the ERP's file and are not tried here: import the extract again to see"
            " whether they agree.",
        )


def _disagreement(found: Reconciliation) -> Iterator[Text]:
    """Say whether something is wrong, or the book only has more than the file."""
    if found.faults or found.altered or found.of("missing", "different", "earlier", "correction"):
        yield Text("Boken stämmer inte med filen.", "The book does not agree with the file.")
        return
    more_in_book = _vouchers(len(found.of("hand")))
    one = len(found.of("hand")) == 1
    yield Text(
        f"Allt i filen finns i boken, som därutöver har {more_in_book.sv}"
        f" {'bokförd' if one else 'bokförda'} för hand.",
        f"All of the file is in the book, which also has {more_in_book.en} booked by hand.",
    )


def _vouchers(count: int) -> Text:
    return Text(
        f"{count} {'verifikation' if count == 1 else 'verifikationer'}",
        f"{count} {'voucher' if count == 1 else 'vouchers'}",
    )


def _count(label: Text, count: int) -> Text:
    return Text(f"  {label.sv:<44}{count:>6}", f"  {label.en:<44}{count:>6}")


def _table(
    title: Text, rows: Iterable[Row], width: int, language: Language, total: Row | None = None
) -> Iterator[Text]:
    yield same("")
    heads = (Text("filen", "file"), Text("boken", "book"), Text("skillnad", "difference"))
    yield Text(
        f"  {title.sv:<{width}}" + "".join(f"{head.sv:>{_FIGURE}}" for head in heads),
        f"  {title.en:<{width}}" + "".join(f"{head.en:>{_FIGURE}}" for head in heads),
    )
    for row in rows:
        mark = _MARK if row.differs else ""
        yield same(_figures(row.name, row.in_file, row.in_book, width, language) + mark)
    if total is not None:
        name = Text("Summa", "Total").to(language)
        yield same(f"  {'─' * (width + 3 * _FIGURE)}")
        mark = _MARK if total.differs else ""
        yield same(_figures(name, total.in_file, total.in_book, width, language) + mark)


def _figures(label: str, in_file: Decimal, in_book: Decimal, width: int, language: Language) -> str:
    amounts = (in_file, in_book, in_book - in_file)
    return f"  {label:<{width}}" + "".join(f"{kronor(one, language):>{_FIGURE}}" for one in amounts)


def _moved(found: Reconciliation, language: Language) -> Iterator[Text]:
    moved = [row for row in found.accounts if row.moved]
    if moved:
        yield same("")
        yield Text(
            "  Förda från bidraget till regionens egna konton i boken (ingen skillnad i sak)",
            "  Moved off the grant to the region's own accounts in the book (no real difference)",
        )
        for row in moved:
            yield same(f"    {row.name}  {kronor(row.moved, language)}")


def _listed(found: Reconciliation, kind: Kind, width: int, language: Language) -> Iterator[Text]:
    items = found.of(kind)
    if not items:
        return
    yield same("")
    title = _TITLES[kind]
    yield Text(f"{title.sv} ({len(items)})", f"{title.en} ({len(items)})")
    names = {account_number(row.name): row.name for row in found.accounts}
    for item in items[:SHOWN]:
        yield same(f"  {item.voucher}  {item.day}  {item.place}  {item.text}")
        yield from _details(item, names, width, language)
    yield from more(len(items))


def _details(item: Item, names: dict[str, str], width: int, language: Language) -> Iterator[Text]:
    for number in item.difference:
        in_file, in_book = item.in_file.get(number, ZERO), item.in_book.get(number, ZERO)
        label = f"  {names.get(number, number)}"
        yield same(_figures(label, in_file, in_book, width, language))
    for change in item.changes:
        if change.account is None:
            outside = Text("  utanför bidraget", "  outside the grant").to(language)
            yield same(_figures(outside, change.in_file, change.in_book, width, language))
    if item.book_day is not None:
        yield Text(f"    boken har datum {item.book_day}", f"    the book dates it {item.book_day}")


_FAULTY = Text("Felaktiga i filen, inte medräknade", "Faulty in the file, not counted")


def _faults(found: Reconciliation) -> Iterator[Text]:
    if not found.faults:
        return
    yield same("")
    yield Text(f"{_FAULTY.sv} ({len(found.faults)})", f"{_FAULTY.en} ({len(found.faults)})")
    for one in found.faults[:SHOWN]:
        where = f"  {one.fault.voucher}  {one.file}:{one.fault.line}: "
        yield Text(where + one.fault.what.sv, where + one.fault.what.en)
        yield Text(
            f"    Gör så här: {one.fault.remedy.sv}.", f"    To mend it: {one.fault.remedy.en}."
        )
    yield from more(len(found.faults))


def _altered(found: Reconciliation) -> Iterator[Text]:
    for name in found.altered:
        yield same("")
        yield Text(f"fel #KSUMMA  {name}: {WRONG_SUM.sv}", f"fault #KSUMMA  {name}: {WRONG_SUM.en}")


def _next_step(found: Reconciliation) -> Iterator[Text]:
    yield same("")
    if found.agrees:
        yield Text("Nästa steg: kör nkr check.", "Next step: run nkr check.")
        return
    steps = [step for kind, step in _STEPS.items() if found.of(kind)]
    if found.faults:
        steps.append(Text("rätta de felaktiga i ekonomisystemet", "correct the faulty in the ERP"))
    if found.altered:
        steps.append(
            Text(
                "exportera de ändrade filerna på nytt och stäm av mot dem",
                "export the altered files again and reconcile with them",
            )
        )
    yield Text("Nästa steg:", "Next steps:")
    for step in steps:
        yield Text(f"  {step.sv}", f"  {step.en}")
