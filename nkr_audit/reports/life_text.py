"""The life of a voucher, told: from where it came, what was done to it, and where it counts."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from nkr_audit.labels import label_of
from nkr_audit.money import ZERO
from nkr_audit.reports.life_events import changed_lines, said_of
from nkr_audit.reports.log_words import clean, local_time
from nkr_audit.text import Text, kronor
from nkr_audit.trail.record import ACCRUE, CORRECT, IMPORT, RECORD, RELEASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nkr_audit.book import CostLine, Voucher
    from nkr_audit.reports.page import Page
    from nkr_audit.trail.life import Counted, Life, Paper

_TIME = 16
_MAKING = frozenset({IMPORT, RECORD, CORRECT, ACCRUE, RELEASE})


def life_lines(life: Life, page: Page) -> Iterator[str]:
    """Write out the life of a voucher."""
    heading = page.say(Text(f"Verifikation {clean(life.number)}", f"Voucher {clean(life.number)}"))
    yield page.style(heading, "reset")
    voucher = life.voucher
    if voucher is not None:
        if voucher.description:
            yield clean(voucher.description)
        yield page.place(voucher.place)
    yield "─" * min(len(heading), page.width)
    yield from _history(life, page)
    if voucher is None:
        yield ""
        yield from page.folded(page.say(_not_there(life)), first="")
        return
    yield from _section(Text("Underlag", "Evidence"), _papers(life, page), page)
    yield from _section(Text("Rättelser", "Corrections"), _corrections(life, page), page)
    yield from _section(Text("Iakttagelser", "Findings"), _findings(life, page), page)
    yield from _section(Text("I avräkningen", "In the settlement"), _figure(life, page), page)


def _section(title: Text, lines: Iterable[str], page: Page) -> Iterator[str]:
    yield ""
    yield page.say(title)
    yield from lines


def _not_there(life: Life) -> Text:
    if not life.book_is_read:
        return Text(
            "Boken kan inte läsas just nu; det här är vad loggen säger.",
            "The book cannot be read now; this is what the log says.",
        )
    return Text(
        "Verifikationen finns inte i boken nu. Är den struken för hand finns raderna i loggen "
        "(nkr log show --json).",
        "The voucher is not in the book now. If it was removed by hand, its lines are in the log "
        "(nkr log show --json).",
    )


def _history(life: Life, page: Page) -> Iterator[str]:
    """What happened, oldest first: the days that the book tells, the moments that the log does."""
    events: list[tuple[datetime, str, Text, list[str]]] = []
    voucher = life.voucher
    if voucher is not None:
        events.append((_midnight(voucher.date), str(voucher.date), _OCCURRED, []))
        if voucher.registered is not None:
            said = _registered(voucher)
            events.append((_midnight(voucher.registered), str(voucher.registered), said, []))
    for record in life.records:
        moment = record.time.astimezone()
        events.append(
            (moment, local_time(record.time), said_of(record, life), changed_lines(record))
        )
    yield page.say(Text("Vad som har hänt", "What has happened"))
    for _, when, said, changed in sorted(events, key=lambda event: event[0]):
        yield from page.folded(page.say(said), first=f"  {when:<{_TIME}}  ")
        for line in changed:
            yield " " * (_TIME + 6) + line
    if voucher is not None:
        yield from page.folded(page.say(_attested(voucher)), first=" " * (_TIME + 4))
        if not any(record.act.action in _MAKING for record in life.records):
            yield from page.folded(page.say(_UNKNOWN_ORIGIN), first=" " * (_TIME + 4))


_OCCURRED = Text("Affärshändelsen, enligt boken.", "The event, by the book.")
_UNKNOWN_ORIGIN = Text(
    "Loggen säger inte hur verifikationen kom in i boken: den fanns när loggen började, eller "
    "skrevs in för hand.",
    "The log does not say how the voucher came into the book: it was there when the log began, or "
    "was written by hand.",
)


def _midnight(day: object) -> datetime:
    return datetime.fromisoformat(f"{day}T{time.min}").astimezone()


def _registered(voucher: Voucher) -> Text:
    by = clean(voucher.registered_by or "")
    if not by:
        return Text("Registrerad, enligt boken.", "Registered, by the book.")
    return Text(f"Registrerad av {by}, enligt boken.", f"Registered by {by}, by the book.")


def _attested(voucher: Voucher) -> Text:
    by = clean(voucher.attested_by or "")
    if not by:
        return Text("Boken nämner ingen attest.", "The book names no attestation.")
    return Text(f"Attesterad av {by}, enligt boken.", f"Attested by {by}, by the book.")


def _papers(life: Life, page: Page) -> Iterator[str]:
    if not life.papers:
        yield "  " + page.say(Text("Inga underlag i boken.", "No documents in the book."))
    for paper in life.papers:
        kind = f"{clean(paper.document.kind)}, " if paper.document.kind else ""
        yield from page.folded(f"{clean(paper.path)}: {kind}{page.say(_state(paper))}")
        if paper.sha256 is not None:
            yield f"    SHA-256 {paper.sha256}"


def _state(paper: Paper) -> Text:
    if paper.state == "missing":
        return Text("filen saknas.", "the file is missing.")
    if paper.logged is None:
        if paper.state == "altered":
            return Text(
                "ÄNDRAD: filen är en annan än bokens sha256.",
                "ALTERED: the file is another than the sha256 of the book.",
            )
        return Text("finns inte i loggen.", "is not in the log.")
    when, seq = local_time(paper.logged.time), paper.logged.seq
    if paper.state == "altered":
        return Text(
            f"ÄNDRAD sedan den loggades {when} (post {seq}).",
            f"ALTERED since it was logged {when} (record {seq}).",
        )
    replaced = Text("", "")
    if paper.replaced:
        replaced = Text(
            " Den ersatte då en tidigare fil med samma namn.",
            " It then replaced an earlier file of the same name.",
        )
    return Text(
        f"oförändrad sedan den loggades {when} (post {seq}).{replaced.sv}",
        f"unaltered since it was logged {when} (record {seq}).{replaced.en}",
    )


def _corrections(life: Life, page: Page) -> Iterator[str]:
    voucher = life.voucher
    said = []
    if voucher is not None and voucher.corrects:
        what = f"{clean(voucher.corrects)}{_named(life.corrects, page)}"
        said.append(Text(f"Rättar {what}.", f"Corrects {what}."))
    for other in life.corrected_by:
        what = f"{clean(other.number or str(other.date))}{_named(other, page)}"
        said.append(Text(f"Rättad av {what}.", f"Corrected by {what}."))
    for each in said or [Text("Inga.", "None.")]:
        yield from page.folded(page.say(each))


def _named(voucher: Voucher | None, page: Page) -> str:
    if voucher is None:
        missing = Text("finns inte i boken", "not in the book")
        return f" ({page.say(missing)})"
    return f" ({voucher.date}, {clean(page.place(voucher.place))})"


def _findings(life: Life, page: Page) -> Iterator[str]:
    if not life.findings:
        yield "  " + page.say(Text("Inga.", "None."))
    for finding in life.findings:
        if finding.accepted is not None:
            reason = clean(finding.accepted)
            state = Text(f"godtagen: {reason}", f"accepted: {reason}")
        elif finding.severity == "error":
            state = Text("öppet fel", "open error")
        else:
            state = Text("öppen varning", "open warning")
        yield from page.folded(f"{finding.code} {page.say(state)}. {page.say(finding.what)}")


def _figure(life: Life, page: Page) -> Iterator[str]:
    if not life.counted:
        said = Text(
            "Räknas inte i något bidrag: varken kostnad, utbetalning eller återbetalning.",
            "Counts in no grant: neither cost, receipt nor repayment.",
        )
        yield from page.folded(page.say(said))
    for counted in life.counted:
        yield from page.folded(page.say(_counts(counted)))


def _counts(counted: Counted) -> Text:
    if counted.cost is not None:
        return _counts_as_cost(counted.grant_id, counted.cost)
    amount = counted.entry.amount if counted.entry is not None else ZERO
    grant = counted.grant_id
    if counted.kind == "receipt":
        return Text(
            f"{kronor(-amount)} kr: utbetalt bidrag {grant}.",
            f"SEK {kronor(-amount, 'en')}: received of the grant {grant}.",
        )
    return Text(
        f"{kronor(amount)} kr: återbetalt av {grant}.",
        f"SEK {kronor(amount, 'en')}: repaid of {grant}.",
    )


def _counts_as_cost(grant: str, line: CostLine) -> Text:
    purpose, category = label_of(line.purpose), label_of(line.category)
    register = clean(line.register or "–")
    account = f"{line.account_number} {line.account_name}".strip()
    outside = Text("", "")
    if line.outside:
        outside = Text(
            f" {kronor(line.outside)} kr avser tid utanför bidragsåret och räknas inte.",
            f" SEK {kronor(line.outside, 'en')} is of time outside the year and not counted.",
        )
    return Text(
        f"{kronor(line.inside)} kr av {kronor(line.amount)} kr räknas som kostnad i {grant}: "
        f"{account}, {category.sv}, ändamål {purpose.sv}, register {register}, avser "
        f"{line.period}.{outside.sv}",
        f"SEK {kronor(line.inside, 'en')} of {kronor(line.amount, 'en')} counts as a cost of "
        f"{grant}: {account}, {category.en}, purpose {purpose.en}, register {register}, for "
        f"{line.period}.{outside.en}",
    )
