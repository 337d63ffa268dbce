"""The importers as beangulp's: run by its own command line, on files that the test writes."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import beangulp  # type: ignore[import-untyped]
import pytest
from beancount.core import data
from beangulp import identify
from click.testing import CliRunner

from nkr_audit.ledger import load
from nkr_importers import sie
from nkr_importers.beangulp_importers import SieImporter, TabularImporter, lift_size_limit
from nkr_importers.voucher_import import ImportRequest, import_vouchers

from .helpers import HEAD, INVOICE, MAIN, write

if TYPE_CHECKING:
    from pathlib import Path

TWIN = INVOICE.replace('"42"', '"43"')
BROKEN = INVOICE.replace('"42"', '"44"').replace("40000.00", "39998.00", 1)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "bok" / "main.beancount"
    path.parent.mkdir()
    path.write_text(MAIN, encoding="utf-8")
    return path


def importer(book: Path, **chosen: Any) -> SieImporter:
    return SieImporter(grant="NKR2026", ledger=book, **chosen)


def extract(book: Path, *files: Path, code: int = 0) -> str:
    """Run beangulp's own command, and return what it wrote."""
    out = book.with_name("ut.beancount")
    arguments = ["extract", *map(str, files), "-e", str(book), "-o", str(out)]
    ingest = beangulp.Ingest([importer(book)])
    result = CliRunner().invoke(ingest.cli, arguments, obj=ingest)
    assert result.exit_code == code, result.output
    return out.read_text(encoding="utf-8") if out.exists() else result.output


def booked(folder: Path, book: Path, body: str) -> None:
    """Import vouchers as ``nkr import`` does."""
    file = write(folder, HEAD + body)
    import_vouchers(file, sie.SieFormat(), ImportRequest(book, "NKR2026"))


def vouchers(entries: list[Any]) -> list[str]:
    return [entry.meta["verifikation"] for entry in entries if isinstance(entry, data.Transaction)]


def comparable(entries: list[Any]) -> list[Any]:
    """Everything of the entries but where they stand."""

    def plain(meta: dict[str, Any] | None) -> dict[str, Any]:
        return {
            key: value
            for key, value in (meta or {}).items()
            if key not in {"filename", "lineno"} and not key.startswith("__")
        }

    return [
        (
            type(entry).__name__,
            entry.date,
            plain(entry.meta),
            getattr(entry, "account", None)
            or (
                entry.payee, entry.narration, entry.tags, entry.links,
                [(one.account, one.units, plain(one.meta)) for one in entry.postings],
            ),
        )
        for entry in entries
    ]  # fmt: skip


def test_the_entries_are_those_that_nkr_import_writes(tmp_path: Path, book: Path) -> None:
    file = write(tmp_path, HEAD + INVOICE + TWIN)
    extracted = importer(book).extract(str(file), [])
    before = len(load(book).entries)
    booked(tmp_path, book, INVOICE + TWIN)
    written = [entry for entry in load(book).entries if not isinstance(entry, data.Custom)]
    assert before == 1
    importer(book).sort(extracted)
    assert comparable(extracted) == comparable(written)


def test_two_alike_vouchers_are_two_and_none_is_commented_out(tmp_path: Path, book: Path) -> None:
    text = extract(book, write(tmp_path, HEAD + INVOICE + TWIN))
    assert "\n; " not in text
    book.write_text(book.read_text(encoding="utf-8") + text.replace("****", ";"), encoding="utf-8")
    loaded = load(book)
    assert not loaded.errors
    assert vouchers(loaded.entries) == ["2026-A42", "2026-A43"]


def test_what_the_book_has_is_not_extracted_again(tmp_path: Path, book: Path) -> None:
    booked(tmp_path, book, INVOICE)
    file = write(tmp_path, HEAD + INVOICE + TWIN)
    assert vouchers(importer(book).extract(str(file), [])) == ["2026-A43"]


def test_what_existing_has_and_the_book_lacks_is_not_extracted(tmp_path: Path, book: Path) -> None:
    file = write(tmp_path, HEAD + INVOICE)
    existing = importer(book).extract(str(file), [])
    assert vouchers(importer(book).extract(str(file), existing)) == []


def test_the_same_voucher_in_two_files_of_a_run_comes_once(tmp_path: Path, book: Path) -> None:
    first = write(tmp_path, HEAD + INVOICE).rename(tmp_path / "juni.se")
    other = write(tmp_path, HEAD + INVOICE.replace("40000", "41000"))
    text = extract(book, first, other)
    assert text.count('\n  verifikation: "2026-A42"') == 1
    assert text.count('\n;   verifikation: "2026-A42"') == 1
    assert "finns redan, men med ett annat innehåll" in text


