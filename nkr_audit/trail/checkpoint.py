"""Checkpoints of a log: its name, size and root, as C2SP ``tlog-checkpoint`` and ``signed-note``.

The form is plain text that any tool for such notes can verify; the signature is Ed25519.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ED25519: Final = b"\x01"
_ID: Final = 4
_SIGNATURE: Final = "— "
_SHORT: Final = 12
_CONTROL: Final = re.compile("[\0-\x09\x0b-\x1f]")
_SIZE: Final = re.compile("0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log was at one moment. ``origin`` names the log; ``root`` is its Merkle tree hash."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The checkpoint as it is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @property
    def short(self) -> str:
        """The first digits of the root, to print on a report and compare by eye."""
        return self.root.hex()[:_SHORT]


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint, its signatures aside. Raises ValueError when it is none."""
    body, blank, _ = text.rpartition("\n\n")
    lines = (body if blank else text.removesuffix("\n")).split("\n")
    if len(lines) < 3 or not all(lines) or not _SIZE.fullmatch(lines[1]):
        raise ValueError("no checkpoint")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except binascii.Error as error:
        raise ValueError("no root") from error
    if len(root) != hashlib.sha256().digest_size:
        raise ValueError("no root")
    return Checkpoint(lines[0], int(lines[1]), root)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key: its name, and the 32 bytes of the Ed25519 key."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return hashlib.sha256(f"{self.name}\n".encode() + _ED25519 + self.public).digest()[:4]

    def text(self) -> str:
        """The key as it is handed out: name, id and key, joined by plus signs."""
        key = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{key}"


def parse_verifier_key(text: str) -> VerifierKey:
    """Read a key as it is handed out. Raises ValueError when it is none."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3 or not is_name(parts[0]):
        raise ValueError("no verifier key")
    name, identifier, encoded = parts
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ValueError("no verifier key") from error
    if key[:1] != _ED25519 or len(key) != 33:
        raise ValueError("no Ed25519 key")
    found = VerifierKey(name, key[1:])
    if found.id.hex() != identifier.lower():
        raise ValueError("its id is not that of the key")
    return found


def is_name(name: str) -> bool:
    """Tell whether a key may be called so: no space, and no plus sign."""
    return bool(name) and "+" not in name and not any(one.isspace() for one in name)


def public_half(name: str, key: Ed25519PrivateKey) -> VerifierKey:
    """The public half of a signing key."""
    return VerifierKey(name, key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def signed(checkpoint: Checkpoint, name: str, key: Ed25519PrivateKey) -> str:
    """The checkpoint as a signed note."""
    text = checkpoint.text()
    signature = public_half(name, key).id + key.sign(text.encode())
    return f"{text}\n{_SIGNATURE}{name} {base64.b64encode(signature).decode()}\n"


def is_signed_by(note: str, key: VerifierKey) -> bool:
    """Tell whether a note has a right signature by the key; False also when it has none by it.

    A line that is no signature makes the whole note none, and so does a wrong one by the key.
    """
    text, blank, signatures = note.rpartition("\n\n")
    if not blank or not signatures.endswith("\n") or _CONTROL.search(note):
        return False
    found = False
    for line in signatures.removesuffix("\n").split("\n"):
        name, _, encoded = line.removeprefix(_SIGNATURE).partition(" ")
        try:
            signature = base64.b64decode(encoded, validate=True)
        except ValueError:
            return False
        if not line.startswith(_SIGNATURE) or not is_name(name) or len(signature) <= _ID:
            return False
        if (name, signature[:_ID]) == (key.name, key.id):
            if not _verifies(key, signature[_ID:], f"{text}\n".encode()):
                return False
            found = True
    return found


def _verifies(key: VerifierKey, signature: bytes, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
