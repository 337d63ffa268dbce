"""A SIE file that is damaged, cut off or in two encodings is told, and nothing is written."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from nkr_audit.cli import main as nkr
from nkr_audit.ledger import load
from nkr_importers.sie.checksum import Checksum
from nkr_importers.sie.encoding import decoder_for, fingerprint
from tests.ledgers import snapshot

from .helpers import HEAD, INVOICE, MAIN, line_of

if TYPE_CHECKING:
    from pathlib import Path

SECOND = INVOICE.replace('"42"', '"45"').replace("Driftplattform juni", "Resa till Örebro på våren")
OPENED = HEAD.replace("#FLAGGA 0\n", "#FLAGGA 0\n#KSUMMA\n") + INVOICE


def book(folder: Path) -> Path:
    path = folder / "bok" / "main.beancount"
    path.parent.mkdir()
    path.write_text(MAIN, encoding="utf-8")
    return path


def file_of(folder: Path, content: bytes) -> Path:
    path = folder / "export.se"
    path.write_bytes(content)
    return path


def run(main: Path, file: Path, *options: str, code: int) -> str:
    arguments = ["import", "sie", str(file), "--ledger", str(main), "--grant", "NKR2026"]
    before = snapshot(main.parent)
    result = CliRunner().invoke(nkr, [*arguments, *options])
    assert result.exit_code == code, result.output
    if code == 2:
        assert snapshot(main.parent) == before
    assert not load(main).errors
    return result.output


def ksumma(folder: Path, *, add: int, encoding: str = "cp437", as_is: bool = False) -> Path:
    """A file with a checksum that is off by ``add``."""
    content = OPENED.encode(encoding)
    total = Checksum(decoder_for("cp437" if as_is or encoding == "cp437" else "utf-8"))
    total.take(content.split(b"#KSUMMA\n")[1])
    return file_of(folder, content + b"#KSUMMA %d\n" % (total.value + add))


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        ("cp437", "utf-8", ("UTF-8", "inte det")),
        ("utf-8", "cp437", ("UTF-8", "inte det")),
        ("utf-8", "cp1252", ("UTF-8", "inte det")),
        ("utf-8-sig", "cp1252", ("UTF-8", "inte det")),
        ("cp437", "cp1252", ("CP437", "Latin-1")),
        ("cp1252", "cp437", ("CP437", "Latin-1")),
    ],
)
def test_two_encodings_are_refused_with_a_line_of_each(
    tmp_path: Path, first: str, second: str, names: tuple[str, str]
) -> None:
    begins = HEAD.replace("#FNAMN", '#PROSA "Årets första"\n#FNAMN') + INVOICE
    file = file_of(tmp_path, begins.encode(first) + SECOND.encode(second))
    said = run(book(tmp_path), file, "--quarantine", code=2)
    late = line_of(begins + SECOND, "Resa")
    assert "Filen blandar teckenkodningar" in said
    assert f"rad {late}" in said
    assert all(name in said for name in names)
    assert "Inget är skrivet" in said
    lenient = CliRunner().invoke(nkr, ["sie", str(file)])
    assert lenient.exit_code == 1
    assert "blandar teckenkodningar" in lenient.output
    assert CliRunner().invoke(nkr, ["sie", str(file), "--strict"]).exit_code == 2


def test_a_code_with_a_letter_in_another_encoding_is_not_dropped(tmp_path: Path) -> None:
    other = INVOICE.replace("2610", "26Å0").replace('"42"', '"44"').replace("å", "a")
    content = (HEAD + INVOICE.replace("2610", "26Å0")).encode("cp437")
    for encoding in ("utf-8", "cp1252"):
        file = file_of(tmp_path, content + other.encode(encoding))
        main = tmp_path / encoding
        main.mkdir()
        said = run(book(main), file, "--cost-centre", "26Å0", code=2)
        assert "blandar teckenkodningar" in said


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "utf-8", "utf-8-sig"])
def test_one_encoding_is_never_taken_for_two(encoding: str) -> None:
    text = HEAD + INVOICE + SECOND + 'FÖRSÄLJNING ÅRE Märta „ås" é ÷ å ä ö Å Ä Ö\n'
    content = text.encode(encoding, "ignore")
    assert fingerprint(BytesIO(content), "a.se").mixed is None


def test_typographic_quotes_in_windows_1252_are_no_second_encoding() -> None:
    text = "Löner för ”Jönsson” och „Ås”, 5”x3 Varumärke™ †år"
    assert fingerprint(BytesIO(text.encode("cp1252") + b"\n"), "a.se").mixed is None


def test_a_wrong_checksum_stops_the_import(tmp_path: Path) -> None:
    main, file = book(tmp_path), ksumma(tmp_path, add=1)
    said = run(main, file, code=2)
    assert "fel #KSUMMA" in said
    assert "Inget är skrivet" in said


def test_with_quarantine_a_wrong_checksum_is_told_and_exits_with_1(tmp_path: Path) -> None:
    main, file = book(tmp_path), ksumma(tmp_path, add=1)
    said = run(main, file, "--quarantine", code=1)
    assert "fel #KSUMMA" in said
    assert "Skrivet" in said
    told = CliRunner().invoke(nkr, ["reconcile", str(main), str(file), "--grant", "NKR2026"])
    assert told.exit_code == 1
    assert "fel #KSUMMA" in told.output
    assert "Boken stämmer inte med filen" in told.output


@pytest.mark.parametrize("as_is", [False, True])
def test_a_right_checksum_over_utf_8_is_accepted_as_either_program_sums_it(
    tmp_path: Path, as_is: bool
) -> None:
    said = run(book(tmp_path), ksumma(tmp_path, add=0, encoding="utf-8", as_is=as_is), code=0)
    assert "#KSUMMA" not in said


@pytest.mark.parametrize("left", ["#VER", "\n{\n", "#TRANS 2440", "-40000"])
@pytest.mark.parametrize("code", ["2610", "9999"])
def test_a_file_that_ends_within_a_voucher_is_refused(tmp_path: Path, left: str, code: str) -> None:
    last = SECOND.replace("2610", code)
    cut = last[: last.index(left) + len(left)]
    file = file_of(tmp_path, (HEAD + INVOICE + cut).encode("cp437"))
    main = book(tmp_path)
    for options in ((), ("--quarantine",)):
        said = run(main, file, *options, code=2)
        assert "avhuggen" in said
        assert f"export.se:{line_of(HEAD + INVOICE + last, last[:12])}" in said


def test_the_next_step_names_what_proves_the_file_whole(tmp_path: Path) -> None:
    said = run(book(tmp_path), file_of(tmp_path, (HEAD + INVOICE).encode("cp437")), code=0)
    assert "nkr sie FILE" in said
    assert "nkr reconcile" in said
