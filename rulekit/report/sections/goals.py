"""Goals: what the program wants to reach, and whether it did."""

from __future__ import annotations

from fractions import Fraction

from rulekit.kpi import catalogue
from rulekit.kpi.goals import Judged
from rulekit.report.blocks import Section, Table
from rulekit.report.formats import UNKNOWN
from rulekit.report.material import Material, as_said


def goals(material: Material) -> Section | None:
    """A line for each goal; None where the program has none."""
    if not material.goals:
        return None
    texts = material.texts
    head = tuple(texts(f"goals/{name}") for name in ("goal", "target", "reached", "verdict"))
    table = Table(texts("goals/title"), head, tuple(_row(material, judged) for judged in material.goals), frozenset({1, 2}))
    return Section("goals", texts("goals/heading"), texts("goals/lead"), (table,))


def _row(material: Material, judged: Judged) -> tuple[str, ...]:
    texts, figure, goal = material.texts, judged.figure, judged.goal
    kpi = catalogue()[goal["id"]]
    subject = figure.subject if figure else goal["wallet"]
    name = material.texts.named(kpi, subject, credit=material.is_money(subject))
    wanted = as_said(kpi, Fraction(goal["target"]), is_money=material.is_money(subject))
    target = material.format.value(
        kpi.unit, wanted, is_money=material.is_money(subject), decimals=None if kpi.divided else material.decimals(subject)
    )  # fmt: skip
    bound = texts(f"goals/{goal['bound'].replace(' ', '_')}", target=target)
    per = f" {texts('goals/per/' + goal['per'])}" if goal["per"] else ""
    value = UNKNOWN if figure is None else material.shown(figure)
    return name, bound + per, value, texts(f"goals/{judged.verdict.replace(' ', '_')}")
