"""The commands that write in a book, as data: each with a book to run it on.

To have a new command tested against crashes, add it to ``WRITINGS``.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.cli import main as cli
from nkr_audit.errors import NkrError
from nkr_audit.trail.record import Act
from nkr_audit.trail.signing_key import make_key
from nkr_audit.trail.writing import writing
from tests.importers.helpers import HEAD as SIE_HEAD
from tests.importers.helpers import INVOICE as SIE_INVOICE
from tests.importers.helpers import MAIN as SIE_MAIN
from tests.importers.helpers import write as write_sie
from tests.ledgers import COST, HEAD, NAMES, RECEIPT, book, run, write
from tests.recording.books import ACCRUED, new_book, options, record
from tests.recording.books import COST as COST_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

RULES = """\
[[regel]]
namn = "plattform"
om = { konto = "5400-5499" }
ger = { register = "Swedeheart", nytta = "direkt", andamal = "it", kostnadsslag = "it-tjanster" }
"""
CODES = "verifikation;underlag;typ\nA42;underlag/A42.pdf;faktura\n"


@dataclass(frozen=True, slots=True)
class Writing:
    """A command that writes.

    ``prepare`` makes what it needs in an empty folder, where the book lies (or is to lie) in
    ``bok``. ``again`` is its exit code when it is run once more after it is done; None when that
    would do it twice.
    """

    name: str
    prepare: Callable[[Path], object]
    arguments: tuple[str, ...] = ()
    again: int | None = 0
    work: Callable[[Path], int] | None = None

    def run(self, folder: Path) -> int:
        """Run it in the folder, and return its exit code; what it says goes to stderr."""
        os.chdir(folder)
        if self.work is not None:
            try:
                return self.work(folder)
            except NkrError as error:
                sys.stderr.write(error.describe("sv"))
                return 2
        result = run(*self.arguments, env={"NKR_WHO": "ekonom1"})
        sys.stderr.write(result.output)
        return result.exit_code

    @property
    def exists(self) -> bool:
        """Tell whether there is such a command already."""
        if self.work is not None:
            return True
        group = cli.commands.get(self.arguments[0])
        return group is not None and (
            self.arguments[0] not in {"import", "log"}
            or self.arguments[1] in getattr(group, "commands", {})
        )


def _nothing(_folder: Path) -> None:
    pass


def _to_import(folder: Path) -> None:
    (folder / "bok").mkdir()
    (folder / "bok" / "main.beancount").write_text(SIE_MAIN, encoding="utf-8")
    write_sie(folder, SIE_HEAD + SIE_INVOICE)


def _to_import_more(folder: Path) -> None:
    """A book with a log, and an import to add to."""
    _to_import(folder)
    done = run("import", "sie", str(folder / SIE_FILE), *_into(folder / "bok"))
    assert done.exit_code == 0, done.output
    write_sie(folder, SIE_HEAD + SIE_INVOICE + SIE_INVOICE.replace('"42"', '"44"'))


def _into(folder: Path) -> tuple[str, ...]:
    return ("--ledger", str(folder / "main.beancount"), "--grant", "NKR2026")


def _to_code(folder: Path) -> None:
    """A book in two files, with a rule file and a coding file beside it."""
    text = HEAD + RECEIPT + 'include "import/NKR2026-2026.beancount"\n'
    book(folder / "bok", text)
    bare = COST.replace('    register: "Swedeheart"\n    nytta: "direkt"\n', "")
    bare = bare.replace('  kostnadsslag: "it-tjanster"\n  andamal: "it"\n', "")
    write(folder / "bok" / "import" / "NKR2026-2026.beancount", NAMES + bare)
    write(folder / "regler.toml", RULES)
    write(folder / "kod.csv", CODES)


SIE_FILE = "export.se"
BOOK = "bok/main.beancount"
OLD_MAIN = NAMES + 'include "ett.beancount"\n'


def _to_write(folder: Path) -> None:
    write(folder / "bok" / "main.beancount", OLD_MAIN)
    write(folder / "bok" / "ett.beancount", NAMES)


def _many_files(folder: Path) -> int:
    """Three files in one write: one replaced, one in new folders, and the one that includes it."""
    root = folder / "bok"
    with writing(root / "main.beancount") as writer:
        if (root / "nytt" / "under" / "a.beancount").exists():
            return 0
        writer.write(
            {
                root / "nytt" / "under" / "a.beancount": (NAMES + "; ny\n" * 50).encode(),
                root / "underlag" / "A1.pdf": b"%PDF-" + bytes(5000),
                root / "ett.beancount": (NAMES + "; ändrad\n").encode(),
                root / "main.beancount": (OLD_MAIN + 'include "nytt/under/a.beancount"\n').encode(),
            },
            Act("record", "ekonom1", ("2026-A1",), "prov"),
        )
    return 0


def _to_record(folder: Path) -> None:
    new_book(folder / "bok")
    (folder / "f.pdf").write_bytes(b"%PDF-1.7 exempel\n")


def _recorded(folder: Path) -> None:
    _to_record(folder)
    result = record(folder / "bok" / "main.beancount")
    assert result.exit_code == 0, result.output


def _changed_by_hand(folder: Path) -> None:
    _recorded(folder)
    with (folder / "bok" / "main.beancount").open("ab") as file:
        file.write(b"; egen rad\n")


def _with_key(folder: Path) -> None:
    _recorded(folder)
    make_key("exempel", folder / "nyckel.pem")


def _cost(command: str, given: Mapping[str, str | None]) -> tuple[str, ...]:
    return (command, BOOK, *options(dict(given)))


IMPORT = ("--ledger", BOOK, "--grant", "NKR2026")
WRITINGS = (
    Writing("several files", _to_write, work=_many_files),
    Writing("init", _nothing, ("init", "bok", "--region", "Region Uppsala"), again=2),
    Writing("import sie", _to_import, ("import", "sie", SIE_FILE, *IMPORT)),
    Writing("import sie, more", _to_import_more, ("import", "sie", SIE_FILE, *IMPORT)),
    Writing("code by csv", _to_code, ("code", BOOK, "kod.csv", "--grant", "NKR2026")),
    Writing("record", _to_record, (*_cost("record", COST_OPTIONS), "--document", "f.pdf"), None),
    Writing("correct", _recorded, (
        "correct", BOOK, "2026-N1", "--registered", "2026-08-01", "--reason", "fel belopp",
        "--amount", "39000",
    ), 2),
    Writing("accrue", _to_record, _cost("accrue", ACCRUED | {"--registered": None}), None),
    Writing("attach", _recorded, (
        "attach", BOOK, "f.pdf", "--voucher", "2026-N1", "--type", "leverans",
    ), None),
    Writing("attest", _recorded, ("attest", BOOK, "2026-N1", "--who", "chef1"), 2),
    Writing("log adopt", _changed_by_hand, ("log", "adopt", BOOK, "--reason", "rättat")),
    Writing("log seal", _with_key, ("log", "seal", BOOK, "--key", "nyckel.pem"), None),
    Writing("code by rules", _to_code, ("code", BOOK, "regler.toml", "--grant", "NKR2026")),
)  # fmt: skip
