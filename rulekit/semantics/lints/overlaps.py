"""Promotions that overlap: two rules with days of their own (`from`, `until`), both of which one event can meet.

Bonuses of one wallet strengthen each other, rules that give add up. Hours alone (`at:`) are no promotion but a habit of the
program. Nothing is said where conditions or lines exclude each other, or where only the best bonus counts. Each rule is compared
with those whose days meet its own, sorted by day, and named once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.diagnostics import Diagnostic, Label
from rulekit.program.expression import AllOf, Node, ValueType
from rulekit.program.model import Program, Rule
from rulekit.semantics.award import wallets_given
from rulekit.semantics.contradictions import contradiction
from rulekit.semantics.lints.places import levels, place, warning
from rulekit.semantics.lints.weekly import Meeting, Span, days_in_words, meeting
from rulekit.semantics.nodes import extent
from rulekit.syntax.tree import Mapping
from rulekit.values.calendar import FIRST_DAY, LAST_DAY
from rulekit.values.money import SCALE, format_amount
from rulekit.values.rounding import Exact

_MOST_COMPARED = 20_000
"""Pairs of slots and parts of conditions compared at most, for each wallet: dozens of promotions on the same days."""


@dataclass(frozen=True, slots=True)
class _Promotion:
    rule: Rule
    days: Span
    position: int
    slots: int
    parts: int


def overlaps(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    """One warning for each rule that overlaps an earlier one."""
    named: set[str] = set()
    for wallet, promotions in _by_effect(program):
        for one, other, met in _pairs(program, promotions):
            if other.name not in named:
                named.add(other.name)
                yield _said(program, tree, wallet, one, other, met)


def _by_effect(program: Program) -> Iterator[tuple[str, list[_Promotion]]]:
    """Promotions that could add up, with the wallet they have in common."""
    found: dict[tuple[object, ...], list[_Promotion]] = {}
    for position, rule in enumerate(program.rules):
        active = rule.active
        first = max(active.from_day or FIRST_DAY, program.starts or FIRST_DAY)
        last = min(active.until_day or LAST_DAY, program.ends or LAST_DAY)
        if active.from_day is None and active.until_day is None:
            continue
        promotion = _Promotion(rule, Span(first, last), position, len(active.slots) or 1, _size(rule))
        if rule.bonus is not None and program.stacking != "best":
            found.setdefault((rule.bonus.wallet,), []).append(promotion)
        for wallet in wallets_given(rule.awards):
            found.setdefault((wallet, rule.trigger), []).append(promotion)
    for key, promotions in found.items():
        yield str(key[0]), sorted(promotions, key=lambda one: (one.days.first, one.position))


def _pairs(program: Program, promotions: list[_Promotion]) -> Iterator[tuple[Rule, Rule, Meeting]]:
    """Each promotion with the first one before it that it overlaps."""
    running: list[_Promotion] = []
    left = _MOST_COMPARED
    for promotion in promotions:
        running = [one for one in running if one.days.last + 1 >= promotion.days.first]
        for one in running:
            left -= one.slots * promotion.slots + one.parts + promotion.parts
            if left < 0:
                return
            met = meeting(one.rule.active, one.days, promotion.rule.active, promotion.days)
            if met is not None and not _exclude(program, one.rule, promotion.rule):
                yield one.rule, promotion.rule, met
                break
        running.append(promotion)


def _size(rule: Rule) -> int:
    return sum(extent(node)[1] for node in (rule.condition, rule.lines) if node is not None)


def _exclude(program: Program, one: Rule, other: Rule) -> bool:
    """Whether nothing gets both: one of a group, bonuses of other rules, conditions on events or lines that contradict."""
    if one.group is not None and one.group == other.group:
        return True
    if one.bonus and other.bonus and one.bonus.of and other.bonus.of and not set(one.bonus.of) & set(other.bonus.of):
        return True
    for first, second in ((one.condition, other.condition), (one.lines, other.lines)):
        both = [node for node in (first, second) if node is not None]
        if len(both) == 2 and contradiction(_all_of(both), levels(program)) is not None:
            return True
    return False


def _all_of(conditions: list[Node]) -> Node:
    return AllOf(type=ValueType("yes/no"), text="", conditions=tuple(conditions))


def _said(program: Program, tree: Mapping, wallet: str, one: Rule, other: Rule, met: Meeting) -> Diagnostic:
    gets = _together(program, one, other)
    who = "a purchase" if other.trigger.kind == "purchase" else "a member"
    effect = f"{who} then gets {gets}" if gets else f"{who} then gets `{wallet}` from both"
    help_text = "move a date, write conditions that exclude each other, or put both into a `group:`, where only the best counts"
    span = place(tree, ("rules", one.name))
    return warning(
        "RK359", tree, ("rules", other.name), f"this works at the same time as `{one.name}`, {days_in_words(met)}: {effect}",
        help_text=help_text, context=f"in rule `{other.name}`", labels=(Label(span, "the other one"),) if span else (),
    )  # fmt: skip


def _together(program: Program, one: Rule, other: Rule) -> str | None:
    """`x3 points`: what two bonuses make of each point."""
    if one.bonus is None or other.bonus is None:
        return None
    extra, second = one.bonus.extra, other.bonus.extra
    factor = (1 + extra) * (1 + second) if program.stacking == "multiply" else 1 + extra + second
    return f"x{_decimal(factor)} {program.wallet(one.bonus.wallet).plural}"


def _decimal(factor: Exact) -> str:
    """A factor as text, exact to four decimals."""
    return format_amount(int(factor * SCALE))
