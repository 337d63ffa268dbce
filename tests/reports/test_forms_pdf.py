"""The forms as PDF: every field name is there to read, and both diarienummer on every page."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from nkr_audit.reports.formats import write_report
from nkr_audit.reports.kinds import KINDS
from tests.reports.forms import AGREEMENTS, PEOPLE, contacts, example
from tests.reports.test_forms_fields import ANNEX, CONTACT, QUESTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.reports.document import Report

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")


def pages(folder: Path, report: Report) -> list[str]:
    """The text of each page, with single spaces."""
    file = folder / "blankett.pdf"
    file.write_bytes(write_report(report, ".pdf", "sv")[".pdf"])
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", str(file), "-"], check=True, capture_output=True
    )
    *texts, _ = done.stdout.decode("utf-8").split("\f")
    return [" ".join(text.split()) for text in texts]


@pytest.mark.parametrize("form", sorted(ANNEX))
@pytest.mark.parametrize(("region", "grant"), AGREEMENTS)
def test_the_annex_is_there_to_read(tmp_path: Path, form: str, region: str, grant: str) -> None:
    said = contacts(tmp_path)
    read = pages(tmp_path, KINDS[form].build(example(region, grant, said)))
    whole = " ".join(read)
    assert [name for name in (*CONTACT, *ANNEX[form]) if name not in whole] == []
    notes = said.of_grant(grant)
    for page in read:
        assert str(notes.agreement) in page
        assert str(notes.decision) in page
        assert "UTKAST" not in page


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"aterrapport", *ANNEX}))
def test_both_diarienummer_are_on_every_page_of_every_document(tmp_path: Path, kind: str) -> None:
    said = contacts(tmp_path)
    for page in pages(tmp_path, KINDS[kind].build(example("skr", "NKR2022", said))):
        assert "S2022/00003" in page
        assert "S2022/00004/SH" in page


def test_the_five_questions_are_there_to_read(tmp_path: Path) -> None:
    said = contacts(tmp_path, PEOPLE)
    whole = " ".join(
        pages(tmp_path, KINDS["aterrapport"].build(example("uppsala", "NKR2026", said)))
    )
    assert [question for question in QUESTIONS if question not in whole] == []


def test_a_draft_says_so_on_every_page(tmp_path: Path) -> None:
    for page in pages(tmp_path, KINDS["redovisning"].build(example("skr", "NKR2022"))):
        assert "UTKAST" in page
