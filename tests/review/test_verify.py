"""nkr review verify: what is sound, and everything that is altered in it found and placed."""

from __future__ import annotations

import json
import random
import zipfile
from typing import TYPE_CHECKING

import pytest

from nkr_audit.trail.checkpoint import public_half
from tests.ledgers import refused
from tests.review.bags import (
    BOOK,
    KEY,
    KEY_NAME,
    LOG,
    as_folder,
    as_zip,
    bagged,
    payload,
    sound,
    unsound,
    verify,
    zipped,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

INVOICE = "data/underlag/A42 räkning.pdf"
LINES = "data/tabeller/journal_lines.csv"


def test_a_sound_package_is_sound_as_zip_and_as_folder(tmp_path: Path) -> None:
    files = bagged(payload())
    said = sound(verify(as_zip(tmp_path / "paket å.zip", files)))
    assert "1 585 858,00 − 40 000,00 = 1 545 858,00 oanvänt" in said.replace("\u00a0", " ")
    assert sound(verify(as_folder(tmp_path / "en mapp" / "paket", files))) == said
    assert sound(verify(tmp_path / "en mapp")) == said


def test_json_says_the_same(tmp_path: Path) -> None:
    path = as_zip(tmp_path / "paket.zip", bagged(payload()))
    said = json.loads(verify(path, "--json").stdout)
    assert (said["sound"], said["problems"], said["files"]) == (True, [], 20)
    assert said["figure"] == {
        "grant": "NKR2026", "received": "1585858.00", "costs": "40000.00", "unused": "1545858.00",
    }  # fmt: skip
    assert said["log"]["sealed"] == 3


def test_a_package_packed_anew_by_another_program_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "paket.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("granskning")
        for number, (name, content) in enumerate(bagged(payload()).items()):
            info = zipfile.ZipInfo(f"granskning/{name}", (2027, 2, 1, 12, 0, number * 2))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    sound(verify(path))


def test_one_byte_flipped_anywhere_in_the_folder_is_found(tmp_path: Path) -> None:
    files = bagged(payload())
    root = as_folder(tmp_path / "paket", files)
    where = [(name, at) for name, content in files.items() for at in range(len(content))]
    chance = random.Random(2026)  # noqa: S311 (which bytes, not a secret)
    for name, at in chance.sample(where, 100):
        altered = bytearray(files[name])
        altered[at] ^= 1 << chance.randrange(8)
        (root / name).write_bytes(altered)
        said = unsound(verify(root))
        assert name in said or name.startswith("tagmanifest"), (name, at, said)
        (root / name).write_bytes(files[name])
    sound(verify(root))


def test_one_byte_flipped_anywhere_in_the_zip_is_found(tmp_path: Path) -> None:
    whole = zipped(bagged(payload()))
    path = tmp_path / "paket.zip"
    chance = random.Random(2027)  # noqa: S311
    for at in chance.sample(range(len(whole)), 100):
        altered = bytearray(whole)
        altered[at] ^= 1 << chance.randrange(8)
        path.write_bytes(altered)
        assert verify(path).exit_code == 1, at


@pytest.mark.parametrize(
    ("alter", "said"),
    [
        (lambda files: files.update({"data/underlag/ny.pdf": b"%PDF-"}), "ny.pdf: Filen hör inte"),
        (lambda files: files.update({"ny.txt": b"x"}), "ny.txt: Filen hör inte"),
        (lambda files: files.pop(INVOICE), "A42 räkning.pdf: Filen saknas"),
        (lambda files: files.update({"data/x.pdf": files.pop(INVOICE)}), "data/x.pdf: Filen hör"),
        (lambda files: files.pop("manifest-sha512.txt"), "manifest-sha512.txt: Filen saknas"),
        (lambda files: files.pop("tagmanifest-sha256.txt"), "tagmanifest-sha256.txt: Filen saknas"),
        (lambda files: files.pop("bagit.txt"), "bagit.txt: Filen saknas"),
        (lambda files: files.update({"bagit.txt": b"BagIt-Version: 9\n"}), "bagit.txt: Filen är"),
        (lambda files: files.update({"bag-info.txt": b"x: y\n"}), "bag-info.txt: Filen är ändrad"),
        (
            lambda files: files.update(
                {"manifest-sha256.txt": files["manifest-sha256.txt"].split(b"\n", 1)[1]}
            ),
            "Filen saknas i listan med sha256",
        ),
        (
            lambda files: files.update(
                {"manifest-sha512.txt": b"skrap\n" + files["manifest-sha512.txt"]}
            ),
            "manifest-sha512.txt:1: Raden är ingen kontrollsumma",
        ),
    ],
)
def test_a_file_added_removed_or_renamed_is_found(
    alter: Callable[[dict[str, bytes]], object], said: str, tmp_path: Path
) -> None:
    files = bagged(payload())
    alter(files)
    assert said in unsound(verify(as_zip(tmp_path / "paket.zip", files)))
    assert said in unsound(verify(as_folder(tmp_path / "paket", files)))


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("data/avrakning.json", b"40000.00", b"50000.00", "costs är 50 000,00, men 40 000,00"),
        (LINES, b"40000.00", b"30000.00", "costs är 40 000,00, men 30 000,00"),
        (LINES, b"40000.00,2026-06-30,2026-06-30", b"40000.00,2026-12-31,2027-01-01", "20 000,00"),
        (LINES, b"2026-06-30,2026-06-30", b"2026-06-30,2026-06-29", "journal_lines.csv:4: Period"),
        (LINES, b"40000.00,2026-06-30", b"40000.00,i juni", "journal_lines.csv:4: Dagen"),
        (LINES, b"Amount", b"Belopp", "Kolumnen Amount saknas"),
        (BOOK, b"40000.00", b"30000.00", "enligt boken"),
        (BOOK, b'custom "nkr-bidrag" "NKR2026"', b'custom "nkr-bidrag" "X"', "inget bidrag"),
        (BOOK, b"2026-06-30 *", b"2026-06-31 *", "main.beancount:"),
        ("data/tabeller/documents.csv", b"A42,faktura", b"A42,faktura,x", "documents.csv:2"),
        ("data/tabeller/schema.json", b"tables/1", b"tables/9", "i en form som"),
        (INVOICE, b"exempelfaktura", b"annan faktura", "en annan fil än den som listan"),
        (f"{LOG}/logg.jsonl", b"ekonom1", b"ekonom2", "logg.jsonl:"),
        (f"{LOG}/huvud.txt", b"\n3\n", b"\n2\n", "huvud.txt: Loggen är inte den"),
        (f"{LOG}/forseglingar/3.txt", b"\n3\n", b"\n2\n", "ingen rätt underskrift"),
        (f"{LOG}/nyckel.txt", b"region-", b"kommun-", "nyckel.txt:1: Raden är ingen"),
    ],
)  # fmt: skip
def test_what_is_altered_with_all_manifests_made_to_fit_is_found(
    name: str, old: bytes, new: bytes, said: str, tmp_path: Path
) -> None:
    files = payload()
    assert old in files[name]
    files[name] = files[name].replace(old, new, 1)
    shown = unsound(verify(as_zip(tmp_path / "paket.zip", bagged(files))))
    assert said in shown.replace("\u00a0", " ")


