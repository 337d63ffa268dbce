"""The report of an import of e-invoices, as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.money import CURRENCY
from nkr_audit.text import Text, kronor
from nkr_importers.naming import printable
from nkr_importers.peppol.filing import FOLDER, Filed
from nkr_importers.peppol.matching import Unmatched
from nkr_importers.peppol.repeated import Repeated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.text import Language
    from nkr_importers.peppol.importing import Handled, InvoiceImport
    from nkr_importers.peppol.model import FaultyFile

_LABEL = 26


def invoice_lines(result: InvoiceImport, language: Language) -> list[str]:
    """Return the whole report, line by line."""
    lines = [*_heading(result), *_counts(result)]
    for one in result.handled:
        lines += _handled(one, result, language)
    for fault in result.faulty:
        lines += _fault(fault)
    lines += _next_step(result)
    return [printable(line.to(language)).rstrip() for line in lines]


def _same(text: str) -> Text:
    return Text(text, text)


def _heading(result: InvoiceImport) -> Iterator[Text]:
    files, invoices = result.files, len(result.handled)
    yield Text(
        f"E-fakturor → {result.grant_id} · {files} {'fil' if files == 1 else 'filer'}, "
        f"{invoices} {'faktura' if invoices == 1 else 'fakturor'}",
        f"E-invoices → {result.grant_id} · {files} {'file' if files == 1 else 'files'}, "
        f"{invoices} {'invoice' if invoices == 1 else 'invoices'}",
    )
    yield _same("")


def _counts(result: InvoiceImport) -> Iterator[Text]:
    filed = [one.result for one in result.handled if isinstance(one.result, Filed)]
    new = sum(1 for one in filed if one.is_new)
    done = Text("Inlagda", "Filed")
    if result.refused or result.dry_run:
        done = Text("Skulle läggas in", "Would be filed")
    yield _count(done, new)
    yield _count(Text("Finns redan", "Already there"), len(filed) - new)
    repeated = sum(1 for one in result.handled if isinstance(one.result, Repeated))
    without = len(result.handled) - len(filed) - repeated
    yield _count(Text("Utan verifikation", "No voucher"), without)
    if repeated:
        yield _count(Text("Ändrade eller dubbletter", "Changed or duplicate"), repeated)
    yield _count(Text("Felaktiga filer", "Faulty files"), len(result.faulty))


def _count(label: Text, count: int) -> Text:
    return Text(f"  {label.sv:<{_LABEL}}{count:>6}", f"  {label.en:<{_LABEL}}{count:>6}")


def _handled(one: Handled, result: InvoiceImport, language: Language) -> Iterator[Text]:
    yield _same("")
    about = _about(one, language)
    where = f"{one.path}:{one.invoice.line}"
    if isinstance(one.result, Unmatched):
        label = Text("utan verifikation", "no voucher")
        if isinstance(one.result, Repeated):
            label = Text("ändrad eller dubblett", "changed or duplicate")
        yield Text(f"{label.sv}  {about.sv}", f"{label.en}  {about.en}")
        yield Text(f"  {where}: {one.result.what.sv}.", f"  {where}: {one.result.what.en}.")
        yield Text(
            f"  Gör så här: {one.result.remedy.sv}.", f"  To mend it: {one.result.remedy.en}."
        )
    elif not one.result.is_new:
        number = one.result.voucher
        yield Text(f"finns redan {number}  {about.sv}", f"already there {number}  {about.en}")
        return
    else:
        yield from _filed(one.result, about, result)
        for note in one.result.notes:
            yield Text(f"  obs  {note.sv}", f"  note  {note.en}")
    for remark in one.invoice.remarks:
        place = f"{one.path}:{remark.line}"
        yield Text(f"  obs  {place}: {remark.what.sv}", f"  note  {place}: {remark.what.en}")


def _filed(filed: Filed, about: Text, result: InvoiceImport) -> Iterator[Text]:
    only_planned = result.refused or result.dry_run
    label = Text("skulle läggas in", "would be filed") if only_planned else Text("inlagd", "filed")
    yield Text(f"{label.sv} {filed.voucher}  {about.sv}", f"{label.en} {filed.voucher}  {about.en}")
    for name in filed.documents:
        yield _same(f"  {FOLDER}/{name}")
    for key, value in filed.added:
        yield _same(f"  {key}: {value}")


def _about(one: Handled, language: Language) -> Text:
    invoice = one.invoice
    currency = "kr" if invoice.currency == CURRENCY else invoice.currency
    who = f"{invoice.supplier.name or '–'} ({invoice.supplier.shown or '–'})"
    net = kronor(invoice.totals.net, language)
    kind = Text(invoice.kind, "invoice" if invoice.kind == "faktura" else "credit note")
    return Text(
        f"{who}, {kind.sv} {invoice.number}, {invoice.issued}, {net} {currency} utan moms",
        f"{who}, {kind.en} {invoice.number}, {invoice.issued}, {net} {currency} without VAT",
    )


def _fault(fault: FaultyFile) -> Iterator[Text]:
    error = fault.error
    yield _same("")
    where = error.place or fault.path
    yield Text(f"fel  {where}: {error.what.sv}", f"fault  {where}: {error.what.en}")
    yield Text(f"  Gör så här: {error.remedy.sv}.", f"  To mend it: {error.remedy.en}.")


def _next_step(result: InvoiceImport) -> Iterator[Text]:
    yield _same("")
    if result.written:
        changed = ", ".join(result.changed)
        yield Text(f"Skrivet: {changed}", f"Written: {changed}")
        yield Text("Nästa steg: kör nkr check.", "Next step: run nkr check.")
        return
    yield Text("Inget är skrivet.", "Nothing is written.")
    if result.refused:
        rest = Text(
            ", eller lägg in resten nu med --quarantine", ", or file the rest now with --quarantine"
        )
        also = rest if result.changed else Text("", "")
        yield Text(
            f"Nästa steg: rätta de felaktiga filerna{also.sv}.",
            f"Next step: mend the faulty files{also.en}.",
        )
    elif result.dry_run and result.changed:
        yield Text("Nästa steg: kör om utan --dry-run.", "Next step: run again without --dry-run.")
