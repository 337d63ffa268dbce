"""DL: deadlines and forms: the report to the payer, and requests for review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.books import (
    Bare,
    agreement,
    assess_text,
    book,
    codes,
    declare,
    event,
    only,
    row,
    sound_grant,
    voucher,
)
from tests.rules.case import Found, Silent, acceptable, found, overridden, silent

if TYPE_CHECKING:
    from pathlib import Path

DECLARED = '2026-03-10 custom "nkr-bidrag"'


def form(due: str | None = "2027-03-31") -> str:
    """The report form received in February, with its last day."""
    return event("formular", "2027-02-03", senast=Bare(due) if due else None)


def reported(day: str) -> str:
    return event("aterrapport", day)


def goes_on(day: str) -> str:
    """A voucher of the region's own, by which the book has come to ``day``."""
    rows = row("Kostnader:6570-Bankavgifter", "120.00"), row("Tillgångar:Bank", "-120.00")
    return voucher("B1", day, *rows, text='"Bank" "Bankavgift"')


def review(due: str | None = "2027-09-30", day: str = "2027-09-01") -> str:
    return event("granskning", day, senast=Bare(due) if due else None)


def answer(day: str) -> str:
    return event("granskning-svar", day)


def sos(*parts: str) -> str:
    return book(sound_grant(), *parts)


def skr(*parts: str) -> str:
    """The agreement of 2021, whose report is due on 2022-03-31."""
    return book(agreement(2021), *parts)


DONE = f"{form()}{reported('2027-03-12')}"

FOUND = (
    Found(
        code="DL101", severity="error", why="a day late", at="2027-04-01 custom",
        text=sos(form(), reported("2027-04-01")),
    ),
    Found(
        code="DL101", severity="error", why="by the programme's own day", at="2022-04-01 custom",
        text=skr(event("redovisning", "2022-04-01", grant="NKR2021")), grant="NKR2021",
    ),
    Found(
        code="DL101", severity="error", why="by the latest form's day", at="2027-03-31 custom",
        text=sos(
            form(), event("formular", "2027-02-20", senast=Bare("2027-03-15")),
            reported("2027-03-31"),
        ),
    ),
    Found(
        code="DL102", severity="error", why="the book goes on", at=DECLARED,
        text=sos(form(), goes_on("2027-04-01")),
    ),
    Found(
        code="DL102", severity="error", why="by the programme's own day",
        at='2021-02-01 custom "nkr-bidrag"', text=skr(goes_on("2022-04-01")), grant="NKR2021",
    ),
    Found(code="DL103", severity="warning", text=sos(goes_on("2027-03-01")), at=DECLARED),
    Found(
        code="DL103", severity="warning", why="the grant before it has its day", at=DECLARED,
        text=book(agreement(2021), sound_grant(), goes_on("2027-03-01")),
    ),
    Found(code="DL104", severity="warning", text=sos(form(None)), at="2027-02-03 custom"),
    Found(
        code="DL105", severity="error", why="a day late", at="2027-09-01 custom",
        text=sos(DONE, review(), answer("2027-10-01")),
    ),
    Found(
        code="DL105", severity="error", why="not answered", at="2027-09-01 custom",
        text=sos(DONE, review(), goes_on("2027-10-01")),
    ),
    Found(
        code="DL105", severity="error", why="one answer to two requests", at="2027-09-08 custom",
        text=sos(
            DONE, review(), review(day="2027-09-08"), answer("2027-09-20"), goes_on("2027-10-01")
        ),
    ),
    Found(
        code="DL105", severity="error", why="an answer before the request",
        at="2027-09-01 custom",
        text=sos(DONE, answer("2027-08-31"), review(), goes_on("2027-10-01")),
    ),
    Found(code="DL106", severity="warning", text=sos(DONE, review(None)), at="2027-09-01 custom"),
)  # fmt: skip

