"""What every rule and counter made of one event: explanation -> traces in program order, those that gave nothing included.

Judged on the facts kept before the event changed anything (S3.1).
"""

from __future__ import annotations

from collections.abc import Sequence

from rulekit.engine.book import Explanation
from rulekit.engine.conditions import Evaluate
from rulekit.engine.entry import Entry
from rulekit.engine.facts import Facts
from rulekit.engine.grant import Grant, Rooms
from rulekit.engine.plan import PreparedCounter, PreparedRule, is_active
from rulekit.engine.trace.conditions import Judge
from rulekit.engine.trace.grants import given_text, grant_reasons
from rulekit.engine.trace.misses import days_miss, limit_miss, slots_miss
from rulekit.engine.trace.reason import Reason, Trace
from rulekit.engine.trace.redemptions import trace_redemption
from rulekit.engine.trace.wording import (
    WEEKDAYS,
    budget_text,
    clock,
    days_text,
    money,
    money_step,
    plural,
    slots_text,
    steps_cut_text,
    steps_text,
)
from rulekit.ledger.event import Event
from rulekit.program.award import BandedAward, ChosenAward
from rulekit.program.expression import Node
from rulekit.program.model import Active, Counter
from rulekit.values.calendar import iso_day
from rulekit.values.money import format_amount


def trace_event(judge: Judge, explanation: Explanation, entries: Sequence[Entry]) -> list[Trace]:
    """The rules and counters that were looked at, or the reward that was to be bought; `entries` are those of the event."""
    if explanation.trigger == "redeem":
        return [trace_redemption(judge, explanation, entries)]
    traces = [_rule(judge, rule, explanation, entries) for rule in explanation.rules]
    counters = [prepared for prepared in judge.plan.counters if counts_at(prepared.counter, explanation)]
    return traces + [_counter(judge, prepared, explanation, entries) for prepared in counters]


# ---------------------------------------------------------------- rules


def _rule(judge: Judge, rule: PreparedRule, explanation: Explanation, entries: Sequence[Entry]) -> Trace:
    facts, grant = explanation.facts, _grant_of(rule, explanation.grants)
    reasons = _when(judge, rule.rule.active, rule.rule.condition, facts)
    if rule.applies(facts):
        reasons += _lines(judge, rule.rule.lines, rule.is_eligible, facts)
        reasons += _choices(judge, rule, facts)
        if grant is not None:
            reasons += grant_reasons(grant, explanation.rooms, judge.program, facts.day)
        else:
            reasons += _why_not_best(rule, explanation.rooms, judge)
    missing = {
        entry.reward or "": entry.cut or 0
        for entry in entries
        if entry.kind == "declined" and entry.rule == rule.rule.name and entry.reason == "out of stock"
    }
    for reward, count in missing.items():
        text = f"{reward} is out of stock{f', {count} missing' if count > 1 else ''}"
        reasons.append(Reason(text, miss=text))
    gives = "nothing" if grant is None else given_text(grant, judge.program, missing)
    return Trace(rule.rule.name, "bonus" if rule.rule.bonus else "rule", gives, tuple(reasons))


def _why_not_best(rule: PreparedRule, rooms: Rooms, judge: Judge) -> list[Reason]:
    """Why another one was chosen, where rules or bonuses are compared: a used up budget leaves nothing to compare."""
    if rule.budget is not None and rooms[rule.budget.key] <= 0:
        text = f"the budget `{budget_text(rule.budget.budget, judge.program)}` of all members is used up: nothing"
    elif rule.rule.group is not None:
        text = f"another rule of the group {rule.rule.group} gives more, and only the best counts"
    elif rule.rule.bonus is not None:
        text = "another bonus gives more, and only the best counts"
    else:
        return []
    return [Reason(text, miss=text)]


def _grant_of(rule: PreparedRule, grants: Sequence[Grant]) -> Grant | None:
    return next((grant for grant in grants if grant.rule is rule), None)


def _choices(judge: Judge, rule: PreparedRule, facts: Facts) -> list[Reason]:
    """Which level or value chose what is given, where one does, and in which band a purchase begins."""
    reasons = []
    for award in rule.rule.awards:
        if isinstance(award, ChosenAward):
            value = judge.value(award.by, facts)
            named = f"{award.by.text} is {value or 'missing'}"
            if award.by.name == "tier":
                named = f"the member's level is {value}" if value else "the member has no level"
            text = f"{named}, for which nothing is given"
            reasons.append(Reason(named) if award.options.get(value, award.otherwise) else Reason(text, miss=text))
        elif isinstance(award, BandedAward):
            reasons.append(Reason(f"{award.measure.text} was {judge.shown(award.measure, facts)} before"))
    return reasons


