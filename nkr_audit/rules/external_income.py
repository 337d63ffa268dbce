"""IN: money from others than the grant's payer: industry, associations, other authorities.

What a service may cost (IN103–106) stands in ``self_cost``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit import vocabulary as words
from nkr_audit.money import ZERO
from nkr_audit.rules.rule import Family, Hit, Subject
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.book import Book, ExternalIncome, Grant
    from nkr_audit.programme import ExternalIncomeTerms

IN = Family("IN", Text("Industri och andra intäkter", "Industry and other income"))

_OWN_MONEY = frozenset({words.FINANCIER_STATE, "regionmedel"})
_SPONSORSHIP = "sponsorship"
_WHO = {
    "industri": Text("industrin", "the industry"),
    "foretag": Text("ett företag", "a company"),
    "life-science": Text("ett life science-företag", "a life science company"),
    "forening": Text("en yrkesförening", "a professional association"),
    "myndighet": Text("en myndighet", "an authority"),
    "kommun": Text("en kommun", "a municipality"),
    "ovrigt": Text("en annan finansiär", "another financier"),
}
_NOT_KNOWN = Text("en okänd finansiär", "an unknown financier")


@IN.rule(
    101, "error", Text("Sponsring eller donation", "Sponsorship or donation"), _SPONSORSHIP,
    about=Text(
        "Ett företag eller en yrkesförening har gett registret pengar som sponsring eller "
        "donation. Det får inte förekomma, varken från industrin eller från föreningar med "
        "koppling till registret. De får köpa tjänster, mot avtal.",
        "A company or a professional association has given the register money as sponsorship or "
        "donation. That is not allowed, neither from the industry nor from associations connected "
        "to the register. They may buy services, under an agreement.",
    ),
)  # fmt: skip
def sponsorship(subject: Subject) -> Iterator[Hit]:
    """A company or an association has sponsored or donated, where the programme forbids it."""
    for grant, income in _incomes(subject):
        if (
            income.financier in words.SPONSORS
            and income.form in words.FORMS_OF_GIFT
            and grant.programme
            and _SPONSORSHIP in grant.programme.terms
        ):
            who, gift = _who(income), income.form == "donation"
            yield income_hit(
                grant, income,
                Text(
                    f"{'Donation' if gift else 'Sponsring'} från {who.sv} får inte förekomma.",
                    f"{'Donation' if gift else 'Sponsorship'} from {who.en} is not allowed.",
                ),
                Text(
                    "betala tillbaka pengarna; var det köp av en tjänst, skriv avtal: och form: "
                    "tjanst",
                    "pay the money back; if a service was bought, write avtal: and form: tjanst",
                ),
            )  # fmt: skip


@IN.rule(
    102, "error", Text("Tjänst utan avtal", "Service without an agreement"), "industry-price",
    about=Text(
        "Registret har sålt en tjänst utan att boken säger enligt vilket avtal. Utan avtal går "
        "det inte att skilja köp av en tjänst från sponsring.",
        "The register has sold a service, and the book does not say under what agreement. Without "
        "one, a service bought cannot be told from sponsorship.",
    ),
)  # fmt: skip
def service_without_agreement(subject: Subject) -> Iterator[Hit]:
    """A service has neither ``avtal`` nor an agreement among its voucher's documents."""
    for grant, income, _ in services_in(subject):
        if income.agreement is None and words.AGREEMENT not in subject.evidence.kinds(
            income.voucher
        ):
            who = _who(income)
            yield income_hit(
                grant, income,
                Text(
                    f"Tjänsten till {who.sv} har inget avtal.",
                    f"The service to {who.en} has no agreement.",
                ),
                Text(
                    'skriv avtal: med avtalets diarienummer, eller lägg till det som document med '
                    'typ: "avtal"',
                    "write avtal: with the agreement's number, or add it as a document with typ: "
                    '"avtal"',
                ),
                is_bypassed=income.voucher.is_flagged,
            )  # fmt: skip


