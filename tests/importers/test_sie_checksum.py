"""The checksum of a SIE file: over what is written, whatever the layout and the encoding."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.errors import NkrError
from nkr_importers.sie import read_sie
from nkr_importers.sie.checksum import Checksum
from nkr_importers.sie.encoding import Encoding, decoder_for

from .helpers import CENTRE, HEAD, INVOICE, read, write
from .test_sie_corpus import CORPUS

if TYPE_CHECKING:
    from pathlib import Path

LINES = st.lists(
    st.lists(st.sampled_from([
        "#TRANS", " ", "\t", '"', '\\"', "\\", "{", "}", "1", "å", "ö é", '"a b"', "\r",
    ])).map("".join),
).map("\n".join)  # fmt: skip


def sum_of(text: str, encoding: Encoding = "cp437") -> int:
    checksum = Checksum(decoder_for(encoding))
    checksum.take(text.encode(encoding))
    return checksum.value


def test_only_what_is_written_counts() -> None:
    text = '#TRANS\t5420 {"1" "26 10"}  -1.00 "" "säger \\"hej {du}\\"" C:\\x\r\n}\n'
    content = '#TRANS5420126 10-1.00säger "hej {du}"C:\\x'
    assert sum_of(text) == zlib.crc32(content.encode("cp437"))


def test_a_quote_that_is_not_closed_ends_with_its_line() -> None:
    assert sum_of('#A "b c\r\n#D e\r\n') == zlib.crc32(b"#Ab c#De")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_the_sum_is_the_same_in_every_encoding(encoding: Encoding) -> None:
    assert sum_of("#FNAMN Räksmörgås é\n", encoding) == sum_of("#FNAMN Räksmörgås é\n")
    assert sum_of("#FNAMN –\n", encoding) == sum_of("#FNAMN ?\n")


@given(LINES)
def test_lines_are_summed_alone_or_together(text: str) -> None:
    alone = Checksum(decoder_for("cp437"))
    for line in text.split("\n"):
        alone.take(line.encode("cp437"))
    assert alone.value == sum_of(text)


def summed(body: str = INVOICE, *, given: int | str | None = None) -> str:
    """A file with its checksum, or with the one given."""
    return f"#KSUMMA\n{body}#KSUMMA {sum_of(body) if given is None else given}\n"


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (INVOICE, "missing"),
        ("#KSUMMA 1\n" + INVOICE, "missing"),
        ("#KSUMMAN\n" + INVOICE, "missing"),
        (summed(), "right"),
        (summed().replace("#KSUMMA", "\t#ksumma").replace("\n", "\n\n"), "right"),
        (summed(given=f'"{sum_of(INVOICE)}"'), "right"),
        (summed(given=sum_of(INVOICE) + 1), "wrong"),
        (summed(given=""), "wrong"),
        (summed(given="x"), "wrong"),
        (summed().replace("40000", "50000"), "wrong"),
        (summed().replace("juni", "ju ni"), "wrong"),
        (summed(INVOICE.replace("juni", "#KSUMMA")), "right"),
        (summed() + summed(), "right"),
        (summed(given=1) + summed(), "wrong"),
        (summed() + INVOICE, "right"),
    ],
)
@pytest.mark.parametrize("size", [1, 50, 1 << 19])
def test_the_sum_in_the_file_is_compared(
    tmp_path: Path, body: str, verdict: str, size: int
) -> None:
    assert read_sie(write(tmp_path, HEAD + body), CENTRE, size=size).checksum == verdict


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_sum_is_compared_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "#FLAGGA 0\n" + summed(HEAD + INVOICE), encoding)
    source = read_sie(path, CENTRE)
    assert (source.encoding, source.checksum) == (encoding, "right")


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NkrError, match="avhuggen"):
        read(tmp_path, "#KSUMMA\n" + INVOICE)
    with pytest.raises(NkrError, match="avhuggen"):
        read(tmp_path, summed() + "#KSUMMA\n" + INVOICE)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of SIE files is not here")
def test_files_that_others_made_have_the_right_sum() -> None:
    with_sum = [path for path in CORPUS.iterdir() if b"#KSUMMA" in path.read_bytes()]
    assert with_sum
    for path in with_sum:
        assert read_sie(path, CENTRE).checksum == "right"
