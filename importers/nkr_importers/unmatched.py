"""When no voucher of a file carries the code: which codes the file does have."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_importers.model import COST_CENTRE
from nkr_importers.naming import printable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nkr_importers.model import Selection, SourceFile

    CodesUsed = Callable[[Path, str], frozenset[str]]

_SHOWN = 10


def no_voucher(
    path: Path, source: SourceFile, selection: Selection, codes_used: CodesUsed
) -> NkrError:
    """Return the error to raise: the code that was looked for, and those that are most like it."""
    codes = selection.text
    listed = [
        _listed(path, source, dimension, code, codes_used) for dimension, code in selection.objects
    ]
    return NkrError(
        Text(
            f"Ingen verifikation i filen bär {codes.sv}. {' '.join(one.sv for one in listed)}",
            f"No voucher of the file carries {codes.en}. {' '.join(one.en for one in listed)}",
        ),
        remedy=Text(
            "ange koden som den står i filen med --cost-centre eller --project; är den redan rätt"
            " har filen inget att bokföra på bidraget; inget är skrivet",
            "give the code as it stands in the file with --cost-centre or --project; if it is right"
            " already, the file has nothing to book on the grant; nothing is written",
        ),
        place=path,
    )


def _listed(
    path: Path, source: SourceFile, dimension: str, wanted: str, codes_used: CodesUsed
) -> Text:
    """The codes of a dimension that the file declares or, if it declares none, uses."""
    declared = source.declarations.objects
    names = {code: name for (kind, code), name in declared.items() if kind == dimension}
    codes = names.keys() or codes_used(path, dimension)
    kind = (
        Text("kostnadsställen", "cost centres")
        if dimension == COST_CENTRE
        else Text("projekt", "projects")
    )
    if not codes:
        return Text(f"Filen har inga {kind.sv}.", f"The file has no {kind.en}.")
    ranked = sorted(
        sorted(codes), key=lambda code: SequenceMatcher(None, code, wanted).ratio(), reverse=True
    )
    shown = ", ".join(
        printable(f"{code} {names.get(code, '')}".strip()) for code in ranked[:_SHOWN]
    )
    more = len(ranked) - _SHOWN
    return Text(
        f"Filen har {kind.sv}: {shown}" + (f" och {more} till." if more > 0 else "."),
        f"The file has the {kind.en} {shown}" + (f" and {more} more." if more > 0 else "."),
    )
