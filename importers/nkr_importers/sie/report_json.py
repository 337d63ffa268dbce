"""The report of ``nkr sie`` as JSON: amounts are strings with two decimals, debit positive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nkr_audit.money import to_ore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nkr_audit.text import Language
    from nkr_importers.sie.reconciling import Difference
    from nkr_importers.sie.report import Checked


def sie_json(files: Iterable[Checked], language: Language) -> dict[str, Any]:
    """Return what ``nkr sie --json`` prints."""
    return {"files": [_file(checked, language) for checked in files]}


def _file(checked: Checked, language: Language) -> dict[str, Any]:
    document, source = checked.document, checked.document.source
    verdict = source.checksum
    return {
        "file": checked.path,
        "sha256": source.sha256,
        "type": document.kind,
        "encoding": source.encoding,
        "vouchers": source.vouchers,
        "rows": source.rows,
        "debits": str(to_ore(checked.debits)),
        "sound": checked.is_sound,
        "checksum": verdict
        and {"stated": verdict.stated, "computed": verdict.computed, "agrees": verdict.agrees},
        "problems": [
            {
                "line": one.line or None,
                "label": one.label,
                "severity": one.severity,
                "message": one.what.to(language),
            }
            for one in source.problems
        ],
        "quarantined": [
            {"line": one.line, "voucher": one.voucher, "message": one.what.to(language)}
            for one in document.quarantined
        ],
        "compared": {one.check: one.count for one in checked.reconciliation.comparisons},
        "differences": [_difference(one) for one in checked.reconciliation.differences],
        "not_compared": [why.to(language) for why in checked.reconciliation.not_compared],
        "ignored": dict(source.ignored),
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "check": one.check,
        "account": one.account,
        "objects": [list(pair) for pair in one.objects],
        "period": one.period or None,
        "expected": str(to_ore(one.expected)),
        "found": str(to_ore(one.found)),
        "difference": str(to_ore(one.difference)),
    }
