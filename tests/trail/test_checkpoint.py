"""Checkpoints are signed notes as C2SP specifies them: others can verify ours, and we theirs.

The verifier below is written from the specification (c2sp.org/signed-note, c2sp.org/
tlog-checkpoint) and shares nothing with ours.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.trail.checkpoint import (
    Checkpoint,
    is_signed_by,
    parse_checkpoint,
    parse_verifier_key,
    public_half,
    signed,
)
from nkr_audit.trail.places import Places
from nkr_audit.trail.record import Act
from nkr_audit.trail.writing import writing
from tests.ledgers import HEAD, book

if TYPE_CHECKING:
    from pathlib import Path

# golang.org/x/mod/sumdb/note, and the specification of signed notes and of checkpoints.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"  # noqa: S105 (published)
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
PROBLEM = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
BY_PETER = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotp"
    "RZb6KE6RyyBwJnAM=\n"
)
BY_ENOCH = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33W"
    "Wd1RvMc+QQ=\n"
)
EXAMPLE = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
BY_EXAMPLE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRK"
    "uwHjG1Yu72IneyaQM=\n"
)
SOFA = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcy"
    "v2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STATE = Checkpoint("nkr-audit/0123456789abcdef", 7, hashlib.sha256(b"x").digest())


def opened(note: bytes, verifier_key: str) -> str | None:
    """The text of a note when the key has signed it, by the letter of the specification."""
    name, identifier, encoded = verifier_key.split("+", 2)
    material = base64.b64decode(encoded, validate=True)
    assert material[0] == 1
    assert hashlib.sha256(name.encode() + b"\n" + material).digest()[:4].hex() == identifier
    text = note.decode("utf-8")
    if any(ord(one) < 32 and one != "\n" for one in text):
        return None
    at = text.rindex("\n\n")
    body, signatures = text[: at + 1], text[at + 2 :]
    assert signatures.endswith("\n")
    verified = False
    for line in signatures[:-1].split("\n"):
        match = re.fullmatch("— ([^ +]+) ([A-Za-z0-9+/]+=*)", line)
        if match is None:
            return None
        raw = base64.b64decode(match[2], validate=True)
        if match[1] != name or raw[:4].hex() != identifier:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(material[1:]).verify(raw[4:], body.encode())
        except InvalidSignature:
            return None
        verified = True
    return body if verified else None


@pytest.mark.parametrize("key", [PETER, ENOCH, EXAMPLE])
def test_published_keys_are_read_and_written_alike(key: str) -> None:
    assert parse_verifier_key(key).text() == key


@pytest.mark.parametrize(
    "key",
    [
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("PeterNeumann", "Peter Neumann"),
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a3+!!!!",
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # no Ed25519
    ],
)
def test_published_false_keys_are_refused(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        parse_verifier_key(key)


@pytest.mark.parametrize(
    ("note", "key"),
    [
        (f"{PROBLEM}\n{BY_PETER}", PETER),
        (f"{PROBLEM}\n{BY_PETER}{BY_ENOCH}", PETER),
        (f"{PROBLEM}\n{BY_PETER}{BY_ENOCH}", ENOCH),
        (BY_EXAMPLE, EXAMPLE),
    ],
)
def test_published_notes_are_verified(note: str, key: str) -> None:
    assert is_signed_by(note, parse_verifier_key(key))
    assert opened(note.encode(), key) is not None


@pytest.mark.parametrize(
    "note",
    [
        PROBLEM,
        f"{PROBLEM}\n",
        f"{PROBLEM}\n{BY_ENOCH}",
        f"{PROBLEM}{BY_PETER}",
        f"{PROBLEM}\n{BY_PETER.strip()}",
        f"{PROBLEM}\n{BY_PETER}ingen underskrift\n",
        f"{PROBLEM}\n— PeterNeumann !!!\n{BY_PETER}",
        f"{PROBLEM}\n{BY_PETER.replace('AM=', 'AQ=')}",
        f"{PROBLEM}\n{BY_PETER}{BY_PETER.replace('AM=', 'AQ=')}",
        f"{PROBLEM}\n{BY_PETER.replace('—', '-')}",
        f"\x07{PROBLEM}\n{BY_PETER}",
        f"{PROBLEM.upper()}\n{BY_PETER}",
    ],
)
def test_notes_that_are_not_signed_so_are_not_verified(note: str) -> None:
    assert not is_signed_by(note, parse_verifier_key(PETER))


def test_a_published_checkpoint_is_read() -> None:
    found = parse_checkpoint(SOFA)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert SOFA.startswith(found.text())


@pytest.mark.parametrize(
    "text",
    ["", "a\n1\n", "\n1\n{r}\n", "a\n01\n{r}\n", "a\n-1\n{r}\n", "a\n١\n{r}\n", "a\n1\nx\n",
     "a\n1\nAAAA\n", "a\n1\n{r}\n\n\n", "a\n" + "9" * 5000 + "\n{r}\n"],
)  # fmt: skip
def test_what_is_no_checkpoint(text: str) -> None:
    root = base64.b64encode(STATE.root).decode()
    with pytest.raises(ValueError, match="no "):
        parse_checkpoint(text.replace("{r}", root))


def test_ours_sign_as_the_published_key_does() -> None:
    secret = Ed25519PrivateKey.from_private_bytes(base64.b64decode(PETER_SECRET)[1:])
    assert public_half("PeterNeumann", secret).text() == PETER
    note = signed(STATE, "PeterNeumann", secret)
    assert opened(note.encode(), PETER) == STATE.text()


@given(
    st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1),
    st.integers(0, 10**18),
    st.binary(min_size=32, max_size=32),
)
def test_what_we_sign_others_verify(name: str, size: int, root: bytes) -> None:
    state = Checkpoint(f"nkr-audit/{name}", size, root)
    note = signed(state, name, KEY)
    assert opened(note.encode(), public_half(name, KEY).text()) == state.text()
    assert is_signed_by(note, public_half(name, KEY))
    assert parse_checkpoint(note) == state


def test_a_changed_checkpoint_is_verified_by_nobody() -> None:
    key = public_half("exempel-ab", KEY)
    note = signed(STATE, "exempel-ab", KEY).replace("\n7\n", "\n8\n")
    assert opened(note.encode(), key.text()) is None
    assert not is_signed_by(note, key)


def test_the_checkpoint_of_a_book_is_of_the_lines_of_its_log(tmp_path: Path) -> None:
    main = book(tmp_path, HEAD)
    with writing(main) as writer:
        writer.write({main: HEAD.encode() + b"; rad\n"}, Act("record", "ekonom1"))
        note = signed(writer.log.checkpoint(), "exempel-ab", KEY)

    text = opened(note.encode(), public_half("exempel-ab", KEY).text())
    assert text is not None
    _, size, root = text.splitlines()
    leaves = [
        hashlib.sha256(b"\0" + line).digest()
        for line in Places(tmp_path).log.read_bytes().splitlines()
    ]
    assert int(size) == len(leaves) == 2
    assert base64.b64decode(root) == hashlib.sha256(b"\1" + leaves[0] + leaves[1]).digest()