def test_a_log_cut_off_with_a_new_head_is_found_by_its_seal(tmp_path: Path) -> None:
    long, short = payload(records=5), payload(records=3)
    seal = f"{LOG}/forseglingar/5.txt"
    path = as_zip(tmp_path / "paket.zip", bagged({**short, seal: long[seal]}))
    assert "Loggen är avhuggen" in unsound(verify(path))


def test_a_key_got_some_other_way_is_what_counts(tmp_path: Path) -> None:
    files = payload()
    path = as_zip(tmp_path / "paket.zip", bagged(files))
    own = files[f"{LOG}/nyckel.txt"].decode().strip()
    assert "annan väg" not in sound(verify(path, "--key", own))
    key = tmp_path / "nyckel.txt"
    key.write_text("exempel+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n")
    assert "är ingen öppen nyckel" in refused("review", "verify", path, "--key", key)


def test_what_is_left_out_must_have_a_reason(tmp_path: Path) -> None:
    files = payload()
    listed = "data/tabeller/documents.csv"
    files[listed] += b"D2,A42,lonespecifikation,,,\n"
    path = as_zip(tmp_path / "paket.zip", bagged(files))
    assert "documents.csv:3: Underlaget finns inte" in unsound(verify(path))
    files[listed] = files[listed].replace(b",,,\n", b",,,personuppgifter\n")
    sound(verify(as_zip(path, bagged(files))))


