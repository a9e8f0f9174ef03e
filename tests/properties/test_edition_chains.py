"""Editions: an edition that changes nothing shows nowhere, and whatever one changes, the accounts stay sound."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generators.cases import Case, by_member, cases, run, through_json
from hypothesis import given
from hypothesis import strategies as st

from rulekit.engine.auditor import audit
from rulekit.program.editions import check_editions
from rulekit.program.model import Program


def day_within(case: Case, data: Any) -> int:
    """A day around the events of a case, on which a second edition may begin."""
    days = sorted({event.day for event in case.events})
    first = (case.program.starts or 0) + 1
    return max(first, data.draw(st.sampled_from(days)) + data.draw(st.sampled_from((0, 0, 1, 30))))


@given(cases(), st.data())
def test_an_edition_that_changes_nothing_changes_nothing(case: Case, data: Any):
    if not case.events:
        return
    second = replace(case.program, starts=day_within(case, data))
    alone, both = run(case.program, case.events), run([case.program, second], case.events)
    assert by_member(both.entries) == by_member(alone.entries)


@given(cases(), cases(), st.data())
def test_the_accounts_stay_sound_and_a_cut_changes_nothing(case: Case, other: Case, data: Any):
    """I12, I7, whatever two programs have in common."""
    if not case.events:
        return
    second = replace(other.program, starts=day_within(case, data))
    editions = [case.program, second]
    if not fit(editions):
        return
    whole = run(editions, case.events)
    assert not audit(sorted(whole.entries, key=lambda entry: (entry.member_id.encode(), entry.seq))).findings
    place = len(case.events) // 2
    first = run(editions, case.events[:place])
    rest = run(editions, case.events[place:], snapshot=through_json(first.engine.snapshot()))
    assert by_member(first.entries + rest.entries) == by_member(whole.entries)
    assert rest.engine.snapshot() == whole.engine.snapshot()


def fit(editions: list[Program]) -> bool:
    return all(finding.code == "RK381" for finding in check_editions(editions))
