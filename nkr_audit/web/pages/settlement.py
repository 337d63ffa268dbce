"""Avräkning: every step of the figure, each with the vouchers behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.labels import label_of
from nkr_audit.money import ZERO
from nkr_audit.reports.document import Column
from nkr_audit.text import Text
from nkr_audit.web.model import Line, Listing, Page
from nkr_audit.web.pages.common import number_of, to_lines, to_voucher, warnings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from nkr_audit.assessment import GrantAssessment
    from nkr_audit.book import Accrual
    from nkr_audit.settlement import RegisterCost, Share
    from nkr_audit.web.model import Part
    from nkr_audit.web.view import View

_STEP: Final = Column("steg", Text("Steg", "Step"))
_KRONOR: Final = Column("belopp", Text("Kronor", "Kronor"), "amount")
_HOW: Final = Column("hur", Text("Hur det räknas", "How it is counted"))


def build(view: View) -> Page:
    """The figure, what it is made of, and what was cut away."""
    grant = view.grant
    parts: list[Part] = [
        *warnings(view),
        Listing("siffran", Text("Siffran, steg för steg", "The figure, step by step"),
                (_STEP, _KRONOR, _HOW), tuple(_steps(grant)), lambda line: line),
        _registers(grant),
        _shares("per_andamal", Text("Per ändamål", "By purpose"), "andamal",
                grant.settlement.by_purpose),
        _shares("per_kostnadsslag", Text("Per kostnadsslag", "By category"), "kostnadsslag",
                grant.settlement.by_category),
    ]  # fmt: skip
    if grant.settlement.grant.accruals:
        parts.append(_accruals(view))
    return Page(
        Text("Avräkning", "Settlement"),
        tuple(parts),
        Text("Oanvänt = utbetalt bidrag − kostnader i bidragsåret. Varje belopp leder till "
             "verifikationerna bakom det.",
             "Unused = grant received − costs in the grant year. Each amount leads to the "
             "vouchers behind it."),
    )  # fmt: skip


def _steps(grant: GrantAssessment) -> Iterator[Line]:
    settlement = grant.settlement
    yield _step(Text("Utbetalt bidrag", "Grant received"), settlement.received, "utbetalt",
                Text("utbetalningar till bidragets skuldkonto",
                     "receipts on the grant's liability account"))  # fmt: skip
    yield _step(Text("Bokförda kostnader", "Costs booked"), settlement.booked, "bokfort",
                Text("alla rader på bidragets kostnadskonton",
                     "all rows on the grant's cost accounts"))  # fmt: skip
    yield _step(Text("utanför bidragsåret", "outside the grant year"), -settlement.outside,
                "utanfor", Text("den del av avser som ligger före eller efter, räknad i dagar",
                                "the part of the period before or after it, by days"))  # fmt: skip
    count = settlement.cost_vouchers
    yield _step(Text("Kostnader i bidragsåret", "Costs in the grant year"), settlement.costs,
                "kostnader", Text(f"{count} verifikationer", f"{count} vouchers"), 1)  # fmt: skip
    yield _step(Text("Oanvänt", "Unused"), settlement.unused, None,
                Text("utbetalt bidrag − kostnader i bidragsåret",
                     "grant received − costs in the grant year"), 1)  # fmt: skip
    if settlement.repaid:
        yield _step(Text("återbetalt", "repaid"), -settlement.repaid, "aterbetalt",
                    Text("", ""))  # fmt: skip
        yield _step(Text("Kvar att återbetala", "Left to repay"), settlement.outstanding, None,
                    Text("oanvänt, minst 0, − återbetalt",
                         "unused, at least 0, − repaid"), 1)  # fmt: skip
    yield _step(Text("Ifrågasatt", "Questioned"), grant.questioned, "ifragasatt",
                Text("kostnader med öppna fel, varje rad en gång",
                     "costs with open errors, each line once"))  # fmt: skip
    yield _step(Text("Oanvänt om det underkänns", "Unused if that is disallowed"),
                grant.unused_if_disallowed, None, Text("oanvänt + ifrågasatt",
                                                       "unused + questioned"))  # fmt: skip
    yield _step(Text("Inte styrkt med underlag", "Not proved by evidence"), grant.unproved,
                "ostyrkt", Text("del av det ifrågasatta",
                                "part of what is questioned"))  # fmt: skip
    liability = settlement.grant.liability
    differs = liability != settlement.liability_expected
    yield _step(
        Text("Bidragets skuld i boken", "The grant's liability in the book"), liability, "skuld",
        Text("ska vara utbetalt − intäktsfört − återbetalt: det stämmer inte",
             "should be received − recognised − repaid: it does not agree") if differs else
        Text("= utbetalt − intäktsfört − återbetalt, det stämmer",
             "= received − recognised − repaid, it agrees"),
    )  # fmt: skip


def _step(label: Text, amount: Decimal, step: str | None, how: Text, level: int = 0) -> Line:
    ways = {"belopp": to_lines(step)} if step else {}
    return Line((label, amount, how), ways, level)


def _registers(grant: GrantAssessment) -> Listing:
    costs = grant.settlement.by_register
    direct = sum((one.direct for one in costs), ZERO)
    indirect = sum((one.indirect for one in costs), ZERO)

    def line(one: RegisterCost) -> Line:
        way = to_lines("kostnader", register=one.register)
        return Line(
            (one.register or label_of(None), one.direct, one.indirect, one.direct + one.indirect),
            {"summa": way},
        )

    return Listing(
        "per_register",
        Text("Per register", "By register"),
        (
            Column("register", Text("Register", "Register")),
            Column("direkt", Text("Direkt", "Direct"), "amount", total=True),
            Column("indirekt", Text("Indirekt", "Indirect"), "amount", total=True),
            Column("summa", Text("Summa", "Total"), "amount", total=True),
        ),
        costs,
        line,
        totals=(None, direct, indirect, direct + indirect),
    )


def _shares(key: str, title: Text, asked: str, shares: tuple[Share, ...]) -> Listing:
    def line(one: Share) -> Line:
        way = to_lines("kostnader", **{asked: one.name})
        return Line((label_of(one.name), one.amount), {"belopp": way})

    return Listing(
        key,
        title,
        (Column("namn", title), Column("belopp", Text("Kronor", "Kronor"), "amount", total=True)),
        shares,
        line,
        totals=(None, sum((one.amount for one in shares), ZERO)),
    )


def _accruals(view: View) -> Listing:
    reading = view.reading

    def line(one: Accrual) -> Line:
        first = one.vouchers[0]
        state = Text("ej upplöst", "open") if one.is_open else Text("upplöst", "released")
        numbers = ", ".join(number_of(voucher) for voucher in one.vouchers)
        return Line(
            (numbers, one.accrued, one.released, one.actual, one.difference, state),
            {"verifikation": to_voucher(reading, first)},
            voucher=first.number,
        )

    accruals = view.grant.settlement.grant.accruals
    names = ("accrued", "released", "actual", "difference")
    sums = [sum((getattr(one, name) for one in accruals), ZERO) for name in names]
    return Listing(
        "reserveringar",
        Text("Reserveringar", "Accruals"),
        (
            Column("verifikation", Text("Verifikation", "Voucher")),
            Column("reserverat", Text("Reserverat", "Accrued"), "amount", total=True),
            Column("upplost", Text("Upplöst", "Released"), "amount", total=True),
            Column("utfall", Text("Utfall", "Outcome"), "amount", total=True),
            Column("skillnad", Text("Skillnad", "Difference"), "amount", total=True),
            Column("lage", Text("Läge", "State")),
        ),
        accruals,
        line,
        totals=(None, *sums, None),
    )
