"""What ``nkr report`` refuses: endings, days and accounts that cannot be, and what is not final."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.evidence import Evidence
from nkr_audit.reading import read_trail
from nkr_audit.reports.formats import SUFFIXES
from nkr_audit.reports.kinds import KINDS
from nkr_audit.rules.rule import Subject
from nkr_audit.rules.trail import log_broken
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from nkr_audit.book import Book
    from nkr_audit.ledger import Ledger
    from nkr_audit.reports.document import Report
    from nkr_audit.reports.kinds import Kind

SIE_SUFFIX: Final = ".se"


def refuse_ending(kind: Kind, suffix: str, output: Path) -> None:
    """Refuse a file whose ending is no format, or none that the kind can be written in."""
    if suffix in SUFFIXES or (suffix == SIE_SUFFIX and kind.books):
        return
    endings = ", ".join((*SUFFIXES, SIE_SUFFIX) if kind.books else SUFFIXES)
    if suffix == SIE_SUFFIX:
        what = Text(
            f"{kind.title.sv} kan inte skrivas som SIE; det kan bara böckerna.",
            f"{kind.title.en} cannot be written as SIE; only the books can.",
        )
    else:
        what = Text(
            f"Filens ändelse {suffix or '(ingen)'} är inget format för en rapport.",
            f"The file's ending {suffix or '(none)'} is no format of a report.",
        )
    raise NkrError(
        what,
        remedy=Text(f"välj en fil som slutar på {endings}", f"choose a file ending in {endings}"),
        place=output,
    )


def too_early(ledger: Path, day: date) -> NkrError:
    """The error of a day on which no grant was declared yet."""
    return NkrError(
        Text(
            f"Boken har inget bidrag som är anmält {day}.",
            f"The book has no grant that is declared on {day}.",
        ),
        remedy=Text("välj en senare dag med --date", "choose a later day by --date"),
        place=ledger,
    )


def refuse_accounts(kind: Kind) -> None:
    """Refuse accounts that are asked for of a kind that has none to choose."""
    if kind.accounts:
        return
    able = ", ".join(one.name for one in KINDS.values() if one.accounts)
    raise NkrError(
        Text(
            f"{kind.name} visar inga valda konton; --account hör till {able}.",
            f"{kind.name} shows no accounts that are asked for; --account is of {able}.",
        ),
        remedy=Text("utelämna --account", "leave --account out"),
    )


def refuse_unfinished(made: Report, loaded: Ledger, book: Book) -> None:
    """Refuse what is only a draft, and any report at all of a book whose log does not hold.

    The log is of the book as it is now, also when the report is made for an earlier day.
    """
    reasons = (*made.draft, *_broken_log(loaded, book))
    if reasons:
        raise NkrError(
            Text(
                "Rapporten är bara ett utkast, och inget är skrivet. Det här återstår:"
                + "".join(f"\n  • {reason.sv}" for reason in reasons),
                "The report is only a draft, and nothing is written. This remains:"
                + "".join(f"\n  • {reason.en}" for reason in reasons),
            ),
            remedy=Text(
                "åtgärda det som återstår, eller skriv ett utkast utan --final",
                "mend what remains, or write a draft without --final",
            ),
        )


def _broken_log(loaded: Ledger, book: Book) -> Iterator[Text]:
    """Say what TR101 says of the processing log."""
    trail = read_trail(loaded)
    if trail is None:
        return
    seen = replace(book, trail=trail.state)
    for hit in log_broken(Subject(seen, (), Evidence(seen))):
        yield Text(
            f"Behandlingshistoriken är bruten (TR101). {hit.what.sv}",
            f"The processing log is broken (TR101). {hit.what.en}",
        )
