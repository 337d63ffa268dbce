"""VO106–110: who registered and attested a voucher and when, and how it was corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.closing import closing_before
from nkr_audit.rules.rule import Hit, Subject
from nkr_audit.rules.vouchers import VO, grants_of, is_on_grant, named, voucher_hit
from nkr_audit.text import Text
from nkr_audit.trail.roles import same_person
from nkr_audit.vocabulary import CLOSING, FIXME, TAG_CORRECTION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nkr_audit.book import Grant, Voucher

_REGISTERED = Text("registreringsdag", "the day of registration")
_REGISTERED_BY = Text("namn på den som registrerade", "the name of who registered it")
_ATTESTED_BY = Text("attest", "the attest")
_KEYS = {
    _REGISTERED: "registrerad:",
    _REGISTERED_BY: "registrerad-av:",
    _ATTESTED_BY: "attesterad-av:",
}


@VO.rule(
    106, "error", Text("Attesterad av den som registrerade", "Attested by who registered it"),
    "bookkeeping-law",
    about=Text(
        "Samma person har registrerat och attesterat verifikationen. Attesten ska vara någon "
        "annans kontroll; när en person sköter hela kedjan upptäcks varken fel eller missbruk.",
        "The same person registered and attested the voucher. The attest is to be another "
        "person's control; when one person runs the whole process neither errors nor misuse are "
        "noticed.",
    ),
)  # fmt: skip
def self_attested(subject: Subject) -> Iterator[Hit]:
    """A voucher on a grant was attested by the person who registered it."""
    grants = grants_of(subject)
    for voucher in subject.book.vouchers:
        person = voucher.attested_by
        if (
            person is not None
            and voucher.registered_by is not None
            and same_person(person, voucher.registered_by)
            and person != FIXME
            and is_on_grant(voucher, grants)
        ):
            yield voucher_hit(
                voucher, grants,
                Text(
                    f"{person} har både registrerat och attesterat verifikationen.",
                    f"{person} both registered and attested the voucher.",
                ),
                Text(
                    "låt någon annan attestera, och skriv vem i attesterad-av:",
                    "let someone else attest it, and write who in attesterad-av:",
                ),
            )  # fmt: skip


@VO.rule(
    107, "warning", Text("Registrering eller attest saknas", "Registration or attest missing"),
    "bookkeeping-law",
    about=Text(
        "Verifikationen säger inte när den registrerades, vem som gjorde det eller vem som "
        "attesterade den. Utan det går det inte att visa att bokföringen är löpande och att "
        "någon annan har kontrollerat kostnaden. Det som hämtats ur ekonomisystemet sägs i en "
        "iakttagelse för hela bidraget, eftersom attesten ofta finns kvar där.",
        "The voucher does not say when it was registered, who did it, or who attested it. Without "
        "that nobody can show that the bookkeeping is continuous and that another person has "
        "checked the cost. What came from the ERP is told in one finding for the whole grant, "
        "since the attest often remains there.",
    ),
)  # fmt: skip
def unregistered(subject: Subject) -> Iterator[Hit]:
    """A voucher on a grant lacks registration or attest."""
    grants = grants_of(subject)
    imported: dict[tuple[str, tuple[Text, ...]], list[Voucher]] = {}
    for voucher in subject.book.vouchers:
        if (
            voucher.registered is None
            or voucher.registered_by in (None, FIXME)
            or voucher.attested_by in (None, FIXME)
        ) and is_on_grant(voucher, grants):
            lacking = tuple(_lacking(voucher))
            if voucher.source is None or _is_accepted(voucher):
                yield voucher_hit(
                    voucher, grants,
                    Text(
                        f"Verifikationen saknar {_listed(lacking, 'sv')}.",
                        f"The voucher lacks {_listed(lacking, 'en')}.",
                    ),
                    Text(
                        f"skriv {_keys(lacking, 'sv')} på verifikationen",
                        f"write {_keys(lacking, 'en')} on the voucher",
                    ),
                )  # fmt: skip
            else:
                grant_id = min(name for name in voucher.grant_ids if name in grants)
                imported.setdefault((grant_id, lacking), []).append(voucher)
    for (grant_id, lacking), vouchers in imported.items():
        yield _imported(grants[grant_id], lacking, vouchers)


def _imported(grant: Grant, lacking: tuple[Text, ...], vouchers: list[Voucher]) -> Hit:
    count, example = len(vouchers), vouchers[0]
    name = example.number or named(example)
    return Hit(
        Text(
            f"{count} {'importerad verifikation' if count == 1 else 'importerade verifikationer'} "
            f"saknar {_listed(lacking, 'sv')}, t.ex. {name}.",
            f"{count} imported {'voucher lacks' if count == 1 else 'vouchers lack'} "
            f"{_listed(lacking, 'en')}, e.g. {name}.",
        ),
        Text(
            f"komplettera {_keys(lacking, 'sv')}, eller säg på bidraget var uppgiften finns, med "
            "avvikelse: ”VO107: skäl”",
            f"fill in {_keys(lacking, 'en')}, or say on the grant where it is kept, with "
            "avvikelse: “VO107: reason”",
        ),
        grant.place, grant=grant, deviation=grant.deviation,
    )  # fmt: skip


def _lacking(voucher: Voucher) -> Iterator[Text]:
    if voucher.registered is None:
        yield _REGISTERED
    if voucher.registered_by in (None, FIXME):
        yield _REGISTERED_BY
    if voucher.attested_by in (None, FIXME):
        yield _ATTESTED_BY


def _is_accepted(voucher: Voucher) -> bool:
    return voucher.deviation is not None and "VO107" in voucher.deviation.codes


def _listed(lacking: tuple[Text, ...], language: str) -> str:
    return _and([text.sv if language == "sv" else text.en for text in lacking], language)


def _keys(lacking: tuple[Text, ...], language: str) -> str:
    return _and([_KEYS[text] for text in lacking], language)


def _and(words: list[str], language: str) -> str:
    joint = " och " if language == "sv" else " and "
    return joint.join(part for part in (", ".join(words[:-1]), words[-1]) if part)


@VO.rule(
    108, "error",
    Text("Rättar en verifikation som inte finns", "Corrects a voucher that is not there"),
    "bookkeeping-law",
    about=Text(
        "Verifikationen säger att den rättar en annan, men boken har ingen med det numret. Då går "
        "det inte att se vad som var fel och vad som gäller nu.",
        "The voucher says that it corrects another, but the book has none with that number. Then "
        "nobody can see what was wrong and what holds now.",
    ),
)  # fmt: skip
def corrects_nothing(subject: Subject) -> Iterator[Hit]:
    """``rattar`` names no other voucher of the book."""
    grants = grants_of(subject)
    for voucher, corrected in _corrections(subject, grants):
        if voucher.corrects is not None and corrected is None:
            is_own = voucher.corrects == voucher.number
            yield voucher_hit(
                voucher, grants,
                Text(
                    "Verifikationen säger att den rättar sig själv."
                    if is_own
                    else f"Verifikationen {voucher.corrects}, som rättas, finns inte i boken.",
                    "The voucher says that it corrects itself."
                    if is_own
                    else f"The voucher {voucher.corrects}, which is corrected, is not in the book.",
                ),
                Text(
                    "skriv den rättade verifikationens nummer i rattar:, eller bokför den",
                    "write the number of the corrected voucher in rattar:, or book that voucher",
                ),
            )  # fmt: skip


@VO.rule(
    109, "warning",
    Text("Rättelsen hänger inte ihop med det rättade", "The correction is not linked"),
    "bookkeeping-law",
    about=Text(
        "En rättelse ska gå att finna från den verifikation som den rättar, och tvärtom. Därför "
        "säger den i rattar: vilken det är, och bär dess nummer som länk (^).",
        "A correction must be found from the voucher that it corrects, and the other way round. So "
        "it says in rattar: which one it is, and carries its number as a link (^).",
    ),
)  # fmt: skip
def correction_unlinked(subject: Subject) -> Iterator[Hit]:
    """A correction does not say what it corrects, or shares no link with it."""
    grants = grants_of(subject)
    for voucher, corrected in _corrections(subject, grants):
        if voucher.corrects is None:
            yield voucher_hit(
                voucher, grants,
                Text(
                    "Rättelsen säger inte vilken verifikation den rättar.",
                    "The correction does not say which voucher it corrects.",
                ),
                Text(
                    "skriv rattar: med den rättade verifikationens nummer, och numret som länk (^)",
                    "write rattar: with the number of the corrected voucher, and the number as a "
                    "link (^)",
                ),
            )  # fmt: skip
        elif corrected is not None and voucher.links.isdisjoint(corrected.links):
            yield voucher_hit(
                voucher, grants,
                Text(
                    f"Rättelsen har ingen länk gemensam med {voucher.corrects}, som den rättar.",
                    f"The correction shares no link with {voucher.corrects}, which it corrects.",
                ),
                Text(
                    f"skriv ^{voucher.corrects} på båda verifikationernas första rad",
                    f"write ^{voucher.corrects} on the first line of both vouchers",
                ),
            )  # fmt: skip


def _corrections(
    subject: Subject, grants: Mapping[str, Grant]
) -> Iterator[tuple[Voucher, Voucher | None]]:
    """Each correction on a grant, and the other voucher that it says it corrects."""
    vouchers = subject.book.vouchers
    corrections = [
        voucher
        for voucher in vouchers
        if (voucher.corrects is not None or TAG_CORRECTION in voucher.tags)
        and is_on_grant(voucher, grants)
    ]
    named = {voucher.corrects for voucher in corrections if voucher.corrects is not None}
    corrected = {voucher.number: voucher for voucher in vouchers if voucher.number in named}
    for voucher in corrections:
        other = corrected.get(voucher.corrects) if voucher.corrects is not None else None
        yield voucher, None if voucher.corrects == voucher.number else other


@VO.rule(
    110, "error", Text("Bokfört i en stängd period", "Booked in a closed period"),
    "bookkeeping-law", "reclaim-period",
    about=Text(
        "Bidraget har stängts med händelsen bokslut, och därefter har en verifikation daterad i "
        "bidragsåret registrerats. Den ändrar siffror som redan är redovisade. En rättelse efter "
        "bokslutet bokförs i det nya året, med en egen verifikation. Det som registreras medan "
        "bidraget är öppnat igen (oppnad) räknas inte.",
        "The grant was closed with the event bokslut, and a voucher dated within the grant year "
        "was registered after that. It changes figures that are already reported. A correction "
        "after closing is booked in the new year, as a voucher of its own. What is registered "
        "while the grant is open again (oppnad) does not count.",
    ),
)  # fmt: skip
def closed_period(subject: Subject) -> Iterator[Hit]:
    """A voucher dated within the programme's period was registered after the grant was closed."""
    closed = {grant.id: grant for grant in subject.book.grants if grant.events_of(CLOSING)}
    if not closed:
        return
    first = min(grant.events_of(CLOSING)[0].date for grant in closed.values())
    for voucher in subject.book.vouchers:
        if voucher.registered is None or voucher.registered <= first:
            continue
        for grant_id in sorted(voucher.grant_ids & closed.keys()):
            grant = closed[grant_id]
            closing = closing_before(grant, voucher.registered)
            if (
                closing is not None
                and grant.programme is not None
                and voucher.date in grant.programme.period
            ):
                yield Hit(
                    Text(
                        f"Verifikationen är daterad {voucher.date} men registrerades "
                        f"{voucher.registered}, efter bokslutet {closing.date}.",
                        f"The voucher is dated {voucher.date} but was registered on "
                        f"{voucher.registered}, after the closing on {closing.date}.",
                    ),
                    Text(
                        "bokför händelsen i det nya året, eller öppna bidraget igen (nkr close "
                        "--reopen) och redovisa om",
                        "book the event in the new year, or open the grant again (nkr close "
                        "--reopen) and report again",
                    ),
                    voucher.place, grant=grant, voucher=voucher, deviation=voucher.deviation,
                )  # fmt: skip
