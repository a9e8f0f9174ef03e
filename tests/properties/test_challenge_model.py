"""S6.4 once more for one challenge: a list of steps with their days, and a window that is counted anew for every day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from generators.cases import Case, Shown, run
from generators.programs import yaml_text
from hypothesis import given
from hypothesis import strategies as st

Draw = Any
Move = tuple[str, date, int, int]
"""Kind of entry, day, change, steps after it."""

START = date(2024, 1, 26)
LAST = timedelta(days=400)


@dataclass(frozen=True, repr=False)
class Example(Shown):
    """A challenge as it was drawn, and the purchases and complete refunds, day by day: (id, day, refunded id)."""

    case: Case
    goal: int
    within: str
    happenings: tuple[tuple[str, date, str | None], ...]

    def __repr__(self) -> str:
        return repr(self.case)


@st.composite
def examples(draw: Draw) -> Example:
    """A challenge on purchases."""
    goal = draw(st.integers(1, 4))
    within = draw(st.sampled_from(("1 day", "3 days", "14 days", "1 month", "2 months", "12 months")))
    challenge = {"count": "purchases", "reach": f"{goal} within {within}", "give": "mug"}
    spec = {
        "program": "Challenge", "currency": "EUR", "timezone": "UTC", "challenges": {"sprint": challenge},
        "rewards": {"mug": {"kind": "gift"}},
    }  # fmt: skip
    day, found, still = START, [], []
    for number in range(draw(st.integers(1, 12))):
        day += timedelta(days=draw(st.sampled_from((0, 0, 1, 1, 2, 3, 4, 13, 14, 28, 29, 30, 31))))
        name = f"e{number:02}"
        ref = still.pop(draw(st.integers(0, len(still) - 1))) if still and draw(st.integers(0, 3)) == 3 else None
        if ref is None:
            still.append(name)
        found.append((name, day, ref))
    return Example(Case(yaml_text(spec), [_row(*one) for one in found]), goal, within, tuple(found))


def _row(name: str, day: date, ref: str | None) -> dict[str, Any]:
    row: dict[str, Any] = {"event_id": name, "at": f"{day} 12:{int(name[1:]):02}", "member_id": "anna", "amount": "5"}
    return row if ref is None else {**row, "type": "refund", "ref": ref}


@given(examples())
def test_a_challenge_moves_step_by_step(example: Example):
    """Every step, goal reached, take-back and step that leaves the window, with the steps left after it."""
    until = START + LAST
    ran = run(example.case.program, example.case.events, until=until.toordinal())
    found = [
        (entry.kind, date.fromordinal(entry.day), entry.amount, entry.balance)
        for entry in ran.entries
        if entry.rule == "sprint" and entry.balance is not None
    ]
    assert found == played(example, until)


def played(example: Example, until: date) -> list[Move]:
    """All that happens to the challenge, one day after the other."""
    steps: list[tuple[str, date]] = []
    moves: list[Move] = []
    day = START
    while day <= until:
        gone = [step for step in steps if not is_within(step[1], day, example.within)]
        if gone:
            steps = [step for step in steps if step not in gone]
            moves.append(("expire", day, -len(gone), len(steps)))
        for name, _, ref in [one for one in example.happenings if one[1] == day]:
            if ref is None:
                steps.append((name, day))
                moves.append(("step", day, 1, len(steps)))
            elif ref in dict(steps):
                steps = [step for step in steps if step[0] != ref]
                moves.append(("take_back", day, -1, len(steps)))
            if len(steps) >= example.goal:
                steps = []
                moves.append(("challenge", day, -example.goal, 0))
        day += timedelta(days=1)
    return moves


def is_within(step: date, today: date, within: str) -> bool:
    """Today and the N - 1 days before; months by clamped subtraction, exclusive start (S1.4)."""
    count, unit = within.split()
    if unit.startswith("day"):
        return (today - step).days < int(count)
    months = today.year * 12 + today.month - 1 - int(count)
    year, month = months // 12, months % 12 + 1
    return step > date(year, month, min(today.day, monthrange(year, month)[1]))
