"""What ``nkr review verify`` tells of a package: the answer first, what is wrong, what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from nkr_audit.review.problem import shown
from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.review.comparing import Changed, Comparison
    from nkr_audit.review.verifying import Verified
    from nkr_audit.text import Language

_MOST: Final = 200
_LABELS: Final = {
    "received": Text("Utbetalt", "Received"),
    "costs": Text("Kostnader", "Costs"),
    "unused": Text("Oanvänt", "Unused"),
    "repaid": Text("Återbetalat", "Repaid"),
    "questioned": Text("Ifrågasatt", "Questioned"),
}


def verify_lines(
    verified: Verified, comparison: Comparison | None, language: Language
) -> Iterator[str]:
    """What came of it, a line at a time."""
    count = len(verified.problems)
    if verified.is_sound:
        answer = Text("PAKETET STÄMMER", "THE PACKAGE IS SOUND")
    elif not verified.was_read:
        answer = Text(
            f"PAKETET TAS INTE EMOT: {count} fel. Innehållet är inte läst.",
            f"THE PACKAGE IS REFUSED: {count} fault(s). Its contents were not read.",
        )
    else:
        answer = Text(
            f"PAKETET STÄMMER INTE: {count} fel", f"THE PACKAGE IS NOT SOUND: {count} fault(s)"
        )
    yield answer.to(language)
    fault = Text("fel", "fault").to(language)
    for problem in verified.problems[:_MOST]:
        yield f"  {fault}  {problem.describe(language)}"
    if count > _MOST:
        yield Text(f"  … och {count - _MOST} till", f"  … and {count - _MOST} more").to(language)
    if verified.was_read:
        yield from _facts(verified, language)
    for note in verified.notes:
        yield f"  {Text('obs', 'note').to(language)}  {shown(note.to(language))}"
    if comparison is not None:
        yield from _comparison(comparison, language)


def _facts(verified: Verified, language: Language) -> Iterator[str]:
    yield Text(
        f"  {verified.files} filer, {verified.size} byte, lästa med SHA-256 och SHA-512",
        f"  {verified.files} files, {verified.size} bytes, read with SHA-256 and SHA-512",
    ).to(language)
    if verified.checksum:
        yield Text(
            f"  Paketets kontrollsumma: {verified.checksum}",
            f"  The package's checksum: {verified.checksum}",
        ).to(language)
    log = verified.log
    if log is not None:
        yield Text(
            f"  Behandlingshistorik: {len(log.lines)} poster, rot {log.root}, förseglad till och "
            f"med post {log.sealed}",
            f"  Processing log: {len(log.lines)} records, root {log.root}, sealed up to record "
            f"{log.sealed}",
        ).to(language)
    figure = verified.figure
    if figure is not None:
        received, costs, unused = (
            kronor(one, language) for one in (figure.received, figure.costs, figure.unused)
        )
        sums = f"{received} − {costs} = {unused}"
        yield Text(
            f"  {shown(figure.grant)}, ur tabellerna: {sums} oanvänt",
            f"  {shown(figure.grant)}, from the tables: {sums} unused",
        ).to(language)


def _comparison(comparison: Comparison, language: Language) -> Iterator[str]:
    changes = (
        (Text("Verifikationer", "Vouchers"), comparison.vouchers),
        (Text("Underlag", "Documents"), comparison.documents),
    )
    if not (comparison.vouchers or comparison.documents or comparison.figure):
        yield Text(
            "Sedan det tidigare paketet: inget är ändrat i verifikationer, underlag eller figur.",
            "Since the earlier package: no voucher, document or figure has changed.",
        ).to(language)
    else:
        yield Text("Sedan det tidigare paketet:", "Since the earlier package:").to(language)
    for key, (before, after) in comparison.figure.items():
        sums = kronor(before, language), kronor(after, language)
        yield f"  {_LABELS[key].to(language)}: {sums[0]} → {sums[1]}"
    for label, changed in changes:
        yield from _changed(label.to(language), changed, language)
    if comparison.records:
        yield Text(
            f"  Behandlingshistorik: {comparison.records} nya poster",
            f"  Processing log: {comparison.records} new record(s)",
        ).to(language)


def _changed(label: str, changed: Changed, language: Language) -> Iterator[str]:
    for word, names in (
        (Text("nya", "added"), changed.added),
        (Text("ändrade", "altered"), changed.altered),
        (Text("borttagna", "removed"), changed.removed),
    ):
        if names:
            listed = ", ".join(shown(name) for name in names[:_MOST])
            more = f" … ({len(names)})" if len(names) > _MOST else ""
            yield f"  {label}, {word.to(language)}: {listed}{more}"


def verified_json(
    verified: Verified, comparison: Comparison | None, language: Language
) -> dict[str, Any]:
    """The same as plain values. Amounts are strings with two decimals."""
    log, figure = verified.log, verified.figure
    return {
        "sound": verified.is_sound,
        "read": verified.was_read,
        "problems": [problem.as_json(language) for problem in verified.problems],
        "notes": [shown(note.to(language)) for note in verified.notes],
        "files": verified.files,
        "bytes": verified.size,
        "checksum": verified.checksum or None,
        "info": {shown(key): shown(value) for key, value in verified.info.items()},
        "log": log and {"records": len(log.lines), "root": log.root, "sealed": log.sealed},
        "figure": figure
        and {
            "grant": figure.grant,
            "received": f"{figure.received:.2f}",
            "costs": f"{figure.costs:.2f}",
            "unused": f"{figure.unused:.2f}",
        },
        "since_earlier": comparison
        and {
            "vouchers": comparison.vouchers.as_json(),
            "documents": comparison.documents.as_json(),
            "figure": {
                key: {"before": f"{before:.2f}", "after": f"{after:.2f}"}
                for key, (before, after) in comparison.figure.items()
            },
            "records": comparison.records,
        },
    }