SILENT = (
    Silent(
        code="DL102", why="handed in, under the common name",
        text=skr(event("aterrapport", "2022-03-31", grant="NKR2021"), goes_on("2022-04-01")),
    ),
    Silent(
        code="DL105", why="answered the same day",
        text=sos(DONE, review(), answer("2027-09-01"), goes_on("2027-10-01")),
    ),
    Silent(code="DL101", why="on the last day", text=sos(form(), reported("2027-03-31"))),
    Silent(
        code="DL101", why="handed in on time, then completed",
        text=sos(form(), reported("2027-03-12"), reported("2027-05-03")),
    ),
    Silent(
        code="DL101", why="the form gives another day than the programme",
        text=skr(
            event("formular", "2022-02-01", grant="NKR2021", senast=Bare("2022-04-30")),
            event("aterrapport", "2022-04-01", grant="NKR2021"),
        ),
    ),
    Silent(code="DL102", why="the last day itself", text=sos(form(), goes_on("2027-03-31"))),
    Silent(code="DL102", why="no day is known", text=sos(form(None), goes_on("2027-12-31"))),
    Silent(
        code="DL102", why="handed in late",
        text=sos(form(), goes_on("2027-06-01"), reported("2027-05-01")),
    ),
    Silent(
        code="DL102", why="SKR's reports are not the region's",
        text=skr(goes_on("2022-12-31"), event("redovisning", "2022-03-31", grant="NKR2021")),
    ),
    Silent(
        code="DL102", why="nothing was received",
        text=skr(goes_on("2022-12-31")).replace("#utbetalning", ""),
    ),
    Silent(code="DL103", why="the last of February", text=sos(goes_on("2027-02-28"))),
    Silent(
        code="DL103", why="it came, though late",
        text=sos(
            goes_on("2027-03-20"), event("formular", "2027-03-09", senast=Bare("2027-04-30"))
        ),
    ),
    Silent(
        code="DL103", why="reported without a form",
        text=sos(goes_on("2027-03-20"), reported("2027-02-10")),
    ),
    Silent(code="DL103", why="the agreements have no form", text=skr(goes_on("2022-03-20"))),
    Silent(code="DL104", why="with its day", text=sos(form())),
    Silent(
        code="DL104", why="the programme has the day",
        text=skr(event("formular", "2022-02-01", grant="NKR2021")),
    ),
    Silent(code="DL105", why="on the last day", text=sos(DONE, review(), answer("2027-09-30"))),
    Silent(code="DL105", why="not yet due", text=sos(DONE, review(), goes_on("2027-09-30"))),
    Silent(
        code="DL105", why="no day is known",
        text=sos(DONE, review(None), goes_on("2027-12-01")),
    ),
    Silent(
        code="DL105", why="no day is known, though it is answered",
        text=sos(DONE, review(None), answer("2027-10-01")),
    ),
    Silent(code="DL105", why="no voucher is entered", text=book(declare(), review())),
    Silent(
        code="DL105", why="two requests, two answers",
        text=sos(
            DONE, review(), answer("2027-09-20"), review("2027-11-30", "2027-11-01"),
            answer("2027-11-20"), goes_on("2027-12-31"),
        ),
    ),
    Silent(code="DL106", why="with its day", text=sos(DONE, review())),
)  # fmt: skip

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_programme_decides_severity = overridden(FOUND)
test_near_miss_is_silent = silent(SILENT)


def test_a_day_that_is_no_date_is_told_once_and_watched_by_nothing(tmp_path: Path) -> None:
    text = sos(event("formular", "2027-02-03", senast="31 mars"))

    assert codes(assess_text(tmp_path, text)) == ["GR001", "DL104"]


def test_the_report_is_named_and_so_is_who_wants_it(tmp_path: Path) -> None:
    late = only(assess_text(tmp_path, sos(form(), reported("2027-04-01"))), "DL101").message

    assert "Återrapportering av 2026 års statsbidrag lämnades 2027-04-01" in late.sv
    assert "2027-03-31" in late.sv
    assert "Socialstyrelsen" in late.en
