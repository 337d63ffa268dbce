"""What lies in the files of a package: nothing that runs, no bombs, and the documents as listed."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final

from nkr_audit.review.figure import TABLES, TableError, rows
from nkr_audit.review.package import READING_FAILS, UnreadableError
from nkr_audit.review.page_reading import DOCUMENT_FOLDERS, check_pages
from nkr_audit.review.zip_form import MOST_TIMES
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nkr_audit.review.bag_reading import Hashes
    from nkr_audit.review.figure import Row
    from nkr_audit.review.package import Package

VERIFIER: Final = "data/verify.py"
DOCUMENTS: Final = "documents.csv"
# What a double click, or an opened folder, would run on some system.
_PROGRAMS: Final = frozenset({
    ".app", ".bat", ".chm", ".cmd", ".com", ".cpl", ".dll", ".desktop", ".exe", ".gadget",
    ".hta", ".inf", ".jar", ".js", ".jse", ".lnk", ".msc", ".msi", ".msp", ".pif", ".pl",
    ".pm", ".ps1", ".psm1", ".py", ".pyc", ".pyd", ".pyw", ".pyz", ".reg", ".scf", ".scr",
    ".sct", ".sh", ".so", ".url", ".vb", ".vbe", ".vbs", ".webloc", ".ws", ".wsc", ".wsf",
    ".wsh",
})  # fmt: skip
_PROGRAM_STARTS: Final = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_ZIPPED: Final = b"PK\3\4"
_PACKED: Final = (
    b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd",
)  # fmt: skip
_ARCHIVES: Final = frozenset({".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz", ".zst"})
_LARGEST_NESTED: Final = 1 << 30
_MOST_NESTED: Final = 10_000
_HEAD: Final = 8
_IS_PROGRAM: Final = Text(
    "Filen är ett program. Öppna den inte.", "The file is a program. Do not open it."
)


def check_contents(package: Package, hashes: Mapping[str, Hashes]) -> list[Text]:
    """Check what the files hold; note in the package what is wrong, and return what to know."""
    notes: list[Text] = []
    for name in package.files:
        if name != VERIFIER and PurePosixPath(name.casefold()).suffix in _PROGRAMS:
            package.fault("content", name, _IS_PROGRAM)
            continue
        notes += _look_inside(package, name)
    notes += _check_verifier(package)
    notes += check_pages(package)
    _check_documents(package, hashes)
    return notes


def _look_inside(package: Package, name: str) -> Iterator[Text]:
    try:
        with package.reading(name) as stream:
            head = stream.read(_HEAD)
            what = _nested(stream) if head.startswith(_ZIPPED) else None
    except UnreadableError:
        return  # said when it was hashed
    if head.startswith(_PROGRAM_STARTS) and name != VERIFIER:
        what = _IS_PROGRAM
    if what is not None:
        package.fault("content", name, what)
    elif head.startswith(_PACKED):
        yield Text(
            f"{name} är ett arkiv. Det som ligger i det är inte prövat.",
            f"{name} is an archive. What lies in it is not checked.",
        )


def _nested(stream: IO[bytes]) -> Text | None:
    """What is wrong with a file that is itself a zip, as an Excel workbook is; nothing is unpacked.

    One that cannot be read as a zip is harmless.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            infos = archive.infolist()
    except READING_FAILS:
        return None
    size = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    is_bomb = len(infos) > _MOST_NESTED or size > _LARGEST_NESTED
    if is_bomb or size > max(1 << 20, MOST_TIMES * packed):
        return Text(
            "Filen blir orimligt stor när den packas upp: en zipbomb.",
            "The file would be absurdly large when unpacked: a zip bomb.",
        )
    for info in infos:
        if PurePosixPath(info.filename.casefold()).suffix in _ARCHIVES:
            return Text(
                "Filen är ett arkiv med arkiv i sig; det går inte att pröva.",
                "The file is an archive that holds archives; it cannot be checked.",
            )
    return None


def _check_verifier(package: Package) -> Iterator[Text]:
    """A script that people are told to run must be the one we wrote, or they must be told."""
    if VERIFIER not in package.files:
        return
    own = (Path(__file__).parent / "verifier.py").read_bytes()
    try:
        is_own = package.content(VERIFIER, len(own)) == own
    except UnreadableError:
        is_own = False
    if not is_own:
        yield Text(
            f"{VERIFIER} är inte den som den här versionen lägger i paketen. Kör den inte utan att "
            "ha läst den.",
            f"{VERIFIER} is not the one that this version puts in packages. Do not run it without "
            "having read it.",
        )


def _check_documents(package: Package, hashes: Mapping[str, Hashes]) -> None:
    """Every document listed is in the package with its hash; every one in it is listed."""
    if f"{TABLES}{DOCUMENTS}" not in package.files:
        return
    listed: set[str] = set()
    try:
        with rows(package, DOCUMENTS) as found:
            for row in found:
                _check_document(package, row, hashes, listed)
    except TableError as wrong:
        package.fault("table", wrong.name, wrong.what, wrong.line)
        return
    for name in package.files:
        if name.startswith(DOCUMENT_FOLDERS) and name not in listed:
            what = Text(
                "Underlaget står inte i listan över underlag.",
                "The document is not in the list of documents.",
            )
            package.fault("table", name, what)


def _check_document(
    package: Package, row: Row, hashes: Mapping[str, Hashes], listed: set[str]
) -> None:
    """Check one row of the list, and add its file to ``listed``. Raises TableError."""
    if not row["Path"]:
        if not row["Left_Out"]:
            raise row.wrong(
                Text(
                    "Underlaget finns inte i paketet, och inget skäl är angett.",
                    "The document is not in the package, and no reason is given.",
                )
            )
        return
    name = f"data/{row['Path']}"
    listed.add(name)
    if name not in package.files:
        what = Text(f"{name} finns inte i paketet.", f"{name} is not in the package.")
        package.fault("table", row.name, what, row.line)
    elif name in hashes and hashes[name][0] != row["SHA256"].lower():
        what = Text(
            f"{name} är en annan fil än den som listan anger.",
            f"{name} is another file than the list says.",
        )
        package.fault("table", row.name, what, row.line)
