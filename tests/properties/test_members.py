"""I9: a member's entries depend on other members only through referrals, budgets and stock."""

from __future__ import annotations

import re

from generators.cases import Case, by_member, cases, checked, run
from generators.programs import Wish
from hypothesis import given

from rulekit.engine import Engine
from rulekit.values.calendar import iso_day


@given(cases(Wish(referral=False, shared=False), conflicts=False))
def test_a_member_alone_gets_the_same_entries(case: Case):
    """I9."""
    events = case.events
    whole = run(case.program, events)
    horizon = max((event.day for event in events), default=None)
    for member_id in sorted({event.member_id for event in events if event.member_id is not None}):
        own = [event for event in events if event.member_id in (None, member_id)]
        alone = run(case.program, own, until=horizon)
        assert by_member(alone.entries).get(member_id) == by_member(whole.entries).get(member_id)


@given(cases(conflicts=False))
def test_what_never_runs_out_binds_nobody(case: Case):
    """Budgets and stock that nobody can use up change nothing: it is through them alone that members meet."""
    plenty = re.sub(r"'?(budget|stock)'?: '?\d+( \w+)?'?", lambda found: f"{found[1]}: {'1000000' + (found[2] or '')}", case.text)
    without = "".join(line for line in plenty.splitlines(keepends=True) if not re.match(r" +(budget|stock): ", line))
    assert told(plenty, case) == told(without, case)


def told(text: str, case: Case) -> dict[str, list[str]]:
    """The entries of each member, with the same codes whatever the text."""
    engine = Engine(checked(text), secret=case.text)
    entries = [entry for event in case.events for entry in engine.apply(event).entries]
    last_day = max((event.day for event in case.events), default=None)
    return by_member(entries if last_day is None else [*entries, *engine.advance(iso_day(last_day))])