@IN.rule(
    107, "error", Text("Intäkten är blandad med bidraget", "Income mixed with the grant"),
    "separate-accounts",
    about=Text(
        "Pengar från en annan finansiär är bokförda på bidragets konton: som minskad kostnad, "
        "intäkt eller skuld. Då blir bidragets kostnader eller skuld fel. Annan finansiering ska "
        "redovisas för sig och alla kostnader öppet.",
        "Money from another financier is booked on the grant's accounts: as a lower cost, as "
        "income or as a liability. The grant's costs or liability are then wrong. Other financing "
        "is to be accounted for separately, and every cost shown openly.",
    ),
)  # fmt: skip
def netted(subject: Subject) -> Iterator[Hit]:
    """Another financier's money is booked under the grant."""
    for grant, income in _incomes(subject):
        if income.grant_id is None or income.financier is None or income.financier in _OWN_MONEY:
            continue
        who = _who(income)
        yield income_hit(
            grant, income,
            Text(
                f"Pengar från {who.sv} är bokförda på {income.account}"
                + (" och minskar bidragets kostnader." if income.netted else "."),
                f"Money from {who.en} is booked on {income.account}"
                + (" and lowers the costs of the grant." if income.netted else "."),
            ),
            Text(
                "boka om intäkten till ett intäktskonto utanför bidraget, och låt kostnaden stå "
                "med hela sitt belopp",
                "move the income to an income account outside the grant, and let the cost stand "
                "with its whole amount",
            ),
            is_bypassed=income.financier == words.FIXME,
        )  # fmt: skip


@IN.rule(
    108, "warning", Text("Finansiären eller formen saknas", "No financier or form"),
    "external-financing", "separate-accounts",
    about=Text(
        "En intäkt säger inte vem som betalat, eller ett företag eller en förening har betalat "
        "utan att det står för vad. Då går det inte att se om intäkten är tillåten.",
        "Income that does not say who paid, or a company or an association that paid without it "
        "being said what for. Nobody can then see whether the income is allowed.",
    ),
)  # fmt: skip
def unknown_financier(subject: Subject) -> Iterator[Hit]:
    """Who paid, or in what form a company or an association paid, is missing or not known."""
    for grant, income in _incomes(subject):
        if income.financier not in words.FINANCIERS:
            key, value, known = "finansiar", income.financier, words.FINANCIERS
        elif income.financier in words.SPONSORS and income.form not in words.FORMS_OF_INCOME:
            key, value, known = "form", income.form, words.FORMS_OF_INCOME
        else:
            continue
        untagged = value is None and key == "finansiar"
        listed = ", ".join(sorted(known))
        yield income_hit(
            grant, income,
            Text(
                f"{key}: saknas på intäkten." if value is None
                else f"{key}: ”{value}” är inget känt ord.",
                f"{key}: is missing on the income." if value is None
                else f"{key}: “{value}” is not a known word.",
            ),
            Text(
                f"skriv {key}: med något av {listed}"
                + ("; är det bidraget självt, märk verifikationen #intaktsforing" * untagged),
                f"write {key}: with one of {listed}"
                + ("; if it is the grant itself, tag the voucher #intaktsforing" * untagged),
            ),
            is_bypassed=value == words.FIXME,
        )  # fmt: skip


def _incomes(subject: Subject) -> Iterator[tuple[Grant, ExternalIncome]]:
    """Every income, with the grant whose terms it is held to; what concerns none is passed over."""
    for income in subject.book.external_income:
        grant = _grant_of(subject.book, income) if income.amount > ZERO else None
        if grant is not None:
            yield grant, income


def _grant_of(book: Book, income: ExternalIncome) -> Grant | None:
    """The grant it is booked under, else that of its register and year, else the only one."""
    if income.grant_id is not None:
        return next(grant for grant in book.grants if grant.id == income.grant_id)
    if income.register in {None, words.FIXME}:
        return book.grants[0] if len(book.grants) == 1 else None
    named = [
        grant
        for grant in book.grants
        if any(register.name == income.register for register in grant.registers)
    ]
    of_year = [
        grant
        for grant in named
        if grant.programme and income.voucher.date in grant.programme.period
    ]
    return next(iter(of_year or named), None)


def _who(income: ExternalIncome) -> Text:
    return _WHO.get(income.financier or "", _NOT_KNOWN)


def services_in(
    subject: Subject,
) -> Iterator[tuple[Grant, ExternalIncome, ExternalIncomeTerms]]:
    """The services sold, under programmes that say how they are priced."""
    for grant, income in _incomes(subject):
        terms = grant.programme.external_income if grant.programme else None
        if terms is not None and income.form == words.FORM_SERVICE:
            yield grant, income, terms


def income_hit(
    grant: Grant,
    income: ExternalIncome,
    what: Text,
    remedy: Text,
    *,
    is_bypassed: bool = False,
) -> Hit:
    """What is wrong with an income, in its amount."""
    return Hit(
        what, remedy, income.place, grant=grant, voucher=income.voucher, amount=income.amount,
        deviation=income.deviation, is_bypassed=is_bypassed,
    )  # fmt: skip
