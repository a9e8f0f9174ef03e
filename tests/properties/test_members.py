"""I9: a member's entries depend on other members only through referrals (stock and budgets are still to come)."""

from __future__ import annotations

from generators.cases import Case, by_member, cases, run
from generators.programs import Wish
from hypothesis import given


@given(cases(Wish(referral=False), conflicts=False))
def test_a_member_alone_gets_the_same_entries(case: Case):
    """I9."""
    events = case.events
    whole = run(case.program, events)
    horizon = max((event.day for event in events), default=None)
    for member_id in sorted({event.member_id for event in events if event.member_id is not None}):
        own = [event for event in events if event.member_id in (None, member_id)]
        alone = run(case.program, own, until=horizon)
        assert by_member(alone.entries).get(member_id) == by_member(whole.entries).get(member_id)
