"""What the tests of a program reached: played tests -> parts that gave something, and how each condition came out.

The answers of a `give:` and the limits have rooms of their own.

Every atomic part of an `if:` or `lines:` is judged on the facts of every event that looked at it, each on its own, so that
the order inside `and` and `or` does not matter. A condition counts twice: seen true, seen false.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rulekit.engine.book import DueWork, Explanation
from rulekit.engine.conditions import matches
from rulekit.engine.counters import label_of
from rulekit.engine.entry import Entry
from rulekit.engine.facts import Facts
from rulekit.engine.plan import Plan, is_active
from rulekit.engine.trace.counters import counts_at
from rulekit.program import expression as ast
from rulekit.program.model import Counter, Program
from rulekit.program.tests import Path
from rulekit.testing.answers import answers
from rulekit.testing.bounds import bounds
from rulekit.testing.part import Part
from rulekit.testing.play import Played


@dataclass(slots=True)
class Condition:
    """One atomic condition of a sentence, and the answers it gave. `owner` is whose sentence it is, in words."""

    path: Path
    text: str
    owner: str
    seen: set[bool] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All parts and conditions of a program; beside them its `bounds` (limits, budgets, stocks), which do not count."""

    parts: tuple[Part, ...]
    conditions: tuple[Condition, ...]
    bounds: tuple[Part, ...]

    @property
    def total(self) -> int:
        """How many things there are to reach."""
        return len(self.parts) + 2 * len(self.conditions)

    @property
    def reached(self) -> int:
        """How many of them the tests reached."""
        return sum(part.is_reached for part in self.parts) + sum(len(condition.seen) for condition in self.conditions)

    @property
    def percent(self) -> int:
        """The share in whole percent, rounded down; of nothing all is reached."""
        return self.reached * 100 // self.total if self.total else 100


def coverage(program: Program, tests: Sequence[Played]) -> Coverage:
    """What these tests of a program reached."""
    entries = [entry for played in tests for entry in played.entries]
    watched = _Watched(program)
    for played in tests:
        for explanation in played.explanations:
            watched.look(played.plan, explanation)
    parts = (*_parts(program, entries), *answers(program, tests))
    return Coverage(parts, tuple(watched.conditions.values()), tuple(bounds(program, tests)))


# ---------------------------------------------------------------- parts


def _parts(program: Program, entries: Sequence[Entry]) -> Iterator[Part]:
    gave = {entry.rule for entry in entries if entry.kind in ("earn", "bonus", "issue", "referral") and entry.amount != 0}
    issued = {entry.reward for entry in entries if entry.kind == "issue" and entry.code is not None}
    issued |= {entry.reward for entry in entries if entry.kind == "spend"}  # a payment with points issues nothing
    levels = {entry.rule for entry in entries if entry.kind == "tier_up"}
    for rule in program.rules:
        yield Part(("rules", rule.name), f"no test makes `{rule.name}` give anything", rule.name in gave)
    for counter in program.counters:
        yield from _gifts(counter, entries)
    for side in ("referrer", "friend"):
        if program.referral is not None and getattr(program.referral, side) is not None:
            yield Part(("referral", side), f"no test rewards a {side}", f"referral.{side}" in gave)
    for level in program.tiers.levels if program.tiers else ():
        yield Part(("tiers", "levels", level.name), f"no test lifts anybody to `{level.name}`", level.name in levels)
    for reward in program.rewards:
        yield Part(("rewards", reward.name), f"no test gives anybody `{reward.name}`", reward.name in issued)


def _gifts(counter: Counter, entries: Sequence[Entry]) -> Iterator[Part]:
    """A card or challenge has one gift, a ladder one per step."""
    own = [entry for entry in entries if entry.rule == counter.name]
    path: Path = (f"{counter.kind}s", counter.name)
    if counter.kind != "milestone":
        is_reached = any(entry.kind in ("card_full", "challenge") for entry in own)
        yield Part(path, f"no test {'fills' if counter.kind == 'card' else 'completes'} `{counter.name}`", is_reached)
        return
    passed = {entry.reason for entry in own if entry.kind == "milestone"}
    for number, threshold in enumerate(counter.thresholds):
        label = label_of(counter, threshold)
        yield Part((*path, "gifts", number), f"no test reaches {label} on `{counter.name}`", label in passed)


