"""What the system documentation tells beside the book: accounts, files, log, roles, software."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from beancount.core.data import Close, Open, Transaction

from nkr_audit.trail.log import read_log
from nkr_audit.trail.places import Places
from nkr_audit.trail.roles import ROLES_FILE, read_roles
from nkr_audit.trail.writing import book_files

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from nkr_audit.ledger import Ledger

_PACKAGES: Final = ("nkr-audit", "beancount")


@dataclass(frozen=True, slots=True)
class AccountFact:
    """An account as the ledger opens it; ``closed`` is None while it is open."""

    full: str
    opened: date
    closed: date | None
    postings: int


@dataclass(frozen=True, slots=True)
class FileFact:
    """A file of the book: its path from the book's folder, its size in bytes, and its SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LogFacts:
    """The processing log: its name, length and root, its days (UTC), and how often each act was.

    ``checkpoints`` is how many seals lie in the book's own folder.
    """

    name: str
    records: int
    root: str
    first: date
    last: date
    checkpoints: int
    actions: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class SystemFacts:
    """All of it. ``roles`` is None when the book has no file of roles, ``log`` when it has none."""

    software: tuple[tuple[str, str], ...]
    accounts: tuple[AccountFact, ...]
    files: tuple[FileFact, ...]
    roles: tuple[tuple[str, tuple[str, ...]], ...] | None
    log: LogFacts | None


def read_system(ledger: Ledger) -> SystemFacts:
    """Gather the facts of a loaded ledger; every file of the book is read once.

    Raises NkrError when the log is broken or the roles cannot be read, OSError for other files.
    """
    places = Places(ledger.root.resolve())
    roles_file = ledger.root / ROLES_FILE
    files = book_files(ledger)
    if roles_file.is_file():
        files.append(roles_file)
    return SystemFacts(
        software=tuple((name, version(name)) for name in _PACKAGES),
        accounts=_accounts(ledger),
        files=tuple(sorted((_file(places, path) for path in files), key=lambda one: one.path)),
        roles=_roles(roles_file) if roles_file.is_file() else None,
        log=_log(places),
    )


def _accounts(ledger: Ledger) -> tuple[AccountFact, ...]:
    used: Counter[str] = Counter()
    opened: dict[str, date] = {}
    closed: dict[str, date] = {}
    for entry in ledger.entries:
        if isinstance(entry, Transaction):
            used.update(posting.account for posting in entry.postings)
        elif isinstance(entry, Open):
            opened.setdefault(entry.account, entry.date)
        elif isinstance(entry, Close):
            closed[entry.account] = entry.date
    return tuple(
        AccountFact(account, opened[account], closed.get(account), used[account])
        for account in sorted(opened)
    )


def _file(places: Places, path: Path) -> FileFact:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return FileFact(places.relative(path), path.stat().st_size, digest)


def _roles(path: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(sorted(rights))) for name, rights in sorted(read_roles(path).items()))


def _log(places: Places) -> LogFacts | None:
    log = read_log(places)
    if not log.records:
        return None
    actions = Counter(record.act.action for record in log.records)
    return LogFacts(
        name=log.name,
        records=len(log.records),
        root=log.checkpoint().short,
        first=log.records[0].time.date(),
        last=log.records[-1].time.date(),
        checkpoints=len(list(places.checkpoints.glob("*.txt"))),
        actions=tuple(sorted(actions.items())),
    )
