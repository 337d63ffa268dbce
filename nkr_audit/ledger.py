"""Loading a ledger, for everything else: never from the cache, and nothing in it is run unseen.

A Beancount file is a program: ``plugin``, ``option "insert_pythonpath"`` and Fava's ``custom``
entries run Python from beside the ledger, and ``include`` may point anywhere. A ledger that others
made is therefore refused when it does any of that outside the lists below, before anything runs.
"""

from __future__ import annotations

import gc
import glob
import io
import os
import re
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
from nkr_audit.ledger_text import refuse_unsafe_text
from nkr_audit.money import MOST_DIGITS
from nkr_audit.text import Text
from nkr_audit.trail.commit import finish_interrupted, held_still, written_so_far

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OWN_PLUGINS = "nkr_plugins."
# Plugins of Beancount's own that check and leave the vouchers as they are. None of them takes a
# configuration, but check_commodity, which runs it as Python; so none is let through.
CHECKING_PLUGINS = frozenset({
    "beancount.plugins.auto_accounts",
    "beancount.plugins.check_commodity",
    "beancount.plugins.coherent_cost",
    "beancount.plugins.leafonly",
    "beancount.plugins.noduplicates",
    "beancount.plugins.nounused",
    "beancount.plugins.onecommodity",
    "beancount.plugins.unique_prices",
})  # fmt: skip
FAVA_EXTENSIONS = frozenset({"nkr_audit.web"})

# Exact balance and the presence of documents are rules of ours, with better messages.
_OWN_CHECKS = {
    validation.validate_check_transaction_balances,
    validation.validate_documents_paths,
}
# Beancount's own; a ledger that says more would have its balance assertions hold whatever happens.
_TOLERANCE = Decimal("0.5")
_MOST_READINGS = 5
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
        parsed = _parse_undisturbed(path)
        options = loader.aggregate_options_map(
            parsed[0].options, [part.options for part in parsed[1:]]
        )
        entries = [entry for part in parsed for entry in part.entries]
        entries.sort(key=data.entry_sortkey)
        read_errors = [error for part in parsed for error in part.errors]
        with _beancount_trusted(path):
            entries, booking_errors = booking.book(entries, options)
        options["include"] = sorted(str(part.path) for part in parsed)
        options["plugin"] = _plugins_to_run(entries, options)
        options["plugin_processing_mode"] = "raw"
        options["tolerance_multiplier"] = _TOLERANCE
        with _beancount_trusted(path):
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


@dataclass(frozen=True, slots=True)
class _Parsed:
    path: Path
    entries: list[Any]
    errors: list[Any]
    options: dict[str, Any]


def _parse_undisturbed(main: Path) -> list[_Parsed]:
    """Parse the book as it was between two writes; what a dead process left is finished first.

    Writers are kept out only when they never leave it alone for as long as it takes to read it.
    """
    for _ in range(_MOST_READINGS):
        finish_interrupted(main.parent)
        before = written_so_far(main.parent)
        try:
            parsed = _parse_all(main)
        except NkrError:
            if written_so_far(main.parent) == before:
                raise
            continue
        if written_so_far(main.parent) == before:
            return parsed
    if not os.access(main.parent, os.W_OK):
        raise NkrError(
            Text(
                "Boken ändras hela tiden medan den läses.",
                "The book is changed all the time while it is read.",
            ),
            remedy=Text("kör om när importen är klar", "run again when the import is done"),
            place=main,
        )
    with held_still(main.parent):
        return _parse_all(main)


def _parse_all(main: Path) -> list[_Parsed]:
    """Parse the main file and what it includes, each once, in the order Beancount would.

    A file reached by two names, through a link, is one file: its costs count once.
    """
    root = main.parent.resolve()
    parsed: list[_Parsed] = []
    seen: set[Path] = set()
    waiting = [main]
    while waiting:
        path = waiting.pop(0)
        real = path.resolve()
        if real in seen:
            continue
        seen.add(real)
        part, text = _parse(path)
        _refuse_code(part, text)
        _refuse_absurd(part)
        parsed.append(part)
        for pattern in part.options["include"]:
            waiting.extend(_included(pattern, part, text, root))
    return parsed


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise NkrError(
                Text(
                    "Det finns ingen huvudbok här." if path.is_dir() else "Filen finns inte.",
                    "There is no ledger here." if path.is_dir() else "The file does not exist.",
                ),
                remedy=Text(
                    "ange bokens huvudfil, till exempel bok/main.beancount",
                    "name the main file of the book, for example book/main.beancount",
                ),
                place=path,
            )
        content = path.read_bytes()
    except OSError as error:
        raise NkrError(
            Text(f"Filen kan inte läsas: {error.strerror}", f"Cannot read it: {error.strerror}"),
            remedy=Text("kontrollera filens rättigheter", "check the permissions of the file"),
            place=path,
        ) from error
    refuse_unsafe_text(path, content)
    return content


def _parse(path: Path) -> tuple[_Parsed, bytes]:
    text = _read(path)
    with _beancount_trusted(path):
        entries, errors, options = parser.parse_file(io.BytesIO(text), report_filename=str(path))
    return _Parsed(path, entries, errors, options), text


@contextmanager
def _beancount_trusted(path: Path) -> Iterator[None]:
    """Turn whatever a strange ledger makes Beancount trip over into a message of ours."""
    try:
        yield
    except Exception as error:
        kind = type(error).__name__
        raise NkrError(
            Text(
                f"Beancount klarar inte av något i filen ({kind}).",
                f"Beancount cannot handle something in the file ({kind}).",
            ),
            remedy=Text(
                "se efter orimliga belopp, kostnader eller priser i det som ändrades sist",
                "look for absurd amounts, costs or prices in what was changed last",
            ),
            place=path,
        ) from error