def _when(judge: Judge, active: Active, condition: Node | None, facts: Facts) -> list[Reason]:
    """Days, hours and the condition."""
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


def _lines(judge: Judge, lines: Node | None, is_eligible: Evaluate | None, facts: Facts) -> list[Reason]:
    """Which lines count, where a rule does not count all."""
    if lines is None or is_eligible is None:
        return []
    selection, total = facts.select(is_eligible), money(facts.basket.total, judge.program)
    text = f"counts {money(selection.amount, judge.program)} of {total}: lines where {lines.text}"
    holds = selection.line_count > 0
    return [Reason(text, holds, judge.lines(lines, facts), None if holds else f"no line where {lines.text}")]


# ---------------------------------------------------------------- counters


def counts_at(counter: Counter, explanation: Explanation) -> bool:
    """Whether this kind of event can move a counter at all."""
    basis = counter.step.basis
    if basis == "earned":
        return bool(explanation.rules)
    if isinstance(explanation.event, Event) and explanation.trigger == "activity":
        return basis == "activity" and counter.step.subject == explanation.event.activity
    return explanation.trigger == "purchase" and basis != "activity"


def _counter(judge: Judge, prepared: PreparedCounter, explanation: Explanation, entries: Sequence[Entry]) -> Trace:
    counter, facts, program = prepared.counter, explanation.facts, judge.program
    steps = [entry for entry in entries if entry.kind == "step" and entry.rule == counter.name]
    is_refused = any(entry.kind == "declined" and entry.rule == counter.name for entry in entries)
    reasons = _when(judge, counter.active, counter.condition, facts)
    reasons += _lines(judge, counter.lines, prepared.is_eligible, facts)
    if all(reason.holds is not False for reason in reasons):
        reasons.append(Reason(_step_text(judge, prepared, facts)))
        if not steps:
            text = f"not counted: {'its limit leaves no room for all of it' if is_refused else _why_not_counted(counter)}"
            reasons.append(Reason(text, miss=text))
    for entry in steps:
        if entry.cut:
            used_up = [limit for limit in counter.limits if limit.kind == "stamps"] if entry.reason == "limit" else []
            miss = " and ".join(limit_miss(limit, facts.day, program) for limit in used_up) or None
            reasons.append(Reason(steps_cut_text(entry, counter, program), miss=miss))
    count = sum(entry.amount or 0 for entry in steps)
    gives = steps_text(count, counter, program) if count else "nothing"
    return Trace(counter.name, counter.kind, gives, tuple(reasons))


def _why_not_counted(counter: Counter) -> str:
    """What keeps a counter still although its conditions hold."""
    causes = {
        "visit": ["a purchase of this day was counted before"],
        "spend": ["it is less than one step"],
        "unit": ["there is no full unit"],
        "earned": ["no rule gave any"],
    }.get(counter.step.basis, [])
    if counter.then == "stop":
        causes.append("its last threshold was reached before")
    if counter.kind == "milestone":
        causes.append("another ladder of its chain counts now")
    return ", or ".join(causes) or "nothing of it counts"


def _step_text(judge: Judge, prepared: PreparedCounter, facts: Facts) -> str:
    """What moves a counter, e.g. `1 stamp for each full 5 EUR of 12.40 EUR`."""
    counter, step, program = prepared.counter, prepared.counter.step, judge.program
    each = steps_text(step.count, counter, program)
    selection = facts.select(prepared.is_eligible)
    if step.basis == "spend" and not step.per_minor:
        return f"counts {money(selection.amount, program)}"
    if step.basis == "spend":
        return f"{each} for each full {money_step(step.per_minor, program)} of {money(selection.amount, program)}"
    if step.basis == "earned":
        return f"counts what rules give in {step.subject}"
    if step.basis == "visit":
        return f"{'' if counter.kind == 'card' else 'counts '}{each} for the first purchase of the day that counts"
    if counter.kind != "card":
        return f"counts {each}" if step.basis != "unit" else f"counts {plural(format_amount(selection.units), 'unit')}"
    if step.basis == "unit":
        return f"{each} for each unit, of {plural(format_amount(selection.units), 'unit')}"
    return f"{each} for each {'time' if step.basis == 'activity' else step.basis}"
