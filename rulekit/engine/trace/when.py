"""When a rule or counter works, and on which lines: facts -> reasons, in the order in which they are judged (S1.5, S3.2)."""

from __future__ import annotations

from rulekit.engine.conditions import Evaluate
from rulekit.engine.facts import Facts
from rulekit.engine.plan import is_active
from rulekit.engine.trace.conditions import Judge
from rulekit.engine.trace.misses import days_miss, slots_miss
from rulekit.engine.trace.reason import Reason
from rulekit.engine.trace.wording import WEEKDAYS, clock, days_text, money, slots_text
from rulekit.program.expression import Node
from rulekit.program.model import Active, Trigger
from rulekit.values.calendar import Day, iso_day


def since_reasons(trigger: Trigger, origin: Day | None) -> list[Reason]:
    """What the calendar counted from, where a rule waits for a day of it."""
    if origin is None:
        return []
    told = {"birthday": "born", "joining anniversary": "a member since", "quiet": f"{trigger.quiet} since"}
    return [Reason(f"{told[trigger.kind]} {iso_day(origin)}")]


def when_reasons(judge: Judge, active: Active, condition: Node | None, facts: Facts) -> list[Reason]:
    """Days, hours and the condition of a rule or counter."""
    reasons = []
    if not is_active(active, facts.day, facts.minute) or active.slots or days_text(active):
        moment = f"{WEEKDAYS[(facts.day - 1) % 7]} {iso_day(facts.day)} {clock(facts.minute)}"
        in_slots = is_active(Active(slots=active.slots), facts.day, facts.minute)
        judged = active if in_slots else Active(active.from_day, active.until_day)  # a slot over midnight: by its first day
        if days_text(active):
            holds = is_active(judged, facts.day, facts.minute)
            miss = None if holds else days_miss(active, facts.day)
            reasons.append(Reason(f"{days_text(active)} (it is {moment})", holds, (), miss))
        if active.slots:
            miss = None if in_slots else slots_miss(active, facts.day, facts.minute)
            reasons.append(Reason(f"{slots_text(active.slots)} (it is {moment})", in_slots, (), miss))
    if condition is not None:
        reasons += judge.all_of(condition, facts)
    return reasons


def line_reasons(judge: Judge, lines: Node | None, is_eligible: Evaluate | None, facts: Facts) -> list[Reason]:
    """Which lines count, where a rule does not count all."""
    if lines is None or is_eligible is None:
        return []
    selection, total = facts.select(is_eligible), money(facts.basket.total, judge.program)
    text = f"counts {money(selection.amount, judge.program)} of {total}: lines where {lines.text}"
    holds = selection.line_count > 0
    return [Reason(text, holds, judge.lines(lines, facts), None if holds else f"no line where {lines.text}")]
