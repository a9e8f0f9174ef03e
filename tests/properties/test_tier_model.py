"""S7 once more, day by day: every single day is looked at, whether something happens on it or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from generators.cases import Case, Shown, run
from generators.model_calendar import is_inside, later
from generators.programs import yaml_text
from hypothesis import given
from hypothesis import strategies as st

from rulekit.program.model import Tiers
from rulekit.values.calendar import Duration

Draw = Any
Change = tuple[str, date, str | None]
"""Kind of entry, day, level after it."""


@dataclass
class Bought:
    """A purchase and what is left of it."""

    day: date
    paid: int
    left: int


@dataclass(frozen=True, repr=False)
class Example(Shown):
    """A ladder and what happened: purchases (ref None) and refunds of whole euros."""

    case: Case
    happenings: tuple[tuple[str, date, int, str | None], ...]

    def __repr__(self) -> str:
        return repr(self.case)


@st.composite
def examples(draw: Draw) -> Example:
    """Levels within reach, windows and protections within the time that passes."""
    by = draw(st.sampled_from(("purchases", "visits", "spend")))
    unit = "0 EUR" if by == "spend" else ""
    low, step = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    over = draw(st.sampled_from(("last 30 days", "last 1 month", "last 3 months", "ever", "calendar year", "membership year")))
    keeps = ("while qualified", "20 days", "1 month", "until end of calendar year", "until end of next calendar year", "for ever")
    tiers: dict[str, Any] = {
        "by": by,
        "over": over,
        "levels": {"Silver": f"{low}{unit}", "Gold": f"{low + step}{unit}", "Black": f"{low + 2 * step}{unit}"},
        "keep": draw(st.sampled_from(keeps[1:] if over.endswith("year") else keeps)),
        "drop": draw(st.sampled_from(("one level", "to what is qualified"))),
    }
    spec = {"program": "Tiers", "currency": "EUR", "timezone": "UTC", "tiers": tiers}
    happenings = draw(_happenings())
    rows = [
        {"event_id": name, "at": f"{day} 12:{int(name[1:]):02}", "member_id": "anna", "amount": str(euros)}
        | ({} if ref is None else {"type": "refund", "ref": ref})
        for name, day, euros, ref in happenings
    ]
    return Example(Case(yaml_text(spec), rows), happenings)


@st.composite
def _happenings(draw: Draw) -> tuple[tuple[str, date, int, str | None], ...]:
    day, found = draw(st.sampled_from((date(2023, 11, 30), date(2024, 1, 30), date(2024, 12, 1)))), []
    left: dict[str, int] = {}
    for number in range(draw(st.integers(1, 12))):
        day += timedelta(days=draw(st.sampled_from((0, 0, 1, 5, 19, 20, 21, 29, 30, 31, 60, 200, 366))))
        name = f"e{number:02}"
        if left and draw(st.integers(0, 3)) == 3:
            ref = draw(st.sampled_from(sorted(left)))
            euros = draw(st.sampled_from((left[ref], left[ref], 1)))
            left[ref] -= euros
            left = {key: rest for key, rest in left.items() if rest}
            found.append((name, day, euros, ref))
        else:
            left[name] = draw(st.sampled_from((5, 10, 20, 30)))
            found.append((name, day, left[name], None))
    return tuple(found)


@given(examples())
def test_tiers_rise_and_fall_day_by_day(example: Example):
    """Every rise and every fall on its day."""
    ran = run(example.case.program, example.case.events)
    found = [
        (entry.kind, date.fromordinal(entry.day), None if entry.rule == "none" else entry.rule)
        for entry in ran.entries
        if entry.kind in ("tier_up", "tier_down")
    ]
    tiers = example.case.program.tiers
    assert tiers is not None
    assert found == Ladder(tiers, example).climbed()


class Ladder:
    """A member on the ladder."""

    def __init__(self, tiers: Tiers, example: Example) -> None:
        self.tiers = tiers
        self.example = example
        self.bought: dict[str, Bought] = {}
        self.level = -1
        self.review_on: date | None = None
        self.changes: list[Change] = []

    def climbed(self) -> list[Change]:
        """Every day from the first to the last."""
        day, last = self.example.happenings[0][1], self.example.happenings[-1][1]
        while day <= last:
            self.dawn(day)
            for name, on, euros, ref in self.example.happenings:
                if on == day:
                    self.happen(name, day, euros, ref)
            day += timedelta(days=1)
        return self.changes

    def name(self) -> str | None:
        return self.tiers.levels[self.level].name if self.level >= 0 else None

    def happen(self, name: str, day: date, euros: int, ref: str | None) -> None:
        if ref is None:
            self.bought[name] = Bought(day, euros, euros)
        else:
            self.bought[ref].left -= euros
        qualified = self.qualified(day)
        while self.level < qualified:
            self.level += 1
            self.changes.append(("tier_up", day, self.name()))
            self.review_on = self.protected_until(day, is_rise=True)

    def dawn(self, day: date) -> None:
        """Falls come at the start of a day."""
        keep = self.tiers.keep.kind
        if self.level < 0 or keep == "for ever" or (keep != "while qualified" and day != self.review_on):
            return
        qualified = self.qualified(day - timedelta(days=1) if keep.startswith("until") else day)
        if qualified < self.level:
            self.level = max(qualified, self.level - 1) if self.tiers.drop == "one level" else qualified
            self.changes.append(("tier_down", day, self.name()))
        self.review_on = self.protected_until(day, is_rise=False) if self.level >= 0 else None

    def protected_until(self, day: date, *, is_rise: bool) -> date | None:
        """The day of the next review."""
        keep = self.tiers.keep
        if keep.kind == "for":
            assert keep.duration is not None
            return later(day, keep.duration)
        if not keep.kind.startswith("until"):
            return None
        return date(day.year + (2 if is_rise and "next" in keep.kind else 1), 1, 1)

    def is_counted(self, bought: date, today: date) -> bool:
        """Whether a purchase's day is in the window, as seen today; the first purchase is the day of joining."""
        over = self.tiers.over
        if over.duration is not None:
            return is_inside(bought, today, over.duration)
        if over.kind == "this":
            return bought.year == today.year
        joined = self.example.happenings[0][1]
        years = [later(joined, Duration(12 * number, "months")) for number in range(10)]
        return over.kind == "ever" or bought >= max(day for day in years if day <= today)

    def qualified(self, day: date) -> int:
        """The highest level the window reaches."""
        inside = [one for one in self.bought.values() if self.is_counted(one.day, day)]
        live = [one for one in inside if one.left]
        measure = {
            "purchases": len(live), "visits": len({one.day for one in live}), "spend": sum(one.left for one in inside) * 10_000,
        }[self.tiers.measure]  # fmt: skip
        return max((index for index, level in enumerate(self.tiers.levels) if measure >= level.threshold), default=-1)
