"""EV: what a document must be to prove anything: readable text, unaltered file, known kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nkr_audit.evidence import DELIVERY, INVOICE, needed_for
from nkr_audit.money import ZERO
from nkr_audit.rules.evidence import EV
from nkr_audit.rules.rule import Hit, Subject
from nkr_audit.text import Text
from nkr_audit.vocabulary import DOCUMENT_KINDS, FIXME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.book import Book, CostLine, Deviation, Document, Grant, Voucher

# Words that alone do not tell what was bought.
_VAGUE = frozenset({
    "diverse", "div", "övrigt", "övriga", "faktura", "fakturor", "leverantörsfaktura", "levfaktura",
    "konsult", "konsulter", "konsultarvode", "konsulttjänst", "konsulttjänster", "tjänst",
    "tjänster", "kostnad", "kostnader", "utlägg", "inköp", "köp", "betalning", "enligt", "enl",
    "avtal", "ök", "överenskommelse", "specifikation", "spec", "bilaga", "av", "för", "samt",
    "och", "nr", "se", "resa", "resor",
})  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_LETTERS = 3

# Documents that stand behind the grant as a whole, and not behind one voucher.
_OF_THE_GRANT = frozenset({"avtal", "beslut", "anstallningsavtal", "ovrigt"})


@EV.rule(
    107, "warning", Text("Vag verifikationstext", "Vague voucher text"),
    "evidence-invoice", "traceable",
    about=Text(
        "Verifikationens text säger inte vad som har köpts. Fakturorna ska vara tydliga och "
        "beskriva vad som har betalats för, och redovisningen ska vara spårbar; ett ord som "
        "”diverse” eller ”konsulttjänster” räcker inte.",
        "The voucher's text does not say what was bought. The invoices are to be clear and "
        "describe what was paid for, and the accounts traceable; a word such as “diverse” or "
        "“konsulttjänster” is not enough.",
    ),
)  # fmt: skip
def vague_text(subject: Subject) -> Iterator[Hit]:
    """An invoiced cost has a text that does not say what was bought."""
    for grant in subject.book.grants:
        found: dict[tuple[Voucher, Deviation | None], list[CostLine]] = {}
        voucher, vague = None, False
        for line in grant.cost_lines:
            if line.voucher is not voucher:
                voucher, vague = line.voucher, _is_vague(line.voucher.narration)
            if vague and needed_for(line) == INVOICE:
                found.setdefault((line.voucher, line.deviation), []).append(line)
        for (voucher, deviation), lines in found.items():
            text = voucher.narration
            yield Hit(
                Text(
                    f"Texten ”{text}” säger inte vad som har köpts."
                    if text
                    else "Verifikationen har ingen text.",
                    f"The text “{text}” does not say what was bought."
                    if text
                    else "The voucher has no text.",
                ),
                Text(
                    "skriv vad fakturan gäller, så att den som granskar förstår den utan att fråga",
                    "write what the invoice is for, so that a reviewer understands it unasked",
                ),
                lines[0].place if len(lines) == 1 else voucher.place, grant=grant,
                voucher=voucher, amount=sum((line.amount for line in lines), ZERO),
                lines=tuple(lines), deviation=deviation,
            )  # fmt: skip


def _is_vague(text: str) -> bool:
    text = text.casefold()
    first = _WORD.search(text)
    if first is not None and len(first[0]) >= _FEWEST_LETTERS and first[0] not in _VAGUE:
        return False
    words = _WORD.findall(text)
    return sum(map(len, words)) < _FEWEST_LETTERS or _VAGUE.issuperset(words)


@EV.rule(
    108, "error", Text("Underlaget har ändrats", "The document was altered"),
    "review", "evidence-not-proved",
    about=Text(
        "Filen är en annan än den var när den lades in: den stämmer inte med sitt sha256. Ett "
        "ändrat underlag styrker ingenting, så de kostnader det skulle styrka är ifrågasatta.",
        "The file is another than when it was entered: it does not match its sha256. An altered "
        "document proves nothing, so the costs that it was to prove are questioned.",
    ),
)  # fmt: skip
def altered(subject: Subject) -> Iterator[Hit]:
    """A document's file is not the one whose hash was written; it proves nothing."""
    documents = [item for item in subject.book.documents if item.is_altered and item.usable]
    behind = _lines_behind(subject, documents) if documents else {}
    grants = {grant.id: grant for grant in subject.book.grants}
    for number, document in enumerate(documents):
        path = subject.book.within(document.path)
        what = Text(
            f"Filen {path} är en annan än dess sha256 säger, så den styrker ingenting.",
            f"The file {path} is another than its sha256 says, so it proves nothing.",
        )
        remedy = Text(
            "lägg tillbaka den ursprungliga filen, eller lägg in den nya som ett eget underlag "
            "med sitt eget sha256",
            "put the original file back, or enter the new one as a document of its own with its "
            "own sha256",
        )
        questioned = behind.get(number, {})
        for (grant_id, voucher, deviation), lines in questioned.items():
            yield Hit(
                what, remedy, document.place, grant=grants[grant_id], voucher=voucher,
                amount=sum((line.amount for line in lines), ZERO), lines=tuple(lines),
                deviation=deviation,
            )  # fmt: skip
        if not questioned:
            yield Hit(
                what, remedy, document.place, grant=grants.get(document.grant_id or ""),
                grant_id=document.grant_id, deviation=document.deviation,
            )  # fmt: skip


