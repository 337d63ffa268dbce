"""Hostile packages: each refused with a message, and nothing written outside nor run."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import struct
import unicodedata
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from nkr_audit.programme_file import load_programmes
from nkr_audit.review.markup import page
from nkr_audit.review.safe_names import clashes, fault_of
from nkr_audit.review.safe_reading import open_package
from nkr_audit.review.verify_text import verified_json, verify_lines
from nkr_audit.review.verifying import verify_package
from tests.ledgers import refused
from tests.review.bags import (
    BOOK,
    LOG,
    TOP,
    as_folder,
    as_zip,
    bagged,
    payload,
    plain_entry,
    sound,
    unsound,
    verify,
    zipped,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RAN = 'open("RAN", "w").close()\n'


def with_entry(name: str, content: bytes = b"x", *, mode: int = 0o100644) -> bytes:
    """The sound package as a zip, with one entry more under a name that nothing has made safe."""
    out = io.BytesIO(zipped(bagged(payload())))
    with zipfile.ZipFile(out, "a") as archive, pytest.MonkeyPatch.context() as patch:
        patch.setattr("warnings.warn", lambda *_words, **_more: None)
        archive.writestr(plain_entry(name, mode), content)
    return out.getvalue()


def with_file(name: str, content: bytes) -> bytes:
    """The package with a file added or replaced, all manifests made to fit."""
    return zipped(bagged({**payload(), name: content}))


def with_book(*lines: str) -> bytes:
    return with_file(BOOK, payload()[BOOK] + "".join(f"{line}\n" for line in lines).encode())


def deflated(name: str, content: bytes) -> bytes:
    """A zip in which one file is packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def overlapping() -> bytes:
    """A zip whose directory points twice at the same bytes, as the best of the bombs do."""
    whole = zipped(bagged(payload()))
    end = len(whole) - 22
    files, length, start = struct.unpack("<HLL", whole[end + 10 : end + 20])
    first = whole[start : start + 46 + sum(struct.unpack("<3H", whole[start + 28 : start + 34]))]
    directory = whole[start:end] + first
    ending = struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, files + 1, files + 1, length + len(first), start, 0
    )
    return whole[:start] + directory + ending


def with_gap() -> bytes:
    """A zip with something hidden between its files and its directory."""
    whole, hidden = zipped(bagged(payload())), b"hidden"
    end = len(whole) - 22
    start = struct.unpack("<L", whole[end + 16 : end + 20])[0]
    ending = whole[end : end + 16] + struct.pack("<LH", start + len(hidden), 0)
    return whole[:start] + hidden + whole[start:end] + ending


def encrypted() -> bytes:
    whole = bytearray(zipped(bagged(payload())))
    at = whole.index(b"PK\1\2")
    whole[at + 8] |= 1
    whole[6] |= 1
    return bytes(whole)


def lying_about_size() -> bytes:
    """A packed file that unpacks to far more than the zip says."""
    name, content = f"{TOP}/data/underlag/stor.csv".encode(), b"a" * (8 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    told = (zlib.crc32(b"a" * 100), len(packed), 100, len(name), 0)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 33, *told) + name + packed
    entry = struct.pack(
        "<4s4B4H3L5H2L", b"PK\1\2", 20, 3, 20, 0, 0, 8, 0, 33, *told, 0, 0, 0, 0o100644 << 16, 0
    )
    ending = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 46 + len(name), len(local), 0)
    return local + entry + name + ending


def nested_bomb() -> bytes:
    return with_file("data/underlag/bilaga.xlsx", deflated("a.xml", b"\0" * (8 << 20)))


def archive_of_archives() -> bytes:
    return with_file("data/underlag/bilaga.zip", deflated("b.zip", deflated("c", b"x")))


def many_files() -> bytes:
    """The end of a zip that says that it has more files than anybody would send."""
    return zipped({}) [:-22] + struct.pack(
        "<4sQ2H2L4Q4sLQL4s4H2LH", b"PK\6\6", 44, 45, 45, 0, 0, 10**9, 10**9, 0, 0,
        b"PK\6\7", 0, 0, 1, b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0, 0, 0,
    )  # fmt: skip


