"""``kontakt.toml``: read strictly, and what cannot be read is said with file and key."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from nkr_audit.contacts import Contacts
from nkr_audit.contacts_file import contacts_beside, read_contacts
from nkr_audit.errors import NkrError
from tests.reports.forms import KONTAKT, contacts

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbok" / "blanketter.md"
GRANT = "[bidrag.NKR2026]\n"


def mistake(folder: Path, text: str) -> NkrError:
    with pytest.raises(NkrError) as caught:
        contacts(folder, text)
    assert caught.value.place is not None
    assert caught.value.place.file.endswith("kontakt.toml")
    return caught.value


def test_everything_in_the_file_is_read(tmp_path: Path) -> None:
    said = contacts(
        tmp_path,
        KONTAKT + '\n[bidrag.NKR2026]\ndnr = ["4.1-1/2026"]\nperiod = "2026"\n'
        "storre-poster-fran = 25000.50\nekonomichefens-alternativ = 2\n"
        'avvikelser = "En sen faktura."\n[bidrag.NKR2026.atgarder]\nEL101 = "Återförs."\n'
        '[bidrag.NKR2026.svar]\nframjande = "Ja."\n',
    )
    assert said.recipient.organisation_number == "559990-1013"
    assert said.recipient.name is None
    assert said.finance_chief.title == "Ekonomichef"
    assert said.signer.name == "Exempel Direktör"
    notes = said.of_grant("NKR2026")
    assert (notes.references, str(notes.period)) == (("4.1-1/2026",), "2026-01-01/2026-12-31")
    assert (notes.threshold, notes.alternative) == (Decimal("25000.50"), 2)
    assert (notes.measures, notes.answers) == ({"EL101": "Återförs."}, {"framjande": "Ja."})
    assert notes.deviations == "En sen faktura."


def test_the_handbook_s_template_can_be_read(tmp_path: Path) -> None:
    text = HANDBOOK.read_text("utf-8")
    (block,) = re.findall(r"```toml\n(# kontakt\.toml.*?)```", text, re.DOTALL)
    said = contacts(tmp_path, block)
    assert said.contact.name
    assert said.grants


def test_without_a_file_nothing_is_said(tmp_path: Path) -> None:
    assert contacts_beside(tmp_path / "main.beancount") == Contacts()


def test_the_file_is_found_beside_the_ledger(tmp_path: Path) -> None:
    contacts(tmp_path)
    assert contacts_beside(tmp_path / "main.beancount").contact.name == "Bidragsekonomen"


def test_fixme_is_what_is_not_there_yet(tmp_path: Path) -> None:
    said = contacts(
        tmp_path, '[mottagare]\npostadress = "FIXME"\n' + GRANT + 'verksamhet = " FIXME "\n'
    )
    assert said.recipient.address is None
    assert said.of_grant("NKR2026").narrative is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[mottagare]\nbankgirot = "1"\n', "mottagare.bankgirot är ingen känd nyckel"),
        ('[mottagre]\nnamn = "x"\n', "mottagre är ingen känd nyckel"),
        ("[mottagare]\nnamn = 5\n", "mottagare.namn ska vara en text"),
        ('[mottagare]\nnamn = ""\n', "mottagare.namn ska vara en text"),
        ('mottagare = "x"\n', "mottagare ska vara en tabell"),
        ('[mottagare]\nnamn = "a\\nb"\n', "mottagare.namn är flera rader"),
        (f'[mottagare]\nnamn = "{"a" * 201}"\n', "mottagare.namn är längre än 200 tecken"),
        ('[mottagare]\nnamn = "a\\u0000b"\n', "mottagare.namn innehåller styrtecken"),
        ('[mottagare]\nnamn = "a\\u202eb"\n', "mottagare.namn innehåller styrtecken"),
        (GRANT + 'period = "2026-13"\n', "bidrag.NKR2026.period är ingen period"),
        (GRANT + "storre-poster-fran = -1\n", "storre-poster-fran ska vara ett belopp"),
        (GRANT + "ekonomichefens-alternativ = 3\n", "ska vara 1 eller 2"),
        (GRANT + 'verksamhet = "Av 121212-1212."\n', "verksamhet innehåller ett personnummer"),
        ('[bidrag.NKR2026.atgarder]\nel101 = "x"\n', "atgarder.el101 är ingen regelkod"),
        ("[mottagare\n", "inte giltig TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(tmp_path: Path, text: str, said: str) -> None:
    assert said in mistake(tmp_path, text).what.sv


def test_a_file_that_is_no_page_of_names_is_refused(tmp_path: Path) -> None:
    assert "större än 1 MB" in mistake(tmp_path, "#" * 1_000_001).what.sv


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "kontakt.toml")
    with pytest.raises(NkrError):
        read_contacts(tmp_path / "kontakt.toml")
    with pytest.raises(NkrError):
        contacts_beside(tmp_path / "main.beancount")
