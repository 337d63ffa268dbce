"""A report as PDF: made to be kept (PDF/A-3a) and to be read aloud (PDF/UA-1)."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typst

from nkr_audit.reports.formats.pdf_data import pdf_data
from nkr_audit.reports.formats.pdf_text import STANDARDS

if TYPE_CHECKING:
    from nkr_audit.reports.document import Report
    from nkr_audit.text import Language

_TEMPLATE: Final = files("nkr_audit.reports.formats") / "report.typ"


def pdf_file(report: Report, language: Language) -> bytes:
    """Write a report as PDF; the same report always gives the same bytes.

    The fonts are those within typst itself. The words are data to the template, which can read no
    file but itself, and fetches nothing.
    """
    data = json.dumps(pdf_data(report, language), ensure_ascii=False)
    with tempfile.TemporaryDirectory(prefix="nkr-pdf-") as name:
        folder = Path(name)
        template = folder / _TEMPLATE.name
        template.write_bytes(_TEMPLATE.read_bytes())
        return typst.compile(
            template,
            root=folder,
            ignore_system_fonts=True,
            package_path=folder,
            package_cache_path=folder,
            sys_inputs={"report": data},
            pdf_standards=STANDARDS,
            timestamp=datetime.combine(report.day, time(12), UTC),
            format="pdf",
        )
