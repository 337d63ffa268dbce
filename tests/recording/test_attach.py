"""nkr attach: a document gets a safe place in the book, with its hash, once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from tests.ledgers import run, snapshot
from tests.recording.books import done, found, logged, record, recorded, stopped

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


def attach(
    main: Path, file: Path, voucher: str = "N1", kind: str = "faktura", *more: str
) -> Result:
    return run("attach", main, file, "--voucher", voucher, "--type", kind, *more)


def filed(main: Path) -> set[str]:
    return {path.name for path in (main.parent / "underlag").iterdir()} - {
        "beslut.pdf",
        "insats.pdf",
    }


def test_a_document_is_copied_hashed_and_told_with_its_size(main: Path, invoice: Path) -> None:
    done(record(main, attested_by="chef1"))
    said = done(attach(main, invoice))

    digest = hashlib.sha256(invoice.read_bytes()).hexdigest()
    assert f"underlag/2026-N1-faktura-Faktura-884512.pdf (17 byte, sha256 {digest[:12]}…)" in said
    assert filed(main) == {"2026-N1-faktura-Faktura-884512.pdf"}
    assert f'  sha256: "{digest}"\n' in recorded(main)
    assert found(main) == []
    assert logged(main)[-1]["action"] == "attach"


def test_the_same_file_twice_is_told_and_nothing_is_written(main: Path, invoice: Path) -> None:
    done(record(main))
    done(attach(main, invoice))
    before = snapshot(main.parent)

    copy = invoice.with_name("kopia.pdf")
    copy.write_bytes(invoice.read_bytes())
    assert "ligger redan på 2026-N1" in done(attach(main, copy))
    assert snapshot(main.parent) == before


def test_one_paper_may_prove_two_things(main: Path, invoice: Path) -> None:
    done(record(main, attested_by="chef1"))
    done(attach(main, invoice))
    assert "Underlag på 2026-N1" in done(attach(main, invoice, "N1", "leverans"))
    assert filed(main) == {"2026-N1-faktura-Faktura-884512.pdf"}
    assert recorded(main).count('underlag/2026-N1-faktura-Faktura-884512.pdf"') == 2
    assert 'typ: "leverans"' in recorded(main)
    assert found(main) == []

    before = snapshot(main.parent)
    for kind in ("faktura", "leverans"):
        assert "ligger redan på 2026-N1" in done(attach(main, invoice, "N1", kind))
    assert snapshot(main.parent) == before


def test_other_content_under_the_same_name_is_kept_apart(main: Path, invoice: Path) -> None:
    done(record(main))
    done(attach(main, invoice))
    first = (main.parent / "underlag" / "2026-N1-faktura-Faktura-884512.pdf").read_bytes()
    invoice.write_bytes(b"%PDF annan")
    done(attach(main, invoice))

    assert filed(main) == {
        "2026-N1-faktura-Faktura-884512.pdf", "2026-N1-faktura-Faktura-884512-2.pdf",
    }  # fmt: skip
    kept = (main.parent / "underlag" / "2026-N1-faktura-Faktura-884512.pdf").read_bytes()
    assert kept == first


@pytest.mark.parametrize(
    "name",
    [
        "CON.pdf", "nul", " .. ", "a\\..\\b.pdf", 'x";option.pdf', "rad\nbrytning.pdf",
        "\x1b[31m.pdf", "faktura 121212-1212.pdf", "é" * 100 + ".pdf", "-rf", "a" * 200,
    ],
)  # fmt: skip
def test_a_hostile_name_becomes_a_plain_one(main: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"innehall")
    done(record(main))
    done(attach(main, file))

    (filed_as,) = filed(main)
    assert filed_as.startswith("2026-N1-faktura")
    assert len(filed_as) <= 100
    assert not set(filed_as) & set('/\\";\n\x1b ')
    assert "1212-1212" not in filed_as
    assert "EV106" not in [code for code, _ in found(main)]


@pytest.mark.parametrize("name", ["faktura.beancount", "x.BEAN", "kontoplan.toml"])
def test_no_document_is_taken_for_a_part_of_the_book(main: Path, tmp_path: Path, name: str) -> None:
    main.write_bytes(main.read_bytes() + b'include "**/NKR*.beancount"\n')
    (main.parent / "NKR-tom.beancount").write_text("; tom\n", encoding="utf-8")
    file = tmp_path / name
    file.write_text('2026-07-01 custom "nkr-handelse" "NKR2026" "bokslut"\n', encoding="utf-8")
    done(record(main))
    done(attach(main, file))

    (filed_as,) = filed(main)
    assert filed_as.endswith(".bin")


def test_a_file_that_lies_in_the_folder_is_filed_where_it_is(main: Path) -> None:
    own = main.parent / "underlag" / "skannad-17.pdf"
    own.write_bytes(b"%PDF skannad")
    done(record(main))
    done(attach(main, own))
    assert filed(main) == {"skannad-17.pdf"}
    assert '"../underlag/skannad-17.pdf"' in recorded(main)


def test_a_folder_that_leads_out_of_the_book_is_refused(main: Path, tmp_path: Path) -> None:
    done(record(main))
    outside = tmp_path / "utanfor"
    (main.parent / "underlag").rename(outside)
    (main.parent / "underlag").symlink_to(outside)
    invoice = tmp_path / "f.pdf"
    invoice.write_bytes(b"x")
    assert "länk ut ur bokens mapp" in stopped(attach(main, invoice))


def test_what_an_activity_did_is_proved_by_its_document(main: Path, invoice: Path) -> None:
    done(record(main))
    assert "vilken insats" in stopped(attach(main, invoice, "N1", "insats"))
    assert "ingen insats I9" in stopped(attach(main, invoice, "N1", "insats", "--activity", "I9"))
    done(attach(main, invoice, "N1", "insats", "--activity", "I1"))
    assert '  insats: "I1"\n' in recorded(main)


def test_what_cannot_be_filed_is_told(main: Path, tmp_path: Path, invoice: Path) -> None:
    done(record(main))
    empty = tmp_path / "tom.pdf"
    empty.touch()
    before = snapshot(main.parent)
    assert "Filen finns inte" in stopped(attach(main, tmp_path / "nej.pdf"))
    assert "mapp och ingen fil" in stopped(attach(main, tmp_path))
    assert "tom och styrker ingenting" in stopped(attach(main, empty))
    assert "typen ”kvitto” finns inte" in stopped(attach(main, invoice, "N1", "kvitto"))
    assert "ingen verifikation N9" in stopped(attach(main, invoice, "N9"))
    assert snapshot(main.parent) == before
