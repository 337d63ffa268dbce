"""The coverage map as a person reads it, and as JSON."""

from __future__ import annotations

from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nkr_audit.coverage import Placement
    from nkr_audit.text import Language

_WIDTHS = (6, 20, 44, 30)
_HEADS = (
    Text("krav", "term"), Text("regler", "rules"), Text("i programmet", "in the programme"),
    Text("redovisas i", "reported in"),
)  # fmt: skip
_PAGE = sum(_WIDTHS)
_PARTLY = Text("Prövas delvis", "Checked in part")
_NOT = Text("Kan inte prövas", "Not checkable")


def coverage_lines(placements: Sequence[Placement], language: Language) -> Iterator[str]:
    """Write out the map as a table, and count what is placed."""
    yield from _row([head.to(language) for head in _HEADS])
    yield "─" * _PAGE
    for placement in placements:
        yield from _row([
            placement.id, " ".join(placement.codes), "\n".join(placement.programme),
            "\n".join(placement.report),
        ])  # fmt: skip
        if placement.reason is not None:
            label = (_PARTLY if placement.codes else _NOT).to(language)
            indent = " " * _WIDTHS[0]
            yield from wrap(
                f"{label}: {placement.reason.to(language)}", _PAGE,
                initial_indent=indent, subsequent_indent=indent,
            )  # fmt: skip
    yield ""
    checked = sum(bool(placement.codes) for placement in placements)
    placed, total = _placed(placements), len(placements)
    yield Text(
        f"{placed} av {total} placerade. {checked} prövas av regler; övriga står i programmen, "
        "visas i rapporterna eller har ett skäl.",
        f"{placed} of {total} placed. {checked} are checked by rules; the others stand in the "
        "programmes, are shown in reports, or have a reason.",
    ).to(language)


def coverage_json(placements: Sequence[Placement], language: Language) -> dict[str, Any]:
    """Return what ``nkr rule --coverage --json`` prints."""
    return {
        "rules": [
            {
                "id": placement.id,
                "codes": list(placement.codes),
                "programme": list(placement.programme),
                "report": list(placement.report),
                "reason": placement.reason.to(language) if placement.reason else None,
            }
            for placement in placements
        ],
        "placed": _placed(placements),
        "total": len(placements),
    }


def _placed(placements: Sequence[Placement]) -> int:
    return sum(placement.is_placed for placement in placements)


def _row(cells: Sequence[str]) -> Iterator[str]:
    columns = [
        [
            line
            for part in cell.split("\n")
            for line in wrap(part, width - 2, break_on_hyphens=False, break_long_words=False)
        ]
        for cell, width in zip(cells, _WIDTHS, strict=True)
    ]
    for lines in zip_longest(*columns, fillvalue=""):
        padded = [f"{line:<{width}}" for line, width in zip(lines, _WIDTHS, strict=True)]
        yield "".join(padded).rstrip()
