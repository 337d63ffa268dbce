"""The books that are served: each a snapshot, swapped whole when the book has changed."""

from __future__ import annotations

import contextlib
import gc
import importlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Final

from flask import has_request_context, request

from nkr_audit.errors import NkrError
from nkr_audit.serve.snapshot import PAGES, Snapshot, read_facts
from nkr_audit.serve.users import User, may
from nkr_audit.text import Text
from nkr_audit.trail.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable, ItemsView, Mapping, Sequence

    from nkr_audit.programme import Programme

# Where the gate leaves the user for those behind it.
USER_KEY: Final = "nkr.user"
# First words of addresses that mean something else.
RESERVED: Final = frozenset({"static", "jump", "halsa", "logga-in", "logga-ut", "oidc", "_nkr"})

_POLL: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Served:
    path: Path
    snapshot: Snapshot
    seen: tuple[Any, ...]
    fault: NkrError | None = None


def book_names(paths: Sequence[Path]) -> dict[str, Path]:
    """Name each book by its folder, as its address and the users' rights do.

    Raises NkrError when two would have the same name.
    """
    named: dict[str, Path] = {}
    for given in paths:
        path = given.absolute()
        name = _slug(path.resolve().parent.name) or "bok"
        if name in named or name in RESERVED:
            raise NkrError(
                Text(
                    f"Två böcker skulle heta {name}." if name in named
                    else f"En bok kan inte heta {name}.",
                    f"Two books would be called {name}." if name in named
                    else f"A book cannot be called {name}.",
                ),
                remedy=Text(
                    "en bok heter som sin mapp; ge mappen ett annat namn",
                    "a book is called as its folder is; give the folder another name",
                ),
                place=given,
            )  # fmt: skip
        named[name] = path
    return named


def _slug(text: str) -> str:
    kept = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFKC", text).casefold())
    return kept.strip("-_")


class Books:
    """Takes the place of Fava's own list of ledgers, and shows each user only his or her own."""

    def __init__(
        self,
        named: Mapping[str, Path],
        programmes: Mapping[str, Programme],
        tell: Callable[[Text], None] = lambda _: None,
    ) -> None:
        with contextlib.suppress(ModuleNotFoundError):
            # Before any book's folder is looked in: what lies there must not take its place.
            importlib.import_module(PAGES)
        self._programmes, self._tell = programmes, tell
        self._loading, self._stop = Lock(), Event()
        self._served: dict[str, _Served] = {
            name: self._load(name, path) for name, path in named.items()
        }

    def names(self) -> list[str]:
        """The names of all books, whoever asks."""
        return list(self._served)

    def visible(self, user: User | None) -> list[str]:
        """The names of the books that ``user`` may read."""
        return [name for name in self._served if may(user, "read", name)]

    def __getitem__(self, name: str) -> Snapshot:
        """The book as it is now, for the asker; KeyError when there is none, or not for him."""
        if name not in self._mine():
            raise KeyError(name)
        return self._served[name].snapshot

    def items(self) -> ItemsView[str, Snapshot]:
        """The asker's books by name."""
        return {name: self._served[name].snapshot for name in self._mine()}.items()

    @property
    def ledgers(self) -> list[Snapshot]:
        """The asker's books."""
        return [self._served[name].snapshot for name in self._mine()]

    def first_slug(self) -> str:
        """The name of the asker's first book."""
        return self._mine()[0]

    def fault(self, name: str) -> NkrError | None:
        """Why the book could not be loaded again, while an older state of it is shown."""
        return self._served[name].fault

    def refresh(self, name: str) -> None:
        """Load the book again if it has changed, and swap it in. Requests under way keep theirs."""
        with self._loading:
            old = self._served[name]
            seen = _signature(old.path, old.snapshot)
            if seen == old.seen:
                return
            try:
                new = self._load(name, old.path)
            except NkrError as error:
                self._tell(
                    Text(
                        f"{name} visas som den var: {error.describe('sv')}",
                        f"{name} is shown as it was: {error.describe('en')}",
                    )
                )
                new = _Served(old.path, old.snapshot, seen, error)
            self._served = {**self._served, name: new}
            del old
            # Loading sets all it made aside from the collector; the old state must be found again.
            gc.unfreeze()
            gc.collect()
            gc.freeze()

    def watch(self) -> Thread:
        """Look for changes in the background until ``close``."""
        thread = Thread(target=self._look, name="nkr-watch", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Stop looking."""
        self._stop.set()

    def _look(self) -> None:
        while not self._stop.wait(_POLL):
            for name in self.names():
                try:
                    self.refresh(name)
                except Exception as error:  # noqa: BLE001 (the watch must go on)
                    kind = type(error).__name__
                    self._tell(Text(f"{name}: {kind}", f"{name}: {kind}"))

    def _load(self, name: str, path: Path) -> _Served:
        before = _signature(path, None)
        snapshot = Snapshot(read_facts(path, self._programmes), name)
        after = _signature(path, snapshot)
        # Changed while it was read: an empty signature makes the next look load it again.
        return _Served(path, snapshot, after if before == _signature(path, None) else ())

    def _mine(self) -> list[str]:
        return self.visible(request.environ.get(USER_KEY)) if has_request_context() else []


def _signature(path: Path, snapshot: Snapshot | None) -> tuple[Any, ...]:
    """What tells that a book, its documents' folders or its log have been changed."""
    places = Places(path.parent)
    files = {path, places.log, places.pending}
    if snapshot is not None:
        included = {Path(each) for each in snapshot.options["include"]}
        folders = {each.parent for each in included}
        documents = {Path(each.filename).parent for each in snapshot.all_entries_by_type.Document}
        files |= included | folders | documents
    return tuple((str(each), *_state(each)) for each in sorted(files))


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, -1
    return found.st_mtime_ns, found.st_size
