"""PD: no personal identity number in the texts of the book."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Unpack

import pytest

from tests.books import SOFTWARE, activity, assess_text, book, codes, cost, event, only, sound_grant
from tests.rules.case import Found, Silent, acceptable, found, overridden, silent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.books import Words

# Well-known numbers of nobody.
NUMBER = "121212-1212"
HEAD = "2026-06-30 * "


def bought(text: str = "Driftplattform", **given: Unpack[Words]) -> str:
    """A sound grant with a purchase whose text is ``text``."""
    return book(
        sound_grant(),
        cost("A42", "2026-06-30", "100.00", **given).replace(
            "Driftplattform, två register", text
        ),
    )  # fmt: skip


def filed(name: str) -> str:
    """A sound grant with a purchase, and a document of that name."""
    return bought() + f'2026-07-01 document {SOFTWARE} "underlag/{name}" ^A42\n  typ: "ovrigt"\n'


FOUND = (
    Found(code="PD101", severity="warning", voucher="A42", text=bought(NUMBER), at=HEAD),
    Found(
        code="PD101", severity="warning", voucher="A42", at=HEAD, why="in the metadata",
        text=bought(avser="2026-06", insats=f"kurs {NUMBER}"),
    ),
    Found(
        code="PD101", severity="warning", voucher="A42", grant=None, at=HEAD,
        why="outside every grant", text=bought(NUMBER).replace("Kostnader:NKR2026:", "Kostnader:"),
    ),
    Found(
        code="PD101", severity="warning", at="2026-07-01 document", acceptable=False,
        why="in a file's name", text=filed("2026-A42-intyg-121212-1212.pdf"),
    ),
    Found(
        code="PD101", severity="warning", at="2026-07-01 document", acceptable=False,
        why="in a folder's name", text=filed(f"{NUMBER}/intyg.pdf"),
    ),
    Found(
        code="PD101", severity="warning", at='custom "nkr-insats"', why="in an activity's title",
        text=book(sound_grant(), activity(title=f"Kurs för {NUMBER}")),
    ),
    Found(
        code="PD101", severity="warning", at='custom "nkr-insats"', why="in what it furthers",
        text=book(sound_grant(), activity(framjar=f"Kurs för {NUMBER}")),
    ),
    Found(
        code="PD101", severity="warning", at=f'"möte {NUMBER}"', why="in an event",
        text=book(sound_grant(), event(f"möte {NUMBER}", "2026-09-01")),
    ),
    Found(
        code="PD101", severity="warning", at='"bokslut"', why="in what was accepted",
        acceptable=False,
        text=book(
            sound_grant(), event("bokslut", "2027-02-01", avvikelse=f"SE202: beslut {NUMBER}")
        ),
    ),
)  # fmt: skip

SILENT = (
    Silent(code="PD101", why="an organisation number", text=bought("556016-0680")),
    Silent(code="PD101", why="an organisation number, twelve digits", text=bought("165560160680")),
    Silent(code="PD101", why="the supplier is a person", text=bought(motpart_orgnr=NUMBER)),
    Silent(code="PD101", why="an invoice's number", text=bought(faktura="1212121212")),
    Silent(code="PD101", why="a wrong control digit", text=bought("121212-1213")),
    Silent(code="PD101", why="a day that does not exist", text=bought("121232-1210")),
    Silent(code="PD101", why="part of a longer number", text=bought("99121212-12129")),
    Silent(code="PD101", why="a voucher's file", text=filed("2026-A42-faktura-20260630.pdf")),
    Silent(code="PD101", why="an ordinary activity", text=book(sound_grant(), activity())),
)  # fmt: skip

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_programme_decides_severity = overridden(FOUND)
test_near_miss_is_silent = silent(SILENT)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("121212-1212", "121212-XXXX"),
        ("121212+1212", "121212-XXXX"),
        ("1212121212", "121212-XXXX"),
        ("19121212-1212", "19121212-XXXX"),
        ("191212121212", "19121212-XXXX"),
        ("121272-1219", "121272-XXXX"),
        ("20000229-0005", "20000229-XXXX"),
        ("000229-0005", "000229-XXXX"),
        (f"{NUMBER} och 121272-1219", "121212-XXXX, 121272-XXXX"),
        (f"{NUMBER}, {NUMBER}", "121212-XXXX"),
    ],
)
def test_never_shown_whole(number: str, shown: str, tmp_path: Path) -> None:
    message = only(assess_text(tmp_path, bought(number)), "PD101").message

    assert f"innehåller personnummer: {shown}." in message.sv
    assert f"a personal identity number: {shown}." in message.en
    assert not re.search(r"\d{6}\D?\d{4}", message.sv + message.en)


@pytest.mark.parametrize("number", ["19000229-0005", "22121212-1212", "121292-1210", "010000-0004"])
def test_days_that_nobody_was_born_on(number: str, tmp_path: Path) -> None:
    assert "PD101" not in codes(assess_text(tmp_path, bought(number)))


def test_the_folder_of_the_book_is_not_what_the_book_says(tmp_path: Path) -> None:
    folder = tmp_path / NUMBER
    folder.mkdir()

    assert "PD101" not in codes(assess_text(folder, bought()))
