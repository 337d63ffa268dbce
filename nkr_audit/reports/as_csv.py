"""Findings as a CSV file that Excel opens with a double click, and that runs nothing there.

UTF-8 with a byte order mark, semicolons, CRLF. Amounts have a decimal comma in Swedish and a
point in English, and no spaces. A negative amount has an ordinary hyphen, the only minus that
Excel reads as part of a number; a number alone is no formula. A text that begins like a formula
gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from nkr_audit.money import to_ore
from nkr_audit.reports.findings_text import severity_word, source_titles
from nkr_audit.reports.grouping import grouped
from nkr_audit.reports.risk import risk_of
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from nkr_audit.assessment import Assessment
    from nkr_audit.finding import Finding
    from nkr_audit.reports.page import Page
    from nkr_audit.reports.shown import Shown
    from nkr_audit.text import Language

_COLUMNS = (
    Text("Bidrag", "Grant"), Text("Allvar", "Severity"), Text("Kod", "Code"),
    Text("Iakttagelse", "Finding"), Text("Verifikation", "Voucher"), Text("Datum", "Date"),
    Text("Motpart och text", "Payee and text"), Text("Register", "Register"),
    Text("Belopp", "Amount"), Text("Ifrågasatt", "Questioned"), Text("Vad", "What"),
    Text("Gör så här", "To mend it"), Text("Skäl till avvikelse", "Reason for deviation"),
    Text("Källa", "Source"), Text("Citat", "Quotation"), Text("Fil", "File"), Text("Rad", "Line"),
)  # fmt: skip
_BEGINS_FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]")
_BREAKS = re.compile(r"[\t\r\n\v\f]+")


def findings_csv(assessment: Assessment, chosen: Shown, page: Page) -> str:
    """Write the findings chosen as CSV, in the order of the text.

    The column of what is questioned holds each cost line once, as the amount at risk does, so
    that its sum is ``questioned`` when every finding is shown.
    """
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([page.say(column) for column in _COLUMNS])
    titles = source_titles(assessment)
    shares = {
        id(finding): share
        for assessed in assessment.grants
        for finding, share in risk_of(assessed.findings).shares
    }
    for group in grouped(chosen.findings, assessment):
        for finding in group.findings:
            writer.writerow(_cells(finding, shares.get(id(finding)), titles, page))
    return file.getvalue()


def _cells(
    finding: Finding, questioned: Decimal | None, titles: Mapping[str, Text], page: Page
) -> Iterator[str]:
    language, voucher = page.language, finding.voucher
    source = finding.sources[0] if finding.sources else None
    registers = dict.fromkeys(line.register for line in finding.lines if line.register)
    yield _text(finding.grant_id)
    yield _text(severity_word(finding).to(language))
    yield finding.code
    yield _text(finding.title.to(language))
    yield _text(finding.voucher_number)
    yield voucher.date.isoformat() if voucher else ""
    yield _text(voucher.description if voucher else None)
    yield _text(", ".join(registers))
    yield _number(finding.amount, language)
    yield _number(questioned, language)
    yield _text(finding.what.to(language))
    yield _text(finding.remedy.to(language) if finding.accepted is None else None)
    yield _text(finding.accepted)
    yield _text(titles[source.document].to(language) if source else None)
    yield _text(source.quote if source else None)
    yield _text(page.path(finding.place.file))
    yield str(finding.place.line or "")


def _number(amount: Decimal | None, language: Language) -> str:
    if amount is None:
        return ""
    number = f"{to_ore(amount):.2f}"
    return number.replace(".", ",") if language == "sv" else number


def _text(text: str | None) -> str:
    """A cell of text: one line, and nothing that a spreadsheet would take for a formula."""
    line = _BREAKS.sub(" ", text or "")
    return f"'{line}" if _BEGINS_FORMULA.match(line) else line