_Behind = dict[int, dict[tuple[str, "Voucher", "Deviation | None"], list["CostLine"]]]


def _lines_behind(subject: Subject, documents: list[Document]) -> _Behind:
    """The lines that each document was to prove, by its index, and by how they are accepted."""
    by_link: dict[str, list[int]] = {}
    by_activity: dict[tuple[str | None, str | None], list[int]] = {}
    for number, document in enumerate(documents):
        for link in document.links:
            by_link.setdefault(link, []).append(number)
        if document.kind == "insats":
            by_activity.setdefault((document.grant_id, document.activity), []).append(number)
    found: _Behind = {}
    for grant in subject.book.grants:
        for line in grant.cost_lines:
            numbers = {
                number
                for link in subject.evidence.links_behind(line.voucher)
                for number in by_link.get(link, ())
                if _was_to_prove(subject, documents[number], line)
            }
            if line.activity is not None:
                numbers.update(by_activity.get((grant.id, line.activity), ()))
            for number in numbers:
                how = grant.id, line.voucher, _accepted(documents[number], line)
                found.setdefault(number, {}).setdefault(how, []).append(line)
    return found


def _was_to_prove(subject: Subject, document: Document, line: CostLine) -> bool:
    if document.kind in needed_for(line):
        return True
    return document.kind in DELIVERY and subject.evidence.was_accrued(line.voucher)


def _accepted(document: Document, line: CostLine) -> Deviation | None:
    """What is accepted on the document goes for all that it was to prove."""
    return document.deviation or line.deviation


@EV.rule(
    109, "warning", Text("Okänd typ av underlag", "Unknown kind of document"),
    "evidence-not-proved",
    about=Text(
        "Underlaget säger inte av vilket slag det är, eller har ett slag som verktyget inte "
        "känner till. Då räknas det inte som bevis för någon kostnad.",
        "The document does not say of what kind it is, or is of a kind that is not known. It then "
        "counts as proof of no cost.",
    ),
)  # fmt: skip
def kind_unknown(subject: Subject) -> Iterator[Hit]:
    """A document of a grant has no kind, or one that is not known."""
    book = subject.book
    unknown = [item for item in book.documents if item.kind not in DOCUMENT_KINDS]
    links = _links_of_grants(book) if unknown else set()
    for document, grant in _with_grants(book, unknown):
        if grant is None and links.isdisjoint(document.links):
            continue
        if document.kind is None:
            what = Text(
                "Underlaget säger inte av vilken typ det är, så det styrker ingenting.",
                "The document does not say of what kind it is, so it proves nothing.",
            )
        elif document.kind == FIXME:
            what = Text(
                "typ: är inte ifyllt än, där står FIXME.",
                "typ: is still to be filled in; it says FIXME.",
            )
        else:
            what = Text(
                f"Underlagets typ, {document.kind}, finns inte, så det styrker ingenting.",
                f"There is no kind of document called {document.kind}, so it proves nothing.",
            )
        kinds = ", ".join(sorted(DOCUMENT_KINDS))
        yield Hit(
            what, Text(f"skriv typ: med {kinds}", f"write typ: with {kinds}"),
            document.place, grant=grant, deviation=document.deviation,
            is_bypassed=document.kind == FIXME,
        )  # fmt: skip


@EV.rule(
    110, "warning", Text("Underlag utan verifikation", "Document without a voucher"),
    "traceable", "evidence-not-proved",
    about=Text(
        "Underlaget ligger på bidraget men har varken någon verifikations länk eller en insats. "
        "Då går det inte att se vad det styrker.",
        "The document is filed on the grant but has neither a voucher's link nor an activity. "
        "Nobody can then see what it proves.",
    ),
)  # fmt: skip
def loose_document(subject: Subject) -> Iterator[Hit]:
    """A document of a grant is tied to no voucher and no activity."""
    book = subject.book
    tied = [
        item
        for item in book.documents
        if item.activity is None and item.kind in DOCUMENT_KINDS - _OF_THE_GRANT
    ]
    links = {link for voucher in book.vouchers for link in voucher.links} if tied else set()
    loose = [document for document in tied if links.isdisjoint(document.links)]
    for document, grant in _with_grants(book, loose):
        if grant is not None:
            said = " ".join(f"^{link}" for link in sorted(document.links))
            yield Hit(
                Text(
                    f"Underlagets länk, {said}, finns inte på någon verifikation."
                    if said
                    else "Underlaget har ingen verifikations länk.",
                    f"No voucher has the document's link, {said}."
                    if said
                    else "The document has no voucher's link.",
                ),
                Text(
                    "skriv verifikationens länk sist på raden, som ^2026-A42, eller insats: under",
                    "write the voucher's link last on the line, as ^2026-A42, or insats: below it",
                ),
                document.place, grant=grant, deviation=document.deviation,
            )  # fmt: skip


def _with_grants(book: Book, documents: list[Document]) -> Iterator[tuple[Document, Grant | None]]:
    grants = {grant.id: grant for grant in book.grants}
    for document in documents:
        yield document, grants.get(document.grant_id or "")


def _links_of_grants(book: Book) -> set[str]:
    """The links of vouchers that have rows on a grant."""
    grants = {grant.id for grant in book.grants}
    return {
        link
        for voucher in book.vouchers
        if not grants.isdisjoint(voucher.grant_ids)
        for link in voucher.links
    }
