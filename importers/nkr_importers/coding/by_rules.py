"""Coding by rules: for each cost row the first rule that is about it, and what that changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from nkr_audit.errors import NkrError
from nkr_audit.metadata import word
from nkr_audit.money import has_more_than_ore
from nkr_audit.text import Text
from nkr_audit.vocabulary import PERIOD
from nkr_importers.coding.matching import holds
from nkr_importers.coding.plan import Change, CodingPlan, Filing
from nkr_importers.coding.rules_file import KEY
from nkr_importers.coding.splitting import described, is_shared_by, share_out
from nkr_importers.coding.values import MONTH
from nkr_importers.ledger_lines import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nkr_audit.ledger import Ledger
    from nkr_importers.coding.keys_file import Key
    from nkr_importers.coding.lines import Line
    from nkr_importers.coding.rules_file import Rule, RuleFile

# What coded a row, and by what it was shared out.
CODED_BY = "kodad"
FILED_AS = "fordelning"


class Remark(NamedTuple):
    """Something about a row that a person should see."""

    line: Line
    what: Text


@dataclass(slots=True)
class RulePlan(CodingPlan):
    """What the rules change, and what they leave to a person.

    ``differences``: the book says otherwise than the rule. ``overlaps``: a later rule is about the
    row too, and says otherwise. ``unshared``: the key could not be used. ``left``: what the row
    still needs. ``by_rule`` counts the rows that each rule coded.
    """

    by_rule: Counter[str] = field(default_factory=Counter)
    shared: int = 0
    parts: int = 0
    differences: list[Remark] = field(default_factory=list)
    overlaps: list[Remark] = field(default_factory=list)
    unshared: list[Remark] = field(default_factory=list)
    left: list[Remark] = field(default_factory=list)


def plan_by_rules(ledger: Ledger, grant_id: str, lines: Iterable[Line], file: RuleFile) -> RulePlan:
    """Work out what the rules say of each row that the book does not say already.

    The first rule of the file that is about a row decides, alone. Raises NkrError when the
    document of a key is not in the ledger's folder.
    """
    planned = RulePlan()
    filing = Filing(planned, ledger, grant_id)
    _check_documents(filing, file)
    for line in lines:
        found = [rule for rule in file.rules if holds(rule.condition, line)]
        said: set[str] = set()
        if found:
            said = _apply(planned, filing, line, found[0], file)
        if said:
            planned.by_rule[found[0].name] += 1
            planned.overlaps += _overlaps(line, found)
        missing = [key for key in line.missing if key not in said]
        if missing:
            listed = ", ".join(missing)
            planned.left.append(Remark(line, Text(f"saknar {listed}", f"lacks {listed}")))
    return planned


def _check_documents(filing: Filing, file: RuleFile) -> None:
    for rule in file.rules:
        if rule.key and rule.key.document and filing.find(rule.key.document) is None:
            name = rule.key.document
            raise NkrError(
                Text(
                    f"Nyckeln {rule.key.name} har underlaget {name}, som inte finns i bokens mapp.",
                    f"The key {rule.key.name} has the document {name}, which is not in the "
                    "ledger's folder.",
                ),
                remedy=Text(
                    "lägg filen i bokens mapp underlag/, eller rätta namnet",
                    "put the file in the folder underlag/, or correct the name",
                ),
                place=file.path,
            )


def _apply(planned: RulePlan, filing: Filing, line: Line, rule: Rule, file: RuleFile) -> set[str]:
    """Plan what the rule says of the row. Returns the keys that the row will say thanks to it."""
    gives = _given(rule, line)
    if rule.key is not None:
        return _share(planned, filing, line, rule, file, gives)
    new = _new(planned, line, rule, gives)
    if new:
        planned.code(line, {**new, CODED_BY: _reason(line, rule, file)})
    return set(new)


def _given(rule: Rule, line: Line) -> dict[str, str]:
    """The values that the rule gives the row; its accrual, if any, says when it arose."""
    gives = dict(rule.gives)
    if PERIOD in gives and line.is_of_accrual:
        del gives[PERIOD]
    elif gives.get(PERIOD) == MONTH:
        gives[PERIOD] = line.book_says(PERIOD) or f"{line.day:%Y-%m}"
    return gives


def _new(planned: RulePlan, line: Line, rule: Rule, gives: Mapping[str, str]) -> dict[str, str]:
    """What the book does not say yet; where it says otherwise, that is noted."""
    new = {}
    for key, value in gives.items():
        present = line.book_says(key)
        if present is None:
            new[key] = value
        elif present == value:
            planned.unchanged += 1
        else:
            planned.differences.append(Remark(line, _otherwise(rule, key, value, present)))
    return new


def _otherwise(rule: Rule, key: str, value: str, present: str) -> Text:
    return Text(
        f"boken säger {key} ”{present}”, regeln {rule.name} ”{value}”; boken gäller",
        f"the book says {key} “{present}”, the rule {rule.name} “{value}”; the book holds",
    )


def _reason(line: Line, rule: Rule, file: RuleFile) -> str:
    """What coded the row, after what did so before."""
    before, now = word(line.posting.meta.get(CODED_BY)), file.reason(rule)
    return f"{before}; {now}" if before and now not in before else now


def _share(
    planned: RulePlan,
    filing: Filing,
    line: Line,
    rule: Rule,
    file: RuleFile,
    gives: Mapping[str, str],
) -> set[str]:
    """Share out the row by the rule's key, unless that is done already or cannot be."""
    key = rule.key
    if key is None or is_shared_by(key, word(line.posting.meta.get(KEY))):
        return set()
    why = _cannot_share(key, line) or _document_fault(filing, key, line)
    if why is not None:
        planned.unshared.append(
            Remark(line, Text(f"{why.sv} (regeln {rule.name})", f"{why.en} (rule {rule.name})"))
        )
        return set()
    common = _new(planned, line, rule, gives)
    reason = _reason(line, rule, file)
    parts = []
    for amount, share in zip(
        share_out(line.amount, [one.share for one in key.shares]), key.shares, strict=True
    ):
        if amount:
            says = {name: value for name, value in share.says.items() if not line.book_says(name)}
            values = {**says, **common, KEY: described(key, share), CODED_BY: reason}
            parts.append(Part(amount, values))
            planned.changes.append(
                Change(line.voucher, line.account, amount, tuple(values.items()))
            )
    planned.edits.split_posting(line.posting.meta, line.posting.account, parts)
    planned.coded.add(line.voucher)
    planned.shared += 1
    planned.parts += len(parts)
    if key.document:
        filing.file(line.entry, key.document, FILED_AS)
    said_by_all = set.intersection(*(set(one.says) for one in key.shares))
    return said_by_all | set(common)


