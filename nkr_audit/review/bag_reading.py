"""A bag (BagIt, RFC 8493) from outside: its manifests, and every file against them."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from nkr_audit.review.package import DECLARATION, UnreadableError
from nkr_audit.review.safe_names import fault_of
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nkr_audit.review.package import Package

KINDS: Final = ("sha256", "sha512")
INFO: Final = "bag-info.txt"
PAYLOAD: Final = "data/"
_DECLARED: Final = re.compile(
    rb"BagIt-Version: (?:1\.0|0\.97)\nTag-File-Character-Encoding: UTF-8\n"
)
_LINE: Final = {
    "sha256": re.compile(r"([0-9a-f]{64})  (\S.*)"),
    "sha512": re.compile(r"([0-9a-f]{128})  (\S.*)"),
}
_OXUM: Final = re.compile(r"^Payload-Oxum: ([0-9]{1,18})\.([0-9]{1,9})$", re.MULTILINE)
_ESCAPED: Final = re.compile("%(0[AaDd]|25)")
_LARGEST_MANIFEST: Final = 128 << 20
_LARGEST_INFO: Final = 1 << 20
_PIECE: Final = 1 << 20

# The hashes of a file: SHA-256 and SHA-512.
Hashes = tuple[str, str]


def check_bag(package: Package, told: Callable[[int, int], None]) -> Mapping[str, Hashes]:
    """Check every file of the bag, and note in the package what is wrong.

    Returns the hashes of each file that could be read. ``told`` is given the bytes read, and all.
    """
    _check_declaration(package)
    payload = [_manifest(package, f"manifest-{kind}.txt", kind) for kind in KINDS]
    tags = [_manifest(package, f"tagmanifest-{kind}.txt", kind) for kind in KINDS]
    hashes = _hashes(package, told)
    for name in sorted(
        {*package.files, *(name for stated in (*payload, *tags) for name in stated)}
    ):
        if not _is_tag_manifest(name):
            stated = payload if name.startswith(PAYLOAD) else tags
            _compare(package, name, [one.get(name) for one in stated], hashes.get(name))
    _check_size(package)
    return hashes


def checksum(hashes: Mapping[str, Hashes]) -> str:
    """What the whole package can be known by: the hash of what holds all the others."""
    return hashes.get("tagmanifest-sha256.txt", ("", ""))[0]


def _is_tag_manifest(name: str) -> bool:
    return name in {f"tagmanifest-{kind}.txt" for kind in KINDS}


def _check_declaration(package: Package) -> None:
    for name in (DECLARATION, INFO):
        if name not in package.files:
            package.fault("bag", name, Text("Filen saknas.", "The file is missing."))
    if "fetch.txt" in package.files:
        package.fault(
            "bag",
            "fetch.txt",
            Text(
                "Paketet vill hämta filer från nätet; allt ska ligga i det.",
                "The package would fetch files from the net; all is to lie in it.",
            ),
        )
    if DECLARATION in package.files:
        try:
            declared = package.content(DECLARATION, _LARGEST_INFO)
        except UnreadableError:
            declared = b""
        if not _DECLARED.fullmatch(declared):
            package.fault(
                "bag",
                DECLARATION,
                Text(
                    "Filen säger inte att det här är en BagIt-mapp i UTF-8.",
                    "The file does not say that this is a BagIt bag in UTF-8.",
                ),
            )


def _manifest(package: Package, name: str, kind: str) -> dict[str, str]:
    """The hashes that a manifest states, by name."""
    if name not in package.files:
        package.fault("bag", name, Text("Filen saknas.", "The file is missing."))
        return {}
    try:
        text = package.content(name, _LARGEST_MANIFEST).decode()
    except (UnreadableError, UnicodeDecodeError):
        package.fault("bag", name, Text("Filen kan inte läsas.", "The file cannot be read."))
        return {}
    stated: dict[str, str] = {}
    lines = text.split("\n")
    if lines.pop():
        what = Text("Filen är avhuggen.", "The file is cut off.")
        package.fault("bag", name, what, len(lines) + 1)
    for number, line in enumerate(lines, start=1):
        match = _LINE[kind].fullmatch(line)
        if match is None:
            what = Text("Raden är ingen kontrollsumma.", "The line is no checksum.")
        else:
            listed = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), match[2])
            found = _wrong_name(listed, name, stated)
            if found is None:
                stated[listed] = match[1]
                continue
            what = found
        package.fault("bag", name, what, number)
    return stated


def _wrong_name(listed: str, manifest: str, stated: Mapping[str, str]) -> Text | None:
    what = fault_of(listed)
    if what is not None:
        return what
    if listed.startswith(PAYLOAD) is manifest.startswith("tag"):
        return Text("Filen hör inte till den här listan.", "The file is not of this list.")
    if listed in stated:
        return Text("Filen står två gånger.", "The file stands twice.")
    return None


def _hashes(package: Package, told: Callable[[int, int], None]) -> dict[str, Hashes]:
    hashes: dict[str, Hashes] = {}
    done, total = 0, package.size
    for name in package.files:
        first, second, length = hashlib.sha256(), hashlib.sha512(), 0
        try:
            with package.reading(name) as stream:
                while piece := stream.read(_PIECE):
                    first.update(piece)
                    second.update(piece)
                    length += len(piece)
                    told(done + length, total)
        except UnreadableError:
            package.fault(
                "file", name, Text("Filen är skadad eller kan inte läsas.",
                                   "The file is damaged or cannot be read."),
            )  # fmt: skip
        else:
            hashes[name] = (first.hexdigest(), second.hexdigest())
        done += length
    return hashes


def _compare(package: Package, name: str, stated: list[str | None], found: Hashes | None) -> None:
    if name not in package.files:
        what = Text("Filen saknas.", "The file is missing.")
    elif stated == [None, None]:
        what = Text(
            "Filen hör inte till paketet: den står i ingen lista.",
            "The file is no part of the package: no list has it.",
        )
    elif None in stated:
        missing = KINDS[stated.index(None)]
        what = Text(
            f"Filen saknas i listan med {missing}.", f"The file is not in the list of {missing}."
        )
    elif found is None or stated == list(found):
        return
    else:
        wrong = [kind for kind, one, own in zip(KINDS, stated, found, strict=True) if one != own]
        which = " och ".join(wrong), " and ".join(wrong)
        what = Text(
            f"Filen är ändrad: den har en annan {which[0]} än paketets lista.",
            f"The file is altered: its {which[1]} is not that of the package's list.",
        )
    package.fault("file", name, what)


def _check_size(package: Package) -> None:
    """The size of the payload that the bag states, which tells a cut off package early."""
    try:
        text = package.content(INFO, _LARGEST_INFO).decode()
    except (UnreadableError, UnicodeDecodeError):
        return
    payload = [one for name, one in package.files.items() if name.startswith(PAYLOAD)]
    match = _OXUM.search(text)
    if match and (int(match[1]), int(match[2])) != (sum(one.size for one in payload), len(payload)):
        package.fault(
            "bag",
            INFO,
            Text(
                f"Paketet ska ha {match[2]} filer på {match[1]} byte, men har {len(payload)} på "
                f"{sum(one.size for one in payload)}.",
                f"The package is to have {match[2]} files of {match[1]} bytes, but has "
                f"{len(payload)} of {sum(one.size for one in payload)}.",
            ),
            text.count("\n", 0, match.start()) + 1,
        )


def bag_info(package: Package) -> Mapping[str, str]:
    """What ``bag-info.txt`` says, by label; nothing when it cannot be read."""
    try:
        text = package.content(INFO, _LARGEST_INFO).decode()
    except (UnreadableError, UnicodeDecodeError):
        return {}
    pairs = (line.partition(": ") for line in text.splitlines())
    return {label: value for label, colon, value in pairs if colon}
