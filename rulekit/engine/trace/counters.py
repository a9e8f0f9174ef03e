"""What a counter made of one event: explanation + entries -> its trace, with what kept it still or refused its gift (S6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rulekit.engine.basket import Selection
from rulekit.engine.book import Explanation
from rulekit.engine.entry import Entry
from rulekit.engine.facts import Facts
from rulekit.engine.grant import Grant
from rulekit.engine.plan import PreparedCounter
from rulekit.engine.trace.conditions import Judge
from rulekit.engine.trace.misses import gap_of, limit_miss, opens_again
from rulekit.engine.trace.reason import Reason, Trace
from rulekit.engine.trace.stock import out_of_stock, stock_reasons
from rulekit.engine.trace.when import line_reasons, when_reasons
from rulekit.engine.trace.wording import limit_text, money, money_step, plural, steps_cut_text, steps_text
from rulekit.ledger.event import Event
from rulekit.program.model import Counter, Limit, Program
from rulekit.values.calendar import Day
from rulekit.values.money import SCALE, format_amount


def counts_at(counter: Counter, explanation: Explanation) -> bool:
    """Whether this kind of event can move a counter at all."""
    basis = counter.step.basis
    if basis == "earned":
        return bool(explanation.rules)
    if isinstance(explanation.event, Event) and explanation.trigger == "activity":
        return basis == "activity" and counter.step.subject == explanation.event.activity
    return explanation.trigger == "purchase" and basis != "activity"


def trace_counter(judge: Judge, prepared: PreparedCounter, explanation: Explanation, entries: Sequence[Entry]) -> Trace:
    """What moved a counter, or kept it still, and the gifts it could not give."""
    counter, facts, program = prepared.counter, explanation.facts, judge.program
    own = [entry for entry in entries if entry.rule == counter.name]
    steps = [entry for entry in own if entry.kind == "step"]
    reasons = when_reasons(judge, counter.active, counter.condition, facts)
    reasons += line_reasons(judge, counter.lines, prepared.is_eligible, facts)
    if all(reason.holds is not False for reason in reasons):
        reasons.append(Reason(_step_text(judge, prepared, facts)))
        reasons += [] if steps else [_why_still(prepared, explanation, own, program)]
    reasons += [_cut(entry, counter, program) for entry in steps if entry.cut]
    refused = list(_refused_gifts(counter, own, facts.day, program)) if steps else []
    count = sum(entry.amount or 0 for entry in steps)
    gives = steps_text(count, counter, program) if count else "nothing"
    return Trace(counter.name, counter.kind, gives, (*reasons, *refused), is_refused=bool(refused))


def _cut(entry: Entry, counter: Counter, program: Program) -> Reason:
    """Which limit cut steps; it is what was lacking where it left none."""
    text = steps_cut_text(entry, counter, program)
    if entry.amount or entry.reason != "limit":
        return Reason(text)
    return Reason(text, miss=" and ".join(limit_miss(limit, entry.day, program) for limit in _limits(counter, "stamps")))


def _refused_gifts(counter: Counter, own: Sequence[Entry], day: Day, program: Program) -> Iterator[Reason]:
    """The gifts of thresholds that were passed, which a limit or the stock refused (S3.9, S6.2)."""
    yield from stock_reasons(out_of_stock(counter.name, own))
    if any(entry.kind == "declined" and entry.reason == "limit" for entry in own):
        for limit in _limits(counter, "times"):
            yield Reason.lacks(f"its gift is declined: {limit_miss(limit, day, program)}")


def _limits(counter: Counter, kind: str) -> list[Limit]:
    return [limit for limit in counter.limits if limit.kind == kind]


def _why_still(prepared: PreparedCounter, explanation: Explanation, own: Sequence[Entry], program: Program) -> Reason:
    """What keeps a counter still although its conditions hold."""
    counter, step, facts = prepared.counter, prepared.counter.step, explanation.facts
    selection = facts.select(prepared.is_eligible)
    if any(entry.kind == "declined" for entry in own):
        refusing = [limit for limit in _limits(counter, "stamps") if limit.or_nothing]
        names = " and ".join(f"`{limit_text(limit, program)}`" for limit in refusing)
        again = opens_again(refusing[0], facts.day) if refusing else ""
        return Reason.lacks(f"the limit {names} has no room for all of it, so all of it is declined{again}")
    if step.basis == "spend" and selection.amount < max(1, step.per_minor):
        return _too_little(counter, selection, program)
    if step.basis == "unit" and selection.units < (1 if counter.decimals else SCALE):
        return Reason.lacks("there is no full unit")
    if step.basis == "earned" and not any(_earned(grant, step.subject or "") for grant in explanation.grants):
        return Reason.lacks(f"no rule gave any {program.wallet(step.subject or '').plural}")
    return Reason.lacks(_other_causes(prepared))


def _earned(grant: Grant, wallet: str) -> int:
    return grant.shares[wallet].amount if wallet in grant.shares else 0


def _too_little(counter: Counter, selection: Selection, program: Program) -> Reason:
    wanted = counter.step.per_minor
    if not wanted or selection.amount <= 0:
        return Reason.lacks("nothing was paid for what it counts")
    text = f"{money(wanted - selection.amount, program)} short of {money(wanted, program)}"
    return Reason(text, miss=text, gap=gap_of(selection.amount, wanted))


def _other_causes(prepared: PreparedCounter) -> str:
    """What only the counter's own past can tell, as it was then."""
    counter = prepared.counter
    causes = ["a purchase of this day was counted before"] if counter.step.basis == "visit" else []
    causes += ["its last threshold was reached before"] if counter.then == "stop" else []
    causes += ["another ladder of its chain counts now"] if prepared.is_chained else []
    return f"not counted: {', or '.join(causes) or 'nothing of it counts'}"


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
