"""roller.toml: who may record, file, attest and close."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nkr_audit.errors import NkrError
from nkr_audit.trail.roles import MAY_RECORD, ROLES_FILE, require, same_person
from tests.ledgers import run, snapshot
from tests.recording.books import COST, by, done, options, record, stopped

if TYPE_CHECKING:
    from pathlib import Path

ROLES = """\
[ekonom1]
far = ["registrera", "bifoga"]
[chef1]
far = ["attestera", "avsluta"]
["Anna Exempel"]
far = ["registrera"]
"""


@pytest.fixture
def kept(main: Path) -> Path:
    (main.parent / ROLES_FILE).write_text(ROLES, encoding="utf-8")
    return main


def test_each_does_what_the_role_allows(kept: Path, invoice: Path) -> None:
    done(record(kept))
    done(run("attach", kept, invoice, "--voucher", "N1", "--type", "faktura", env=by("EKONOM1")))
    done(run("attest", kept, "N1", env=by("chef1")))


def test_and_nothing_else(kept: Path, invoice: Path) -> None:
    done(record(kept))
    before = snapshot(kept.parent)
    tries: tuple[tuple[str, list[str | Path]], ...] = (
        ("chef1", ["attach", kept, invoice, "--voucher", "N1", "--type", "faktura"]),
        ("chef1", ["correct", kept, "N1"]),
        ("chef1", ["accrue", kept, "--release", "N1"]),
        ("ekonom1", ["attest", kept, "N1"]),
        ("ekonom1", ["attest", kept, "N1", "--who", "chef1"]),
        ("chef1", ["attest", kept, "N1", "--who", "chef9"]),
        ("ekonom1", ["close", kept, "2026", "--grant", "NKR2026"]),
    )
    for who, words in tries:
        said = stopped(run(*words, env=by(who)))
        assert "får inte" in said
        assert ROLES_FILE in said
    assert "vikarie får inte registrera" in stopped(
        run("record", kept, *options(COST), env=by("vikarie"))
    )
    assert snapshot(kept.parent) == before


def test_without_the_file_all_may_do_all(tmp_path: Path) -> None:
    require(tmp_path, "vem som helst", MAY_RECORD)


@pytest.mark.parametrize(
    "text",
    [
        '[ekonom1]\nfar = ["allt"]\n',
        "[ekonom1]\nfar = []\n",
        '[ekonom1]\nfar = "registrera"\n',
        '[ekonom1]\nfar = ["registrera"]\nroll = "ekonom"\n',
        'ekonom1 = ["registrera"]\n',
        '[ekonom1]\nfar = ["registrera"]\n[EKONOM1]\nfar = ["bifoga"]\n',
        "[ekonom1\n",
    ],
)
def test_a_file_that_says_something_else_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / ROLES_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(NkrError):
        require(tmp_path, "ekonom1", MAY_RECORD)


def test_case_and_spaces_make_no_other_person() -> None:
    assert same_person("Anna Exempel", " anna  exempel")
    assert not same_person("ekonom1", "ekonom2")


@pytest.mark.parametrize(
    "name",
    [
        "ekonom1\u200b", "\ufeffekonom1", "eko\u00adnom1", "ekonom\u034f1", "ekonom1\ufe0f",
        "ekonom-1", "ekonom\u20111", "ekonom1\u3000", "EKONOM\u20601", "\u202eekonom1",
    ],
)  # fmt: skip
def test_nor_do_hyphens_and_what_cannot_be_seen(name: str) -> None:
    assert same_person("ekonom1", name)