# ---------------------------------------------------------------- conditions


class _Watched:
    """The atomic conditions of a program, by the path of their sentence and their text."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.conditions: dict[tuple[Path, str], Condition] = {}
        for path, node, owner in _sentences(program):
            for atom in _atoms(node):
                self.conditions.setdefault((path, atom.text), Condition(path, atom.text, owner))

    def look(self, plan: Plan, explanation: Explanation) -> None:
        """Note how every condition that an event looked at came out."""
        facts, event = explanation.facts, explanation.event
        for prepared in explanation.rules:
            rule = prepared.rule
            if is_active(rule.active, facts.day, facts.minute):
                self._both(plan, ("rules", rule.name), rule.condition, rule.lines, facts)
        for counter in self.program.counters:
            if counts_at(counter, explanation) and is_active(counter.active, facts.day, facts.minute):
                self._both(plan, (f"{counter.kind}s", counter.name), counter.condition, counter.lines, facts)
        if explanation.reward is not None and explanation.trigger != "use":
            self._both(plan, ("rewards", explanation.reward), self.program.reward(explanation.reward).condition, None, facts)
        if explanation.trigger == "referral" and not isinstance(event, DueWork):
            side = "friend" if facts.member.member_id == event.member_id else "referrer"
            terms = getattr(self.program.referral, side)
            self._both(plan, ("referral", side), terms.condition, None, facts)

    def _both(self, plan: Plan, owner: Path, condition: ast.Node | None, lines: ast.Node | None, facts: Facts) -> None:
        if condition is not None:
            self._note(plan, (*owner, "if"), condition, facts)
        if lines is None:
            return
        for atom in _atoms(lines):
            compiled = plan.compiler.compile(atom)
            seen = {matches(compiled, facts, line) for line in facts.basket.lines}
            self.conditions[(*owner, "lines"), atom.text].seen.update(seen)

    def _note(self, plan: Plan, path: Path, node: ast.Node, facts: Facts) -> None:
        for atom in _atoms(node):
            self.conditions[path, atom.text].seen.add(bool(plan.compiler.compile(atom)(facts)))
            if isinstance(atom, ast.InSegment):
                self._note(plan, ("segments", atom.segment), self.program.segments[atom.segment], facts)


def _sentences(program: Program) -> Iterator[tuple[Path, ast.Node, str]]:
    """Every condition of a program with its path and its owner in words."""
    owners: list[tuple[Path, str, ast.Node | None, ast.Node | None]] = [
        (("rules", rule.name), f"rule `{rule.name}`", rule.condition, rule.lines) for rule in program.rules
    ]
    owners += [
        ((f"{one.kind}s", one.name), f"{one.kind} `{one.name}`", one.condition, one.lines) for one in program.counters
    ]
    for side in ("referrer", "friend"):
        terms = getattr(program.referral, side, None)
        owners += [(("referral", side), "`referral`", terms.condition, None)] if terms else []
    owners += [(("rewards", one.name), f"reward `{one.name}`", one.condition, None) for one in program.rewards]
    for path, owner, condition, lines in owners:
        if condition is not None:
            yield (*path, "if"), condition, owner
        if lines is not None:
            yield (*path, "lines"), lines, owner
    for name, node in program.segments.items():
        yield ("segments", name), node, f"segment `{name}`"


def _atoms(node: ast.Node) -> Iterator[ast.Node]:
    """The conditions that `and`, `or` and `not` join."""
    if isinstance(node, ast.AllOf | ast.AnyOf):
        for part in node.conditions:
            yield from _atoms(part)
    elif isinstance(node, ast.Not):
        yield from _atoms(node.condition)
    else:
        yield node
