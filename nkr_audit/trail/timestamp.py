"""Time stamps of seals by an outside service (RFC 3161), kept beside the note as ``<size>.tsr``.

The service sees only a hash. Its answer says when the note existed at the latest.
"""

from __future__ import annotations

import hashlib
import ipaddress
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from cryptography.x509 import ObjectIdentifier, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from nkr_audit.errors import NkrError
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampRequest, TimeStampResponse

LARGEST: Final = 1 << 20
_PATIENCE: Final = 20.0
_HASHES: Final = {
    ObjectIdentifier("2.16.840.1.101.3.4.2.1"): hashlib.sha256,
    ObjectIdentifier("2.16.840.1.101.3.4.2.2"): hashlib.sha384,
    ObjectIdentifier("2.16.840.1.101.3.4.2.3"): hashlib.sha512,
}
_GRANTED: Final = (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS)


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a service says that it saw the note. ``is_proved``: signed under a trusted root."""

    time: datetime
    is_proved: bool


def time_stamp(address: str, note: bytes) -> bytes:
    """Have the service at ``address`` stamp the note, and return its answer.

    Raises NkrError when it is not reached in time, refuses, or answers about something else.
    """
    _refuse_open_road(address)
    request = TimestampRequestBuilder().data(note).hash_algorithm(HashAlgorithm.SHA256).build()
    try:
        answer = _post(address, request.as_bytes())
    except (OSError, ValueError, HTTPException) as error:
        why = getattr(error, "reason", None) or error
        raise _failed(
            address,
            Text(f"Tjänsten kan inte nås: {why}.", f"The service cannot be reached: {why}."),
        ) from error
    wrong = _wrong_answer(answer, request, note)
    if wrong is not None:
        raise _failed(address, wrong)
    return answer


def read_stamp(answer: bytes, note: bytes, roots: Sequence[Certificate] = ()) -> Stamp:
    """Read a kept answer. With ``roots``, its signature must lead to one of them.

    Raises ValueError when it is no time stamp, is of something else, or is not signed so.
    """
    response = _decoded(answer)
    if not _is_of(response, note):
        raise ValueError("of another note")
    time = response.tst_info.gen_time
    if not roots:
        return Stamp(time, is_proved=False)
    verifier = VerifierBuilder(roots=list(roots)).build()
    try:
        verifier.verify_message(response, note)
    except VerificationError as error:
        raise ValueError(str(error)) from error
    return Stamp(time, is_proved=True)


def read_roots(path: Path) -> list[Certificate]:
    """Read trusted certificates out of a PEM file. Raises NkrError when there is none in it."""
    try:
        with path.open("rb") as stream:
            return load_pem_x509_certificates(stream.read(LARGEST))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise NkrError(
            Text(
                f"Tjänstens rotcertifikat kan inte läsas: {why}.",
                f"The root certificate of the service cannot be read: {why}.",
            ),
            remedy=Text(
                "hämta rotcertifikatet som PEM från den som driver tjänsten",
                "get the root certificate as PEM from whoever runs the service",
            ),
            place=path,
        ) from error


def _decoded(answer: bytes) -> TimeStampResponse:
    """Decode an answer that holds a stamp. Raises ValueError when it does not."""
    response = decode_timestamp_response(answer)
    if response.status not in _GRANTED:
        raise ValueError("refused")
    return response


def _is_of(response: TimeStampResponse, note: bytes) -> bool:
    imprint = response.tst_info.message_imprint
    hashed = _HASHES.get(imprint.hash_algorithm)
    return hashed is not None and hashed(note).digest() == imprint.message


def _wrong_answer(answer: bytes, request: TimeStampRequest, note: bytes) -> Text | None:
    try:
        response = _decoded(answer)
        is_ours = _is_of(response, note) and response.tst_info.nonce == request.nonce
    except ValueError:
        return Text(
            "Tjänsten gav ingen tidsstämpel som går att läsa.",
            "The service gave no time stamp that can be read.",
        )
    if is_ours:
        return None
    return Text(
        "Tjänsten svarade om något annat än förseglingen.",
        "The service answered about something else than the seal.",
    )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Go nowhere else than where the user said."""

    def redirect_request(self, *_request: Any) -> None:
        """Refuse: the redirection is then an error."""


def _post(address: str, query: bytes) -> bytes:
    asked = urllib.request.Request(  # noqa: S310 (https, or this machine; checked)
        address, query, {"Content-Type": "application/timestamp-query"}, method="POST"
    )
    opener = urllib.request.build_opener(_NoRedirect())
    with opener.open(asked, timeout=_PATIENCE) as reply:
        answer: bytes = reply.read(LARGEST + 1)
    if len(answer) > LARGEST:
        raise ValueError("the answer is too large")
    return answer


def _refuse_open_road(address: str) -> None:
    """Raise NkrError for an address that is neither https nor this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if host and (parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))):
        return
    raise NkrError(
        Text(
            f"Adressen {address} går inte att använda: bara https.",
            f"The address {address} cannot be used: only https.",
        ),
        remedy=Text(
            "ange tjänstens adress med https://", "give the address of the service with https://"
        ),
    )


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _failed(address: str, why: Text) -> NkrError:
    return NkrError(
        Text(
            f"Ingen tidsstämpel från {address}, och inget är förseglat. {why.sv}",
            f"No time stamp from {address}, and nothing is sealed. {why.en}",
        ),
        remedy=Text(
            "försök igen senare, eller försegla utan --timestamp och stämpla en annan gång",
            "try again later, or seal without --timestamp and stamp another time",
        ),
    )
