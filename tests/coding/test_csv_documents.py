"""Documents that a coding file names."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from tests.coding.books import IMPORTED, code, imported, refuse
from tests.ledgers import INVOICE, as_json, codes, write

if TYPE_CHECKING:
    from pathlib import Path


def test_document(tmp_path: Path) -> None:
    imported(tmp_path)
    code(
        tmp_path,
        "verifikation;register;andamal;kostnadsslag;underlag;typ\n"
        "A42;Swedeheart;it;it-tjanster;underlag/A42.pdf;faktura\n",
    )
    added_text = (tmp_path / "import" / "NKR2026-2026.beancount").read_text("utf-8")
    sha256 = hashlib.sha256(b"%PDF-").hexdigest()
    assert added_text.endswith(
        '\n2026-06-30 document Kostnader:NKR2026:5420-Programvaror "../underlag/A42.pdf" ^A42\n'
        f'  typ: "faktura"\n  sha256: "{sha256}"\n'
    )
    found = as_json("check", tmp_path / "main.beancount")["findings"]
    assert "A42" not in {finding["voucher"] for finding in found}


def test_document_that_proves_an_activity_names_it(tmp_path: Path) -> None:
    imported(tmp_path)
    main = tmp_path / "main.beancount"
    activity = '2026-03-10 custom "nkr-insats" "NKR2026" "I1" "Plattform"\n  andamal: "it"\n'
    write(main, main.read_text("utf-8") + activity)
    assert "EV105" in codes(main)
    code(tmp_path, "verifikation;insats;underlag;typ\nA43;I1;underlag/A42.pdf;insats\n")
    assert "EV105" not in codes(main)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("underlag/saknas.pdf;faktura", "finns inte i bokens mapp"),
        ("../hemligt.pdf;faktura", "finns inte i bokens mapp"),
        ("underlag/../../hemligt.pdf;faktura", "finns inte i bokens mapp"),
        ("{}/hemligt.pdf;faktura", "finns inte i bokens mapp"),
        ("underlag/länk.pdf;faktura", "finns inte i bokens mapp"),
        ("underlag;faktura", "finns inte i bokens mapp"),
        ("underlag/A42.pdf;kvitto", "Typen kvitto finns inte"),
        ("underlag/A42.pdf;", "behöver både fil"),
        (";faktura", "behöver både fil"),
    ],
)
def test_refused_documents(tmp_path: Path, row: str, said: str) -> None:
    folder = tmp_path / "bok"
    imported(folder)
    outside = write(tmp_path / "hemligt.pdf", "%PDF-")
    (folder / "underlag" / "länk.pdf").symlink_to(outside)
    message = refuse(folder, f"verifikation;underlag;typ\nA42;{row.format(tmp_path)}\n")
    assert ".csv:2: " in message
    assert said in message


def test_document_already_there_as_another_kind(tmp_path: Path) -> None:
    imported(tmp_path, IMPORTED + INVOICE.replace("underlag/", "../underlag/"))
    said = refuse(tmp_path, "verifikation;underlag;typ\nA42;underlag/A42.pdf;avtal\n")
    assert "”faktura”, inte ”avtal”" in said


def test_number_that_cannot_be_a_link(tmp_path: Path) -> None:
    imported(tmp_path, IMPORTED.replace('"A43"', '"A 43 å"'))
    said = refuse(tmp_path, "verifikation;underlag;typ\nA 43 å;underlag/A42.pdf;faktura\n")
    assert "går inte att läsa" in said
