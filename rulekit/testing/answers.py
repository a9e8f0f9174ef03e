"""Which answers of a `give:` the tests heard: each value of a choice, and each band of a rate, is one part of the program.

A value is reached where a gift was chosen by it, a band where some money of a purchase that earned lay in it (S3.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rulekit.engine.book import Explanation
from rulekit.engine.counters import label_of
from rulekit.engine.entry import Entry
from rulekit.engine.facts import Facts
from rulekit.engine.plan import PreparedRule
from rulekit.engine.trace.wording import money
from rulekit.program.award import Award, BandedAward, ChosenAward
from rulekit.program.model import Counter, Program, Threshold
from rulekit.program.tests import Path
from rulekit.semantics.choice import NO_LEVEL, OTHERWISE
from rulekit.testing.part import Answer, Part
from rulekit.testing.play import Played

Heard = set[tuple[Path, Answer]]


def answers(program: Program, tests: Sequence[Played]) -> Iterator[Part]:
    """Every answer of every `give:`, in the author's order."""
    heard: Heard = set()
    for played in tests:
        for one in _givings(played):
            heard |= {(one.path, answer) for answer in _heard(played, one)}
    for path, name, awards in _fields(program):
        for index, award in enumerate(awards):
            for key, label in _keys(award, program):
                answer = (index, key)
                message = f"no test makes {name} give what stands under `{label}`"
                yield Part(path, message, (path, answer) in heard, answer)


# ---------------------------------------------------------------- what can be answered


def _fields(program: Program) -> Iterator[tuple[Path, str, Sequence[Award]]]:
    """Every `give:` with its path and whose it is, in words."""
    for rule in program.rules:
        yield ("rules", rule.name, "give"), f"`{rule.name}`", rule.awards
    for counter in program.counters:
        for threshold in counter.thresholds:
            yield _path_of(counter, threshold), f"`{counter.name}`", threshold.awards
    for side in ("referrer", "friend"):
        terms = getattr(program.referral, side, None)
        if terms is not None:
            yield ("referral", side, "give"), f"`referral: {side}`", terms.awards


def _path_of(counter: Counter, threshold: Threshold) -> Path:
    path: Path = (f"{counter.kind}s", counter.name)
    return (*path, "gifts", counter.thresholds.index(threshold)) if counter.kind == "milestone" else (*path, "give")


def _keys(award: Award, program: Program) -> Iterator[tuple[str | int, str]]:
    """The keys of a choice, or the numbers of bands; each as the author wrote it."""
    if isinstance(award, ChosenAward):
        named = [NO_LEVEL if key is None else key for key in award.options]
        yield from ((key, key) for key in (*named, *([OTHERWISE] if award.otherwise else [])))
    elif isinstance(award, BandedAward):
        for number, rate in enumerate(award.rates):
            yield number, "above" if rate.up_to_minor is None else f"up to {money(rate.up_to_minor, program)}"


# ---------------------------------------------------------------- what was answered


@dataclass(frozen=True, slots=True)
class _Giving:
    """A `give:` at work: what it saw, and for bands the money it counted."""

    path: Path
    awards: Sequence[Award]
    facts: Facts
    amount_minor: int = 0


def _givings(played: Played) -> Iterator[_Giving]:
    program = played.plan.program
    for explanation in played.explanations:
        for grant in explanation.grants:
            if grant.gives_points or grant.gives_rewards:
                amount_minor = explanation.facts.select(grant.rule.is_eligible).amount if _is_banded(grant.rule) else 0
                name, awards = grant.rule.rule.name, grant.rule.rule.awards
                yield _Giving(("rules", name, "give"), awards, explanation.facts, amount_minor)
    counters = {counter.name: counter for counter in program.counters}
    for entry in played.entries:
        counter, (owner, _, side) = counters.get(entry.rule or ""), (entry.rule or "").partition(".")
        if counter is not None and entry.kind in ("card_full", "challenge", "milestone"):
            threshold = _threshold_of(counter, entry)
            yield _Giving(_path_of(counter, threshold), threshold.awards, _facts_at(played, entry))
        elif entry.kind in ("referral", "issue") and owner == "referral" and side:
            yield _Giving(("referral", side, "give"), getattr(program.referral, side).awards, _facts_at(played, entry))


def _is_banded(rule: PreparedRule) -> bool:
    return any(isinstance(award, BandedAward) for award in rule.rule.awards)


def _threshold_of(counter: Counter, entry: Entry) -> Threshold:
    return next(one for one in counter.thresholds if counter.kind != "milestone" or label_of(counter, one) == entry.reason)


def _facts_at(played: Played, entry: Entry) -> Facts:
    """What a member's gift was chosen by: every event that moves a counter or rewards a referral is explained."""
    return [one.facts for one in played.explanations if _is_before(one, entry)][-1]


def _is_before(explanation: Explanation, entry: Entry) -> bool:
    return explanation.facts.member.member_id == entry.member_id and explanation.first_seq <= entry.seq


def _heard(played: Played, giving: _Giving) -> Iterator[Answer]:
    for index, award in enumerate(giving.awards):
        if isinstance(award, ChosenAward):
            value = played.plan.compiler.compile(award.by)(giving.facts)
            named = NO_LEVEL if value is None else value
            yield index, named if value in award.options else OTHERWISE
        elif isinstance(award, BandedAward):
            start = played.plan.compiler.compile(award.measure)(giving.facts)
            end, bottom = start + giving.amount_minor, 0
            for number, rate in enumerate(award.rates):
                top = end if rate.up_to_minor is None else rate.up_to_minor
                if min(end, top) > max(start, bottom):
                    yield index, number
                bottom = top