def _refuse_code(part: _Parsed, text: bytes) -> None:
    """Refuse a file that would make Beancount or Fava run code we do not know."""
    for name, configuration in part.options["plugin"]:
        if name in CHECKING_PLUGINS and configuration is not None:
            raise _refusal(
                part, text, "plugin", name,
                Text(
                    f"Boken ger insticksmodulen {name} en inställning, som kan köras som kod.",
                    f"The ledger gives the plugin {name} a setting, which may be run as code.",
                ),
            )  # fmt: skip
        if not name.startswith(OWN_PLUGINS) and name not in CHECKING_PLUGINS:
            raise _refusal(
                part, text, "plugin", name,
                Text(
                    f"Boken vill köra insticksmodulen {name}, som inte är tillåten.",
                    f"The ledger would run the plugin {name}, which is not allowed.",
                ),
            )  # fmt: skip
    if part.options.get("insert_pythonpath"):
        raise _refusal(
            part, text, "option", "insert_pythonpath",
            Text(
                "Boken vill köra Pythonkod från sin egen mapp (insert_pythonpath).",
                "The ledger would run Python code from its own folder (insert_pythonpath).",
            ),
        )  # fmt: skip
    root = part.path.parent.resolve()
    for folder in part.options["documents"]:
        if not _is_under(part.path.parent / folder, root):
            raise _refusal(
                part, text, "option", "documents",
                Text(
                    f"Boken hämtar underlag från {folder}, utanför sin egen mapp.",
                    f"The ledger takes documents from {folder}, outside its own folder.",
                ),
            )  # fmt: skip
    for entry in part.entries:
        if not isinstance(entry, data.Custom):
            continue
        values = [value.value for value in entry.values or ()]
        if entry.type == "fava-extension" and values and values[0] in FAVA_EXTENSIONS:
            continue
        if entry.type == "fava-extension" or (
            entry.type == "fava-option"
            and any(str(value).replace("-", "_") == "import_config" for value in values)
        ):
            raise NkrError(
                Text(
                    f"Boken vill låta Fava köra kod ({entry.type} {values[-1] if values else ''}).",
                    f"The ledger would have Fava run code ({entry.type}).",
                ),
                remedy=_REMOVE,
                place=Place(str(part.path), entry.meta["lineno"]),
            )


def _refuse_absurd(part: _Parsed) -> None:
    """Refuse amounts so large that no figure could be computed from them."""
    for entry in part.entries:
        if isinstance(entry, data.Transaction):
            amounts = [(posting.units, posting.meta) for posting in entry.postings]
        elif isinstance(entry, data.Balance):
            amounts = [(entry.amount, entry.meta)]
        else:
            continue
        for amount, meta in amounts:
            number = getattr(amount, "number", None)
            if type(number) is Decimal and number.adjusted() >= MOST_DIGITS:
                raise NkrError(
                    Text("Beloppet är orimligt stort.", "The amount is absurdly large."),
                    remedy=Text("rätta beloppet på raden", "correct the amount on the line"),
                    place=Place(str(part.path), (meta or entry.meta)["lineno"]),
                )


_REMOVE = Text(
    "ta bort raden, om du litar på bokens innehåll i övrigt",
    "remove the line, if you trust the rest of the ledger",
)


def _refusal(part: _Parsed, text: bytes, directive: str, name: str, what: Text) -> NkrError:
    line = _line_of(text, directive, name)
    return NkrError(what, remedy=_REMOVE, place=Place(str(part.path), line))


def _line_of(text: bytes, directive: str, name: str) -> int:
    """The line on which ``directive "name"`` stands; options and includes keep no line number."""
    pattern = rb"^[ \t]*" + directive.encode() + rb"[ \t]+\"" + re.escape(name.encode())
    match = re.search(pattern, text, re.MULTILINE)
    return text.count(b"\n", 0, match.start()) + 1 if match else 0


def _included(pattern: str, part: _Parsed, text: bytes, root: Path) -> list[Path]:
    """Expand one include; refuse what lies outside ``root``, also behind links."""
    search = os.path.normpath(part.path.parent / pattern)
    fixed = re.split(r"[*?\[]", search, maxsplit=1)[0]
    start = fixed if fixed == search else str(Path(fixed + "x").parent)
    outside = not _is_under(Path(start), root)
    found = [] if outside else sorted(glob.glob(search, recursive=True))  # noqa: PTH207 (as Beancount expands it)
    matches = [match for match in found if not Path(match).is_dir()]
    outside = outside or not all(_is_under(Path(match), root) for match in matches)
    place = Place(str(part.path), _line_of(text, "include", pattern))
    if outside:
        raise NkrError(
            Text(
                f"Boken vill läsa in {pattern}, som ligger utanför bokens egen mapp.",
                f"The ledger would include {pattern}, which lies outside its own folder.",
            ),
            remedy=Text(
                "flytta in filen i bokens mapp, eller ta bort raden",
                "move the file into the ledger's folder, or remove the line",
            ),
            place=place,
        )
    if not matches:
        raise NkrError(
            Text(f"Filen {pattern} finns inte.", f"The file {pattern} does not exist."),
            remedy=Text(
                "rätta sökvägen på raden, eller ta bort den",
                "correct the path on the line, or remove it",
            ),
            place=place,
        )
    return [Path(match) for match in matches]


def _is_under(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root)


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
