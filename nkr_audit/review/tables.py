"""The audit data tables: plain CSV that any tool reads, with a schema that says what is in them.

The schema tells what is nearest to them in ISO 21378 (audit data collection) and in the AICPA's
Audit Data Standards, and which are ours.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nkr_audit.journal import relative_path
from nkr_audit.reports.formats.xlsx_cells import begins_formula
from nkr_audit.review.columns import TABLES
from nkr_audit.review.contents import label
from nkr_audit.review.masking import mask
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nkr_audit.journal import JournalRow, JournalVoucher
    from nkr_audit.review.bag import Sealed
    from nkr_audit.review.contents import Contents
    from nkr_audit.trail.record import Record

FORMAT: Final = "nkr-audit-tables/1"
_STANDARDS: Final = {
    "iso21378": Text(
        "Den modul och tabell i ISO 21378:2019 som ligger närmast; tomt: ingen. Fälten är inte "
        "jämförda med standarden.",
        "The module and table of ISO 21378:2019 that are nearest; empty: none. The fields have not "
        "been compared with the standard.",
    ),
    "aicpa_ads": Text(
        "Det fält i AICPA:s Audit Data Standards (General Ledger Standard, 2015) som ligger "
        "närmast; tomt: eget.",
        "The field of the AICPA's Audit Data Standards (General Ledger Standard, 2015) that is "
        "nearest; empty: our own.",
    ),
}
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the tables of one package. ``sealed`` are its documents, by name, as they were copied.

    ``records`` are those of the processing log, each with its hash.
    """

    contents: Contents
    sealed: Mapping[str, Sealed]
    records: tuple[tuple[Record, str], ...]

    def tables(self) -> Iterator[tuple[str, bytes]]:
        """Each file with its name, the schema last."""
        rows = {
            "chart_of_accounts": self._accounts(),
            "documents": self._documents(),
            "journal_entries": map(self._entry, self.contents.vouchers),
            "journal_lines": self._lines(),
            "periods": self._periods(),
            "processing_log": self._log(),
            "projects": self._projects(),
            "suppliers": self._suppliers(),
            "users": self._users(),
        }
        for table in TABLES:
            heading = tuple(column.name for column in table.columns)
            yield f"{table.name}.csv", _csv(heading, rows[table.name])
        yield "schema.json", self._schema()

    def _schema(self) -> bytes:
        contents = self.contents
        schema = {
            "format": FORMAT,
            "grant": contents.opened.context.grant.settlement.grant.id,
            "partial": bool(contents.sample),
            "vouchers": list(contents.sample),
            "withheld": contents.withheld,
            "encoding": "utf-8",
            "delimiter": ",",
            "decimal": ".",
            "formula_guard": "'",
            **{name: said._asdict() for name, said in _STANDARDS.items()},
            "tables": [table.described() for table in TABLES],
        }
        return f"{json.dumps(schema, ensure_ascii=False, indent=2)}\n".encode()

    def _accounts(self) -> Iterator[Cells]:
        accounts = {row.account.full: row.account for _, row in self._rows()}
        for account in sorted(accounts.values(), key=lambda one: one.order):
            yield (
                account.full, account.number, account.name, account.root or "",
                account.grant_id or "",
            )  # fmt: skip

    def _periods(self) -> Iterator[Cells]:
        grant = self.contents.opened.context.grant.settlement.grant
        if grant.programme is not None:
            period = grant.programme.period
            yield grant.id, "bidrag", period.start.isoformat(), period.end.isoformat()
        for year in sorted({one.voucher.date.year for one in self.contents.vouchers}):
            yield str(year), "rakenskapsar", f"{year}-01-01", f"{year}-12-31"

    def _users(self) -> Iterator[Cells]:
        vouchers = [one.voucher for one in self.contents.vouchers]
        entered = Counter(one.registered_by for one in vouchers if one.registered_by)
        approved = Counter(one.attested_by for one in vouchers if one.attested_by)
        logged = Counter(record.act.who for record, _ in self.records)
        for user in sorted({*entered, *approved, *logged}):
            yield _text(user), str(entered[user]), str(approved[user]), str(logged[user])

    def _suppliers(self) -> Iterator[Cells]:
        found = Counter(map(_supplier, self.contents.vouchers))
        for (key, name, number), count in sorted(found.items()):
            if key:
                yield key, name, number, str(count)

    def _projects(self) -> Iterator[Cells]:
        grant = self.contents.opened.context.grant.settlement.grant
        for activity in grant.activities:
            yield (
                _text(activity.id), "insats", _text(activity.title), activity.purpose or "",
                _text(activity.furthers or ""),
            )  # fmt: skip
        for register in grant.registers:
            granted = "" if register.granted is None else f"{register.granted:f} SEK"
            yield _text(register.name), "register", _text(register.name), "", granted

    def _entry(self, one: JournalVoucher) -> Cells:
        voucher = one.voucher
        key, name, _ = _supplier(one)
        return (
            label(one), voucher.date.isoformat(),
            voucher.registered.isoformat() if voucher.registered else "",
            _text(voucher.registered_by or ""), _text(voucher.attested_by or ""),
            key, name, _text(voucher.invoice or ""), _text(voucher.narration),
            " ".join(sorted(voucher.tags)), " ".join(sorted(voucher.links)),
            voucher.corrects or "", _text(voucher.source or ""),
        )  # fmt: skip

    def _rows(self) -> Iterator[tuple[JournalVoucher, JournalRow]]:
        return ((one, row) for one in self.contents.vouchers for row in one.rows)

    def _lines(self) -> Iterator[Cells]:
        for one in self.contents.vouchers:
            for number, row in enumerate(one.rows, start=1):
                yield label(one), str(number), *self._line(one, row)

    def _line(self, one: JournalVoucher, row: JournalRow) -> Cells:
        cost = self.contents.cost_line(one, row)
        period = (
            (cost.period.start.isoformat(), cost.period.end.isoformat(), cost.period_source)
            if cost
            else ("", "", "")
        )
        words = (row.register, row.activity, row.purpose, row.category, row.benefit)
        return (
            row.account.full, row.account.number, f"{row.amount:f}", "SEK", *period,
            *(_text(word or "") for word in words),
        )  # fmt: skip

    def _documents(self) -> Iterator[Cells]:
        root = str(self.contents.opened.root)
        for number, paper in enumerate(self.contents.papers, start=1):
            document = paper.document
            sealed = self.sealed.get(paper.name) if paper.name else None
            name = paper.name or ""
            why = paper.left_out.sv if paper.left_out else ""
            if paper.left_out and paper.personal:
                why = f"{why} ({relative_path(document.path, root)})"
            for voucher in paper.vouchers or ("",):
                yield (
                    f"D{number}", voucher, document.kind or "", document.activity or "",
                    document.date.isoformat(), _text(name),
                    sealed.sha256 if sealed else "", _text(document.sha256 or ""),
                    str(sealed.size) if sealed else "", "1" if paper.personal else "0",
                    _text(why),
                )  # fmt: skip

    def _log(self) -> Iterator[Cells]:
        for record, digest in self.records:
            act = record.act
            yield (
                str(record.seq), record.time.isoformat(), _text(act.who), act.action,
                _text(" ".join(act.vouchers)), _text(act.reason),
                _text(" ".join(change.path for change in record.files)), digest,
            )  # fmt: skip


def _supplier(one: JournalVoucher) -> Cells:
    """Who the money went to: an id, the name, and the organisation number."""
    voucher = one.voucher
    name, number = _text(voucher.payee), _text(voucher.counterparty or "")
    return number or name, name, number


def _text(text: str) -> str:
    """A text on one line, without personnummer, that no spreadsheet takes for a formula."""
    line = mask(" ".join(text.split()))
    return f"'{line}" if begins_formula(line) else line


def _csv(heading: Cells, rows: Iterable[Cells]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return out.getvalue().encode()