def _cannot_share(key: Key, line: Line) -> Text | None:
    """Return why the key cannot be used on the row, if it cannot."""
    if not key.holds(line.day):
        return Text(
            f"nyckeln {key.name} gäller {key.valid_from} – {key.valid_to}, "
            f"verifikationen är från {line.day}",
            f"the key {key.name} is valid {key.valid_from} – {key.valid_to}, "
            f"the voucher is of {line.day}",
        )
    for share in key.shares:
        for name, value in share.says.items():
            present = line.book_says(name)
            if present is not None and present != value:
                return Text(
                    f"boken säger redan {name} ”{present}”, nyckeln {key.name} ”{value}”",
                    f"the book says {name} “{present}” already, the key {key.name} “{value}”",
                )
    if word(line.posting.meta.get(KEY)) is not None:
        return Text("raden är redan fördelad", "the row is shared out already")
    posting = line.posting
    if posting.meta.get("__automatic__") or posting.cost or posting.price:
        return Text(
            "beloppet står inte utskrivet i kronor på raden",
            "the amount is not written out in kronor on the row",
        )
    if not line.amount or has_more_than_ore(line.amount):
        return Text("beloppet går inte att dela i ören", "the amount is not in whole öre")
    return None


def _document_fault(filing: Filing, key: Key, line: Line) -> Text | None:
    if key.document is None:
        return None
    if not line.voucher:
        return Text(
            "verifikationen saknar nummer, och nyckelns underlag kan inte läggas på den",
            "the voucher has no number, and the key's document cannot be filed on it",
        )
    fault = filing.fault(key.document, FILED_AS, line.voucher)
    return fault.what if fault else None


def _overlaps(line: Line, found: list[Rule]) -> list[Remark]:
    """The later rules that say otherwise of the row than the first."""
    first, remarks = found[0], []
    decided = _all_given(first)
    for rule in found[1:]:
        other = [
            f"{key} ”{value}”"
            for key, value in _all_given(rule).items()
            if decided.get(key) != value
        ]
        if other:
            listed = ", ".join(other)
            remarks.append(
                Remark(
                    line,
                    Text(
                        f"regeln {first.name} avgör; även {rule.name} träffar, med {listed}",
                        f"the rule {first.name} decides; {rule.name} fits too, with {listed}",
                    ),
                )
            )
    return remarks


def _all_given(rule: Rule) -> dict[str, str]:
    return {**rule.gives, **({KEY: rule.key.name} if rule.key else {})}
