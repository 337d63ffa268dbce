"""Kontrollerar ett granskningspaket / Checks a review package.

Kör / run: python3 verify.py. Behöver bara Python 3.8 eller senare / needs only Python 3.8 or later.
Läser bara, skriver inget, använder inget nätverk / only reads, writes nothing, uses no network.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import sys
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

FAULTS: list[str] = []
KINDS = ("sha256", "sha512")
P = 2**255 - 19  # Ed25519, RFC 8032
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def _say(text: str) -> None:
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")


def _fault(where: object, what: str) -> None:
    FAULTS.append(what)
    _say(f"  FEL  {where}: {what}")


def check_files(root: Path) -> None:
    """Every file is in both manifests with the right hash; nothing is missing or extra."""
    files: dict[str, Path] = {}
    stated: dict[str, dict[str, str]] = {}
    for path in sorted(root.rglob("*")):
        name = unicodedata.normalize("NFC", path.relative_to(root).as_posix())
        if path.is_symlink() or name in files or not (path.is_dir() or path.is_file()):
            _fault(name, "ingen vanlig fil / no ordinary file")
        elif path.is_file():
            files[name] = path
    for which in [f"{start}manifest-{kind}.txt" for start in ("", "tag") for kind in KINDS]:
        for line in (root / which).read_bytes().decode().split("\n")[:-1]:
            digest, _, name = line.partition("  ")
            stated.setdefault(name, {})[which[-10:-4]] = digest
    for name in sorted({*stated, *files, "bagit.txt", "bag-info.txt"}):
        if name not in files:
            _fault(name, "filen saknas / the file is missing")
        elif name not in stated and not name.startswith("tagmanifest-sha"):
            _fault(name, "filen hör inte till paketet / the file is no part of the package")
        elif name in stated and _hashes(files[name]) != stated[name]:
            _fault(name, "filen är ändrad / the file is altered")
    total = _hashes(root / "tagmanifest-sha256.txt")["sha256"]
    _say(f"  {len(files)} filer / files; paketets kontrollsumma / the package's checksum: {total}")


def _hashes(path: Path) -> dict[str, str]:
    content = path.read_bytes()
    return {kind: hashlib.new(kind, content).hexdigest() for kind in KINDS}


def _merkle(leaves: list[bytes]) -> bytes:  # RFC 6962
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\1" + _merkle(leaves[:half]) + _merkle(leaves[half:])).digest()


def _add(p: tuple[int, ...], q: tuple[int, ...]) -> tuple[int, ...]:
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * D, 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, p: tuple[int, ...]) -> tuple[int, ...]:
    half = _times(number >> 1, _add(p, p)) if number else (0, 1, 1, 0)
    return _add(half, p) if number & 1 else half


def _point(data: bytes) -> tuple[int, ...]:
    odd, y = divmod(int.from_bytes(data, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if len(data) != 32 or y >= P or (x * x - square) % P or (x == 0 and odd):
        raise ValueError("no point of the curve")
    x = x if x & 1 == odd else P - x
    return x, y, 1, x * y % P


def _is_signed(key: bytes, text: bytes, signature: bytes) -> bool:  # RFC 8032, 5.1.7
    try:
        public, r, base = _point(key), _point(signature[:32]), _point(b"\x58" + b"\x66" * 31)
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % ORDER
    p, q = _times(s, base), _add(r, _times(h, public))
    same = (p[0] * q[2] - q[0] * p[2]) % P == 0 == (p[1] * q[2] - q[1] * p[2]) % P
    return same and len(signature) == 64 and s < ORDER


def check_log(folder: Path) -> None:
    """Every record follows the one before; the length, the root and the signatures are right."""
    lines, previous = (folder / "logg.jsonl").read_bytes().split(b"\n"), "0" * 64
    if lines.pop():
        _fault("logg.jsonl", "avhuggen / cut off")
    for number, line in enumerate(lines, 1):
        record = json.loads(line)
        if (record["seq"], record["previous"]) != (number, previous):
            _fault(f"logg.jsonl:{number}", "bruten kedja / broken chain")
        previous = hashlib.sha256(line).hexdigest()
    leaves = [hashlib.sha256(b"\0" + line).digest() for line in lines]
    _say(f"  {len(lines)} poster / records, rot / root {_merkle(leaves).hex()}")
    seals = sorted(folder.glob("forseglingar/*.txt"))
    keys = (folder / "nyckel.txt").read_bytes().decode().split() if seals else []
    for path in (folder / "huvud.txt", *seals):
        text, _, signatures = path.read_bytes().decode().rpartition("\n\n")
        size, root = (text or signatures).split("\n")[1:3]
        fits = int(size) <= len(lines) if path in seals else int(size) == len(lines)
        if not fits or _merkle(leaves[: int(size)]) != base64.b64decode(root):
            _fault(path.name, "loggen är en annan / the log is another")
        by = [key for key in keys if _signs(key, f"{text}\n", signatures)]
        if path in seals and not by:
            _fault(path.name, "ingen rätt underskrift / no right signature")
        _say(", Ed25519 ".join([f"  {path.name}: {size} poster / records", *by]))
    _say("  Jämför nyckeln med den ni fått på annan väg / compare the key with one got otherwise")


def _signs(key: str, text: str, signatures: str) -> bool:
    name, identity, encoded = key.split("+", 2)
    given = [line.split(" ") for line in signatures.split("\n") if line.startswith(f"— {name} ")]
    found = [base64.b64decode(words[2]) for words in given]
    mine = [raw[4:] for raw in found if raw[:4].hex() == identity]
    public = base64.b64decode(encoded)[1:]
    return bool(mine) and all(_is_signed(public, text.encode(), one) for one in mine)


def _table(data: Path, name: str) -> list[dict[str, str]]:
    with (data / "tabeller" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check_figure(data: Path) -> None:
    """Compute unused = grant − costs anew from the tables, and hold it to avrakning.json."""
    about = json.loads((data / "tabeller" / "schema.json").read_bytes())
    if about["partial"]:
        _say("  Urval av verifikationer: inget att räkna om / a sample: nothing to compute")
        return
    (year,) = [row for row in _table(data, "periods.csv") if row["Period_Type"] == "bidrag"]
    first, last = date.fromisoformat(year["Begin_Date"]), date.fromisoformat(year["End_Date"])
    own = [row for row in _table(data, "chart_of_accounts.csv") if row["Grant"] == about["grant"]]
    kinds = {row["GL_Account"]: row["Account_Type"] for row in own}
    tags = {row["Journal_ID"]: row["Tags"].split() for row in _table(data, "journal_entries.csv")}
    received = costs = outside = Decimal("0.00")
    for row in _table(data, "journal_lines.csv"):
        kind, amount = kinds.get(row["GL_Account"]), Decimal(row["Amount"])
        if kind == "liabilities" and amount < 0 and "utbetalning" in tags[row["Journal_ID"]]:
            received -= amount
            _say(f"  {row['Journal_ID']}: utbetalt / received {-amount}")
        elif kind == "expenses":
            start, end = (date.fromisoformat(row[key]) for key in ("Period_From", "Period_To"))
            days, shared = (end - start).days + 1, (min(end, last) - max(start, first)).days + 1
            inside = (amount * max(0, shared) / days).quantize(Decimal("0.01"), ROUND_HALF_UP)
            costs, outside = costs + inside, outside + amount - inside
            step = f" × {max(0, shared)}/{days} dagar / days = {inside}" if shared != days else ""
            _say(f"  {row['Journal_ID']}: kostnad / cost {amount}{step}")
    _say(f"  Utanför / outside {first} – {last}: {outside}")
    _say(f"  Oanvänt / unused = {received} − {costs} = {received - costs}")
    (grant,) = json.loads((data / "avrakning.json").read_bytes())["grants"]
    for key, found in (("received", received), ("costs", costs), ("unused", received - costs)):
        if Decimal(grant[key]) != found.quantize(Decimal("0.01"), ROUND_HALF_UP):
            _fault("avrakning.json", f"{key} {grant[key]}, inte / not {found}")


def main() -> int:
    """Check it all; 0 when everything is right, else 1."""
    data = Path(__file__).resolve().parent
    for title, check, where in (
        ("1. Filer / files", check_files, data.parent),
        ("2. Behandlingshistorik / processing log", check_log, data / "behandlingshistorik"),
        ("3. Oanvänt = bidrag − kostnader / unused = grant − costs", check_figure, data),
    ):
        _say(title)
        try:
            check(where) if where.exists() else _say("  Finns inte i paketet / not in the package")
        except Exception as error:  # noqa: BLE001 (a strange package may break it in any way)
            _fault(where.name, f"kan inte läsas / cannot be read: {error!r}")
    _say(f"{len(FAULTS)} FEL / FAULTS" if FAULTS else "ALLT STÄMMER / ALL IS RIGHT")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
