"""What a test expects against what came: expectation + played test -> nothing, or a failure with what led there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rulekit.engine.entry import Entry
from rulekit.engine.state import WalletState
from rulekit.engine.trace import sentence
from rulekit.engine.trace.givers import gives
from rulekit.engine.trace.misses import distance, missing
from rulekit.engine.trace.wording import amount_text, clock, steps_text
from rulekit.program.award import Award
from rulekit.program.model import Counter, Program
from rulekit.program.tests import Expectation, Path
from rulekit.testing.play import Played
from rulekit.values.calendar import iso_day

MOST_BOOKINGS = 10
"""So many bookings are shown, the last ones."""

_TIER_KINDS = ("tier_up", "tier_down")
_COUNTER_KINDS = ("step", "card_full", "milestone", "challenge", "expire", "take_back")


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that is not as expected. `path` leads to its place in the program; `notes` say how it came about."""

    path: Path
    message: str
    found: str
    notes: tuple[str, ...] = ()


def compare(played: Played, expected: Expectation) -> Failure | None:
    """None where the member has what is expected."""
    found = _found(played, expected)
    if found == expected.value:
        return None
    program = played.plan.program
    shown, wanted = (_shown(program, expected, value) for value in (found, expected.value))
    key = expected.path[-1]
    what = f"{expected.member_id}: {key} is {shown}, expected {wanted}"
    if expected.kind == "reward":
        what = f"{expected.member_id} has {shown} {key}, expected {wanted}"
    elif expected.kind == "declined":
        what = f"{expected.member_id}: {shown} declined, expected {wanted}"
    notes = [*_bookings(played, expected)]
    if isinstance(found, int) and isinstance(expected.value, int) and found < expected.value:
        notes += _nearest(played, expected)
    return Failure(("tests", played.test.name, *expected.path), what, f"found {shown}", tuple(notes))


def _found(played: Played, expected: Expectation) -> int | str | None:
    member = played.member(expected.member_id)
    if expected.kind == "wallet":
        value: int = getattr(member.wallets.get(expected.name) or WalletState(), expected.column)
        return value
    if expected.kind == "steps":
        state = member.counters.get(expected.name)
        return state.steps if state else 0
    if expected.kind == "tier":
        tiers = played.plan.program.tiers
        return tiers.levels[member.tier.level].name if tiers and member.tier.level >= 0 else None
    if expected.kind == "reward":
        return sum(issued.status == "open" and issued.reward == expected.name for issued in member.rewards.values())
    return sum(entry.kind == "declined" for entry in played.account(expected.member_id))


def _shown(program: Program, expected: Expectation, value: int | str | None) -> str:
    if expected.kind == "wallet" and isinstance(value, int):
        return amount_text(value, program.wallet(expected.name))
    if expected.kind == "steps" and isinstance(value, int):
        return steps_text(value, _counter(program, expected.name), program)
    return "none" if value is None else str(value)


def _counter(program: Program, name: str) -> Counter:
    return next(counter for counter in program.counters if counter.name == name)


# ---------------------------------------------------------------- how it came about


def _bookings(played: Played, expected: Expectation) -> Iterator[str]:
    """The entries behind a value, the last of them, with their time."""
    found = [entry for entry in played.account(expected.member_id) if _concerns(entry, expected)]
    if not found:
        yield "nothing was booked there"
    if len(found) > MOST_BOOKINGS:
        yield f"{len(found) - MOST_BOOKINGS} bookings before"
    for entry in found[-MOST_BOOKINGS:]:
        _, minute = played.plan.zone.local(entry.at)
        yield f"{iso_day(entry.day)} {clock(minute)}  {sentence(entry, played.plan.program)}"


def _concerns(entry: Entry, expected: Expectation) -> bool:
    if expected.kind == "wallet":
        return entry.wallet == expected.name
    if expected.kind == "steps":
        return entry.rule == expected.name and entry.wallet is None and entry.kind in _COUNTER_KINDS
    if expected.kind == "reward":
        return entry.reward == expected.name
    return entry.kind in _TIER_KINDS if expected.kind == "tier" else entry.kind == "declined"


# ---------------------------------------------------------------- what nearly gave it


def _nearest(played: Played, expected: Expectation) -> Iterator[str]:
    """For every rule that could have given more, and did not: its nearest miss; for every counter how far it is."""
    program = played.plan.program
    givers = [rule.name for rule in program.rules if _gives(rule.awards, expected)]
    names = {"steps": [expected.name], "reward": [*givers, expected.name]}.get(expected.kind, givers)
    traces = played.traces(expected.member_id)
    for name in names:
        tried = [(explanation, trace) for explanation, trace in traces if trace.name == name and not trace.gives_something]
        if tried:
            explanation, trace = min(reversed(tried), key=lambda pair: distance(pair[1]))
            facts = explanation.facts
            what = "could not be bought" if trace.kind == "reward" else "gave nothing"
            lacking = "; ".join(missing(trace)) or "nothing came of it"
            yield f"{name} {what} on {iso_day(facts.day)} {clock(facts.minute)}: {lacking}"
    if expected.kind == "steps":
        return
    for counter in program.counters:
        if any(_gives(threshold.awards, expected) for threshold in counter.thresholds):
            state = played.member(expected.member_id).counters.get(counter.name)
            steps = steps_text(state.steps if state else 0, counter, program)
            goals = ", ".join(steps_text(one.at, counter, program) for one in counter.thresholds if _gives(one.awards, expected))
            yield f"{counter.name} gives it at {goals}, and is at {steps}"


def _gives(awards: Sequence[Award], expected: Expectation) -> bool:
    if expected.kind == "reward":
        return gives(awards, reward=expected.name)
    return expected.kind == "wallet" and gives(awards, wallet=expected.name)
