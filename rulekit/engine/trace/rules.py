"""What every rule and counter made of one event: explanation -> traces in program order, those that gave nothing included.

Judged on the facts kept before the event changed anything (S3.1).
"""

from __future__ import annotations

from collections.abc import Sequence

from rulekit.engine.book import Explanation
from rulekit.engine.entry import Entry
from rulekit.engine.facts import Facts
from rulekit.engine.grant import Grant
from rulekit.engine.plan import PreparedRule
from rulekit.engine.trace.conditions import Judge
from rulekit.engine.trace.counters import counts_at, trace_counter
from rulekit.engine.trace.grants import given_text, grant_reasons, out_of_budget
from rulekit.engine.trace.reason import Reason, Trace
from rulekit.engine.trace.redemptions import trace_redemption, trace_use
from rulekit.engine.trace.referral import trace_friend, trace_side
from rulekit.engine.trace.stock import out_of_stock, stock_reasons
from rulekit.engine.trace.when import line_reasons, since_reasons, when_reasons
from rulekit.engine.trace.wording import amount_text
from rulekit.program.award import BandedAward, ChosenAward
from rulekit.program.model import Program


def trace_event(judge: Judge, explanation: Explanation, entries: Sequence[Entry]) -> list[Trace]:
    """What was looked at: rules and counters, a reward, a side of the referral; `entries` are those of the event."""
    if explanation.trigger in ("redeem", "auto"):
        return [trace_redemption(judge, explanation, entries)]
    if explanation.trigger == "use":
        return [trace_use(explanation, judge.program)]
    if explanation.trigger == "referral":
        return [trace_side(judge, explanation, entries)]
    traces = [_rule(judge, rule, explanation, entries) for rule in explanation.rules]
    counters = [prepared for prepared in judge.plan.counters if counts_at(prepared.counter, explanation)]
    traces += [trace_counter(judge, prepared, explanation, entries) for prepared in counters]
    return traces + trace_friend(explanation)


# ---------------------------------------------------------------- rules


def _rule(judge: Judge, rule: PreparedRule, explanation: Explanation, entries: Sequence[Entry]) -> Trace:
    facts, grant = explanation.facts, _grant_of(rule, explanation.grants)
    reasons = when_reasons(judge, rule.rule.active, rule.rule.condition, facts)
    if rule.applies(facts):
        reasons += line_reasons(judge, rule.rule.lines, rule.is_eligible, facts)
        counted = facts.select(rule.is_eligible)
        if explanation.trigger == "purchase" and counted.amount <= 0:
            is_told = rule.rule.lines is not None and not counted.line_count
            reasons += [] if is_told else [Reason.lacks("nothing was paid for what it counts")]
        else:
            reasons += _choices(judge, rule, facts)
            if grant is None:
                reasons += _why_not_best(rule, explanation, judge.program)
            else:
                reasons += grant_reasons(grant, explanation.rooms, judge.program, facts.day)
    missing = out_of_stock(rule.rule.name, entries)
    reasons += stock_reasons(missing)
    gives = "nothing" if grant is None else given_text(grant, judge.program, missing)
    if gives != "nothing":  # days on which it gave nothing for the same reason are told together
        reasons = since_reasons(rule.rule.trigger, explanation.origins.get(rule.rule.name)) + reasons
    return Trace(rule.rule.name, "bonus" if rule.rule.bonus else "rule", gives, tuple(reasons))


def _grant_of(rule: PreparedRule, grants: Sequence[Grant]) -> Grant | None:
    return next((grant for grant in grants if grant.rule is rule), None)


def _why_not_best(rule: PreparedRule, explanation: Explanation, program: Program) -> list[Reason]:
    """Why another one was chosen, where rules or bonuses are compared: a used up budget leaves nothing to compare."""
    if rule.budget is not None and explanation.rooms[rule.budget.key] <= 0:
        return [out_of_budget(rule, program)]
    return [_beaten_by(grant, rule, program) for grant in explanation.grants if _beats(grant, rule)]


def _beats(grant: Grant, rule: PreparedRule) -> bool:
    """Whether a grant stands for a rule that gave nothing: of its group the best, or the best bonus on its wallet."""
    other = grant.rule.rule
    if rule.rule.group is not None and other.group == rule.rule.group:
        return True
    return rule.rule.bonus is not None and other.bonus is not None and other.bonus.wallet == rule.rule.bonus.wallet


def _beaten_by(grant: Grant, rule: PreparedRule, program: Program) -> Reason:
    amounts = [amount_text(share.exact, program.wallet(share.wallet)) for share in grant.shares.values() if share.exact]
    given = f" gives {' and '.join(amounts)}" if amounts else " comes first"
    of = f" of the group {rule.rule.group}" if rule.rule.group is not None and rule.rule.group == grant.rule.rule.group else ""
    return Reason.lacks(f"{grant.rule.rule.name}{of}{given}, and only the best counts")


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