def test_a_package_of_a_sample_says_that_there_is_no_figure(tmp_path: Path) -> None:
    files = payload()
    schema = "data/tabeller/schema.json"
    files[schema] = files[schema].replace(b"false", b"true")
    said = sound(verify(as_zip(tmp_path / "paket.zip", bagged(files))))
    assert "ett urval av verifikationer" in said


def test_what_has_changed_since_an_earlier_package_is_told(tmp_path: Path) -> None:
    earlier = as_zip(tmp_path / "forra.zip", bagged(payload()))
    files = payload(cost="50000.00", records=5)
    files["data/underlag/bild.pdf"] = b"%PDF-"
    files["data/tabeller/documents.csv"] += (
        b"D2,A42,ovrigt,underlag/bild.pdf,"
        b"4d9e0e2d7e6ab4a1f2a0ee3f6d2c0f9d5d4ef4f4d2ea7ef3ac9a8d0c8f0b9e1a,\n"
    )
    later = as_zip(tmp_path / "paket.zip", bagged(files))
    said = unsound(verify(later, "--earlier", earlier))  # the listed hash is another
    for line in (
        "Kostnader: 40 000,00 → 50 000,00",
        "Verifikationer, ändrade: A42",
        "Underlag, nya: underlag/bild.pdf",
        "2 nya poster",
    ):
        assert line in said.replace("\u00a0", " ")
    same = sound(verify(earlier, "--earlier", earlier))
    assert "inget är ändrat" in same


def test_a_log_that_does_not_go_on_from_the_earlier_is_found(tmp_path: Path) -> None:
    earlier = as_zip(tmp_path / "forra.zip", bagged(payload(records=5)))
    later = as_zip(tmp_path / "paket.zip", bagged(payload(records=3)))
    said = unsound(verify(later, "--earlier", earlier))
    assert "logg.jsonl:4: Loggen fortsätter inte" in said


def test_what_is_wrong_with_the_earlier_package_is_told_as_such(tmp_path: Path) -> None:
    files = bagged(payload())
    later = as_zip(tmp_path / "paket.zip", files)
    files[INVOICE] = b"en annan"
    earlier = as_zip(tmp_path / "forra.zip", files)
    said = unsound(verify(later, "--earlier", earlier))
    assert "forra.zip: data/underlag/A42 räkning.pdf: Filen är ändrad" in said


def test_a_key_that_no_seal_was_made_with_is_no_comfort(tmp_path: Path) -> None:
    """Whoever writes the whole log anew leaves the seals out: a given key tells that."""
    key = public_half(KEY_NAME, KEY).text()
    files = payload()
    unsealed = {name: one for name, one in files.items() if "forseglingar" not in name}
    path = as_zip(tmp_path / "a.zip", bagged(unsealed))
    sound(verify(path))
    assert "ingen försegling med den angivna nyckeln" in unsound(verify(path, "--key", key))
    without = {name: one for name, one in files.items() if not name.startswith(LOG)}
    path = as_zip(tmp_path / "b.zip", bagged(without))
    sound(verify(path))
    assert "Nyckeln kan inte prövas" in unsound(verify(path, "--key", key))


def test_a_file_without_a_key_is_not_taken_for_the_key(tmp_path: Path) -> None:
    path = as_zip(tmp_path / "p.zip", bagged(payload()))
    empty = tmp_path / "nyckel.txt"
    empty.write_text("\n\n", encoding="utf-8")
    assert "ingen öppen nyckel" in refused("review", "verify", path, "--key", empty)
