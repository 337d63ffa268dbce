"""A small review package by hand, and the ways it can be packed, for the tests of verifying."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nkr_audit.trail.checkpoint import public_half, signed
from nkr_audit.trail.log import Log
from nkr_audit.trail.record import IMPORT, RECORD, START, Act
from tests.ledgers import ACCOUNTS, COST, GRANT, NAMES, RECEIPT, run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from click.testing import Result

TOP: Final = "granskning-NKR2026"
KEY: Final = Ed25519PrivateKey.from_private_bytes(b"exempel-exempel-exempel-exempel-")
KEY_NAME: Final = "region-exempel"
INVOICE: Final = b"%PDF-1.7 exempelfaktura"
ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
LOG: Final = "data/behandlingshistorik"
BOOK: Final = "data/bok/main.beancount"


def payload(*, cost: str = "40000.00", records: int = 3) -> dict[str, bytes]:
    """What the package holds: one receipt, one cost, its invoice, the log and the book."""
    digest = hashlib.sha256(INVOICE).hexdigest()
    book = NAMES + ACCOUNTS + GRANT + RECEIPT + COST.replace("40000.00", cost)
    unused = f"{1585858 - Decimal(cost):.2f}"
    settled = {
        "grant": "NKR2026", "received": "1585858.00", "repaid": "0.00", "costs": cost,
        "unused": unused, "questioned": "0.00",
    }  # fmt: skip
    schema = {"format": "nkr-audit-tables/1", "grant": "NKR2026", "partial": False}
    tables = {
        "chart_of_accounts": "GL_Account,GL_Account_Number,GL_Account_Name,Account_Type,Grant\n"
        "Skulder:NKR2026:2971-Förutbetalt-statsbidrag,2971,x,liabilities,NKR2026\n"
        "Kostnader:NKR2026:5420-Programvaror,5420,x,expenses,NKR2026\n",
        "periods": "Period_ID,Period_Type,Begin_Date,End_Date\n"
        "NKR2026,bidrag,2026-01-01,2026-12-31\n2026,rakenskapsar,2026-01-01,2026-12-31\n",
        "journal_entries": "Journal_ID,Effective_Date,Description,Tags\n"
        "A17,2026-05-20,Statsbidrag 2026,utbetalning\nA42,2026-06-30,Driftplattform juni,\n",
        "journal_lines": "Journal_ID,Line_Number,GL_Account,Amount,Period_From,Period_To\n"
        "A17,1,Tillgångar:Bank,1585858.00,,\n"
        "A17,2,Skulder:NKR2026:2971-Förutbetalt-statsbidrag,-1585858.00,,\n"
        f"A42,1,Kostnader:NKR2026:5420-Programvaror,{cost},2026-06-30,2026-06-30\n"
        f"A42,2,Skulder:2440-Leverantörsskulder,-{cost},,\n",
        "documents": "Document_ID,Journal_ID,Document_Type,Path,SHA256,Left_Out\n"
        f"D1,A42,faktura,underlag/A42 räkning.pdf,{digest},\n",
    }
    return {
        BOOK: book.encode(),
        "data/avrakning.json": json.dumps({"grants": [settled]}).encode(),
        "data/index.html": b"<!doctype html><title>Exempel</title>",
        "data/tabeller/schema.json": json.dumps(schema).encode(),
        "data/underlag/A42 räkning.pdf": INVOICE,
        **{f"data/tabeller/{name}.csv": text.encode() for name, text in tables.items()},
        **log_files(records),
    }


def log_files(records: int) -> dict[str, bytes]:
    """A log of so many records, sealed to its end."""
    log, lines = Log(), b""
    for number in range(records):
        act = Act((START, IMPORT, RECORD)[number % 3], "ekonom1", (f"A{number}",))
        lines += log.add(datetime(2026, 7, 1, 12, number, tzinfo=UTC), act, ())
    now = log.checkpoint()
    return {
        f"{LOG}/logg.jsonl": lines,
        f"{LOG}/huvud.txt": now.text().encode(),
        f"{LOG}/nyckel.txt": f"{public_half(KEY_NAME, KEY).text()}\n".encode(),
        f"{LOG}/forseglingar/{records}.txt": signed(now, KEY_NAME, KEY).encode(),
    }


def bagged(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with what makes them a bag; a tag file that is there already stays."""
    data = {name: content for name, content in files.items() if name.startswith("data/")}
    size = sum(map(len, data.values()))
    tags = {
        "bag-info.txt": f"Bagging-Date: 2027-02-01\nPayload-Oxum: {size}.{len(data)}\n".encode(),
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        **{f"manifest-{kind}.txt": _manifest(data, kind) for kind in ("sha256", "sha512")},
        **{name: content for name, content in files.items() if name not in data},
    }
    sums = {f"tagmanifest-{kind}.txt": _manifest(tags, kind) for kind in ("sha256", "sha512")}
    return {**data, **tags, **sums}


def _manifest(files: Mapping[str, bytes], kind: str) -> bytes:
    lines = (f"{hashlib.new(kind, files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def plain_entry(name: str, mode: int = 0o100644) -> zipfile.ZipInfo:
    """An entry of a zip as the builder writes it."""
    info = zipfile.ZipInfo("x", ZIP_TIME)
    info.filename = info.orig_filename = name
    info.create_system, info.external_attr = 3, mode << 16
    return info


def zipped(files: Mapping[str, bytes], top: str = f"{TOP}/") -> bytes:
    """The files in a zip, stored as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            archive.writestr(plain_entry(f"{top}{name}"), files[name])
    return out.getvalue()


def as_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write the zip."""
    path.write_bytes(zipped(files))
    return path


def as_folder(root: Path, files: Mapping[str, bytes]) -> Path:
    """Write the folder."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def verify(path: Path, *more: str | Path) -> Result:
    """Verify the package."""
    return run("review", "verify", path, *more)


def sound(result: Result) -> str:
    """What was said of a package that is to be sound."""
    assert result.exit_code == 0, result.output
    assert "PAKETET STÄMMER\n" in result.stdout
    return result.stdout


def unsound(result: Result) -> str:
    """What was said of a package that is not to be sound: at least one fault, with its place."""
    assert result.exit_code == 1, result.output
    assert "\n  fel  " in result.stdout
    return result.stdout
