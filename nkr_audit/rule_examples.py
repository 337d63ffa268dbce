"""Examples of the rules, taken from their cases: written by ``make rules``, read by the pages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMPLES: Final = Path(__file__).parent / "rule_examples.json"

# Where a finding is accepted: on the posting, the voucher, the declaration it stands on, the grant.
Where = Literal["row", "voucher", "declaration", "grant"]


@dataclass(frozen=True, slots=True)
class Example:
    """The lines of a ledger that matter, and what they show (Swedish, as the case says it)."""

    shows: str
    ledger: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleExample:
    """A book that a rule finds something in, and one in which it does not.

    ``what`` and ``remedy`` are the finding's; ``accept`` is None when it cannot be accepted.
    """

    found: Example
    silent: Example
    what: Text
    remedy: Text
    accept: Where | None


def load_examples() -> dict[str, RuleExample]:
    """Return the examples by rule code."""
    by_code = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return {code: _example(values) for code, values in by_code.items()}


def as_json(examples: Mapping[str, RuleExample]) -> str:
    """Write out the examples as ``load_examples`` reads them."""
    by_code = {
        code: {
            "found": {"shows": example.found.shows, "ledger": example.found.ledger},
            "silent": {"shows": example.silent.shows, "ledger": example.silent.ledger},
            "what": example.what._asdict(),
            "remedy": example.remedy._asdict(),
            "accept": example.accept,
        }
        for code, example in sorted(examples.items())
    }
    return json.dumps(by_code, ensure_ascii=False, indent=1) + "\n"


def _example(values: Mapping[str, Any]) -> RuleExample:
    found, silent = (
        Example(values[kind]["shows"], tuple(values[kind]["ledger"]))
        for kind in ("found", "silent")
    )
    return RuleExample(
        found=found,
        silent=silent,
        what=Text(**values["what"]),
        remedy=Text(**values["remedy"]),
        accept=cast("Where | None", values["accept"]),
    )
