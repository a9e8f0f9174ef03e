"""Checked expressions to functions of the facts. A missing value compares as no; `!=` and `not in` are then yes.

Input: a node of `program.expression`. Output: a function `Facts -> value`, exact throughout.
"""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Callable, Mapping
from typing import Any

from rulekit.engine.facts import Facts, Reader
from rulekit.engine.history import start_of
from rulekit.engine.state import Member, ReadValue
from rulekit.ledger.event import Line
from rulekit.program import expression as ast
from rulekit.values.calendar import Day
from rulekit.values.money import SCALE
from rulekit.values.rounding import ratio

Evaluate = Callable[[Facts], Any]

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
SEPARATOR = "\x1f"
DRAWS = 2**64
"""A draw is one of so many numbers, all equally likely (S9)."""

_COUNTED = frozenset(("purchases", "visits", "refunds", "activities"))


MOST_FILTERS = 1_000_000
"""So many numbers each edition of a program has for its conditions of histories; no program is long enough to use them up."""


class Compiler:
    """Turns expressions into functions and collects the readers of member state they need."""

    def __init__(self, segments: Mapping[str, ast.Node], levels: tuple[str, ...], seed: str = "", edition: int = 0) -> None:
        self.readers: list[Reader] = []
        self.first_filter = edition * MOST_FILTERS
        self.filters: list[Evaluate] = []
        """The conditions of histories: for each, the member's history keeps the purchases that fulfil it."""
        self._segments = segments
        self._levels = levels
        self._seed = seed
        self._compiled: dict[ast.Node, Evaluate] = {}
        self._compiled_segments: dict[str, Evaluate] = {}

    def compile(self, node: ast.Node) -> Evaluate:
        """The function of one expression; equal expressions share one."""
        compiled: Evaluate | None = self._compiled.get(node)
        if compiled is None:
            compiled = self._compiled[node] = getattr(self, f"_{type(node).__name__.strip('_').lower()}")(node)
        return compiled

    # ------------------------------------------------------------ leaves

    def _literal(self, node: ast.Literal_) -> Evaluate:
        value = node.value
        return lambda _: value

    def _fact(self, node: ast.Fact) -> Evaluate:
        name = node.name
        if node.scope == "line":
            return _line_fact(name)
        if node.scope == "purchase":
            return lambda facts: facts.attributes.get(name)
        if node.scope == "member":
            return self._read(_member_reader(name, self._levels))
        if name == "lines":
            return lambda facts: len(facts.basket.lines) * SCALE
        return operator.attrgetter(f"basket.{name}")

    def _balance(self, node: ast.Balance) -> Evaluate:
        wallet = node.wallet

        def read(member: Member, _: Day) -> ReadValue:
            state = member.wallets.get(wallet)
            return state.balance if state else 0

        return self._read(read)

    def _history(self, node: ast.History) -> Evaluate:
        scale = SCALE if node.measure in _COUNTED else 1
        index = None if node.condition is None else self._filter(node.condition)

        def read(member: Member, day: Day) -> ReadValue:
            start = start_of(node.window, day, member.joined)
            if index is None:
                return member.history.measure(node.measure, node.subject, start, day) * scale
            return member.history.measure_filtered(index, node.measure, start, day) * scale

        return self._read(read)

    def _filter(self, condition: ast.Node) -> int:
        """The number of a condition of histories; equal ones share it."""
        is_counted = self.compile(condition)
        if is_counted not in self.filters:
            self.filters.append(is_counted)
        return self.first_filter + self.filters.index(is_counted)

    def _firstpurchase(self, _: ast.FirstPurchase) -> Evaluate:
        return self._read(lambda member, _: member.history.purchases_made == 0)

    def _dayssincelastpurchase(self, _: ast.DaysSinceLastPurchase) -> Evaluate:
        def read(member: Member, day: Day) -> ReadValue:
            last = member.history.last_purchase_day
            return None if last is None else (day - last) * SCALE

        return self._read(read)

    def _tieratleast(self, node: ast.TierAtLeast) -> Evaluate:
        level = self._levels.index(node.level)
        return self._read(lambda member, _: member.tier.level >= level)

    def _chance(self, node: ast.Chance) -> Evaluate:
        sentence = SEPARATOR.join((self._seed, node.path, str(node.ordinal), ""))
        below = DRAWS // node.one_in

        def evaluate(facts: Facts) -> bool:
            drawn = hashlib.sha256((sentence + facts.event_id).encode("utf-8", "surrogatepass")).digest()[:8]
            return int.from_bytes(drawn, "big") < below

        return evaluate

    def _read(self, reader: Reader) -> Evaluate:
        index = len(self.readers)
        self.readers.append(reader)
        return lambda facts: facts.read(index)

    # ------------------------------------------------------------ comparisons

    def _compare(self, node: ast.Compare) -> Evaluate:
        left, right, compare = self.compile(node.left), self.compile(node.right), COMPARISONS[node.operator]
        if_missing = node.operator == "!="
        if isinstance(node.right, ast.Literal_):
            constant = node.right.value

            def evaluate_constant(facts: Facts) -> bool:
                a = left(facts)
                return if_missing if a is None else compare(a, constant)

            return evaluate_constant

        def evaluate(facts: Facts) -> bool:
            a, b = left(facts), right(facts)
            return if_missing if a is None or b is None else compare(a, b)

        return evaluate

    def _among(self, node: ast.Among) -> Evaluate:
        item, options, negated = self.compile(node.item), [self.compile(o) for o in node.options], node.negated
        if all(isinstance(option, ast.Literal_) for option in node.options):
            values = frozenset(option.value for option in node.options if isinstance(option, ast.Literal_))
            return lambda facts: (item(facts) in values) is not negated

        def evaluate(facts: Facts) -> bool:
            value = item(facts)
            return (value is not None and any(value == option(facts) for option in options)) is not negated

        return evaluate

    def _between(self, node: ast.Between) -> Evaluate:
        parts = [self.compile(part) for part in (node.low, node.item, node.high)]

        def evaluate(facts: Facts) -> bool:
            low, value, high = (part(facts) for part in parts)
            return None not in (low, value, high) and low <= value <= high

        return evaluate

    def _missing(self, node: ast.Missing) -> Evaluate:
        item = self.compile(node.item)
        return lambda facts: item(facts) is None

    def _insegment(self, node: ast.InSegment) -> Evaluate:
        if node.segment not in self._compiled_segments:
            self._compiled_segments[node.segment] = self.compile(self._segments[node.segment])
        condition, negated = self._compiled_segments[node.segment], node.negated
        return lambda facts: condition(facts) is not negated

    # ------------------------------------------------------------ logic and arithmetic

    def _not(self, node: ast.Not) -> Evaluate:
        condition = self.compile(node.condition)
        return lambda facts: not condition(facts)

    def _allof(self, node: ast.AllOf) -> Evaluate:
        conditions = [self.compile(condition) for condition in node.conditions]
        return lambda facts: all(condition(facts) for condition in conditions)

    def _anyof(self, node: ast.AnyOf) -> Evaluate:
        conditions = [self.compile(condition) for condition in node.conditions]
        return lambda facts: any(condition(facts) for condition in conditions)

    def _arithmetic(self, node: ast.Arithmetic) -> Evaluate:
        left, right, sign = self.compile(node.left), self.compile(node.right), node.operator

        def evaluate(facts: Facts) -> Any:
            a, b = left(facts), right(facts)
            if a is None or b is None:
                return None
            if sign == "*":
                product = a * b
                return ratio(product.numerator, product.denominator * SCALE)
            return a + b if sign == "+" else a - b

        return evaluate

    def _negative(self, node: ast.Negative) -> Evaluate:
        item = self.compile(node.item)

        def evaluate(facts: Facts) -> Any:
            value = item(facts)
            return None if value is None else -value

        return evaluate

    # ------------------------------------------------------------ lines

    def _anyline(self, node: ast.AnyLine) -> Evaluate:
        condition = self.compile(node.condition)
        return lambda facts: any(matches(condition, facts, line) for line in facts.basket.lines)

    def _alllines(self, node: ast.AllLines) -> Evaluate:
        condition = self.compile(node.condition)
        return lambda facts: bool(facts.basket.lines) and all(
            matches(condition, facts, line) for line in facts.basket.lines
        )

    def _sumwhere(self, node: ast.SumWhere) -> Evaluate:
        condition, item = self.compile(node.condition), self.compile(node.item)

        def evaluate(facts: Facts) -> int:
            total = 0
            for line in facts.basket.lines:
                if matches(condition, facts, line):
                    total += item(facts) or 0
            return total

        return evaluate

    def _countwhere(self, node: ast.CountWhere) -> Evaluate:
        condition = self.compile(node.condition)
        return lambda facts: SCALE * sum(matches(condition, facts, line) for line in facts.basket.lines)


def matches(condition: Evaluate, facts: Facts, line: Line) -> bool:
    """Whether a line fulfils a condition."""
    facts.line = line
    return bool(condition(facts))


def _line_fact(name: str) -> Evaluate:
    if name in ("sku", "amount", "quantity"):
        return operator.attrgetter(f"line.{name}")

    def evaluate(facts: Facts) -> Any:
        assert facts.line is not None
        return facts.line.attributes.get(name)

    return evaluate


def _member_reader(name: str, levels: tuple[str, ...]) -> Reader:
    if name == "tier":
        return lambda member, _: levels[member.tier.level] if member.tier.level >= 0 else None
    if name == "joined":
        return lambda member, _: member.joined
    return lambda member, _: member.profile.get(name)
