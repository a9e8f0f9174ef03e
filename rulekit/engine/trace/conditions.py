"""Why a condition holds or does not: expression + kept facts -> reasons, down to the values that decided (S3.1).

Every part is evaluated by the same compiled functions that the rule ran, on the facts as they were then.
"""

from __future__ import annotations

from typing import Any

from rulekit.engine.conditions import matches
from rulekit.engine.facts import Facts
from rulekit.engine.plan import TIER, Plan
from rulekit.engine.trace.misses import between_miss, compare_miss, gap_of
from rulekit.engine.trace.reason import Reason
from rulekit.engine.trace.wording import money, show
from rulekit.ledger.event import Line
from rulekit.program import expression as ast
from rulekit.values.money import SCALE, format_amount
from rulekit.values.rounding import Exact

_DISTANCES = ("money", "points", "number", "percent")
_MOST_LINES = 10
"""So many lines of a purchase are listed one by one."""


class Judge:
    """Explains the conditions of one program."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.program = plan.program

    def reason(self, node: ast.Node, facts: Facts) -> Reason:
        """Why one condition holds or not."""
        holds = bool(self.value(node, facts))
        if isinstance(node, ast.AllOf | ast.AnyOf):
            word = "all of" if isinstance(node, ast.AllOf) else "at least one of"
            return Reason(word, holds, tuple(self.reason(part, facts) for part in node.conditions))
        if isinstance(node, ast.Not):
            return Reason(f"not {node.condition.text}", holds, (self.reason(node.condition, facts),))
        if isinstance(node, ast.InSegment):
            inside = self.reason(self.program.segments[node.segment], facts)
            return Reason(node.text, holds, (inside,))
        if isinstance(node, ast.AnyLine | ast.AllLines):
            return Reason(node.text, holds, self.lines(node.condition, facts), None if holds else f"not so: {node.text}")
        if holds:
            return Reason(f"{node.text}{self._values(node, facts)}", holds)
        return Reason(f"{node.text}{self._values(node, facts)}", holds, (), self._miss(node, facts), self._gap(node, facts))

    def all_of(self, node: ast.Node, facts: Facts) -> list[Reason]:
        """The parts of a rule's condition, one by one."""
        parts = node.conditions if isinstance(node, ast.AllOf) else (node,)
        return [self.reason(part, facts) for part in parts]

    def lines(self, condition: ast.Node, facts: Facts) -> tuple[Reason, ...]:
        """Which lines fulfil a condition."""
        compiled = self.plan.compiler.compile(condition)
        reasons = []
        for number, line in enumerate(facts.basket.lines[:_MOST_LINES], start=1):
            holds = matches(compiled, facts, line)
            reasons.append(Reason(f"{self.line_text(number, line)}{self._values(condition, facts)}", holds))
        more = len(facts.basket.lines) - _MOST_LINES
        if more > 0:
            reasons.append(Reason(f"and {more} more lines"))
        return tuple(reasons)

    def line_text(self, number: int, line: Line) -> str:
        """One line of a purchase: its number, what it is, what was paid for it."""
        what = [line.sku] if line.sku else []
        what += [str(value) for value in line.attributes.values() if isinstance(value, str)]
        units = "" if line.quantity == SCALE else f", {format_amount(line.quantity)} units"
        name = f" ({', '.join(what)})" if what else ""
        return f"line {number}{name} of {money(line.amount, self.program)}{units}"

    def value(self, node: ast.Node, facts: Facts) -> Any:
        """What a part of a condition was worth."""
        return self.plan.compiler.compile(node)(facts)

    def shown(self, node: ast.Node, facts: Facts) -> str:
        """The same as text."""
        return show(self.value(node, facts), node.type, self.program)

    def _values(self, node: ast.Node, facts: Facts) -> str:
        """The values of the facts in a comparison, and how far it missed."""
        if isinstance(node, ast.Compare):
            known = [
                f"{side.text} is {self.shown(side, facts)}"
                for side in (node.left, node.right)
                if not isinstance(side, ast.Literal_)
            ]
            return _inside([*known, *self._distance(node, facts)])
        if isinstance(node, ast.Between | ast.Among | ast.Missing):
            return _inside([f"{node.item.text} is {self.shown(node.item, facts)}"])
        if isinstance(node, ast.Chance):
            return " (drawn by the event's id)"
        if isinstance(node, ast.TierAtLeast):
            return _inside([f"member.tier is {self.shown(TIER, facts)}"])
        return ""

    def _miss(self, node: ast.Node, facts: Facts) -> str | None:
        """What an atomic condition that does not hold lacked."""
        if isinstance(node, ast.Compare):
            return compare_miss(node, self.value(node.left, facts), self.value(node.right, facts), self.program)
        if isinstance(node, ast.Between):
            low, item, high = (self.value(part, facts) for part in (node.low, node.item, node.high))
            return between_miss(node, (low, item, high), self.program)
        if isinstance(node, ast.FirstPurchase):
            return "there was a purchase before"
        if isinstance(node, ast.Among):
            return f"{node.item.text} is {self.shown(node.item, facts)}"
        if isinstance(node, ast.TierAtLeast):
            return f"member.tier is {self.shown(TIER, facts)}, below {node.level}"
        return f"{node.text} was not drawn" if isinstance(node, ast.Chance) else None

    def _gap(self, node: ast.Node, facts: Facts) -> Exact:
        """The share of what is wanted that a comparison of sizes lacks."""
        parts: tuple[ast.Node, ...] = ()
        if isinstance(node, ast.Compare) and node.operator != "!=":
            parts = (node.left, node.right)
        elif isinstance(node, ast.Between):
            parts = (node.item, node.low, node.high)
        value, *wanted = [self.value(part, facts) for part in parts] or [None]
        if value is None or None in wanted or parts[0].type.kind not in _DISTANCES:
            return 1
        return min(gap_of(value, each) for each in wanted)

    def _distance(self, node: ast.Compare, facts: Facts) -> list[str]:
        """How much is missing for a comparison that does not hold."""
        left, right = self.value(node.left, facts), self.value(node.right, facts)
        if node.left.type.kind not in _DISTANCES or left is None or right is None or self.value(node, facts):
            return []
        gap = show(abs(left - right), node.left.type, self.program)
        if node.operator in (">=", ">"):
            return [f"{gap} too little"] if left != right else ["it must be more"]
        if node.operator in ("<=", "<"):
            return [f"{gap} too much"] if left != right else ["it must be less"]
        return []


def _inside(values: list[str]) -> str:
    return f" ({', '.join(values)})" if values else ""
