"""Makes the examples and pages of the rules out of their cases: ``python -m tests.cases.pages``.

An example is the part of a case that matters: what differs between ``utloser`` and
``utloser-inte``, and what the finding points at.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from pathlib import Path, PurePath
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from nkr_audit.errors import NkrError
from nkr_audit.programme_file import load_programmes
from nkr_audit.reports.rule_page import rule_index, rule_page
from nkr_audit.rule_examples import EXAMPLES, Example, RuleExample, as_json
from nkr_audit.rules import FAMILIES
from nkr_audit.text import Text
from nkr_audit.trail.log import log_lines
from nkr_audit.trail.places import Places
from tests.cases.harness import CASES, book_of, findings_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nkr_audit.errors import Place
    from nkr_audit.finding import Finding
    from nkr_audit.rule_examples import Where

PAGES = CASES.parents[1] / "docs" / "regler"
_WIDTH = 100
_DATED = re.compile(r"\d{4}-\d{2}-\d{2} (\w+|[*!])")


class Entry(NamedTuple):
    """A directive of a ledger: its lines, and the number of the first."""

    line: int
    text: tuple[str, ...]

    @property
    def opens(self) -> bool:
        """Tell whether it opens an account."""
        return self._kind == "open"

    @property
    def _kind(self) -> str | None:
        match = _DATED.match(self.text[0])
        return match[1] if match else None


def written() -> dict[Path, str]:
    """What ``make rules`` writes: the examples, and every page, by path."""
    examples = {
        rule.code: example_of(CASES / rule.code) for family in FAMILIES for rule in family.rules
    }
    programmes = load_programmes()
    files = {EXAMPLES: as_json(examples), PAGES / "README.md": _joined(rule_index(FAMILIES))}
    for family in FAMILIES:
        for rule in family.rules:
            page = rule_page(rule, family, programmes, examples[rule.code], "sv")
            files[PAGES / f"{rule.code}.md"] = _joined(page)
    return files


def example_of(cases: Path) -> RuleExample:
    """Make the example of a rule out of its two plainest cases."""
    case, code = cases / "utloser", cases.name
    text, other = book_of(case), book_of(cases / "utloser-inte")
    what, remedy, place = _said(case, code)
    line = place.line if place and PurePath(place.file).name == "book.beancount" else 0
    found = excerpt(text, other, line)
    left = tuple(row for row in other.splitlines() if row in found)
    logs = log_rows(case), log_rows(cases / "utloser-inte")
    found = found or _differing(*logs)
    return RuleExample(
        found=Example(_shows(text), found),
        silent=Example(
            _shows(other), excerpt(other, text, 0) or left or _differing(*reversed(logs))
        ),
        what=what,
        remedy=remedy,
        accept=_accepted_where(case, code, line),
    )


def excerpt(text: str, other: str, line: int) -> tuple[str, ...]:
    """The entries that ``other`` lacks, and the one at ``line``; accounts only if all else is."""
    here, there = (Counter(entry.text for entry in _entries(each)) for each in (text, other))
    more = here - there
    chosen = [
        entry
        for entry in _entries(text)
        if entry.text in more or entry.line <= line < entry.line + len(entry.text)
    ]
    shown = [entry for entry in chosen if not entry.opens] or chosen
    return tuple(row for entry in shown for row in entry.text)


def log_rows(case: Path) -> tuple[str, ...]:
    """The processing log of a case as comments, a line for each record; hashes are cut short."""
    rows = []
    for number, line in enumerate(log_lines(Places(case)), start=1):
        record = json.loads(line)
        said = [record["time"][:10], record["who"], record["action"], *record["vouchers"]]
        files = [f"{one['path']} {(one['after'] or '')[:8]}…" for one in record["files"]]
        words = [f"behandlingshistorik, post {number}:", *said, *files]
        rows += wrap(" ".join(words), _WIDTH, initial_indent="; ", subsequent_indent=";   ")
    return tuple(rows)


def _differing(rows: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The rows that ``other`` lacks; all of them when it has them all."""
    return tuple(row for row in rows if row not in other) or rows


def _entries(text: str) -> list[Entry]:
    entries: list[Entry] = []
    for number, row in enumerate(text.splitlines(), start=1):
        if row.startswith(" ") and entries:
            entries[-1] = Entry(entries[-1].line, (*entries[-1].text, row))
        elif row.strip() and not row.startswith(";"):
            entries.append(Entry(number, (row,)))
    return entries


def _shows(text: str) -> str:
    """What a case says of itself in its first lines."""
    rows = []
    for row in text.splitlines():
        if not row.startswith(";"):
            break
        rows.append(row.lstrip("; ").rstrip())
    return " ".join(rows).removeprefix("Exempeldata.").strip()


def _said(case: Path, code: str) -> tuple[Text, Text, Place | None]:
    """What is found in the case, and how to mend it; files named as they are in the book."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            finding = _found(case, code, book_of(case), Path(folder))[0]
        except NkrError as error:
            return error.what, error.remedy, error.place
    what = Text(*(text.replace(f"{folder}/", "") for text in finding.what))
    return what, finding.remedy, finding.place


def _found(case: Path, code: str, text: str, folder: Path) -> list[Finding]:
    return [finding for finding in findings_in(case, folder, text) if finding.code == code]


def _accepted_where(case: Path, code: str, line: int) -> Where | None:
    """Try where ``avvikelse`` is heard: the posting, its head, and last the grant."""
    rows = book_of(case).splitlines()
    places: list[tuple[int, Where]] = []
    if line:
        head = line - 1
        while rows[head].startswith(" "):
            head -= 1
        if head < line - 1:
            places.append((line - 1, "row"))
        is_voucher = re.match(r"\S+ [*!] ", rows[head])
        places.append((head, "voucher" if is_voucher else "declaration"))
    places += [(at, "grant") for at, row in enumerate(rows) if ' custom "nkr-bidrag" ' in row]
    return next((where for at, where in places if _is_accepted(case, code, rows, at)), None)


def _is_accepted(case: Path, code: str, rows: list[str], at: int) -> bool:
    indent = "    " if rows[at].startswith(" ") else "  "
    accepting = [*rows[: at + 1], f'{indent}avvikelse: "{code}: skälet"', *rows[at + 1 :], ""]
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = _found(case, code, "\n".join(accepting), Path(folder))
        except NkrError:
            return False
    return any(finding.accepted is not None for finding in found)


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


if __name__ == "__main__":
    PAGES.mkdir(exist_ok=True)
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
