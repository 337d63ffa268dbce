"""Loading a ledger, for everything else: never from the cache, and nothing in it is run unseen."""

from __future__ import annotations

import gc
import io
import os
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beancount import loader
from beancount.core import data
from beancount.ops import validation
from beancount.parser import booking, parser

from nkr_audit.errors import NkrError, Place
from nkr_audit.ledger_code import OWN_PLUGINS
from nkr_audit.ledger_parsing import beancount_trusted, parse_undisturbed
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Exact balance and the presence of documents are rules of ours, with better messages.
_OWN_CHECKS = {
    validation.validate_check_transaction_balances,
    validation.validate_documents_paths,
}
# Beancount's own; a ledger that says more would have its balance assertions hold whatever happens.
_TOLERANCE = Decimal("0.5")
_VALIDATIONS: list[Any] = [
    check for check in validation.BASIC_VALIDATIONS if check not in _OWN_CHECKS
]


@dataclass(frozen=True, slots=True)
class LoadFault:
    """What Beancount could not read or accept.

    ``drops`` tells that an entry is missing from the book because of it, so that no figure can be
    trusted until it is mended.
    """

    message: str
    place: Place
    drops: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger as loaded: Beancount's entries in date order, its options, and what went wrong."""

    path: Path
    entries: list[Any]
    options: dict[str, Any]
    errors: tuple[LoadFault, ...]

    @property
    def root(self) -> Path:
        """The folder that holds the ledger and everything that belongs to it."""
        return self.path.parent


@contextmanager
def collector_held() -> Iterator[None]:
    """Hold the garbage collector: loading makes millions of objects and no cycles to collect."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()  # what was loaded stays: let no later collection walk through it
            gc.enable()


def load(path: Path) -> Ledger:
    """Load the ledger at ``path`` with its includes.

    Raises NkrError when a file is missing, unreadable or not UTF-8, and when the ledger would run
    code or read files outside its own folder. Everything else that is wrong is in ``errors``.
    """
    path = Path(os.path.normpath(Path.cwd() / path))
    with collector_held():
        parsed = parse_undisturbed(path)
        options = loader.aggregate_options_map(
            parsed[0].options, [part.options for part in parsed[1:]]
        )
        entries = [entry for part in parsed for entry in part.entries]
        entries.sort(key=data.entry_sortkey)
        read_errors = [error for part in parsed for error in part.errors]
        with beancount_trusted(path):
            entries, booking_errors = booking.book(entries, options)
        options["include"] = sorted(str(part.path) for part in parsed)
        options["plugin"] = _plugins_to_run(entries, options)
        options["plugin_processing_mode"] = "raw"
        options["tolerance_multiplier"] = _TOLERANCE
        with beancount_trusted(path):
            entries, run_errors = loader.run_transformations(entries, [], options, None)
            for check in _VALIDATIONS:
                run_errors.extend(check(entries, options))
    lost = [*read_errors, *booking_errors]
    faults = [_fault(error, path, drops=True) for error in lost]
    faults += [_fault(error, path, drops=False) for error in run_errors if not _is_ours(error)]
    return Ledger(path, entries, options, tuple(faults))


def refuse_unreadable(contents: Mapping[Path, bytes]) -> list[Any]:
    """Raise NkrError when Beancount cannot read new ``contents``, before anything is written.

    Returns the entries in them.
    """
    found = []
    for path, content in contents.items():
        entries, errors, _ = parser.parse_file(io.BytesIO(content), report_filename=str(path))
        found += entries
        if errors:
            raise NkrError(
                Text(
                    f"Det som skulle skrivas går inte att läsa: {errors[0].message}",
                    f"What was to be written cannot be read: {errors[0].message}",
                ),
                remedy=Text(
                    "inget är skrivet; kontrollera raden och det som skulle läggas till där",
                    "nothing is written; check the line and what was to be added there",
                ),
                place=Place(str(path), errors[0].source["lineno"]),
            )
    return found


def _plugins_to_run(entries: list[Any], options: dict[str, Any]) -> list[tuple[str, Any]]:
    """Name what Beancount runs over the entries, in its order, less what has nothing to do.

    Our own plugins are left out: whoever loads a ledger here applies the rules itself.
    """
    kinds = {type(entry) for entry in entries}
    plugins = [("beancount.ops.documents", None)] if options["documents"] else []
    plugins += [plugin for plugin in options["plugin"] if not plugin[0].startswith(OWN_PLUGINS)]
    plugins += [("beancount.ops.pad", None)] if data.Pad in kinds else []
    plugins += [("beancount.ops.balance", None)] if data.Balance in kinds else []
    return plugins


def _is_ours(error: Any) -> bool:
    """Tell whether a rule of ours reports the same, better: a document whose file is missing."""
    return type(error).__name__ == "DocumentError"


def _fault(error: Any, main: Path, *, drops: bool) -> LoadFault:
    source = error.source or {}
    name = str(source.get("filename") or main)
    place = (
        Place(name, int(source.get("lineno") or 0))
        if Path(name).is_absolute()
        else Place(str(main))
    )
    return LoadFault(" ".join(str(error.message).split()), place, drops)