NFD = unicodedata.normalize("NFD", "å")
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip slip": (lambda: with_entry(f"{TOP}/../../utanför.txt"), "leder ut ur paketets mapp"),
    "absolute": (lambda: with_entry("/tmp/utanför.txt"), "absolut sökväg"),  # noqa: S108
    "backslash": (lambda: with_entry(f"{TOP}\\..\\..\\utanför.txt"), "omvänt snedstreck"),
    "unc": (lambda: with_entry("\\\\server\\delad\\x"), "omvänt snedstreck"),
    "unc with slashes": (lambda: with_entry("//server/delad/x"), "absolut sökväg"),
    "drive": (lambda: with_entry("C:/Windows/x"), "pekar ut en enhet"),
    "stream": (lambda: with_entry(f"{TOP}/data/a.pdf:dold"), "filnamn i Windows"),
    "device": (lambda: with_entry(f"{TOP}/data/underlag/aux.pdf"), "enhet i Windows"),
    "no name": (lambda: with_entry(""), "Namnet är tomt"),
    "null": (lambda: with_entry(f"{TOP}/data/a.pdf\0.exe"), "osynligt tecken"),
    "turned": (lambda: with_entry(f"{TOP}/data/a\u202efdp.exe"), "osynligt tecken"),
    "trailing dot": (lambda: with_entry(f"{TOP}/data/index.html."), "slutar med punkt"),
    "link": (
        lambda: with_entry(f"{TOP}/data/underlag/l.pdf", b"/etc/passwd", mode=0o120777),
        "En länk eller enhet",
    ),
    "fifo": (lambda: with_entry(f"{TOP}/data/underlag/l.pdf", b"", mode=0o010644), "En länk"),
    "duplicate": (lambda: with_entry(f"{TOP}/data/index.html"), "finns två gånger"),
    "case clash": (lambda: with_entry(f"{TOP}/data/INDEX.html"), "stora och små bokstäver"),
    "unicode clash": (
        lambda: with_entry(f"{TOP}/data/underlag/A42 ra{NFD[1]}kning.pdf"), "inte NFC"
    ),
    "ligature clash": (
        lambda: zipped(bagged({**payload(), "data/fi.txt": b"1", "data/ﬁ.txt": b"2"})),
        "ser likadant ut",
    ),
    "file and folder": (
        lambda: with_entry(f"{TOP}/data/underlag"), "både en fil och en mapp"
    ),
    "bomb": (
        lambda: deflated(f"{TOP}/data/bomb.csv", b"\0" * (64 << 20)), "en zipbomb"
    ),
    "nested bomb": (nested_bomb, "en zipbomb"),
    "archives in archives": (archive_of_archives, "arkiv med arkiv i sig"),
    "overlapping": (overlapping, "finns två gånger"),
    "lying size": (lying_about_size, "inte så stor som zip-filen säger"),
    "endless": (many_files, "fler än 200000 filer"),
    "hidden": (with_gap, "inte hör till någon fil"),
    "before it": (lambda: b"MZ" + zipped(bagged(payload())), "ingen hel zip-fil"),
    "after it": (lambda: zipped(bagged(payload())) + b"x", "ingen hel zip-fil"),
    "cut off": (lambda: zipped(bagged(payload()))[:-300], "ingen hel zip-fil"),
    "no zip": (lambda: b"\0" * 5000, "ingen hel zip-fil"),
    "empty": (lambda: b"", "ingen hel zip-fil"),
    "encrypted": (encrypted, "krypterad"),
    "fetch": (lambda: with_file("fetch.txt", b"http://exempel.invalid/x 1 data/x\n"), "från nätet"),
    "program": (lambda: with_file("data/underlag/faktura.exe", b"x"), "är ett program"),
    "disguised program": (lambda: with_file("data/underlag/faktura.pdf", b"MZ\0"), "ett program"),
    "script in page": (
        lambda: with_file("data/index.html", b"<p>\n<script>x()</script>"), "index.html:2: Sidan"
    ),
    "script after a safe head": (
        lambda: with_file("data/sidor/a.html", page("A", "", ["<base href=//x>"])), "a.html:"
    ),
    "handler in a page in UTF-16": (
        lambda: with_file("data/sidor/b.svg", "<svg onload=x()>".encode("utf-16")), "b.svg:1: Sidan"
    ),
    "net in page": (
        lambda: with_file("data/index.html", b'<img src="https://exempel.invalid/x">'),
        "hämta något från nätet",
    ),
    "plugin": (lambda: with_book('plugin "evil"'), "insticksmodulen evil"),
    "python path": (
        lambda: with_book('option "insert_pythonpath" "true"'), "insert_pythonpath"
    ),
    "extension": (lambda: with_book('2026-01-01 custom "fava-extension" "evil"'), "köra kod"),
    "include outside": (lambda: with_book('include "/etc/passwd"'), "utanför bokens egen mapp"),
    "include up": (lambda: with_book('include "../../*"'), "utanför bokens egen mapp"),
    "zero division": (
        lambda: with_book('2026-01-01 balance Tillgångar:Bank 1/0 SEK'), "delar ett belopp med noll"
    ),
    "deep json": (
        lambda: with_file("data/tabeller/schema.json", b"[" * 200_000), "schema.json: Filen saknas"
    ),
    "absurd amount": (
        lambda: with_file(
            "data/tabeller/journal_lines.csv",
            b"Journal_ID,GL_Account,Amount,Period_From,Period_To\n"
            b"A42,Kostnader:NKR2026:5420-Programvaror,1E999999999,2026-01-01,2026-01-01\n",
        ),
        "journal_lines.csv:2: Beloppet kan inte läsas",
    ),
    "endless line": (
        lambda: with_file("data/tabeller/periods.csv", b"a" * (2 << 20)), "periods.csv:1: Tabellen"
    ),
    "bad log": (lambda: with_file(f"{LOG}/logg.jsonl", b'{"seq":1}\n' * 3), "logg.jsonl:1: Posten"),
}  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder deep down, with nothing around it, that commands are run from."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    folder = tmp_path / "a" / "b" / "c"
    folder.mkdir(parents=True)
    (folder / "evil.py").write_text(RAN)
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(str(folder))
    return folder


