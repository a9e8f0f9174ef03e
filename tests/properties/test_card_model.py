"""S6 once more for one stamp card, stamp by stamp: a list of stamps, each with the purchase and the day it came from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from generators.cases import Case, Shown, run
from generators.model_calendar import last_usable
from generators.programs import yaml_text
from hypothesis import given
from hypothesis import strategies as st

from rulekit.program.model import Expiry
from rulekit.values.calendar import Duration

Draw = Any
Move = tuple[str, date, int, int]
"""Kind of entry, day, change, stamps after it."""

LIVES = {
    "": None,
    "7 days after first stamp": Expiry(Duration(7, "days")),
    "1 month after first stamp at end of month": Expiry(Duration(1, "months"), end_of="month"),
}


@dataclass(frozen=True, repr=False)
class Example(Shown):
    """A card as it was drawn, and what happened: purchases and complete refunds, day by day."""

    case: Case
    basis: str
    size: int
    overflow: str
    life: Expiry | None
    per_day: int | None
    happenings: tuple[tuple[str, date, int, str | None], ...]

    def __repr__(self) -> str:
        return repr(self.case)


@st.composite
def examples(draw: Draw) -> Example:
    """One card that starts again; amounts are whole euros."""
    basis = draw(st.sampled_from(("purchase", "visit", "unit", "5 EUR")))
    size = draw(st.integers(2, 4))
    overflow = draw(st.sampled_from(("carry over", "drop")))
    life = draw(st.sampled_from(tuple(LIVES)))
    per_day = draw(st.sampled_from((None, None, 1, 2, 3)))
    card = {"stamp": f"1 per {basis}", "full at": str(size), "give": "mug", "overflow": overflow}
    if life:
        card["expires"] = life
    if per_day:
        card["limit"] = f"{per_day} stamps per day"
    spec = {
        "program": "Card", "currency": "EUR", "timezone": "UTC", "cards": {"coffee card": card}, "rewards": {"mug": {"kind": "gift"}},
    }  # fmt: skip
    happenings = draw(_happenings())
    return Example(
        Case(yaml_text(spec), [_row(*one) for one in happenings]), basis, size, overflow, LIVES[life], per_day, happenings
    )


@st.composite
def _happenings(draw: Draw) -> tuple[tuple[str, date, int, str | None], ...]:
    day, found = date(2024, 1, 26), []
    still: list[tuple[str, int]] = []
    for number in range(draw(st.integers(1, 14))):
        day += timedelta(days=draw(st.sampled_from((0, 0, 0, 1, 1, 3, 7, 8, 30))))
        name = f"e{number:02}"
        if still and draw(st.integers(0, 2)) == 2:
            ref, euros = still.pop(draw(st.integers(0, len(still) - 1)))
            found.append((name, day, euros, ref))
        else:
            euros = draw(st.sampled_from((4, 5, 10, 14, 15, 26)))
            still.append((name, euros))
            found.append((name, day, euros, None))
    return tuple(found)


def _row(name: str, day: date, euros: int, ref: str | None) -> dict[str, Any]:
    minute = int(name[1:])
    row: dict[str, Any] = {"event_id": name, "at": f"{day} 12:{minute:02}", "member_id": "anna", "amount": str(euros)}
    if ref is not None:
        return {**row, "type": "refund", "ref": ref}
    return {**row, "lines": [{"sku": "a", "line_amount": str(euros), "quantity": str(euros % 4)}]}


@given(examples())
def test_a_card_moves_stamp_by_stamp(example: Example):
    """Every step, full card, drop, expiry and take-back, with the stamps left after it."""
    ran = run(example.case.program, example.case.events)
    found = [
        (entry.kind, date.fromordinal(entry.day), entry.amount, entry.balance)
        for entry in ran.entries
        if entry.rule == "coffee card" and entry.balance is not None and (entry.amount or entry.kind != "step")
    ]
    assert found == Card(example).played()
    assert Counter(e.reward for e in ran.entries if e.kind == "issue")["mug"] == len(
        [kind for kind, *_ in found if kind == "card_full"]
    )


@dataclass
class Card:
    """A card with real stamps on it."""

    example: Example
    stamps: list[tuple[str, date]] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    live: dict[str, date] = field(default_factory=dict)
    visited: set[date] = field(default_factory=set)
    today: Counter[date] = field(default_factory=Counter)

    def played(self) -> list[Move]:
        """All that happens to the card."""
        for name, day, euros, ref in self.example.happenings:
            self.expire(day)
            if ref is None:
                self.buy(name, day, euros)
            else:
                self.bring_back(ref, day)
        return self.moves

    def move(self, kind: str, day: date, change: int) -> None:
        self.moves.append((kind, day, change, len(self.stamps)))

    def expire(self, day: date) -> None:
        life = self.example.life
        if life is not None and self.stamps and last_usable(life, self.stamps[0][1]) < day:
            gone, on = len(self.stamps), last_usable(life, self.stamps[0][1]) + timedelta(days=1)
            self.stamps.clear()
            self.move("expire", on, -gone)

    def buy(self, name: str, day: date, euros: int) -> None:
        self.live[name] = day
        basis = self.example.basis
        wanted = {"purchase": 1, "visit": 0 if day in self.visited else 1, "unit": euros % 4, "5 EUR": euros // 5}[basis]
        if basis == "unit" and euros % 4 == 0:
            wanted = 0
        granted = wanted if self.example.per_day is None else min(wanted, self.example.per_day - self.today[day])
        if granted <= 0:
            return
        self.today[day] += granted
        self.visited.add(day)
        self.stamps += [(name, day)] * granted
        self.move("step", day, granted)
        while len(self.stamps) >= self.example.size:
            del self.stamps[: self.example.size]
            self.move("card_full", day, -self.example.size)
            if self.example.overflow == "drop" and self.stamps:
                dropped = len(self.stamps)
                self.stamps.clear()
                self.move("expire", day, -dropped)

    def bring_back(self, ref: str, day: date) -> None:
        bought = self.live.pop(ref)
        if self.example.basis == "visit":
            if bought in self.live.values():
                return
            gone = [stamp for stamp in self.stamps if stamp[1] == bought]
        else:
            gone = [stamp for stamp in self.stamps if stamp[0] == ref]
        if gone:
            self.stamps = [stamp for stamp in self.stamps if stamp not in gone]
            self.visited.discard(bought)
            self.move("take_back", day, -len(gone))
