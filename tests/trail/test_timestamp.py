"""Time stamps: asked for by hash only, kept when they are of the seal, and verified with it."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from nkr_audit.errors import NkrError
from nkr_audit.trail.places import Places
from nkr_audit.trail.timestamp import LARGEST, read_roots, read_stamp, time_stamp
from tests.ledgers import as_json, refused, run
from tests.trail.log_books import act, key_file, logged_book
from tests.trail.time_service import make_authority, stamp, time_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.trail.time_service import TimeService

REFUSAL = bytes.fromhex("30053003020102")
NOTE = b"nkr-audit/x\n3\nrot\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tid") / "tjanst"
    if not make_authority(folder):
        pytest.skip("no openssl here to be a time stamp service")
    return folder


@pytest.fixture(scope="module")
def answer(authority: Path) -> bytes:
    request = TimestampRequestBuilder().data(NOTE).hash_algorithm(HashAlgorithm.SHA256).build()
    return stamp(authority, request.as_bytes())


@pytest.fixture
def service(authority: Path) -> Iterator[TimeService]:
    with time_service(authority) as running:
        yield running


@pytest.fixture
def main(tmp_path: Path) -> Path:
    return logged_book(tmp_path)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return key_file(tmp_path)[0]


def test_a_seal_is_stamped_and_the_service_sees_only_its_hash(
    main: Path, key: Path, service: TimeService
) -> None:
    result = run("log", "seal", main, "--key", key, "--timestamp", service.address)

    note = (Places(main.parent).checkpoints / "3.txt").read_bytes()
    (query,) = service.queries
    assert result.exit_code == 0
    assert "3.tsr" in result.stdout
    assert hashlib.sha256(note).digest() in query
    assert b"nkr-audit/" not in query
    assert (Places(main.parent).checkpoints / "3.tsr").is_file()


def test_the_stamp_is_verified_and_its_time_told(
    main: Path, key: Path, service: TimeService
) -> None:
    run("log", "seal", main, "--key", key, env={"NKR_TIMESTAMP": service.address})

    (told,) = as_json("log", "verify", main)["timestamps"]
    assert told["file"] == "behandlingshistorik/forseglingar/3.tsr"
    assert told["proved"] is False
    assert abs(datetime.fromisoformat(told["time"]) - datetime.now(UTC)) < timedelta(minutes=5)
    assert "tjänstens egen uppgift" in run("log", "verify", main).stdout
    proved = run("log", "verify", main, "--tsa", service.root)
    assert (proved.exit_code, "certifikatet är prövat" in proved.stdout) == (0, True)


def test_a_stamp_that_is_there_is_kept(main: Path, key: Path, service: TimeService) -> None:
    for _ in range(2):
        run("log", "seal", main, "--key", key, "--timestamp", service.address)

    assert len(service.queries) == 1


def test_a_seal_may_be_stamped_afterwards(main: Path, key: Path, service: TimeService) -> None:
    run("log", "seal", main, "--key", key)
    run("log", "seal", main, "--key", key, "--timestamp", service.address)

    assert len(as_json("log", "verify", main)["timestamps"]) == 1


def test_a_stamp_of_another_seal_is_a_problem(main: Path, key: Path, service: TimeService) -> None:
    run("log", "seal", main, "--key", key, "--timestamp", service.address)
    act(main, "attest", "2026-A42")
    run("log", "seal", main, "--key", key, "--timestamp", service.address)
    seals = Places(main.parent).checkpoints
    shutil.copy(seals / "3.tsr", seals / "4.tsr")

    (problem,) = as_json("log", "verify", main)["problems"]
    assert (problem["kind"], problem["file"].endswith("4.tsr")) == ("signature", True)


def test_a_stamp_without_its_seal_is_a_problem(main: Path, key: Path, service: TimeService) -> None:
    run("log", "seal", main, "--key", key, "--timestamp", service.address)
    (Places(main.parent).checkpoints / "3.txt").unlink()

    assert run("log", "verify", main).exit_code == 1


def test_a_stamp_by_another_service_is_a_problem_when_the_root_is_given(
    main: Path, key: Path, service: TimeService, tmp_path: Path
) -> None:
    run("log", "seal", main, "--key", key, "--timestamp", service.address)
    assert make_authority(tmp_path / "annan")

    assert run("log", "verify", main, "--tsa", tmp_path / "annan" / "ca.pem").exit_code == 1


@pytest.mark.parametrize(
    ("status", "reply"),
    [(200, REFUSAL), (200, b""), (200, b"hej"), (500, b""), (200, b"\x30" * (LARGEST + 1))],
    ids=["refusal", "nothing", "nonsense", "error", "endless"],
)
def test_without_a_stamp_nothing_is_sealed(
    main: Path, key: Path, service: TimeService, status: int, reply: bytes
) -> None:
    service.reply = lambda _: (status, reply)

    said = refused("log", "seal", main, "--key", key, "--timestamp", service.address)
    assert "inget är förseglat" in said
    assert not Places(main.parent).checkpoints.exists()


def test_an_answer_to_another_question_is_refused(service: TimeService, answer: bytes) -> None:
    service.reply = lambda _: (200, answer)

    with pytest.raises(NkrError, match="något annat"):
        time_stamp(service.address, b"en annan\n")
    with pytest.raises(NkrError, match="något annat"):  # the right note, but an old answer
        time_stamp(service.address, NOTE)


def test_no_redirection_is_followed(service: TimeService) -> None:
    service.reply = lambda _: (302, b"")
    service.headers["Location"] = service.address

    with pytest.raises(NkrError, match="kan inte nås"):
        time_stamp(service.address, NOTE)
    assert len(service.queries) == 1


@pytest.mark.parametrize(
    "address",
    ["http://example.org/tid", "file:///etc/hostname", "ftp://localhost/", "tid", "", "https://",
     "http://[::1", "http://127.0.0.1.example.org/"],
)  # fmt: skip
def test_only_https_or_this_machine(address: str) -> None:
    with pytest.raises(NkrError, match="bara https"):
        time_stamp(address, NOTE)


def test_a_service_that_is_not_there_is_told(service: TimeService) -> None:
    with pytest.raises(NkrError, match="kan inte nås"):
        time_stamp("http://127.0.0.1:1/tid", NOTE)
    assert service.queries == []


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----\nx\n"])
def test_roots_that_cannot_be_read_are_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "rot.pem"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(NkrError, match="rotcertifikat"):
        read_roots(path)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_altered_answer_proves_another_time(
    answer: bytes, authority: Path, data: st.DataObject
) -> None:
    roots = read_roots(authority / "ca.pem")
    sound = read_stamp(answer, NOTE, roots)
    at = data.draw(st.integers(0, len(answer) - 1))
    altered = bytearray(answer)
    altered[at] ^= data.draw(st.integers(1, 255))
    try:
        found = read_stamp(bytes(altered), NOTE, roots)
    except ValueError:
        return
    assert found == sound
