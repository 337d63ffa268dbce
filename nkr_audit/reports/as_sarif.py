"""Findings as SARIF 2.1.0, the form in which code review tools and editors read findings."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from nkr_audit.reports.as_json import finding_json
from nkr_audit.reports.identity import identities
from nkr_audit.rules import FAMILIES
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nkr_audit.errors import Place
    from nkr_audit.finding import Finding
    from nkr_audit.reports.identity import Identity
    from nkr_audit.rules.rule import Rule
    from nkr_audit.text import Language

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_ROOT_IS = Text(
    "Mappen som nkr check kördes i; ligger boken inte under den, bokens mapp.",
    "The folder that nkr check was run in; the book's folder, when that is not below it.",
)
_HELP = Text(
    "Var regeln kommer ifrån, med exempel: nkr rule {code}",
    "Where the rule comes from, with examples: nkr rule {code}",
)
_PROPERTIES = ("grant", "voucher", "amount", "sources")
_LANGUAGE = {"sv": "sv-SE", "en": "en-GB"}


def findings_sarif(
    findings: Sequence[Finding], book: Place, here: Path, version: str, language: Language
) -> dict[str, Any]:
    """Return the findings as one SARIF run. ``book`` is the main file, ``here`` where one stands.

    ``partialFingerprints`` stay the same when lines move and in either language.
    """
    rules = [rule for family in FAMILIES for rule in family.rules]
    index = {rule.code: number for number, rule in enumerate(rules)}
    folder = Path(book.file).parent
    root = here if folder.is_relative_to(here) else folder
    uris = _uris(findings, book, root)
    met: Counter[Identity] = Counter()
    results = []
    for finding in findings:
        known_by = identities(finding)[0]
        written = finding_json(finding, language)
        results.append(
            {
                "ruleId": finding.code,
                "ruleIndex": index[finding.code],
                "level": finding.severity,
                "message": {"text": written["message"]},
                "locations": [_location(finding.place, uris[finding.place.file])],
                "partialFingerprints": {"nkrFinding/v1": _fingerprint(known_by, met[known_by])},
                "suppressions": _suppressions(finding),
                "properties": {key: written[key] for key in _PROPERTIES},
            }
        )
        met[known_by] += 1
    driver = {
        "name": "nkr-audit",
        "version": version,
        "rules": [_rule(rule, language) for rule in rules],
    }
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "language": _LANGUAGE[language],
                "originalUriBaseIds": {
                    _ROOT: {"description": {"text": _ROOT_IS.to(language)}},
                },
                "results": results,
            }
        ],
    }


def _rule(rule: Rule, language: Language) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.title.to(language)},
        "fullDescription": {"text": rule.about.to(language)},
        "help": {"text": _HELP.to(language).format(code=rule.code)},
        "defaultConfiguration": {"level": rule.severity},
    }


def _location(place: Place, uri: str) -> dict[str, Any]:
    """A place; one that concerns no line points to the first, which every file has."""
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri, "uriBaseId": _ROOT},
            "region": {"startLine": max(1, place.line)},
        }
    }


def _uris(findings: Iterable[Finding], book: Place, root: Path) -> dict[str, str]:
    """The files of the findings, as seen from the root; a finding without file is the book's."""
    return {
        file: quote(Path(os.path.relpath(file or book.file, root)).as_posix())
        for file in {finding.place.file for finding in findings}
    }


def _fingerprint(known_by: Identity, number: int) -> str:
    """A short digest of what the finding is known by; equal ones are numbered."""
    text = "\n".join((*(part or "" for part in known_by), str(number)))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _suppressions(finding: Finding) -> list[dict[str, str]]:
    """An accepted finding is suppressed in the book itself, with its reason."""
    if finding.accepted is None:
        return []
    return [{"kind": "inSource", "status": "accepted", "justification": finding.accepted}]
