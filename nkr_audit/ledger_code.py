"""What a ledger may not do: run code we do not know, read outside its folder, or be absurd.

A Beancount file is a program: ``plugin``, ``option "insert_pythonpath"`` and Fava's ``custom``
entries run Python from beside the ledger, and ``include`` may point anywhere. A ledger that others
made is therefore refused when it does any of that outside the lists below, before anything runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from beancount.core import data

from nkr_audit.errors import NkrError, Place
from nkr_audit.money import MOST_DIGITS
from nkr_audit.text import Text

if TYPE_CHECKING:
    from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file of a ledger, as Beancount parsed it."""

    path: Path
    entries: list[Any]
    errors: list[Any]
    options: dict[str, Any]


def refuse_code(part: Parsed, text: bytes) -> None:
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
        if not is_under(part.path.parent / folder, root):
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


def refuse_absurd(part: Parsed) -> None:
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


def _refusal(part: Parsed, text: bytes, directive: str, name: str, what: Text) -> NkrError:
    line = line_of(text, directive, name)
    return NkrError(what, remedy=_REMOVE, place=Place(str(part.path), line))


def line_of(text: bytes, directive: str, name: str) -> int:
    """The line on which ``directive "name"`` stands; options and includes keep no line number."""
    pattern = rb"^[ \t]*" + directive.encode() + rb"[ \t]+\"" + re.escape(name.encode())
    match = re.search(pattern, text, re.MULTILINE)
    return text.count(b"\n", 0, match.start()) + 1 if match else 0


def is_under(path: Path, root: Path) -> bool:
    """Tell whether ``path`` lies in the folder ``root``, with every link followed."""
    return path.resolve().is_relative_to(root)
