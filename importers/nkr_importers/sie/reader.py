"""Reading a SIE file as a stream: every voucher is counted, those that carry the code are kept."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from os import SEEK_END
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text
from nkr_importers.model import Fault, SourceFile
from nkr_importers.naming import identify, year_label
from nkr_importers.opening import unreadable
from nkr_importers.sie.blocks import CHUNK, Block, chunks, scan
from nkr_importers.sie.checksum import Verification
from nkr_importers.sie.declarations import DeclarationReader
from nkr_importers.sie.encoding import decoder_for, fingerprint
from nkr_importers.sie.fields import FieldError
from nkr_importers.sie.skipping import Skipped, Skipper, prefilter
from nkr_importers.sie.vouchers import parse_block, parse_head, structure_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date
    from pathlib import Path

    from nkr_importers.model import Selection, SourceVoucher
    from nkr_importers.sie.encoding import Fingerprint

_FAULTS_SHOWN = 20


def read_sie(
    path: Path,
    selection: Selection,
    known: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
    *,
    size: int = CHUNK,
) -> SourceFile:
    """Read the file and keep the vouchers that carry the code of ``selection``.

    ``known`` are identities that the book already has under the grant: those vouchers are kept
    even if they no longer carry the code, so that the change is seen. The file is read twice in
    constant memory, ``size`` bytes at a time, first for its encoding and hash. ``progress`` is
    told now and then how many bytes have been read, and of how many, over both times.

    Raises NkrError when it cannot be read, is no SIE 4 file, is in two encodings, or is cut off.
    """
    try:
        with path.open("rb") as stream:
            advance = _advance(2 * stream.seek(0, SEEK_END), progress)
            stream.seek(0)
            print_ = fingerprint(stream, str(path), advance)
            if print_.mixed:
                raise print_.mixed.error(str(path))
            stream.seek(0)
            if print_.encoding == "utf-8-sig":
                stream.seek(3)
            return _Reading(path, selection, known, print_).read(chunks(stream, size, advance))
    except OSError as error:
        which = Text(
            "ange SIE-filen från ekonomisystemet, till exempel export.se",
            "name the SIE file from the ERP, for example export.se",
        )
        raise unreadable(path, error, which) from error


def _advance(
    total: int, progress: Callable[[int, int], None] | None
) -> Callable[[int], None] | None:
    """Return what adds up the bytes of each chunk and passes the sum on to ``progress``."""
    if progress is None:
        return None
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total)

    return advance


@dataclass(slots=True)
class _Reading:
    """The state of one reading; only what is kept grows with the file."""

    path: Path
    selection: Selection
    known: Collection[str]
    print: Fingerprint
    decode: Callable[[bytes], str] = field(init=False)
    declared: DeclarationReader = field(init=False)
    kept: list[SourceVoucher] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    other_faults: list[Fault] = field(default_factory=list)
    other_fault_count: int = 0
    vouchers: int = 0
    rows: int = 0
    skipped: int = 0

    def __post_init__(self) -> None:
        self.decode = decoder_for(self.print.encoding)
        self.declared = DeclarationReader(str(self.path), self.decode)

    def read(self, content: Iterable[bytes]) -> SourceFile:
        """Read to the end of the content."""
        may_carry = prefilter(self.selection)
        skipper = Skipper(self.selection, self.known)
        verification = Verification(self.decode)
        for part in scan(verification.watch(content), str(self.path), skipper):
            if isinstance(part, Block):
                self._take(part, may_carry(part))
            elif isinstance(part, Skipped):
                self.vouchers += part.vouchers
                self.skipped += part.vouchers
                self.rows += part.rows
            else:
                self.declared.take(part)
        if verification.unclosed:
            raise _sum_unclosed(self.path)
        if not (self.vouchers or self.declared.known):
            raise NkrError(
                Text("Filen är ingen SIE 4-fil.", "The file is no SIE 4 file."),
                remedy=Text(
                    "exportera verifikationerna från ekonomisystemet som SIE 4E (.se)",
                    "export the vouchers from the ERP as SIE 4E (.se)",
                ),
                place=self.path,
            )
        vouchers = [self._identified(voucher) for voucher in self.kept]
        unique, repeated, clashes = _separate(vouchers)
        return SourceFile(
            name=self.path.name,
            sha256=self.print.sha256,
            encoding=self.print.encoding,
            declarations=self.declared.result(),
            vouchers=unique,
            repeated=repeated,
            faults=tuple(sorted([*self.faults, *clashes], key=lambda fault: fault.line)),
            other_faults=tuple(self.other_faults),
            other_fault_count=self.other_fault_count,
            voucher_count=self.vouchers,
            row_count=self.rows,
            skipped=self.skipped,
            ignored=self.declared.ignored,
            checksum=verification.verdict,
        )

    def _take(self, block: Block, may_carry: bool) -> None:
        if block.is_cut:
            raise _cut(self.path, block.line)
        self.vouchers += block.head is not None
        self.rows += sum(1 for line in block.rows if line.label == b"#TRANS")
        known = self._is_known(block)
        if not (may_carry or known or structure_fault(block)):
            self.skipped += 1
            return
        parsed = parse_block(block, self.vouchers, self.decode, self.selection)
        for _ in range(parsed.extra_fields):
            self.declared.ignore("(överflödigt fält)")
        if not (parsed.carries or known):
            self.skipped += block.head is not None
            if parsed.fault:
                self._mention(parsed.fault)
        elif parsed.fault:
            self.faults.append(parsed.fault)
        elif parsed.voucher:
            self.kept.append(parsed.voucher)

    def _mention(self, fault: Fault) -> None:
        self.other_fault_count += 1
        if len(self.other_faults) < _FAULTS_SHOWN:
            self.other_faults.append(fault)

    def _is_known(self, block: Block) -> bool:
        if not self.known or block.head is None:
            return False
        try:
            head = parse_head(block.head, self.decode)
        except FieldError:
            return False
        return self._identity(head.day, head.series, head.number, self.vouchers) in self.known

    def _identity(self, day: date, series: str, number: str, ordinal: int) -> str:
        year = year_label(day, self.declared.years)
        return identify(year, series, number, self.print.sha256, ordinal)

    def _identified(self, voucher: SourceVoucher) -> SourceVoucher:
        return replace(
            voucher,
            identity=self._identity(voucher.day, voucher.series, voucher.number, voucher.ordinal),
            year=year_label(voucher.day, self.declared.years),
        )


_FETCH_AGAIN = Text(
    "exportera filen på nytt från ekonomisystemet, eller hämta den på nytt",
    "export the file again from the ERP, or fetch it again",
)


def _sum_unclosed(path: Path) -> NkrError:
    return NkrError(
        Text(
            "Filen är avhuggen: kontrollsumman öppnas med #KSUMMA men avslutas aldrig."
            " Inget är bokfört.",
            "The file is cut off: the checksum is opened with #KSUMMA but never closed."
            " Nothing is booked.",
        ),
        remedy=_FETCH_AGAIN,
        place=path,
    )


def _cut(path: Path, line: int) -> NkrError:
    return NkrError(
        Text(
            "Filen är avhuggen: den slutar mitt i verifikationen som börjar här. Inget är bokfört.",
            "The file is cut off: it ends within the voucher that begins here. Nothing is booked.",
        ),
        remedy=_FETCH_AGAIN,
        place=Place(str(path), line),
    )


def _separate(
    vouchers: list[SourceVoucher],
) -> tuple[tuple[SourceVoucher, ...], tuple[SourceVoucher, ...], list[Fault]]:
    """Part the vouchers into the first of each identity, exact copies, and clashing ones."""
    groups: defaultdict[str, list[SourceVoucher]] = defaultdict(list)
    for voucher in vouchers:
        groups[voucher.identity].append(voucher)
    unique: list[SourceVoucher] = []
    repeated: list[SourceVoucher] = []
    faults: list[Fault] = []
    for group in groups.values():
        if len(group) == 1 or len({_content(voucher) for voucher in group}) == 1:
            unique.append(group[0])
            repeated.extend(group[1:])
            continue
        lines = ", ".join(str(voucher.line) for voucher in group[:5])
        what = Text(
            f"flera olika verifikationer har samma serie och nummer ({group[0].identity}):"
            f" rad {lines}",
            f"several different vouchers have the same series and number ({group[0].identity}):"
            f" line {lines}",
        )
        faults.extend(Fault(voucher.line, voucher.label, what) for voucher in group)
    return tuple(unique), tuple(repeated), faults


def _content(voucher: SourceVoucher) -> SourceVoucher:
    """The voucher without its place in the file, to compare it with others."""
    return replace(
        voucher,
        line=0,
        ordinal=0,
        rows=tuple(replace(row, line=0) for row in voucher.rows),
        added=tuple(replace(row, line=0) for row in voucher.added),
        removed=tuple(replace(row, line=0) for row in voucher.removed),
    )
