"""Reading a whole SIE file to a document: everything it holds, and every departure in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text
from nkr_importers.opening import unreadable
from nkr_importers.sie.balance_records import is_quantity
from nkr_importers.sie.blocks import Block, Line, chunks, scan
from nkr_importers.sie.document import Row, SieDocument, Source, Voucher
from nkr_importers.sie.encoding import Fingerprint, decoder_for, fingerprint
from nkr_importers.sie.gathered import Gathered
from nkr_importers.sie.judging import judge
from nkr_importers.sie.notes import EXTRA_FIELD, NO_LABEL, Notes
from nkr_importers.sie.records import RECORDS, read_record
from nkr_importers.sie.rules import GROUP
from nkr_importers.sie.survey import Survey
from nkr_importers.sie.vouchers import examine_block

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nkr_importers.model import Fault
    from nkr_importers.sie.document import Kind, RowKind

_LABEL = re.compile(r"#[A-Z]+(?=[^A-Z0-9])")
_KNOWN = frozenset({*RECORDS, "#VER", "#TRANS", "#RTRANS", "#BTRANS"})
_UNLABELLED = Text("raden börjar inte med någon etikett", "the line does not begin with a label")
_DELIMITED = Text(
    "etiketten följs inte av mellanslag eller tabb; fälten är avgränsade på annat sätt",
    "no space or tab follows the label; the fields are delimited in another way",
)
_NO_ROWS = Text("verifikationen har inga rader", "the voucher has no rows")
_KINDS: dict[bytes, RowKind] = {b"#TRANS": "TRANS", b"#RTRANS": "RTRANS", b"#BTRANS": "BTRANS"}


def read_document(path: Path, *, strict: bool = False) -> SieDocument:
    """Read the whole file. Nothing is repaired: what is wrong is told, with its line.

    Faulty vouchers are quarantined, other departures are problems of ``source``. With ``strict``
    the first departure from the standard raises NkrError instead. So does, in any case, a file that
    cannot be read, is cut off after an opening #KSUMMA, or is no SIE 4 file.
    """
    try:
        with path.open("rb") as stream:
            print_ = fingerprint(stream, str(path))
            return _Reading(path, print_, Notes(str(path), strict)).read(stream)
    except OSError as error:
        which = Text(
            "ange SIE-filen från ekonomisystemet, till exempel export.se",
            "name the SIE file from the ERP, for example export.se",
        )
        raise unreadable(path, error, which) from error


def read_written(data: bytes, name: str) -> SieDocument:
    """Read what was just written in code page 437; its suffix tells 4E from 4I."""
    reading = _Reading(PurePath(name), Fingerprint("cp437", ""), Notes(name, strict=False))
    return reading.read(BytesIO(data))


@dataclass(slots=True)
class _Reading:
    """The state of one reading."""

    path: PurePath
    print: Fingerprint
    notes: Notes
    decode: Callable[[bytes], str] = field(init=False)
    gathered: Gathered = field(init=False)
    vouchers: list[Voucher] = field(default_factory=list)
    quarantined: list[Fault] = field(default_factory=list)
    odd: set[str] = field(default_factory=set)
    group: int = 0
    count: int = 0
    rows: int = 0

    def __post_init__(self) -> None:
        self.decode = decoder_for(self.print.encoding)
        self.gathered = Gathered(self.notes)

    def read(self, stream: BinaryIO) -> SieDocument:
        """Read to the end of the stream, twice."""
        start = 3 if self.print.encoding == "utf-8-sig" else 0
        stream.seek(start)
        if self.print.mixed:
            self.notes.error(self.print.mixed.last_line, "#FORMAT", self.print.mixed.what)
        survey = Survey(self.print.encoding, self.decode, self.notes)
        survey.run(stream)
        stream.seek(start)
        for part in scan(chunks(stream), str(self.path)):
            if isinstance(part, Block):
                self._take_voucher(part)
            elif isinstance(part, Line):
                self._take_line(part)
        if not (self.gathered.labels or self.count):
            raise NkrError(
                Text("Filen är ingen SIE-fil.", "The file is no SIE file."),
                remedy=Text(
                    "exportera filen på nytt från ekonomisystemet som SIE 4",
                    "export the file again from the ERP as SIE 4",
                ),
                place=Place(str(self.path)),
            )
        kind = judge(self.path.name, self.gathered, self.vouchers)
        return self._document(kind, survey)

    def _take_line(self, line: Line) -> None:
        label = line.label.decode("ascii", "replace")[:40]
        if label == "#KSUMMA":
            return
        if label in RECORDS:
            self._follow(line.number, label)
            read_record(line.number, label, self.decode(line.content), self.gathered)
            return
        self.notes.ignore(label or NO_LABEL)
        found = _LABEL.match(label)
        if not label:
            self._once(NO_LABEL, line.number, self.notes.remark, _UNLABELLED)
        elif found and found[0] in _KNOWN:
            self._once(found[0], line.number, self.notes.error, _DELIMITED)

    def _once(
        self, label: str, number: int, tell: Callable[[int, str, Text], None], what: Text
    ) -> None:
        """Tell of such a line the first time; the rest are counted."""
        if label not in self.odd:
            self.odd.add(label)
            tell(number, label, what)

    def _follow(self, number: int, label: str) -> None:
        """See that the parts of the file come in their order, and #FLAGGA before everything."""
        gathered, group = self.gathered, GROUP[label]
        if group < self.group and label not in gathered.labels:
            what = Text(
                "posten står efter poster som hör hemma längre ned i filen",
                "the record stands after records that belong further down",
            )
            if label == "#FLAGGA":
                what = Text("posten står inte först", "the record is not the first")
            self.notes.remark(number, label, what)
        self.group = max(self.group, group)

    def _take_voucher(self, block: Block) -> None:
        self.group = max(self.group, GROUP["#VER"])
        self.rows += sum(1 for line in block.rows if line.label == b"#TRANS")
        if block.head is not None:
            self.count += 1
            self.gathered.labels.setdefault("#VER", block.line)
        seen = examine_block(block, self.decode)
        self.notes.ignore(EXTRA_FIELD, seen.extra_fields)
        if seen.fault is not None or seen.head is None:
            fault = seen.fault
            if fault is not None:
                self.notes.refuse(fault.line, f"#VER ({fault.voucher})", fault.what)
                self.quarantined.append(fault)
            return
        head = seen.head
        rows = tuple(
            Row(
                _KINDS[label], row.account, row.objects, row.amount, row.day, row.text,
                row.quantity, row.sign, row.line,
            )
            for label, row in seen.rows
        )  # fmt: skip
        if not rows:
            self.notes.note(block.line, "#VER", _NO_ROWS)
        for row in rows:
            self.gathered.use(row.objects, row.line)
            if row.quantity.strip() and not is_quantity(row.quantity):
                self.notes.remark(
                    row.line, f"#{row.kind}",
                    Text(
                        f"”{row.quantity[:40]}” är ingen kvantitet",
                        f"”{row.quantity[:40]}” is no quantity",
                    ),
                )  # fmt: skip
        self.vouchers.append(
            Voucher(
                head.series, head.number, head.day, head.text, head.registered, head.sign, rows,
                block.line,
            )
        )  # fmt: skip

    def _document(self, kind: Kind, survey: Survey) -> SieDocument:
        gathered, sru = self.gathered, self.gathered.sru
        comments = tuple(gathered.comments)
        return SieDocument(
            kind=kind,
            header=replace(gathered.header, years=gathered.years, comments=comments),
            accounts=tuple(
                replace(one, sru=tuple(sru.get(one.number, ())))
                for one in gathered.accounts.values()
            ),
            dimensions=tuple(gathered.dimensions.values()),
            objects=tuple(gathered.objects.values()),
            balances=tuple(gathered.balances.values()),
            periods=tuple(gathered.periods.values()),
            vouchers=tuple(self.vouchers),
            quarantined=tuple(self.quarantined),
            source=Source(
                name=self.path.name,
                sha256=self.print.sha256,
                encoding=self.print.encoding,
                checksum=survey.checksum,
                problems=self.notes.in_order(),
                ignored=self.notes.ignored,
                vouchers=self.count,
                rows=self.rows,
            ),
        )
