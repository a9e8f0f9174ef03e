"""S1.4, S5.4 once more for facts of history: every fact is counted anew from everything that happened, at every purchase."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from generators.cases import Case, Shown, run
from generators.model_calendar import is_inside
from generators.programs import yaml_text
from hypothesis import given
from hypothesis import strategies as st

from rulekit.values.calendar import Duration

Draw = Any
MEASURES = {
    "purchases": "",
    "visits": "",
    "units": "",
    "refunds": "",
    "spend": " EUR",
    "refunded": " EUR",
    'activities "review"': "",
    "points earned": " points",
}
LAST = {
    "in the last 1 day": Duration(1, "days"), "in the last 2 days": Duration(2, "days"), "in the last 7 days": Duration(7, "days"),
    "in the last 30 days": Duration(30, "days"), "in the last 1 month": Duration(1, "months"), "in the last 3 months": Duration(3, "months"),
}  # fmt: skip
WINDOWS = (*LAST, "this day", "this week", "this month", "this quarter", "this year", "since joining", "ever")


@dataclass(frozen=True)
class Fact:
    """A condition on one fact."""

    measure: str
    window: str
    least: int
    paid_at_least: int = 0
    """Purchases alone that were of so many euros when they were made."""

    def sentence(self) -> str:
        """As it stands in the program."""
        where = f" where (basket.total >= {self.paid_at_least} EUR)" if self.paid_at_least else ""
        return f"{self.measure}{where} {self.window} >= {self.least}{MEASURES[self.measure]}"


@dataclass(frozen=True)
class Happening:
    """A purchase, the refund of one (`ref`, money) or an activity (`euros` None)."""

    name: str
    day: date
    euros: int | None = None
    units: int = 0
    ref: str | None = None

    def row(self) -> dict[str, Any]:
        """The row of the ledger."""
        row: dict[str, Any] = {"event_id": self.name, "at": f"{self.day} 12:{int(self.name[1:]):02}", "member_id": "anna"}
        if self.euros is None:
            return {**row, "type": "activity", "activity": "review"}
        if self.ref is not None:
            return {**row, "type": "refund", "ref": self.ref, "amount": str(self.euros)}
        return {**row, "lines": [{"sku": "a", "line_amount": str(self.euros), "quantity": str(self.units)}]}


@dataclass(frozen=True, repr=False)
class Example(Shown):
    """Rules that give one point each where their fact holds."""

    case: Case
    facts: tuple[Fact, ...]
    is_kept: bool
    happenings: tuple[Happening, ...]

    def __repr__(self) -> str:
        return repr(self.case)


@st.composite
def examples(draw: Draw) -> Example:
    """Up to six facts, looked at by a dozen purchases."""
    facts = tuple(draw(st.lists(_facts(), min_size=1, max_size=6)))
    is_kept = draw(st.booleans())
    rules = {f"rule {number}": {"on": "purchase", "give": "1 point", "if": fact.sentence()} for number, fact in enumerate(facts)}
    spec = {
        "program": "History", "currency": "EUR", "timezone": "UTC",
        "wallets": {"points": {"unit": "point/points", "refunds": "keep" if is_kept else "proportional"}},
        "rules": {"always": {"on": "purchase", "give": "1 point"}, **rules},
    }  # fmt: skip
    happenings = draw(_happenings())
    return Example(Case(yaml_text(spec), [one.row() for one in happenings]), facts, is_kept, happenings)


@st.composite
def _facts(draw: Draw) -> Fact:
    measure = draw(st.sampled_from(tuple(MEASURES)))
    least = {" EUR": (1, 5, 10, 20), " points": (1, 2, 5)}.get(MEASURES[measure], (1, 2, 3))
    paid = draw(st.sampled_from((0, 5, 10))) if measure in ("purchases", "visits", "units", "spend") else 0
    return Fact(measure, draw(st.sampled_from(WINDOWS)), draw(st.sampled_from(least)), paid)


@st.composite
def _happenings(draw: Draw) -> tuple[Happening, ...]:
    day, found = draw(st.sampled_from((date(2024, 1, 30), date(2023, 12, 30), date(2024, 2, 28), date(2024, 3, 29)))), []
    left: dict[str, int] = {}
    for number in range(draw(st.integers(1, 14))):
        day += timedelta(days=draw(st.sampled_from((0, 0, 0, 1, 1, 2, 6, 7, 29, 30, 31, 60, 92, 366))))
        name = f"e{number:02}"
        kind = draw(st.integers(0, 6))
        if kind == 6:
            found.append(Happening(name, day))
        elif kind >= 4 and left:
            ref = draw(st.sampled_from(sorted(left)))
            euros = draw(st.sampled_from((left[ref], left[ref], 1)))
            left[ref] -= euros
            left = {key: rest for key, rest in left.items() if rest}
            found.append(Happening(name, day, euros, ref=ref))
        else:
            left[name] = draw(st.sampled_from((4, 5, 10)))
            found.append(Happening(name, day, left[name], draw(st.sampled_from((1, 2, 3)))))
    return tuple(found)


@given(examples())
def test_facts_of_history_hold_where_they_should(example: Example):
    """At every purchase the rules whose fact holds give, and no other."""
    ran = run(example.case.program, example.case.events)
    found = {(entry.event_id, entry.rule) for entry in ran.entries if entry.kind == "earn" and entry.rule != "always"}
    assert found == Past(example).told()


@dataclass
class Bought:
    """A purchase, what is left of it and what it earned."""

    day: date
    left: int
    units: int
    paid: int
    points: int = 0
    taken: int = 0


@dataclass
class Past:
    """Everything that happened so far."""

    example: Example
    bought: dict[str, Bought] = field(default_factory=dict)
    refunds: list[tuple[date, int]] = field(default_factory=list)
    activities: list[date] = field(default_factory=list)

    def told(self) -> set[tuple[str, str]]:
        """Which rules give at which purchase."""
        found = set()
        for one in self.example.happenings:
            if one.euros is None:
                self.activities.append(one.day)
            elif one.ref is not None:
                self.bring_back(self.bought[one.ref], one.day, one.euros)
            else:
                holding = [number for number, fact in enumerate(self.example.facts) if self.count(fact, one.day) >= fact.least]
                found |= {(one.name, f"rule {number}") for number in holding}
                self.bought[one.name] = Bought(one.day, one.euros, one.units, one.euros, 1 + len(holding))
        return found

    def bring_back(self, bought: Bought, day: date, euros: int) -> None:
        """A refund lowers the purchase's day; units and the visit go when all of it is back."""
        self.refunds.append((day, euros))
        bought.left -= euros
        if not self.example.is_kept:
            bought.taken = bought.points * (bought.paid - bought.left) // bought.paid
        if not bought.left:
            bought.units = 0

    def count(self, fact: Fact, today: date) -> int:
        """One fact as seen today, before today's next purchase."""
        inside = [one for one in self.bought.values() if self.holds(fact.window, one.day, today)]
        bought = [one for one in inside if one.paid >= fact.paid_at_least]
        refunds = [euros for day, euros in self.refunds if self.holds(fact.window, day, today)]
        live = [one for one in bought if one.left]
        return {
            "purchases": len(live), "visits": len({one.day for one in live}), "units": sum(one.units for one in bought),
            "spend": sum(one.left for one in bought), "refunds": len(refunds), "refunded": sum(refunds),
            'activities "review"': sum(self.holds(fact.window, day, today) for day in self.activities),
            "points earned": sum(one.points - one.taken for one in bought),
        }[fact.measure]  # fmt: skip

    def holds(self, window: str, day: date, today: date) -> bool:
        """Whether a window holds a day."""
        if window in LAST:
            return is_inside(day, today, LAST[window])
        if window == "this week":
            return day - timedelta(days=day.weekday()) == today - timedelta(days=today.weekday())
        same = {
            "this day": (day, today),
            "this month": ((day.year, day.month), (today.year, today.month)),
            "this year": (day.year, today.year),
        }
        same["this quarter"] = ((day.year, (day.month + 2) // 3), (today.year, (today.month + 2) // 3))
        return window in ("since joining", "ever") or same[window][0] == same[window][1]