def tree(root: Path) -> list[str]:
    return sorted(f"{path.relative_to(root)}" for path in root.rglob("*"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_package_is_refused_and_nothing_is_written(
    name: str, here: Path, tmp_path: Path
) -> None:
    make, said = HOSTILE[name]
    path = here / "paket.zip"
    path.write_bytes(make())
    before = tree(tmp_path)
    shown = unsound(verify(path))
    assert said in shown, shown
    assert "\0" not in shown
    assert "\u202e" not in shown
    assert tree(tmp_path) == before


def test_there_are_at_least_twenty_of_them() -> None:
    assert len(HOSTILE) >= 20


@pytest.mark.skipif(os.name == "nt", reason="makes links and pipes")
@pytest.mark.parametrize("kind", ["link", "folder link", "broken link", "pipe"])
def test_a_folder_with_something_that_leads_elsewhere_is_refused(
    kind: str, here: Path, tmp_path: Path
) -> None:
    root = as_folder(here / "paket", bagged(payload()))
    secret = tmp_path / "hemligt.txt"
    secret.write_text("hemligt")
    strange = root / "data" / "underlag" / "faktura.pdf"
    if kind == "pipe":
        os.mkfifo(strange)
    else:
        target = {"link": secret, "folder link": tmp_path, "broken link": tmp_path / "nej"}[kind]
        strange.symlink_to(target)
    before = tree(here)
    shown = unsound(verify(root))
    assert "faktura.pdf: En länk eller enhet" in shown
    assert "hemligt" not in shown
    assert tree(here) == before


def test_an_unfinished_write_in_the_package_is_never_finished(here: Path, tmp_path: Path) -> None:
    files = {**payload(), "data/bok/behandlingshistorik/oavslutad.json": b'{"files": []}'}
    root = as_folder(here / "paket", bagged(files))
    before = {path: path.stat().st_mtime_ns for path in here.rglob("*")}
    sound(verify(root))
    assert {path: path.stat().st_mtime_ns for path in here.rglob("*")} == before
    assert tree(tmp_path / "tmp") == []


def test_a_page_among_the_documents_that_runs_something_is_told_of(here: Path) -> None:
    files = payload()
    content = b"<p onclick=x()>Exempel</p>"
    table = "data/tabeller/documents.csv"
    files["data/underlag/insats.html"] = content
    digest = hashlib.sha256(content).hexdigest()
    files[table] += f"D2,,insats,underlag/insats.html,{digest},\n".encode()
    said = sound(verify(as_zip(here / "p.zip", bagged(files))))
    assert "insats.html kan köra eller hämta" in said


def test_words_like_code_in_a_voucher_do_not_make_the_page_a_hostile_one(here: Path) -> None:
    files = payload()
    words = "Möte onsdag = ej debiterat, javascript: kurs"
    files["data/sidor/verifikationer-1.html"] = page("Exempel", "", [words])
    sound(verify(as_zip(here / "p.zip", bagged(files))))


def test_a_script_that_is_not_ours_is_told_of(here: Path) -> None:
    path = as_zip(here / "paket.zip", bagged({**payload(), "data/verify.py": RAN.encode()}))
    assert "Kör den inte utan att ha läst den" in sound(verify(path))
    assert not (here / "RAN").exists()


def test_whatever_is_done_to_a_package_there_is_an_answer(here: Path) -> None:
    path, whole = here / "paket.zip", zipped(bagged(payload()))
    files = payload()
    known = load_programmes(None)
    chance = random.Random(2029)  # noqa: S311 (which bytes, not a secret)
    for number in range(300):
        if number % 2:
            path.write_bytes(mangled(whole, chance))
        else:
            name = chance.choice(sorted(files))
            path.write_bytes(zipped(bagged({**files, name: mangled(files[name], chance)})))
        with open_package(path) as package:
            verified = verify_package(package, known)
        assert list(verify_lines(verified, None, "sv"))
        json.dumps(verified_json(verified, None, "en"))


def mangled(content: bytes, chance: random.Random) -> bytes:
    """The content with something cut out, put in, or written over."""
    found = bytearray(content)
    for _ in range(chance.choice((1, 2, 5))):
        at, length = chance.randrange(len(found) + 1), chance.randrange(30)
        found[at : at + chance.choice((0, length))] = chance.choice(
            (b"", b"\xff" * 4, b"\0" * 4, chance.randbytes(length), found[at // 2 :][:length])
        )
    return bytes(found)


def test_nothing_to_verify_cannot_be_verified(here: Path) -> None:
    assert "Det finns inget paket här" in refused("review", "verify", here / "finns-inte.zip")


@pytest.mark.parametrize(
    "name",
    ["data/a.pdf", "data/underlag/2026-A42 räkning (kopia).pdf", "data/com.pdf", "data/nullable",
     "data/.git", "data/å ä ö/é.txt"],
)  # fmt: skip
def test_ordinary_names_are_safe(name: str) -> None:
    assert fault_of(name) is None


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/../b", "a//b", "a/", "/a", "a\\b", "c:a", "a/CON", "a/nul.txt", "a/Com1.x",
     "a/lpt³", "a/b ", "a/b.", "a/ b", "a/b\n", "a/b\u200b", "a?", "a*", 'a"', "a|b", "\ud800",
     "a" * 256, "a/" * 30 + "b"],
)  # fmt: skip
def test_names_that_are_not(name: str) -> None:
    assert fault_of(name) is not None


def test_names_that_clash_on_some_system() -> None:
    assert [name for name, _ in clashes(["a/b", "a/c", "A/d", "x", "X", "x"])] == ["A/d", "X", "x"]
    assert [name for name, _ in clashes(["a", "a/b"])] == ["a"]
    assert list(clashes(["a/b", "a/c", "b/b"])) == []
