"""nkr review verify on packages that nkr review build has made."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.ledgers import COST, SOUND, book, run, write
from tests.review.bags import sound, unsound, verify

if TYPE_CHECKING:
    from pathlib import Path

WHO = {"NKR_WHO": "ekonom1"}
MORE = COST.replace("A42", "A43").replace("40000.00", "5000.00")


def asked(main: Path, *, by: str = "Socialstyrelsen") -> None:
    """Enter a request, which begins the log of the book, or adds to it."""
    result = run(
        "review", "request", main, "--grant", "NKR2026", "--from", by, "--items", "allt",
        "--due", "2027-03-31", "--date", "2027-03-01", env=WHO,
    )  # fmt: skip
    assert result.exit_code == 0, result.output


def built(main: Path, path: Path, *more: str) -> Path:
    result = run("review", "build", main, "--grant", "NKR2026", "-o", path, *more)
    assert result.exit_code == 0, result.output
    return path


def test_what_is_built_is_sound_as_zip_as_folder_and_as_a_sample(tmp_path: Path) -> None:
    main = book(tmp_path / "bok")
    asked(main)
    whole = sound(verify(built(main, tmp_path / "ett paket å.zip")))
    assert "= 1 545 858,00 oanvänt" in whole.replace("\u00a0", " ")
    assert "Behandlingshistorik: 2 poster" in whole
    assert "Kör den inte" not in whole
    assert sound(verify(built(main, tmp_path / "en mapp"))) == whole
    sample = sound(verify(built(main, tmp_path / "urval.zip", "--vouchers", "A42")))
    assert "ett urval av verifikationer" in sample
    withheld = built(main, tmp_path / "utan.zip", "--without-personal-data", "lämnas på begäran")
    sound(verify(withheld))


def test_one_byte_flipped_in_what_is_built_is_found(tmp_path: Path) -> None:
    main = book(tmp_path / "bok")
    asked(main)
    path = built(main, tmp_path / "paket.zip")
    whole = path.read_bytes()
    chance = random.Random(2028)  # noqa: S311 (which bytes, not a secret)
    for at in chance.sample(range(len(whole)), 25):
        altered = bytearray(whole)
        altered[at] ^= 1 << chance.randrange(8)
        path.write_bytes(altered)
        unsound(verify(path))


def test_what_has_changed_between_two_that_are_built_is_told(tmp_path: Path) -> None:
    main = book(tmp_path / "bok")
    asked(main)
    earlier = built(main, tmp_path / "forra.zip")
    write(tmp_path / "bok" / "underlag" / "A43.pdf", "%PDF-ny")
    more = MORE + (
        '2026-06-30 document Kostnader:NKR2026:5420-Programvaror "underlag/A43.pdf" ^A43\n'
        '  typ: "faktura"\n'
    )
    main.write_text(main.read_text().replace(SOUND, SOUND + more))
    asked(main, by="Riksrevisionen")
    said = sound(verify(built(main, tmp_path / "nytt.zip"), "--earlier", earlier))
    for line in (
        "Kostnader: 40 000,00 → 45 000,00",
        "Verifikationer, nya: A43",
        "Underlag, nya: underlag/A43.pdf",
        "nya poster",
    ):
        assert line in said.replace("\u00a0", " ")
