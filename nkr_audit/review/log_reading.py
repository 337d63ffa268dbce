"""The processing log in a package: the chain of its records, its length and root, its seals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nkr_audit.review.package import UnreadableError
from nkr_audit.text import Text
from nkr_audit.trail.chain import compare, read_chain
from nkr_audit.trail.checkpoint import (
    Checkpoint,
    is_signed_by,
    parse_checkpoint,
    parse_verifier_key,
)
from nkr_audit.trail.log import name_of
from nkr_audit.trail.merkle import root_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from nkr_audit.review.package import Package
    from nkr_audit.trail.checkpoint import VerifierKey

FOLDER: Final = "data/behandlingshistorik"
LOG: Final = f"{FOLDER}/logg.jsonl"
HEAD: Final = f"{FOLDER}/huvud.txt"
KEY: Final = f"{FOLDER}/nyckel.txt"
SEALS: Final = f"{FOLDER}/forseglingar/"
_LARGEST_LOG: Final = 256 << 20
_LARGEST_NOTE: Final = 64 << 10
_MOST_SEALS: Final = 10_000


# Whoever gives a key expects it to tell something; without a seal anybody can write a whole log.
_NOTHING_TO_TRY: Final = Text(
    "Nyckeln kan inte prövas: paketet har ingen behandlingshistorik.",
    "The key cannot be tried: the package has no processing log.",
)
_NO_SEAL_BY_IT: Final = Text(
    "Loggen har ingen försegling med den angivna nyckeln.",
    "The log has no seal by the key that was given.",
)


@dataclass(frozen=True, slots=True)
class LogState:
    """What the log of a package is. ``sealed`` is how many records a sound seal covers."""

    lines: tuple[bytes, ...]
    root: str
    sealed: int
    keys: tuple[str, ...]


def check_log(package: Package, given: Collection[VerifierKey] = ()) -> LogState | None:
    """Check the log, and note in the package what is wrong; None when there is none.

    ``given`` are keys that the one who checks has got some other way; left out: the package's own.
    """
    if LOG not in package.files:
        for name in package.files:
            if name.startswith(f"{FOLDER}/"):
                package.fault("log", LOG, Text("Loggen saknas.", "The log is missing."))
                break
        else:
            if given:
                package.fault("log", LOG, _NOTHING_TO_TRY)
        return None
    try:
        lines = package.content(LOG, _LARGEST_LOG).split(b"\n")
    except UnreadableError:
        package.fault("log", LOG, Text("Loggen kan inte läsas.", "The log cannot be read."))
        return None
    if lines.pop():
        what = Text("Loggen är avhuggen.", "The log is cut off.")
        package.fault("log", LOG, what, len(lines) + 1)
    chain = read_chain(lines)
    for problem in chain.problems:
        package.fault("log", LOG, problem.what, problem.line or 0)
    now = Checkpoint(name_of(lines[0]) if lines else "", len(lines), root_of(lines))
    _check_head(package, now)
    keys = tuple(given) or _keys(package)
    sound = _seals(package, keys, now.origin)
    if given and not sound:
        package.fault("log", LOG, _NO_SEAL_BY_IT)
    differing = compare(chain, sound)
    for problem in differing:
        package.fault("log", LOG, problem.what, problem.line or 0)
    sealed = 0 if differing else max((one.size for _, one in sound), default=0)
    return LogState(tuple(lines), now.root.hex(), sealed, tuple(key.text() for key in keys))


def _check_head(package: Package, now: Checkpoint) -> None:
    what = None
    try:
        said = parse_checkpoint(package.content(HEAD, _LARGEST_NOTE).decode())
    except (UnreadableError, ValueError):
        what = Text(
            "Uppgiften om loggens längd saknas eller är skadad.",
            "What tells the length of the log is missing or damaged.",
        )
    else:
        if said != now:
            what = Text(
                f"Loggen är inte den som filen säger: {said.size} poster med en annan rot, mot "
                f"{now.size} i loggen.",
                f"The log is not the one that the file tells of: {said.size} records of another "
                f"root, against {now.size} in the log.",
            )
    if what is not None:
        package.fault("log", HEAD, what)


def _keys(package: Package) -> tuple[VerifierKey, ...]:
    if KEY not in package.files:
        return ()
    found = []
    try:
        text = package.content(KEY, _LARGEST_NOTE).decode()
    except (UnreadableError, ValueError):
        text = "\0"
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(parse_verifier_key(line))
        except ValueError:
            what = Text("Raden är ingen öppen nyckel.", "The line is no verifier key.")
            package.fault("log", KEY, what, number)
    return tuple(found)


def _seals(
    package: Package, keys: Collection[VerifierKey], origin: str
) -> list[tuple[str, Checkpoint]]:
    """The seals that have a right signature, each with the name of its file."""
    names = [name for name in sorted(package.files) if _is_seal(name)]
    if len(names) > _MOST_SEALS:
        what = Text("Det finns orimligt många förseglingar.", "There are absurdly many seals.")
        package.fault("log", SEALS, what)
        return []
    sound = []
    for name in names:
        try:
            note = package.content(name, _LARGEST_NOTE).decode()
            checkpoint = parse_checkpoint(note)
        except (UnreadableError, ValueError):
            package.fault("log", name, Text("Filen är ingen försegling.", "The file is no seal."))
            continue
        if checkpoint.origin != origin:
            package.fault(
                "log",
                name,
                Text("Förseglingen gäller en annan logg.", "The seal is of another log."),
            )
        elif not any(is_signed_by(note, key) for key in keys):
            package.fault(
                "log", name, Text("Förseglingen har ingen rätt underskrift av nyckeln.",
                                  "The seal has no right signature by the key."),
            )  # fmt: skip
        else:
            sound.append((name.rpartition("/")[2], checkpoint))
    return sound


def _is_seal(name: str) -> bool:
    return name.startswith(SEALS) and name.endswith(".txt")
