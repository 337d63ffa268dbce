"""A time stamp service on this machine: ``openssl ts`` behind a small web server."""

from __future__ import annotations

import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_SETTINGS = """\
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""
_LEAF = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"


@dataclass(slots=True)
class TimeService:
    """Its address, its root certificate, and the queries that it got.

    ``reply`` makes an answer out of a query; a test may exchange it.
    """

    address: str
    root: Path
    reply: Callable[[bytes], tuple[int, bytes]]
    queries: list[bytes] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


def make_authority(folder: Path) -> bool:
    """Make the certificates; False when there is no openssl here that can."""
    folder.mkdir()
    (folder / "settings").write_text(_SETTINGS.format(folder=folder), encoding="utf-8")
    (folder / "serial").write_text("01\n", encoding="utf-8")
    (folder / "leaf").write_text(_LEAF, encoding="utf-8")
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    steps = [
        ["req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Exempel rot"],
        ["req", *new, "-keyout", "ts.key", "-out", "ts.csr", "-subj", "/CN=Exempel tid"],
        ["x509", "-req", "-in", "ts.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
         "-extfile", "leaf", "-out", "ts.pem"],
    ]  # fmt: skip
    try:
        for step in steps:
            subprocess.run(["openssl", *step], cwd=folder, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def stamp(folder: Path, query: bytes) -> bytes:
    """Answer a query with a time stamp."""
    (folder / "query").write_bytes(query)
    subprocess.run(
        ["openssl", "ts", "-reply", "-config", "settings", "-queryfile", "query",
         "-signer", "ts.pem", "-inkey", "ts.key", "-out", "answer"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return (folder / "answer").read_bytes()


@contextmanager
def time_service(folder: Path) -> Iterator[TimeService]:
    """Run the service whose certificates lie in ``folder``."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            service.queries.append(query)
            status, answer = service.reply(query)
            self.send_response(status)
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST  # noqa: N815 (as the server calls it)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    service = TimeService(
        f"http://127.0.0.1:{server.server_port}/tid",
        folder / "ca.pem",
        lambda query: (200, stamp(folder, query)),
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
