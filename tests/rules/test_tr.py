"""TR: the log whole, changes by hand, documents replaced, seals before reports, and retention."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from beancount import loader
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nkr_audit import reading
from nkr_audit.assessment import assess
from nkr_audit.reading import read_book
from nkr_audit.trail.adopting import adopt
from nkr_audit.trail.places import Places
from nkr_audit.trail.record import IMPORT, RECORD, Act
from nkr_audit.trail.sealing import seal
from nkr_audit.trail.signing_key import SigningKey
from nkr_audit.trail.writing import writing
from tests.books import (
    PROGRAMMES,
    book,
    cost,
    document,
    event,
    sound_grant,
    write_ledger,
)
from tests.ledgers import PLUGINS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nkr_audit.finding import Finding

# Each is found and not found below, in a book that has a log.
BY_HAND = frozenset({"TR101", "TR102", "TR103", "TR104", "TR105"})
SEALED_LATER = event("aterrapport", "2099-01-01")


def logged(folder: Path, *parts: str) -> Path:
    """A book with a log of two records: it begins, and a voucher is booked."""
    path = write_ledger(folder, book(sound_grant(), cost("A20", "2026-06-01", "100.00"), *parts))
    with writing(path) as writer:
        writer.write({path: path.read_bytes() + b"; A20\n"}, Act(RECORD, "ekonom1", ("A20",)))
    return path


def found(path: Path) -> list[Finding]:
    findings = assess(read_book(path, PROGRAMMES)).findings
    return [one for one in findings if one.family == "TR"]


def codes(path: Path) -> list[str]:
    return [one.code for one in found(path)]


def test_a_book_without_a_log_has_no_trail_and_no_finding(tmp_path: Path) -> None:
    path = write_ledger(tmp_path, book(sound_grant(), SEALED_LATER))

    assert read_book(path, PROGRAMMES).trail is None
    assert codes(path) == []


def test_a_sound_log_gives_no_finding(tmp_path: Path) -> None:
    path = logged(tmp_path)
    trail = read_book(path, PROGRAMMES).trail

    assert codes(path) == []
    assert trail is not None
    assert (len(trail.record_days), trail.sealed, set(trail.vouchers)) == (2, 0, {"A20"})


def _alter(lines: list[bytes]) -> list[bytes]:
    return [lines[0].replace(b'"who":"', b'"who":"x'), lines[1]]


def _drop_first(lines: list[bytes]) -> list[bytes]:
    return lines[1:]


def _cut_tail(lines: list[bytes]) -> list[bytes]:
    return lines[:1]


def _double(lines: list[bytes]) -> list[bytes]:
    return [*lines, lines[-1]]


@pytest.mark.parametrize("change", [_alter, _drop_first, _cut_tail, _double, lambda _: []])
def test_a_log_that_was_tampered_with_is_an_error(
    tmp_path: Path, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    path = logged(tmp_path)
    log = Places(tmp_path).log
    log.write_bytes(b"".join(change(log.read_bytes().splitlines(keepends=True))))

    broken = [one for one in found(path) if one.code == "TR101"]
    assert broken
    assert {one.severity for one in broken} == {"error"}
    assert str(log) in {one.place.file for one in broken}


def test_a_change_by_hand_is_a_warning_until_somebody_gives_a_reason(tmp_path: Path) -> None:
    path = logged(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + "; för hand\n", encoding="utf-8")

    (one,) = found(path)
    assert (one.code, one.severity, one.place.file) == ("TR102", "warning", str(path))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[one.place.line - 1] == "; för hand"

    adopt(path, "ekonom1", "en kommentar")
    assert codes(path) == []


def test_a_document_filed_by_hand_is_a_change_outside_the_log(tmp_path: Path) -> None:
    path = logged(tmp_path, document("A20", "leverans"))
    (tmp_path / "underlag" / "ny.pdf").write_bytes(b"%PDF-")
    text = path.read_text(encoding="utf-8").replace("A20-leverans.pdf", "ny.pdf")
    path.write_text(text, encoding="utf-8")

    told = {one.place.file for one in found(path) if one.code == "TR102"}
    assert told == {str(path), str(tmp_path / "underlag" / "ny.pdf")}


def test_a_document_that_was_replaced_is_an_error(tmp_path: Path) -> None:
    path = logged(tmp_path)
    paper = tmp_path / "underlag" / "A20-faktura.pdf"
    paper.write_bytes(b"%PDF-1.7 en annan\n")

    (one,) = found(path)
    assert (one.code, one.severity, one.place.file) == ("TR103", "error", str(paper))


def test_a_replaced_document_is_told_once_when_its_hash_says_so_too(tmp_path: Path) -> None:
    digest = "0" * 64
    hashed = document("A20", "avtal", sha256=digest)
    path = logged(tmp_path, hashed)
    (tmp_path / "underlag" / "A20-avtal.pdf").write_bytes(b"%PDF-1.7 en annan\n")

    findings = assess(read_book(path, PROGRAMMES)).findings
    assert [one.code for one in findings if one.code in {"EV108", "TR103"}] == ["EV108"]


def test_each_document_is_hashed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = logged(tmp_path, document("A20", "avtal", sha256="0" * 64))
    again: list[str] = []

    def hashed(name: str) -> str:
        again.append(name)
        return "0" * 64

    monkeypatch.setattr(reading, "_sha256", hashed)

    read_book(path, PROGRAMMES)
    assert again == []


def test_a_report_wants_a_seal_of_all_before_it(tmp_path: Path) -> None:
    path = logged(tmp_path, SEALED_LATER)

    (one,) = found(path)
    assert (one.code, one.severity, one.grant_id) == ("TR104", "warning", "NKR2026")

    key = SigningKey("exempel", Ed25519PrivateKey.from_private_bytes(bytes(32)))
    seal(Places(tmp_path), key)
    assert codes(path) == []

    with writing(path) as writer:
        writer.write({path: path.read_bytes() + b"; mer\n"}, Act(RECORD, "ekonom1"))
    assert codes(path) == ["TR104"]


def test_a_report_from_before_the_log_began_wants_no_seal(tmp_path: Path) -> None:
    assert codes(logged(tmp_path, event("aterrapport", "2020-01-01"))) == []


def test_a_seal_by_a_stranger_seals_nothing(tmp_path: Path) -> None:
    path = logged(tmp_path, SEALED_LATER)
    places = Places(tmp_path)
    seal(places, SigningKey("exempel", Ed25519PrivateKey.from_private_bytes(bytes(32))))
    note = next(places.checkpoints.glob("*.txt"))
    places.key.unlink()
    places.checkpoints.mkdir(exist_ok=True)

    assert note.exists()
    assert set(codes(path)) == {"TR101", "TR104"}


def test_a_purged_file_is_told_with_the_day_until_which_it_is_kept(tmp_path: Path) -> None:
    path = logged(tmp_path, document("A20", "avtal"))
    (tmp_path / "underlag" / "A20-avtal.pdf").unlink()
    assert codes(path) == []  # the document line is there, and EV106 tells

    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(document("A20", "avtal"), ""), encoding="utf-8")
    gone = [one for one in found(path) if one.code == "TR105"]
    assert [one.place.file for one in gone] == [str(tmp_path / "underlag" / "A20-avtal.pdf")]
    assert gone[0].severity == "error"


@pytest.mark.parametrize(
    ("number", "until"), [("2026-A30", "2033-12-31"), ("2024-A30", "2031-12-31")]
)
def test_a_purged_voucher_is_told_with_the_year_of_its_number(
    tmp_path: Path, number: str, until: str
) -> None:
    path = logged(tmp_path)
    with writing(path) as writer:
        writer.write({path: path.read_bytes() + b"; mer\n"}, Act(IMPORT, "ekonom1", (number,)))

    (one,) = found(path)
    assert one.code == "TR105"
    assert number in one.what.sv
    assert until in one.what.sv
    assert until in one.what.en


def test_what_is_old_enough_may_be_purged(tmp_path: Path) -> None:
    path = logged(tmp_path)
    with writing(path) as writer:
        writer.write({path: path.read_bytes() + b"; mer\n"}, Act(IMPORT, "ekonom1", ("2012-A1",)))

    assert codes(path) == []


def test_an_earlier_day_is_not_held_against_the_log_of_today(tmp_path: Path) -> None:
    path = logged(tmp_path)
    day = read_book(path, PROGRAMMES).vouchers[0].date

    assert read_book(path, PROGRAMMES, day).trail is None


def test_a_grant_may_say_that_it_is_accepted(tmp_path: Path) -> None:
    path = logged(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(
            '  region: "Region Uppsala"\n',
            '  region: "Region Uppsala"\n  avvikelse: "TR102: bytt redigerare"\n',
        ),
        encoding="utf-8",
    )

    (one,) = found(path)
    assert (one.code, one.accepted) == ("TR102", "bytt redigerare")


def test_bean_check_says_the_same(tmp_path: Path) -> None:
    path = logged(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + PLUGINS, encoding="utf-8")
    (tmp_path / "underlag" / "A20-faktura.pdf").write_bytes(b"%PDF-1.7 en annan\n")

    _, errors, _ = loader.load_file(str(path))
    told = [one.message.split()[1] for one in errors if " TR" in one.message]
    assert sorted(told) == sorted(codes(path)) == ["TR102", "TR103"]
