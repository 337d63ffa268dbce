"""The rule file (``kodregler.toml``): rules that code costs, and keys that share them out."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.period import Period, parse_period
from nkr_audit.text import Text
from nkr_audit.toml_table import read_toml
from nkr_audit.vocabulary import PERIOD
from nkr_importers.coding.keys_file import read_key
from nkr_importers.coding.values import read_values
from nkr_importers.opening import unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from pathlib import Path

    from nkr_audit.toml_table import Table
    from nkr_importers.coding.keys_file import Key
    from nkr_importers.coding.values import Allowed

LARGEST = 1 << 20
# What a rule may give of its own.
GIVES = ("register", "nytta", "andamal", "kostnadsslag", "insats", PERIOD)
KEY = "fordelning"
_ACCOUNTS = re.compile(r"([0-9]{1,20})(?:\s*-\s*([0-9]{1,20}))?")
_OBJECT = re.compile(r"[^=,\s]+=[^,]+")


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of a row, all of it; None asks nothing. Amounts (SEK) are without sign.

    ``accounts`` are ranges of numbers, both ends included, with all that begin as the last does.
    """

    organisation: str | None = None
    payee: str | None = None
    accounts: tuple[tuple[str, str], ...] = ()
    item: str | None = None
    text: str | None = None
    series: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows that meet the condition are given these values, and shared out by the key if any."""

    name: str
    condition: Condition
    gives: Mapping[str, str]
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The rules, in the order of the file."""

    path: Path
    sha256: str
    rules: tuple[Rule, ...]

    def reason(self, rule: Rule) -> str:
        """What is recorded on a row that the rule coded (``kodad``)."""
        return f"regel {rule.name} i {self.path.name} sha256:{self.sha256[:12]}"


def read_rules(path: Path, allowed: Allowed) -> RuleFile:
    """Read a rule file; every value it gives must be one of those ``allowed``.

    Raises NkrError when it cannot be read, or does not fit.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise NkrError(
                Text("Filen är för stor för en regelfil.", "The file is too large for rules."),
                remedy=Text("ange regelfilen, som kodregler.toml", "name the file of rules"),
                place=path,
            )
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        which = Text("ange regelfilen, till exempel kodregler.toml", "name the rule file")
        raise unreadable(path, error, which) from error
    root = read_toml(path)
    keys: dict[str, Key] = {}
    for table in root.optional(root.tables, "fordelningsnyckel") or ():
        key = read_key(table, allowed)
        _refuse_repeated(table, key.name, keys)
        keys[key.name] = key
    rules: dict[str, Rule] = {}
    for table in root.tables("regel"):
        rule = _rule(table, keys, allowed)
        _refuse_repeated(table, rule.name, rules)
        rules[rule.name] = rule
    root.end()
    return RuleFile(path, sha256, tuple(rules.values()))


def _refuse_repeated(table: Table, name: str, known: Mapping[str, object]) -> None:
    if name in known:
        raise table.error(
            "namn",
            Text(f"står två gånger: ”{name}”", f"is there twice: “{name}”"),
            Text("Ge den ett eget namn.", "Give it a name of its own."),
        )


def _rule(table: Table, keys: Mapping[str, Key], allowed: Allowed) -> Rule:
    name = table.slug("namn")
    condition = _condition(table)
    inner = table.table("ger")
    who = Text(f"Regeln {name} ger", f"The rule {name} gives")
    gives = read_values(inner, GIVES, who, allowed)
    key_name = inner.optional_choice(KEY, tuple(keys))
    key = keys[key_name] if key_name is not None else None
    clash = sorted(gives.keys() & {name for one in key.shares for name in one.says} if key else ())
    if key and ("register" in gives or clash):
        raise inner.error(
            (clash or ["register"])[0],
            Text(
                f"står både i regeln och i nyckeln {key.name}",
                f"is both in the rule and in the key {key.name}",
            ),
            Text("Låt bara en av dem säga det.", "Let only one of them say it."),
        )
    if not gives and key is None:
        raise table.error(
            "ger",
            Text("ger ingenting", "gives nothing"),
            Text(f"Skriv något av {', '.join((*GIVES, KEY))}.", "Let it give something."),
        )
    return Rule(name, condition, gives, key)


def _condition(table: Table) -> Condition:
    inner = table.table("om")
    everything = inner.optional(inner.flag, "alla")
    condition = Condition(
        organisation=inner.optional(inner.text, "motpart-orgnr"),
        payee=inner.optional(inner.text, "motpart"),
        accounts=_accounts(inner),
        item=_matching(inner, "objekt", _OBJECT, "6=103"),
        text=inner.optional(inner.text, "text"),
        series=inner.optional(inner.text, "serie"),
        least=inner.optional(inner.kronor, "belopp-minst"),
        most=inner.optional(inner.kronor, "belopp-hogst"),
        period=_period(inner),
    )
    if (condition == Condition()) is not bool(everything):
        raise table.error(
            "om",
            Text(
                "har både alla = true och villkor" if everything else "har inget villkor",
                "has both alla = true and conditions" if everything else "has no condition",
            ),
            Text(
                "Skriv ett villkor, eller bara alla = true för en regel som gäller alla rader.",
                "Write a condition, or only alla = true for a rule that is about every row.",
            ),
        )
    if None not in {condition.least, condition.most} and not _in_order(condition):
        raise inner.error(
            "belopp-hogst",
            Text("är lägre än belopp-minst", "is lower than belopp-minst"),
            Text("Byt plats på dem.", "Let them change places."),
        )
    return condition


def _in_order(condition: Condition) -> bool:
    return (condition.least or 0) <= (condition.most or 0)


def _accounts(table: Table) -> tuple[tuple[str, str], ...]:
    text = table.optional(table.text, "konto")
    if text is None:
        return ()
    matches = [_ACCOUNTS.fullmatch(part.strip()) for part in text.split(",")]
    ranges = [(match[1], match[2] or match[1]) for match in matches if match]
    if len(ranges) < len(matches) or any(first > last for first, last in ranges):
        raise table.error(
            "konto",
            Text(f"kan inte läsas: ”{text}”", f"cannot be read: “{text}”"),
            Text(
                'Skriv konton och intervall: "5420" eller "5400-5499, 6540".',
                'Write accounts and ranges: "5420" or "5400-5499, 6540".',
            ),
        )
    return tuple(ranges)


def _matching(table: Table, key: str, form: re.Pattern[str], example: str) -> str | None:
    text = table.optional(table.text, key)
    if text is not None and not form.fullmatch(text.strip()):
        raise table.error(
            key,
            Text(f"kan inte läsas: ”{text}”", f"cannot be read: “{text}”"),
            Text(f'Skriv som "{example}".', f'Write as "{example}".'),
        )
    return text.strip() if text is not None else None


def _period(table: Table) -> Period | None:
    text = table.optional(table.text, "period")
    try:
        return parse_period(text) if text is not None else None
    except ValueError as error:
        raise table.error(
            "period",
            Text(f"är ingen period: ”{text}”", f"is no period: “{text}”"),
            Text('Skriv som "2026" eller "2026-01/2026-06".', 'Write as "2026" or "2026-01".'),
        ) from error
