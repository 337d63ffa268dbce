"""The formats that any report can be written in: PDF, Excel, CSV and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.reports.parts import in_parts

if TYPE_CHECKING:
    from nkr_audit.reports.document import Report
    from nkr_audit.text import Language

SUFFIXES: Final = (".pdf", ".xlsx", ".csv", ".json")


def write_report(
    report: Report, path_suffix: str, language: Language, documents: str | None = None
) -> dict[str, bytes]:
    """Write a report in the format of ``path_suffix``, one of ``SUFFIXES``.

    Returns the files by what their names end with: CSV has one for each table, and a long PDF one
    for each part. ``documents`` is the way from where the file is put to the book's folder, for
    links; None: no links.
    """
    # Each format brings a library of its own; only the one asked for is loaded.
    if path_suffix == ".pdf":
        from nkr_audit.reports.formats.pdf_file import pdf_file

        parts = in_parts(report).items()
        return {f"{ending}{path_suffix}": pdf_file(part, language) for ending, part in parts}
    if path_suffix == ".xlsx":
        from nkr_audit.reports.formats.xlsx_file import xlsx_file

        return {path_suffix: xlsx_file(report, language, documents)}
    if path_suffix == ".csv":
        from nkr_audit.reports.formats.csv_file import csv_files

        return csv_files(report, language)
    if path_suffix == ".json":
        from nkr_audit.reports.formats.json_file import json_file

        return {path_suffix: json_file(report, language)}
    raise ValueError(path_suffix)
