"""The key that seals a log: made, kept in a file of its own outside the book, and read again."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.trail.checkpoint import VerifierKey, is_name, parse_verifier_key, public_half
from nkr_audit.trail.places import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LARGEST: Final = 64 << 10
_MARK: Final = "nkr-nyckel: "


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and the name it signs by."""

    name: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        """The public half, to hand out."""
        return public_half(self.name, self.private)


def make_key(name: str, path: Path, passphrase: str = "") -> SigningKey:
    """Make a key and write it to ``path``, readable by its owner only, never over another file.

    The verifier key stands on the first line of the file. Raises NkrError when the file would lie
    in the folder of a book, is there already, or cannot be written.
    """
    if not is_name(name) or not name.isprintable():
        raise NkrError(
            Text(f"Nyckeln kan inte heta ”{name}”.", f"The key cannot be called “{name}”."),
            remedy=Text(
                "välj ett namn utan mellanslag och plustecken, till exempel region-exempel",
                "choose a name without spaces and plus signs, for example region-exempel",
            ),
        )
    refuse_in_book(path)
    key = SigningKey(name, Ed25519PrivateKey.generate())
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    pem = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)
    _write_new(path, f"{_MARK}{key.verifier.text()}\n".encode() + pem)
    return key


def read_key(path: Path, ask: Callable[[], str]) -> SigningKey:
    """Read a key that ``make_key`` made, or any Ed25519 key as PEM, named by its file then.

    ``ask`` gives the passphrase when the key has one. Raises NkrError when it cannot be read, or
    lies in the folder of a book.
    """
    refuse_in_book(path)
    content = _read(path)
    private: object
    try:
        private = load_pem_private_key(content, None)
    except TypeError:  # it is encrypted
        private = _unlocked(path, content, ask())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _no_key(path) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise _no_key(path)
    return SigningKey(_name(path, content, private), private)


def refuse_in_book(path: Path) -> None:
    """Raise NkrError when a private key would lie beside a book, and go wherever the book goes."""
    for folder in path.resolve().parents:
        if (folder / FOLDER).is_dir() or (folder.is_dir() and any(folder.glob("*.beancount"))):
            raise NkrError(
                Text(
                    "Den hemliga nyckeln får inte ligga i en boks mapp: den som får boken skulle "
                    "kunna försegla den på nytt.",
                    "The private key may not lie in the folder of a book: whoever gets the book "
                    "could seal it anew.",
                ),
                remedy=Text(
                    "lägg nyckeln i en mapp som bara du når (--out)",
                    "put the key in a folder that only you can reach (--out)",
                ),
                place=path,
            )


def _unlocked(path: Path, content: bytes, passphrase: str) -> object:
    try:
        return load_pem_private_key(content, passphrase.encode())
    except (ValueError, TypeError) as error:
        raise NkrError(
            Text("Lösenordet öppnar inte nyckeln.", "The passphrase does not open the key."),
            remedy=Text(
                "skriv lösenordet som nyckeln fick (eller sätt NKR_PASSPHRASE)",
                "give the passphrase that the key was given (or set NKR_PASSPHRASE)",
            ),
            place=path,
        ) from error


def _name(path: Path, content: bytes, private: Ed25519PrivateKey) -> str:
    first = content.partition(b"\n")[0].decode("utf-8", "replace")
    if not first.startswith(_MARK):
        return "".join("-" if one == "+" or one.isspace() else one for one in path.stem)
    try:
        verifier = parse_verifier_key(first.removeprefix(_MARK))
    except ValueError as error:
        raise _no_key(path) from error
    if verifier != public_half(verifier.name, private):
        raise _no_key(path)
    return verifier.name


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST)
    except OSError as error:
        why = error.strerror or str(error)
        raise NkrError(
            Text(f"Nyckeln kan inte läsas: {why}.", f"The key cannot be read: {why}."),
            remedy=Text(
                "ange nyckelfilen med --key; nkr log key gör en ny nyckel",
                "name the key file with --key; nkr log key makes a new key",
            ),
            place=path,
        ) from error


def _write_new(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
    except FileExistsError as error:
        raise NkrError(
            Text("Filen finns redan, och skrivs inte över.", "The file is there already."),
            remedy=Text(
                "välj ett annat filnamn med --out, eller använd nyckeln som finns",
                "choose another file with --out, or use the key that is there",
            ),
            place=path,
        ) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise NkrError(
            Text(f"Nyckeln kunde inte skrivas: {why}.", f"The key could not be written: {why}."),
            remedy=Text("välj en annan fil med --out", "choose another file with --out"),
            place=path,
        ) from error


def _no_key(path: Path) -> NkrError:
    return NkrError(
        Text(
            "Filen är ingen hemlig Ed25519-nyckel, eller är skadad.",
            "The file is no private Ed25519 key, or is damaged.",
        ),
        remedy=Text("ange filen som nkr log key gjorde", "name the file that nkr log key made"),
        place=path,
    )
