"""VO106–107: who registered and attested a voucher, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.rules.rule import Hit, Subject
from nkr_audit.rules.vouchers import VO, grants_of, is_on_grant, named, voucher_hit
from nkr_audit.text import Text
from nkr_audit.trail.roles import same_person
from nkr_audit.vocabulary import FIXME

if TYPE_CHECKING:
    from collections.abc import Iterator

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
                    _mending(voucher, lacking),
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
            f"komplettera {_keys(lacking, 'sv')} (attesten med nkr attest), eller säg på bidraget "
            "var uppgiften finns, med avvikelse: ”VO107: skäl”",
            f"fill in {_keys(lacking, 'en')} (the attest by nkr attest), or say on the grant where "
            "it is kept, with avvikelse: “VO107: reason”",
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


def _mending(voucher: Voucher, lacking: tuple[Text, ...]) -> Text:
    """The attest is given by a command; the rest is written on the voucher."""
    number = voucher.number or "NUMMER"
    attest = Text(
        f"låt någon annan än den som registrerade den attestera: nkr attest BOK {number}",
        f"let another than who registered it attest: nkr attest BOOK {number}",
    )
    rest = tuple(text for text in lacking if text is not _ATTESTED_BY)
    if not rest:
        return attest
    write = Text(
        f"skriv {_keys(rest, 'sv')} på verifikationen",
        f"write {_keys(rest, 'en')} on the voucher",
    )
    if rest == lacking:
        return write
    return Text(f"{write.sv}, och {attest.sv}", f"{write.en}, and {attest.en}")


def _listed(lacking: tuple[Text, ...], language: str) -> str:
    return _and([text.sv if language == "sv" else text.en for text in lacking], language)


def _keys(lacking: tuple[Text, ...], language: str) -> str:
    return _and([_KEYS[text] for text in lacking], language)


def _and(words: list[str], language: str) -> str:
    joint = " och " if language == "sv" else " and "
    return joint.join(part for part in (", ".join(words[:-1]), words[-1]) if part)
