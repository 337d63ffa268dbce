"""The records of a SIE file outside its vouchers, taken in one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_importers.sie.balance_records import BALANCE_RECORDS
from nkr_importers.sie.chart_records import CHART_RECORDS
from nkr_importers.sie.fields import FieldError, split_fields
from nkr_importers.sie.gathered import Record
from nkr_importers.sie.header_records import HEADER_RECORDS
from nkr_importers.sie.notes import EXTRA_FIELD
from nkr_importers.sie.rows import RowError

if TYPE_CHECKING:
    from nkr_importers.sie.gathered import Gathered

RECORDS = HEADER_RECORDS | CHART_RECORDS | BALANCE_RECORDS


def read_record(line: int, label: str, text: str, gathered: Gathered) -> None:
    """Take in a line whose label is one of RECORDS. What is wrong with it becomes a problem."""
    gathered.labels.setdefault(label, line)
    count, read = RECORDS[label]
    try:
        record = Record(line, label, tuple(split_fields(text)))
        read(record, gathered)
        gathered.notes.ignore(EXTRA_FIELD, len(record.fields) - count)
    except (FieldError, RowError) as error:
        gathered.notes.error(line, label, error.what)
