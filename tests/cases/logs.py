"""Writes the processing logs of the cases of TR: ``python -m tests.cases.logs``.

Their times and their key are fixed, so that the same logs come out each time. Run it when the book
of such a case has changed, then the harness.
"""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nkr_audit.trail.checkpoint import public_half, signed
from nkr_audit.trail.log import Log
from nkr_audit.trail.places import Places
from nkr_audit.trail.record import ADOPT, ATTACH, DISCOVERED, RECORD, START, Act, FileChange
from tests.cases.harness import CASES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOOK: Final = "book.beancount"
INVOICE: Final = "underlag/2026-A1-faktura.pdf"
DECISION: Final = "underlag/2026-B1-beslut.pdf"
OTHER: Final = hashlib.sha256(b"en annan fil").hexdigest()
EMPTY: Final = hashlib.sha256(b"").hexdigest()
_KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_NAME: Final = "exempel"


class Written:
    """A log being written for the book of a case."""

    def __init__(self, case: Path) -> None:
        self.places = Places(case)
        self.log = Log()
        self.lines: list[bytes] = []
        self.book = hashlib.sha256((case / BOOK).read_bytes()).hexdigest()

    def act(self, day: str, act: Act, **after: str | None) -> None:
        """Add a record; ``after`` are the hashes of the files it touched: ``book`` and so on."""
        names = {
            "book": BOOK,
            "invoice": INVOICE,
            "decision": DECISION,
            "gone": "underlag/bort.pdf",
        }
        changes = [
            FileChange(names[key], self.log.files.get(names[key]), digest)
            for key, digest in after.items()
        ]
        time = datetime.fromisoformat(f"{day}T08:00:00").replace(tzinfo=UTC)
        self.lines.append(self.log.add(time, act, changes))

    def seal(self) -> None:
        """Seal the log as it is now."""
        note = signed(self.log.checkpoint(), _NAME, _KEY)
        self.write(self.places.checkpoints / f"{len(self.lines)}.txt", note.encode())
        self.write(self.places.key, f"{public_half(_NAME, _KEY).text()}\n".encode())

    def done(self) -> None:
        """Write the log and its head."""
        self.write(self.places.log, b"".join(self.lines))
        self.write(self.places.head, self.log.checkpoint().text().encode())

    @staticmethod
    def write(path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def begun(log: Written, day: str = "2026-07-01", **other: str | None) -> None:
    """The log begins with the files as they are, but for ``other``."""
    known: dict[str, str | None] = {"book": log.book, "invoice": EMPTY, "decision": EMPTY}
    log.act(day, Act(START, "ekonom1"), **{**known, **other})


def sound(log: Written) -> None:
    begun(log)
    log.act("2026-07-02", Act(RECORD, "ekonom1", ("2026-A1",)))
    log.act("2026-07-03", Act(ATTACH, "ekonom1", ("2026-A1",)))


def broken(log: Written) -> None:
    sound(log)
    log.lines[1] = log.lines[1].replace(b"ekonom1", b"ekonom2")


def changed_by_hand(log: Written) -> None:
    begun(log, book=OTHER)


def adopted(log: Written) -> None:
    begun(log, book=OTHER)
    log.act("2026-07-02", Act(DISCOVERED, "ekonom1"), book=log.book)
    log.act("2026-07-03", Act(ADOPT, "ekonom1", (), "stavfel i texten rättat"))


def replaced(log: Written) -> None:
    begun(log, invoice=OTHER)


def sealed(log: Written) -> None:
    sound(log)
    log.seal()


def one_more_on_the_day(log: Written) -> None:
    sealed(log)
    log.act("2027-03-18", Act(ATTACH, "ekonom1", ("2026-A1",)))


def purged(log: Written) -> None:
    begun(log, gone=EMPTY)


def purged_in_time(log: Written) -> None:
    begun(log, "2018-07-01", gone=EMPTY)


def voucher_gone(log: Written) -> None:
    begun(log)
    log.act("2026-07-02", Act(RECORD, "ekonom1", ("2026-A9",)))


LOGS: Final[dict[str, Callable[[Written], None]]] = {
    "TR101/utloser": broken,
    "TR101/utloser-inte": sound,
    "TR102/utloser": changed_by_hand,
    "TR102/utloser-inte": sound,
    "TR102/grans": adopted,
    "TR103/utloser": replaced,
    "TR103/utloser-inte": sound,
    "TR103/grans": replaced,
    "TR104/utloser": sound,
    "TR104/utloser-inte": sealed,
    "TR104/grans": one_more_on_the_day,
    "TR105/utloser": purged,
    "TR105/utloser-inte": sound,
    "TR105/utloser-verifikation": voucher_gone,
    "TR105/grans": purged_in_time,
}


def main() -> None:
    """Write every log anew."""
    for name, write in LOGS.items():
        log = Written(CASES / name)
        shutil.rmtree(log.places.folder, ignore_errors=True)
        write(log)
        log.done()


if __name__ == "__main__":
    main()
