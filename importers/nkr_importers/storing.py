"""Where an import's text goes in the book: a file per year, and an include in the main ledger.

Reads the files that are there and returns what they should hold; writes nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from beancount.core import data
from beancount.parser import parser

from nkr_audit.book_files import root_names, with_added
from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.vocabulary import VOUCHER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.ledger import Ledger
    from nkr_importers.existing import Existing
    from nkr_importers.plan import ImportPlan

FOLDER = "import"


def new_contents(
    ledger: Ledger, plan: ImportPlan, grant_id: str, edited: Mapping[Path, bytes]
) -> dict[Path, bytes]:
    """Return what each file shall hold, the main ledger last; empty when nothing is booked.

    ``edited`` is what files of the book shall hold already, with rows moved in them.

    Raises NkrError when a file of that name is there but is no part of the book.
    """
    texts = {
        ledger.root / FOLDER / f"{grant_id}-{year}.beancount": f"\n{text}"
        for year, text in plan.texts
    }
    return with_added(ledger, texts, {path.resolve(): text for path, text in edited.items()})


def check_text(plan: ImportPlan, existing: Existing) -> None:
    """Make sure that Beancount reads the new text as the vouchers that were planned.

    Raises NkrError when it does not.
    """
    names = {f"name_{key}": name for key, name in existing.roots.items()}
    text = root_names(names) + "\n".join(text for _, text in plan.texts)
    entries, errors, _ = parser.parse_string(text)
    if errors:
        raise _unreadable(str(errors[0].message), plan)
    read = {entry.meta.get(VOUCHER) for entry in entries if isinstance(entry, data.Transaction)}
    if read != {voucher.identity for voucher in plan.booked}:
        raise _unreadable("not the same vouchers", plan)


def _unreadable(why: str, plan: ImportPlan) -> NkrError:
    return NkrError(
        Text(
            f"Importens text går inte att läsa för Beancount: {why}",
            f"Beancount cannot read the text of the import: {why}",
        ),
        remedy=Text(
            "inget är skrivet; anmäl felet till nkr-audit med raderna ur källfilen",
            "nothing is written; report it to nkr-audit with the lines of the source file",
        ),
        place=Path(plan.source.name),
    )
