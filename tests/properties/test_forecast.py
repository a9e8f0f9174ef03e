"""The forecast is what `advance` does to what members hold: nothing more, nothing less, and asking changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from generators.cases import Case, cases, run
from hypothesis import given
from hypothesis import strategies as st

from rulekit.engine import Entry, Forecast
from rulekit.values.calendar import iso_day

Losses = Counter[tuple[str, str, str]]


@given(cases(), st.sampled_from((1, 7, 30, 90, 365, 800)))
def test_a_forecast_is_what_the_coming_days_will_bring(case: Case, days: int):
    if not case.events:
        return
    engine = run(case.program, case.events).engine
    before, today = engine.snapshot(), max(event.day for event in case.events)
    lines = engine.forecast(days=days)
    assert engine.snapshot() == before
    each = [line for member in engine.book.known_members() for line in engine.forecast(member.member_id, days=days)]
    assert list(lines) == each
    assert all(date.fromordinal(today) <= line.day < date.fromordinal(today + days) for line in lines)
    challenges = {counter.name for counter in case.program.counters if counter.within}
    assert lost(lines) == written(engine.advance(iso_day(today + days)), challenges)


def lost(lines: Iterable[Forecast]) -> Losses:
    """Smallest units by member, kind and thing."""
    found: Losses = Counter()
    for line in lines:
        amount = 1 if line.amount is None else int(line.amount.scaleb(4))
        found[line.member_id, line.kind, line.what] += amount
    return found


def written(entries: Sequence[Entry], challenges: AbstractSet[str]) -> Losses:
    """The same of entries, but for what was not there before them, and steps that leave the window of a challenge."""
    found: Losses = Counter()
    lots = {(entry.member_id, entry.seq) for entry in entries}
    codes = {entry.code for entry in entries if entry.kind == "issue"}
    for entry in entries:
        if (entry.member_id, entry.lot) in lots or (entry.kind == "lapse" and entry.code in codes) or entry.rule in challenges:
            continue
        amount = -int(entry.value.scaleb(4)) if entry.value is not None else 0
        if entry.kind == "expire":
            kind, what = ("card expires", entry.rule) if entry.wallet is None else ("expire", entry.wallet)
            found[entry.member_id, kind, what or ""] += amount
        elif entry.kind == "lapse":
            found[entry.member_id, "lapse", entry.reward or ""] += 10_000
        elif entry.kind == "tier_down":
            found[entry.member_id, "tier falls", (entry.reason or "").removeprefix("from ")] += 1
    return found
