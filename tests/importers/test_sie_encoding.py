"""Encodings: the same file in each gives the same vouchers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from nkr_audit.errors import NkrError
from nkr_importers.sie import read_sie
from nkr_importers.sie.encoding import decoder_for, fingerprint

from .helpers import CENTRE, HEAD, INVOICE, only, write

if TYPE_CHECKING:
    from pathlib import Path

ENCODINGS = [
    ("cp437", "cp437"),
    ("utf-8", "utf-8"),
    ("utf-8-sig", "utf-8-sig"),
    ("latin-1", "cp1252"),
    ("cp1252", "cp1252"),
]


@pytest.mark.parametrize(("written", "found"), ENCODINGS)
def test_each_encoding_gives_the_same_vouchers(tmp_path: Path, written: str, found: str) -> None:
    text = HEAD + INVOICE.replace("Driftplattform juni", "Lön åäö ÅÄÖ é")
    source = read_sie(write(tmp_path, text, written), CENTRE)
    assert source.encoding == found
    assert only(source).text == "Lön åäö ÅÄÖ é"
    assert source.declarations.accounts["7210"] == "Löner till tjänstemän"
    assert source.declarations.company == "Exempel AB"


def test_pure_ascii_is_code_page_437(tmp_path: Path) -> None:
    path = tmp_path / "a.se"
    path.write_bytes(b"#FLAGGA 0\n#SIETYP 4\n")
    assert read_sie(path, CENTRE).encoding == "cp437"


def test_bytes_that_cp1252_lacks_are_latin_1() -> None:
    everything = bytes(range(256))
    decoded = decoder_for("cp1252")(everything)
    assert len(decoded) == 256
    assert decoded[0x81] == "\x81"
    assert decoded[0x80] == "€"
    assert decoded[0xE5] == "å"


@pytest.mark.parametrize("encoding", ["cp437", "utf-8", "utf-8-sig", "cp1252"])
def test_decoding_a_line_never_fails(encoding: str) -> None:
    for name in ("cp437", "utf-8", "utf-8-sig", "cp1252"):
        if name == encoding:
            assert decoder_for(name)(bytes(range(256)))


def test_a_letter_cut_by_a_chunk_is_still_utf_8() -> None:
    content = b"x" * ((1 << 20) - 1) + "ö".encode() + b"\n"
    assert fingerprint(io.BytesIO(content), "a.se").encoding == "utf-8"


def test_a_letter_cut_by_the_end_is_not_utf_8() -> None:
    assert fingerprint(io.BytesIO("aö".encode()[:-1] + b""), "a.se").encoding != "utf-8"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "tom"),
        ("#FLAGGA 0\n".encode("utf-16"), "UTF-16"),
        (b"#FLAGGA 0\n\0\n", "UTF-16"),
        (b"#FLAGGA 0\r#SIETYP 4\r", "radslut"),
        (b"Hello\nWorld\n", "ingen SIE 4-fil"),
        (b'<?xml version="1.0"?>\n<Sie xmlns="http://www.sie.se/sie5"/>\n', "ingen SIE 4-fil"),
        (b"#FLAGGA 0\n" + b"x" * ((1 << 20) + 1) + b"\n", "längre än 1 MiB"),
    ],
)
def test_what_is_no_sie_file_is_refused(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "a.se"
    path.write_bytes(content)
    with pytest.raises(NkrError) as error:
        read_sie(path, CENTRE)
    assert word in error.value.describe("sv")
    assert str(path) in error.value.describe("en")


@pytest.mark.parametrize(
    ("name", "word"),
    [("saknas.se", "Filen finns inte."), (".", "en mapp"), ("a" * 300, "Filen kan inte läsas: ")],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, word: str) -> None:
    with pytest.raises(NkrError, match=word):
        read_sie(tmp_path / name, CENTRE)
