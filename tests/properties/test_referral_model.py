"""S8 once more: who referred whom, which purchase qualifies, what both get, and when it goes back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from generators.cases import Case, Shown, run
from generators.programs import yaml_text
from hypothesis import given
from hypothesis import strategies as st

Draw = Any
MEMBERS = ("anna", "bert", "cleo", "dora")
REFERRER_POINTS, FRIEND_POINTS = 50, 20


@dataclass(frozen=True)
class Happening:
    """An enrolment (`euros` None), a purchase, or a refund (`ref`)."""

    name: str
    day: date
    member: str
    euros: int | None = None
    ref: str | None = None
    referrer: str | None = None

    def row(self) -> dict[str, Any]:
        """The row of the ledger."""
        row: dict[str, Any] = {"event_id": self.name, "at": f"{self.day} 12:{int(self.name[1:]):02}", "member_id": self.member}
        if self.euros is None:
            return {**row, "type": "enrol"} | ({} if self.referrer is None else {"referred_by": self.referrer})
        return {**row, "amount": str(self.euros)} | ({} if self.ref is None else {"type": "refund", "ref": self.ref})


@dataclass(frozen=True, repr=False)
class Example(Shown):
    """A referral and a few members who bring one another."""

    case: Case
    least: int | None
    within_days: int | None
    per_year: int | None
    happenings: tuple[Happening, ...]

    def __repr__(self) -> str:
        return repr(self.case)


@st.composite
def examples(draw: Draw) -> Example:
    """Points that are never spent, so that what was taken back can be read off."""
    least = draw(st.sampled_from((None, 10, 20)))
    within = draw(st.sampled_from((None, 5, 30)))
    per_year = draw(st.sampled_from((None, 1, 2)))
    terms = (
        "first purchase"
        + (f" of at least {least} EUR" if least else "")
        + (f" within {within} days of enrolling" if within else "")
    )
    referrer: dict[str, str] = {"give": f"{REFERRER_POINTS} points"}
    if per_year:
        referrer["limit"] = f"{per_year} times per year"
    spec = {
        "program": "Referral", "currency": "EUR", "timezone": "UTC", "wallets": {"points": {"unit": "point/points"}},
        "referral": {"qualifies": terms, "referrer": referrer, "friend": {"give": f"{FRIEND_POINTS} points"}},
    }  # fmt: skip
    happenings = draw(_happenings())
    return Example(Case(yaml_text(spec), [one.row() for one in happenings]), least, within, per_year, happenings)


@st.composite
def _happenings(draw: Draw) -> tuple[Happening, ...]:
    day, found = date(2023, 12, 20), []
    left: dict[str, tuple[str, int]] = {}
    for number in range(draw(st.integers(2, 16))):
        day += timedelta(days=draw(st.sampled_from((0, 0, 0, 1, 4, 5, 6, 30))))
        name, member = f"e{number:02}", draw(st.sampled_from(MEMBERS))
        kind = draw(st.integers(0, 5))
        if kind == 5 and left:
            ref = draw(st.sampled_from(sorted(left)))
            owner, rest = left[ref]
            euros = draw(st.sampled_from((rest, 1, rest)))
            left[ref] = owner, rest - euros
            left = {key: value for key, value in left.items() if value[1]}
            found.append(Happening(name, day, owner, euros, ref))
        elif kind >= 3:
            euros = draw(st.sampled_from((20, 10, 25, 9)))
            left[name] = member, euros
            found.append(Happening(name, day, member, euros))
        else:
            found.append(Happening(name, day, member, referrer=draw(st.sampled_from((None, *MEMBERS, "nobody")))))
    return tuple(found)


@given(examples())
def test_referrals_reward_both_once_and_go_back(example: Example):
    """Every grant and everything taken back, member by member, and what was declined."""
    ran = run(example.case.program, example.case.events)
    found: dict[tuple[str, str], int] = defaultdict(int)
    for entry in ran.entries:
        if entry.kind in ("referral", "take_back"):
            found[entry.event_id, entry.member_id] += entry.amount or 0
        elif entry.kind == "declined":
            found[entry.event_id, entry.member_id] += 0
    assert dict(found) == Friends(example).told()


@dataclass
class Friends:
    """What is known of everybody."""

    example: Example
    joined: dict[str, date] = field(default_factory=dict)
    referrers: dict[str, str] = field(default_factory=dict)
    chances: dict[str, str] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    granted: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    times: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    moves: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def told(self) -> dict[tuple[str, str], int]:
        """All moves by event and member."""
        for one in self.example.happenings:
            is_new = one.member not in self.joined
            self.joined.setdefault(one.member, one.day)
            if one.euros is None:
                if is_new and one.referrer in self.joined and one.referrer not in (None, one.member):
                    self.referrers[one.member] = str(one.referrer)
            elif one.ref is not None:
                self.bring_back(one.name, one.ref, one.euros)
            else:
                self.buy(one, one.euros)
        return dict(self.moves)

    def buy(self, one: Happening, euros: int) -> None:
        """The friend's first purchase that is large enough uses up the chance."""
        self.left[one.name] = euros
        if one.member in self.chances or euros < (self.example.least or 0):
            return
        self.chances[one.member] = one.name
        within = self.example.within_days
        if one.member not in self.referrers or (
            within is not None and one.day > self.joined[one.member] + timedelta(days=within)
        ):
            return
        referrer = self.referrers[one.member]
        grants = [(one.member, FRIEND_POINTS)]
        key = referrer, one.day.year
        if self.example.per_year is None or self.times[key] < self.example.per_year:
            self.times[key] += 1
            grants.append((referrer, REFERRER_POINTS))
        else:
            self.moves[one.name, referrer] += 0
        self.granted[one.name] = grants
        for member, amount in grants:
            self.moves[one.name, member] += amount

    def bring_back(self, name: str, ref: str, euros: int) -> None:
        """Below the minimum both grants go back, once."""
        self.left[ref] -= euros
        least = self.example.least
        if self.left[ref] < least if least else self.left[ref] == 0:
            for member, amount in self.granted.pop(ref, []):
                self.moves[name, member] -= amount
