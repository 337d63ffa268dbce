"""EV: the voucher's text, and documents that are altered, of no kind, or tied to nothing."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from nkr_audit.assessment import assess
from tests.books import (
    LIABILITY,
    SOFTWARE,
    accrual,
    activity,
    assess_text,
    book,
    codes,
    cost,
    document,
    only,
    read_in_memory,
    row,
    sound_grant,
    voucher,
)
from tests.rules.case import Found, Silent, acceptable, found, overridden, silent

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.finding import Finding

ROW = f"{SOFTWARE}  40000.00 SEK"
# Of the file that the tests write for every document.
SOUND_HASH = hashlib.sha256(b"%PDF-1.7\n").hexdigest()
OTHER_HASH = "0" * 64
UNDECLARED = SOFTWARE.replace("NKR2026", "NKR2025")
VAGUE = (
    "diverse", "div", "övrigt", "övriga", "faktura", "fakturor", "leverantörsfaktura",
    "levfaktura", "konsult", "konsulter", "konsultarvode", "konsulttjänst", "konsulttjänster",
    "tjänst", "tjänster", "kostnad", "kostnader", "utlägg", "inköp", "köp", "betalning",
    "enligt", "enl", "avtal", "ök", "överenskommelse", "specifikation", "spec", "bilaga", "av",
    "för", "samt", "och", "nr", "se", "resa", "resor",
)  # fmt: skip


def said(text: str, category: str = "it-tjanster") -> str:
    """A sound grant with one cost, and what its voucher says."""
    evidence = ("lonespecifikation",) if category == "lon" else ("faktura",)
    voucher_text = cost("A42", "2026-06-30", "40000.00", kostnadsslag=category, evidence=evidence)
    return book(sound_grant(), voucher_text.replace("Driftplattform, två register", text))


def filed(*documents: str) -> str:
    """A sound grant with one cost and its invoice, and further documents."""
    return book(sound_grant(), cost("A42", "2026-06-30", "40000.00"), *documents)


def hashed(sha256: str, kind: str = "faktura") -> str:
    """A sound grant with one cost, and a document of it with a hash."""
    evidence = () if kind == "faktura" else ("faktura",)
    return book(
        sound_grant(),
        cost("A42", "2026-06-30", "40000.00", evidence=evidence),
        document("A42", kind, sha256=sha256),
    )


def loose(kind: str, link: str = "A99", account: str = SOFTWARE) -> str:
    return filed(document(link, kind, account=account))


def vague(text: str) -> Found:
    return Found(
        code="EV107", severity="warning", voucher="A42", amount="40000.00", why=text or "no text",
        text=said(text), at=ROW,
    )  # fmt: skip


def on_document(code: str, text: str, at: str, why: str) -> Found:
    return Found(code=code, severity="warning", text=text, at=at, why=why)


FOUND = (
    *map(
        vague,
        (
            "", "Resa", "Diverse", "ÖVRIGT", "Faktura 884512", "Konsulttjänster enl. avtal",
            "Enligt ök", "2026-06", "div. kostnader",
        ),
    ),
    Found(
        code="EV108", severity="error", voucher="A42", amount="40000.00", acceptable=False,
        text=hashed(OTHER_HASH), at="A42-faktura.pdf",
    ),
    Found(
        code="EV108", severity="error", acceptable=False, why="it was to prove no cost",
        text=hashed(OTHER_HASH, "avtal"), at="A42-avtal.pdf",
    ),
    Found(
        code="EV108", severity="error", acceptable=False, at="A80-avtal.pdf",
        why="it was to prove no delivery",
        text=book(
            sound_grant(), accrual("A80", "2026-12-31", "40000.00"),
            document("A80", "avtal", sha256=OTHER_HASH),
        ),
    ),
    on_document("EV109", filed(document("A42", "bilaga")), "A42-bilaga.pdf", "unknown"),
    on_document("EV109", filed(document("A42", "x", typ=None)), "A42-x.pdf", "none"),
    replace(
        on_document("EV109", filed(document("A42", "x", typ="FIXME")), "A42-x.pdf", "to fill in"),
        bypassed=True,
    ),
    Found(
        code="EV109", severity="warning", grant=None, at="A42-x.pdf",
        why="of the grant's voucher, though on the bank account",
        text=filed(document("A42", "x", typ=None, account="Tillgångar:Bank")),
    ),
    on_document("EV110", loose("leverans"), "A99-leverans.pdf", "a link of no voucher"),
    on_document(
        "EV110", loose("faktura", account=LIABILITY), "A99-faktura.pdf", "on the liability"
    ),
)  # fmt: skip

SILENT = (
    Silent(code="EV107", why="five letters that say something", text=said("Domän")),
    Silent(code="EV107", why="three letters that say something", text=said("Bil")),
    Silent(code="EV107", why="a word more", text=said("Konsulttjänster, inloggning")),
    Silent(code="EV107", why="pay, which no invoice proves", text=said("Lön", "lon")),
    Silent(code="EV108", why="the same file", text=hashed(SOUND_HASH)),
    Silent(code="EV108", why="in capitals", text=hashed(SOUND_HASH.upper())),
    Silent(code="EV108", why="no hash", text=filed()),
    Silent(code="EV109", why="known", text=filed(document("A42", "ovrigt"))),
    Silent(
        code="EV109", why="not of the grant",
        text=book(
            sound_grant(),
            voucher("B1", "2026-06-30", row("Tillgångar:Kassa", "1.00"), row("Tillgångar:Bank")),
            document("B1", "x", typ=None, account="Tillgångar:Bank"),
        ),
    ),
    Silent(code="EV110", why="a voucher's link", text=filed(document("A42", "leverans"))),
    Silent(
        code="EV110", why="an activity's",
        text=filed(activity(), document("I1", "insats", insats="I1")),
    ),
    *(
        Silent(code="EV110", why=f"{kind} is of the whole grant", text=loose(kind))
        for kind in ("avtal", "beslut", "anstallningsavtal", "ovrigt")
    ),
    Silent(
        code="EV110", why="not on the grant", text=loose("faktura", account="Tillgångar:Bank")
    ),
)  # fmt: skip

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_programme_decides_severity = overridden(FOUND)
test_near_miss_is_silent = silent(SILENT)


def questioned(folder: Path, text: str) -> str:
    (grant,) = assess_text(folder, text).grants
    return str(grant.questioned)


def test_an_altered_document_is_one_finding_and_questions_once(tmp_path: Path) -> None:
    text = hashed(OTHER_HASH)

    assert codes(assess_text(tmp_path, text)) == ["EV108"]
    assert questioned(tmp_path, text) == "40000.00"


@pytest.mark.parametrize("word", VAGUE)
def test_a_word_that_alone_does_not_tell_what_was_bought(word: str) -> None:
    assert "EV107" in codes(assess(read_in_memory(said(f"{word.capitalize()} {word}"))))


def test_an_altered_document_of_a_grant_that_is_not_declared_names_it(tmp_path: Path) -> None:
    text = hashed(OTHER_HASH, "avtal").replace(
        f'document {SOFTWARE} "underlag/A42-avtal', f'document {UNDECLARED} "underlag/A42-avtal'
    )

    assert altered_only(tmp_path, text).grant_id == "NKR2025"


def test_an_altered_agreement_can_be_accepted(tmp_path: Path) -> None:
    text = hashed(OTHER_HASH, "avtal").replace(
        '  typ: "avtal"\n', '  typ: "avtal"\n  avvikelse: "EV108: undertecknat exemplar"\n'
    )

    assert altered_only(tmp_path, text).accepted == "undertecknat exemplar"


def test_an_altered_agreement_questions_nothing(tmp_path: Path) -> None:
    assert questioned(tmp_path, hashed(OTHER_HASH, "avtal")) == "0.00"


@pytest.mark.parametrize("where", ["on the document", "on the voucher"])
def test_an_altered_document_can_be_accepted(where: str, tmp_path: Path) -> None:
    accepted = 'avvikelse: "EV108: skannad på nytt"\n'
    text = (
        f"{hashed(OTHER_HASH)}  {accepted}"
        if where == "on the document"
        else hashed(OTHER_HASH).replace(
            '  verifikation: "A42"\n', f'  verifikation: "A42"\n  {accepted}'
        )
    )

    assert only(assess_text(tmp_path, text), "EV108").accepted == "skannad på nytt"
    assert questioned(tmp_path, text) == "0.00"


def test_an_altered_document_takes_its_proof_from_all_that_rested_on_it(tmp_path: Path) -> None:
    text = book(
        sound_grant(),
        cost("A42", "2026-06-30", "40000.00", evidence=()),
        document("A42", "faktura", sha256=OTHER_HASH),
        cost("A50", "2026-07-10", "-40000.00", evidence=(), rattar="A42"),
    )

    findings = [item for item in assess_text(tmp_path, text).findings if item.code == "EV108"]

    assert {item.voucher_number for item in findings} == {"A42", "A50"}
    assert questioned(tmp_path, text) == "0.00"


def altered_only(folder: Path, text: str) -> Finding:
    return only(assess_text(folder, text), "EV108")


def test_an_altered_report_questions_the_activitys_costs(tmp_path: Path) -> None:
    text = book(
        sound_grant(),
        activity(),
        cost("A42", "2026-06-30", "40000.00", insats="I1"),
        cost("A43", "2026-06-30", "50.00"),
        document("I1", "insats", insats="I1", sha256=OTHER_HASH),
    )

    assert altered_only(tmp_path, text).voucher_number == "A42"


def test_an_altered_delivery_questions_the_accrual(tmp_path: Path) -> None:
    text = book(
        sound_grant(),
        cost("A80", "2026-12-31", "40000.00", tags="#reservering"),
        document("A80", "leverans", sha256=OTHER_HASH),
    )

    assert altered_only(tmp_path, text).voucher_number == "A80"


def test_a_deviation_that_cannot_be_read_is_told_for_documents_too(tmp_path: Path) -> None:
    text = filed(document("A42", "ovrigt", avvikelse="godtaget"))

    assert codes(assess_text(tmp_path, text)) == ["VO005"]
