"""GY: the grant year: a cost counts when it arose in the year, whenever it was booked or paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.rules.rule import Family, Subject, line_hit
from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.book import CostLine
    from nkr_audit.programme import Programme
    from nkr_audit.rules.rule import Hit

GY = Family("GY", Text("Bidragsår", "Grant year"))

GY.faults(
    1, "error", Text("Perioden kan inte läsas", "The period cannot be read"),
    about=Text(
        "Perioden i avser: kan inte läsas. Kostnaden räknas då på verifikationens datum, vilket "
        "kan flytta den till fel år.",
        "The period in avser: cannot be read. The cost then counts on the voucher's date, which "
        "may put it in the wrong year.",
    ),
)  # fmt: skip

_BY = {
    "avser": Text("enligt avser", "by avser"),
    "reservering": Text("enligt reserveringen", "by its accrual"),
    "datum": Text("enligt verifikationens datum", "by the voucher's date"),
}


@GY.rule(
    101, "error", Text("Kostnaden ligger utanför bidragsåret", "Cost outside the grant year"),
    "period", "accrual-about-year",
    about=Text(
        "Kostnaden uppstod helt utanför bidragsåret och räknas inte. Det avgörande är när "
        "kostnaden uppstod, inte när fakturan kom, bokfördes eller betalades.",
        "The cost arose wholly outside the grant year and is not counted. What decides is when "
        "the cost arose, not when the invoice came, was booked or was paid.",
    ),
)  # fmt: skip
def outside_year(subject: Subject) -> Iterator[Hit]:
    """The cost arose wholly outside the grant year; nothing of it is counted."""
    for grant in subject.book.grants:
        for line in grant.cost_lines:
            if line.outside and grant.programme and not _days_inside(grant.programme, line):
                yield line_hit(
                    grant, line,
                    Text(
                        f"Kostnaden avser {line.period} ({_BY[line.period_source].sv}), utanför "
                        f"bidragsåret {grant.programme.period}, och räknas inte.",
                        f"The cost is for {line.period} ({_BY[line.period_source].en}), outside "
                        f"the grant year {grant.programme.period}, and is not counted.",
                    ),
                    _move(line),
                )  # fmt: skip


@GY.rule(
    102, "warning", Text("Kostnaden ligger delvis utanför", "Cost partly outside the year"),
    "period",
    about=Text(
        "Kostnaden avser en period som går över bidragsårets gräns. Bara de dagar som ligger i "
        "bidragsåret räknas, och resten betalar regionen själv.",
        "The cost is for a period that crosses the limit of the grant year. Only the days within "
        "the year are counted; the region pays the rest itself.",
    ),
)  # fmt: skip
def partly_outside(subject: Subject) -> Iterator[Hit]:
    """The cost arose partly outside the grant year; only the inside share is counted."""
    for grant in subject.book.grants:
        for line in grant.cost_lines:
            days = _days_inside(grant.programme, line) if grant.programme else 0
            if line.amount and grant.programme and 0 < days < line.period.days:
                yield line_hit(
                    grant, line,
                    Text(
                        f"Kostnaden avser {line.period}: {days} av {line.period.days} dagar, "
                        f"{kronor(line.inside)} kr, ligger i bidragsåret och räknas; "
                        f"{kronor(line.outside)} kr räknas inte.",
                        f"The cost is for {line.period}: {days} of {line.period.days} days, "
                        f"SEK {kronor(line.inside, 'en')}, are in the grant year and counted; "
                        f"SEK {kronor(line.outside, 'en')} is not.",
                    ),
                    Text(
                        "kontrollera perioden mot fakturan, och boka om det som inte räknas",
                        "check the period against the invoice, and move what is not counted",
                    ),
                )  # fmt: skip


@GY.rule(
    103, "warning", Text("Oklart vilken reservering som gäller", "Unclear which accrual applies"),
    "accrual", "accrual-about-year",
    about=Text(
        "Verifikationen hör genom sina länkar till flera reserveringar med olika perioder och "
        "säger inte själv vad den avser. Verktyget måste då välja, och valet kan flytta kostnaden "
        "mellan år.",
        "By its links the voucher belongs to several accruals for different periods, and does not "
        "say itself what it is for. The tool then has to choose, and the choice may move the cost "
        "between years.",
    ),
)  # fmt: skip
def ambiguous_accrual(subject: Subject) -> Iterator[Hit]:
    """The line takes its period from accruals that are about different periods."""
    for grant in subject.book.grants:
        for line in grant.cost_lines:
            if line.accrual_ambiguous:
                yield line_hit(
                    grant, line,
                    Text(
                        "Verifikationen hör till reserveringar med olika perioder; "
                        f"{line.period} har använts.",
                        "The voucher belongs to accruals for different periods; "
                        f"{line.period} was used.",
                    ),
                    Text("skriv avser: på raden", "write avser: on the line"),
                )  # fmt: skip


def _days_inside(programme: Programme, line: CostLine) -> int:
    """The days of the cost within the year: its share in kronor can round to nothing."""
    return line.period.days_shared_with(programme.period)


def _move(line: CostLine) -> Text:
    if line.period_source == "datum":
        return Text(
            "skriv avser: om kostnaden uppstod i bidragsåret, annars boka om den till regionens "
            "egna medel",
            "write avser: if the cost arose in the grant year, else move it to the region's own "
            "money",
        )
    return Text(
        "boka om den till regionens egna medel, eller rätta avser: efter fakturan",
        "move it to the region's own money, or correct avser: by the invoice",
    )
