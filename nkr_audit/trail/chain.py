"""Whether the records of a log follow one another as they were written, and where they do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from nkr_audit.text import Text
from nkr_audit.trail.merkle import Tree
from nkr_audit.trail.problem import Problem
from nkr_audit.trail.record import NO_RECORD, Record, hash_of, parse_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nkr_audit.trail.checkpoint import Checkpoint


@dataclass(slots=True)
class Chain:
    """A log as it stands: its records, those that cannot be read as None, and what is wrong.

    ``hashes`` are those of the lines; ``numbers`` which line of the file each stands on.
    """

    lines: list[bytes]
    records: list[Record | None] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def sound(self) -> list[Record]:
        """The records that can be read."""
        return [record for record in self.records if record is not None]


def read_chain(lines: Sequence[bytes]) -> Chain:
    """Read every line, and find where the chain is broken: each break once, with its line."""
    chain = Chain(list(lines))
    for number, line in enumerate(lines, start=1):
        chain.hashes.append(hash_of(line))
        try:
            chain.records.append(parse_record(line))
        except ValueError:
            chain.records.append(None)
            chain.problems.append(_damaged(number))
    first = chain.records[0] if chain.records else None
    if first is not None and (first.seq, first.previous) != (1, NO_RECORD):
        chain.problems.append(_gap(1, 1, first.seq - 1))
    unknown: list[int] = []
    for at, (before, after) in enumerate(pairwise(chain.records), start=1):
        if before is None or after is None:
            continue
        if after.seq != before.seq + 1:
            chain.problems.append(_out_of_order(at + 1, before.seq, after.seq))
        elif after.previous != chain.hashes[at - 1]:
            unknown.append(at)
    chain.problems += map(_altered, _altered_lines(unknown))
    chain.problems.sort(key=lambda problem: problem.line or 0)
    return chain


def compare(chain: Chain, checkpoints: Sequence[tuple[str, Checkpoint]]) -> list[Problem]:
    """Compare the log with checkpoints of it, each with the name of its file, in order of size."""
    problems = []
    tree = Tree()
    agreed = 0
    for name, checkpoint in sorted(checkpoints, key=lambda one: one[1].size):
        if checkpoint.size > len(chain.lines):
            problems.append(_cut(name, len(chain.lines), checkpoint.size))
            continue
        while tree.size < checkpoint.size:
            tree.add(chain.lines[tree.size])
        if tree.root() == checkpoint.root:
            agreed = checkpoint.size
        else:
            problems.append(_other_root(name, agreed + 1, checkpoint.size))
    return problems


def _damaged(number: int) -> Problem:
    return Problem(
        "record", number,
        Text("Posten är ändrad eller skadad.", "The record is altered or damaged."),
    )  # fmt: skip


def _altered_lines(unknown: Sequence[int]) -> list[int]:
    """Which lines were altered, by those that the next line does not know.

    A line that neither knows the one before nor is known by the one after is itself the altered.
    """
    found: list[int] = []
    for at in unknown:
        if found and found[-1] == at:
            continue
        found.append(at + 1 if at + 1 in unknown else at)
    return found


def _altered(number: int) -> Problem:
    return Problem(
        "record", number,
        Text(
            "Posten är ändrad: posterna bredvid känner den med annat innehåll.",
            "The record is altered: those beside it know it with other contents.",
        ),
    )  # fmt: skip


def _gap(number: int, first: int, last: int) -> Problem:
    which = Text(f"Post {first}", f"Record {first}")
    if last > first:
        which = Text(f"Posterna {first}–{last}", f"Records {first}–{last}")
    return Problem(
        "order", number, Text(f"{which.sv} saknas före den här.", f"{which.en} before it missing.")
    )


def _out_of_order(number: int, before: int, seq: int) -> Problem:
    if seq > before + 1:
        return _gap(number, before + 1, seq - 1)
    if seq == before:
        what = Text(f"Post {seq} står två gånger.", f"Record {seq} is there twice.")
    else:
        what = Text(
            f"Post {seq} står efter post {before}: poster är dubblerade eller omflyttade.",
            f"Record {seq} stands after record {before}: records are doubled or moved.",
        )
    return Problem("order", number, what)


def _cut(name: str, length: int, size: int) -> Problem:
    missing = size - length
    return Problem(
        "cut", length or None,
        Text(
            f"Loggen är avhuggen: den har {length} poster, men enligt {name} minst {size}; "
            f"{missing} saknas i slutet.",
            f"The log is cut off: it has {length} records, but by {name} at least {size}; "
            f"{missing} are missing at its end.",
        ),
    )  # fmt: skip


def _other_root(name: str, first: int, last: int) -> Problem:
    which = f"{first}" if first == last else f"{first}–{last}"
    return Problem(
        "root", last,
        Text(
            f"Loggen är inte den som {name} intygar: något är ändrat i post {which}.",
            f"The log is not the one that {name} attests: something is altered in record {which}.",
        ),
    )  # fmt: skip
