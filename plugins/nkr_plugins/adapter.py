"""From Beancount's plugin interface to the project's rules, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from beancount.core.data import Pad
from beancount.ops.pad import pad

from nkr_audit.assessment import assess
from nkr_audit.book_builder import build_book
from nkr_audit.ledger import Ledger
from nkr_audit.programme_file import load_programmes
from nkr_audit.reading import altered_documents, read_trail, unusable_documents

if TYPE_CHECKING:
    from collections.abc import Callable

    from nkr_audit.finding import Finding

    Plugin = Callable[..., tuple[list[Any], list["RuleError"]]]

_KIND = {"error": "fel", "warning": "varning"}


class RuleError(NamedTuple):
    """A finding, as Beancount and Fava show errors."""

    source: dict[str, Any]
    message: str
    entry: None = None


class _Assessed(NamedTuple):
    """What was found last: the seven plugins of a ledger are run over the same entries."""

    entries: list[Any]
    length: int
    config: str | None
    findings: tuple[Finding, ...]


_last: list[_Assessed] = []


def plugin_for(*families: str) -> Plugin:
    """Make the plugin function that reports the findings of ``families``.

    Its optional configuration names a folder of programmes, relative to the ledger.
    """

    def report(
        entries: list[Any], options: dict[str, Any], config: str | None = None
    ) -> tuple[list[Any], list[RuleError]]:
        found = _findings(entries, options, config)
        return entries, [_error(finding) for finding in found if finding.family in families]

    report.__name__ = "_".join(families).lower()
    return report


def _findings(
    entries: list[Any], options: dict[str, Any], config: str | None
) -> tuple[Finding, ...]:
    """Assess the ledger once, and keep the outcome for the plugins that follow."""
    last = _last[0] if _last else None
    if (
        last is None
        or last.entries is not entries
        or last.length != len(entries)
        or last.config != config
    ):
        root = Path(options["filename"]).parent
        unusable = unusable_documents(entries, root)
        trail = read_trail(Ledger(Path(options["filename"]), entries, options, ()))
        book = build_book(
            _padded(entries, options),
            options,
            load_programmes(root / config if config else None),
            unusable_documents=unusable,
            altered_documents=altered_documents(entries, unusable, trail.hashes if trail else {}),
            trail=trail.state if trail else None,
        )
        last = _Assessed(entries, len(entries), config, assess(book).findings)
        _last[:] = [last]
    return last.findings


def _padded(entries: list[Any], options: dict[str, Any]) -> list[Any]:
    """Beancount pads accounts only after the plugins; ``nkr check`` sees what it put there."""
    if not any(isinstance(entry, Pad) for entry in entries):
        return entries
    padded: list[Any] = pad(entries, options)[0]
    return padded


def _error(finding: Finding) -> RuleError:
    kind = "godtagen" if finding.accepted is not None else _KIND[finding.severity]
    source = {"filename": finding.place.file, "lineno": finding.place.line}
    return RuleError(source, f"{kind} {finding.code} {finding.message.sv}")
