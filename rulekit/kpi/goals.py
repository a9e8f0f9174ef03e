"""Goals: what a program wants to reach, held against the figures -> met, missed, or not observable.

A goal looks at all customers of its figure's first scope. With a period (`per quarter`) the last complete one counts, without one
the whole time. A figure with subjects (wallets, rewards) is judged for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from rulekit.kpi.assumptions import Assumptions
from rulekit.kpi.catalogue import catalogue
from rulekit.kpi.figure import Figure, plain
from rulekit.kpi.measure import measure
from rulekit.kpi.periods import MOST_PERIODS, periods_between
from rulekit.kpi.warehouse import Warehouse
from rulekit.values.calendar import Day

Verdict = Literal["met", "missed", "not observable"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A goal as in program.json and the figure it was held against; None: there was no complete period."""

    goal: Mapping[str, Any]
    figure: Figure | None

    @property
    def verdict(self) -> Verdict:
        """At the target itself a goal is met."""
        exact = self.figure.exact if self.figure else None
        if exact is None:
            return "not observable"
        target = Fraction(self.goal["target"])
        is_met = exact >= target if self.goal["bound"] == "at least" else exact <= target
        return "met" if is_met else "missed"

    def record(self) -> dict[str, Any]:
        """As in the JSON of `rulekit kpis` (schemas/kpis.schema.json)."""
        goal, figure = self.goal, self.figure
        return {
            "id": goal["id"], "per": goal["per"], "bound": goal["bound"], "target": plain(Decimal(goal["target"])),
            "unit": catalogue()[goal["id"]].unit, "scope": catalogue()[goal["id"]].scopes[0],
            "subject": figure.subject if figure else goal["wallet"], "period": figure.period.label if figure else None,
            "value": figure.value if figure else None, "verdict": self.verdict,
        }  # fmt: skip


def judge(
    warehouse: Warehouse, *, history_starts: Day | None = None, until: Day | None = None, assumptions: Assumptions | None = None
) -> list[Judged]:
    """Every goal of the warehouse's program, in the program's order; none without a program."""
    goals: Sequence[Mapping[str, Any]] = warehouse.program["goals"] if warehouse.program else []
    found: dict[str | None, list[Figure]] = {}
    for per in dict.fromkeys(goal["per"] for goal in goals):
        ids = {goal["id"] for goal in goals if goal["per"] == per}
        periods = periods_between(history_starts or warehouse.first, warehouse.end(until), per)
        begins = history_starts if len(periods) <= MOST_PERIODS else periods[-MOST_PERIODS].starts
        found[per] = measure(warehouse, by=per, history_starts=begins, until=until, ids=ids, assumptions=assumptions)
    return [judged for goal in goals for judged in _judged(goal, found[goal["per"]])]


def _judged(goal: Mapping[str, Any], figures: Sequence[Figure]) -> Iterator[Judged]:
    """For each subject the last complete period."""
    last: dict[str | None, Figure] = {}
    for figure in figures:
        is_meant = figure.kpi.id == goal["id"] and figure.scope == figure.kpi.scopes[0]
        if is_meant and "partial" not in figure.flags and goal["wallet"] in (None, figure.subject):
            last[figure.subject] = figure
    if not last:
        yield Judged(goal, None)
    for figure in last.values():
        yield Judged(goal, figure)