def test_changed_and_faulty_vouchers_are_seen_first_and_never_booked(
    tmp_path: Path, book: Path
) -> None:
    booked(tmp_path, book, INVOICE)
    file = write(tmp_path, HEAD + INVOICE.replace("40000", "41000") + TWIN + BROKEN)
    text = extract(book, file)
    changed, faulty = text.index("ändrad 2026-A42"), text.index("fel A 44")
    assert changed < text.index('"2026-A43"')
    assert faulty < text.index('"2026-A43"')
    notes = [line for line in text.splitlines() if " note " in line]
    assert len(notes) == 2
    assert all(line.startswith("; ") for line in notes)


def test_a_file_that_cannot_be_read_is_an_error_without_traceback(
    tmp_path: Path, book: Path
) -> None:
    file = write(tmp_path, HEAD + INVOICE.replace('"2610"', '"9999"'))
    output = extract(book, file, code=1)
    assert "Ingen verifikation i filen bär kostnadsställe 2610" in output
    assert "Traceback" not in output


def test_for_fava_metadata_is_text_and_what_needs_an_account_waits(
    tmp_path: Path, book: Path
) -> None:
    file = write(tmp_path, HEAD + INVOICE)
    (note,) = importer(book, for_fava=True).extract(str(file), [])
    assert "1 verifikation väntar" in note.comment
    lines = note.comment.partition("\n")[2]
    assert "2026-01-01 open Kostnader:NKR2026:5420-Programvaror SEK" in lines
    book.write_text(f"{MAIN}\n{lines}\n", encoding="utf-8")
    (entry,) = importer(book, for_fava=True).extract(str(file), [])
    values = [*entry.meta.values(), *entry.postings[0].meta.values()]
    assert all(isinstance(value, str | int) for value in values)
    assert entry.meta["registrerad"] == "2026-07-02"


def test_for_fava_a_file_that_cannot_be_read_is_a_note(tmp_path: Path, book: Path) -> None:
    file = write(tmp_path, "#FLAGGA 0\n")
    (note,) = importer(book, for_fava=True).extract(str(file), [])
    assert note.comment.startswith("fel: ")
    assert note.meta["__duplicate__"] is True


def test_files_over_beangulps_limit_are_seen_once_it_is_lifted(
    tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identify, "FILE_TOO_LARGE_THRESHOLD", 100)
    file = write(tmp_path, HEAD + INVOICE)
    assert "2026-A42" not in extract(book, file)
    lift_size_limit()
    assert "2026-A42" in extract(book, file)


def test_the_limit_is_lifted_in_fava_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from fava.core import ingest

    limit = "_FILE_TOO_LARGE_THRESHOLD"
    monkeypatch.setattr(identify, "FILE_TOO_LARGE_THRESHOLD", identify.FILE_TOO_LARGE_THRESHOLD)
    monkeypatch.setattr(ingest, limit, getattr(ingest, limit))
    lift_size_limit()
    assert getattr(ingest, limit) == sys.maxsize


@pytest.mark.parametrize(
    ("name", "content", "is_sie"),
    [
        ("a.se", b"#FLAGGA 0\r\n", True),
        ("a.txt", b"\xef\xbb\xbf  #FORMAT PC8\n", True),
        ("a.csv", b"VERTYP;VERNR\n", False),
        ("a.se", b"", False),
        ("a.se", b"\0" * 100, False),
    ],
)
def test_a_file_is_known_by_its_first_bytes(
    tmp_path: Path, book: Path, name: str, content: bytes, *, is_sie: bool
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert importer(book).identify(str(file)) is is_sie
    table = TabularImporter("raindance", grant="NKR2026", ledger=book)
    assert table.identify(str(file)) is (name == "a.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_in_the_folder_does_not_stop_everything(tmp_path: Path, book: Path) -> None:
    pipe = tmp_path / "a.se"
    os.mkfifo(pipe)
    assert importer(book).identify(str(pipe)) is False


def test_a_file_says_when_it_was_made_and_keeps_its_name(tmp_path: Path, book: Path) -> None:
    file = write(tmp_path, HEAD + INVOICE)
    assert str(importer(book).date(str(file))) == "2026-07-01"
    assert importer(book).date(str(write(tmp_path, "#GEN 20269999\n"))) is None
    assert importer(book).filename(str(file)) == "export.se"
    assert importer(book).account(str(file)) == "Kostnader:NKR2026"
    assert importer(book, cost_centre="2611").name == "SIE NKR2026 2611"
