"""The stand-alone verifier: short, alone, and it finds what was altered."""

from __future__ import annotations

import ast
import random
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from nkr_audit.review import verifier
from tests.review.packages import built, sealed_book, verified

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = Path(verifier.__file__)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One sound package; tests alter copies of it."""
    folder = tmp_path_factory.mktemp("granskning")
    return built(sealed_book(folder), folder / "paket")


def copied(package: Path, folder: Path) -> Path:
    """A copy to alter."""
    shutil.copytree(package, folder / "paket")
    return folder / "paket"


def test_the_verifier_is_one_short_file_that_imports_the_standard_library_only() -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 200
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    assert names <= sys.stdlib_module_names


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_its_signatures_are_those_of_a_library(seed: bytes, text: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = private.sign(text)
    assert verifier._is_signed(public, text, signature)
    assert not verifier._is_signed(public, text + b".", signature)
    wrong = bytearray(signature)
    wrong[bit // 8] ^= 1 << bit % 8
    assert not verifier._is_signed(public, text, bytes(wrong))


def test_a_byte_flipped_anywhere_is_found(package: Path, tmp_path: Path) -> None:
    bag = copied(package, tmp_path)
    chance = random.Random(7)  # noqa: S311 (no secret)
    paths = sorted(path for path in bag.rglob("*") if path.is_file())
    tried = [path for path in paths if path.name != "verify.py"]
    for path in [*chance.sample(tried, 20), *bag.glob("*.txt"), *bag.rglob("forseglingar/*.txt")]:
        content = path.read_bytes()
        at = chance.randrange(len(content))
        flipped = content[at] ^ 1 << chance.randrange(8)
        path.write_bytes(content[:at] + bytes([flipped]) + content[at + 1 :])
        code, said = verified(bag)
        assert (code, "FEL" in said) == (1, True), (path, at)
        path.write_bytes(content)
    assert verified(bag)[0] == 0


def _added(bag: Path) -> None:
    (bag / "data" / "underlag" / "ny.pdf").write_bytes(b"%PDF-")


def _added_beside(bag: Path) -> None:
    (bag / "fetch.txt").write_text("http://example.org/ - data/x\n", encoding="utf-8")


def _removed(bag: Path) -> None:
    next((bag / "data" / "underlag").iterdir()).unlink()


def _renamed(bag: Path) -> None:
    path = next((bag / "data" / "underlag").iterdir())
    path.rename(path.with_name("annat.pdf"))


def _linked(bag: Path) -> None:
    path = next((bag / "data" / "underlag").iterdir())
    content = path.rename(bag.parent / "utanför.pdf")
    path.symlink_to(content)


@pytest.mark.parametrize("alter", [_added, _added_beside, _removed, _renamed, _linked])
def test_a_file_added_removed_renamed_or_made_a_link_is_found(
    package: Path, tmp_path: Path, alter: Callable[[Path], None]
) -> None:
    bag = copied(package, tmp_path)
    alter(bag)
    code, said = verified(bag)
    assert (code, "FEL" in said) == (1, True)


def test_another_amount_in_the_tables_is_found_though_the_manifests_are_made_anew(
    package: Path, tmp_path: Path
) -> None:
    bag = copied(package, tmp_path)
    path = bag / "data" / "tabeller" / "journal_lines.csv"
    path.write_bytes(path.read_bytes().replace(b",10140.00,", b",10141.00,", 1))
    assert "avrakning.json: costs" in verified(bag)[1]


def test_another_log_is_found_though_its_chain_is_made_anew(package: Path, tmp_path: Path) -> None:
    bag = copied(package, tmp_path)
    log = bag / "data" / "behandlingshistorik" / "logg.jsonl"
    lines = log.read_bytes().splitlines()
    log.write_bytes(lines[0] + b"\n")
    said = verified(bag)[1]
    assert "huvud.txt: loggen är en annan" in said
    assert "2.txt: loggen är en annan" in said
