"""S6.2 and S6.3 once more for ladders of milestones: step by step, gift by gift, with gifts that go back and ladders that go on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from generators.cases import Case, Shown, run
from generators.programs import yaml_text
from hypothesis import given
from hypothesis import strategies as st

Draw = Any
GIFTS = ("usb stick", "mug", "hamper")


@dataclass(frozen=True)
class Happening:
    """A purchase, the complete refund of one (`ref`), or the use of a gift (`gift`)."""

    name: str
    day: date
    units: int = 0
    ref: str | None = None
    gift: str | None = None

    def row(self) -> dict[str, Any]:
        """The row of the ledger."""
        row: dict[str, Any] = {"event_id": self.name, "at": f"{self.day} 12:{int(self.name[1:]):02}", "member_id": "anna"}
        if self.gift is not None:
            return {**row, "type": "use", "reward": self.gift}
        if self.ref is not None:
            return {**row, "type": "refund", "ref": self.ref, "amount": str(self.units)}
        return {**row, "lines": [{"sku": "a", "line_amount": str(self.units), "quantity": str(self.units)}]}


@dataclass(frozen=True, repr=False)
class Example(Shown):
    """One ladder, or two that follow one another, and what happened."""

    case: Case
    by_units: bool
    thresholds: dict[str, list[int]]
    then: dict[str, str]
    happenings: tuple[Happening, ...]

    def __repr__(self) -> str:
        return repr(self.case)


@st.composite
def examples(draw: Draw) -> Example:
    """Thresholds within reach of a dozen purchases."""
    by_units = draw(st.booleans())
    first = draw(st.sampled_from(("start again", "stop", "continue with second")))
    then = {"first": first}
    if first.startswith("continue"):
        then["second"] = draw(st.sampled_from(("start again", "stop")))
    thresholds = {name: sorted(draw(st.lists(st.integers(1, 6), min_size=1, max_size=3, unique=True))) for name in then}
    ladders = {
        name: {
            "count": "units" if by_units else "purchases", "then": then[name],
            "gifts": {str(at): gift for at, gift in zip(thresholds[name], GIFTS, strict=False)},
        }
        for name in then
    }  # fmt: skip
    spec = {
        "program": "Ladder", "currency": "EUR", "timezone": "UTC", "milestones": ladders,
        "rewards": {gift: {"kind": "gift"} for gift in GIFTS},
    }  # fmt: skip
    happenings = draw(_happenings())
    return Example(Case(yaml_text(spec), [one.row() for one in happenings]), by_units, thresholds, then, happenings)


@st.composite
def _happenings(draw: Draw) -> tuple[Happening, ...]:
    day, found = date(2024, 1, 1), []
    live: dict[str, int] = {}
    for number in range(draw(st.integers(1, 14))):
        day += timedelta(days=draw(st.sampled_from((0, 1))))
        name = f"e{number:02}"
        choice = draw(st.integers(0, 5))
        if choice == 5 and live:
            ref = draw(st.sampled_from(sorted(live)))
            found.append(Happening(name, day, live.pop(ref), ref=ref))
        elif choice == 4:
            found.append(Happening(name, day, gift=draw(st.sampled_from(GIFTS))))
        else:
            live[name] = draw(st.sampled_from((1, 1, 2, 3, 7)))
            found.append(Happening(name, day, live[name]))
    return tuple(found)


@given(examples())
def test_ladders_are_climbed_step_by_step(example: Example):
    """The steps after every event, and every gift that was given, used or taken back, in order."""
    ran = run(example.case.program, example.case.events)
    gifts = [(entry.event_id, entry.kind, entry.reward) for entry in ran.entries if entry.kind in ("issue", "use", "revoke")]
    steps = {}
    for entry in ran.entries:
        if entry.balance is not None:
            steps[entry.event_id, entry.rule] = entry.balance // 10**entry.decimals
    model = Model(example)
    model.play()
    assert gifts == model.gifts
    assert {key: model.steps[key] for key in steps} == steps


@dataclass
class Gift:
    """A gift in the member's hands."""

    reward: str
    status: str = "open"


@dataclass
class Model:
    """The ladders of one member. A step is the name of the purchase it came from."""

    example: Example
    current: str = "first"
    stack: list[str] = field(default_factory=list)
    given: dict[int, Gift] = field(default_factory=dict)
    hands: list[Gift] = field(default_factory=list)
    gifts: list[tuple[str, str, str | None]] = field(default_factory=list)
    steps: dict[tuple[str, str | None], int] = field(default_factory=dict)

    def play(self) -> None:
        """Everything in order; after each event the steps of both ladders are noted."""
        for one in self.example.happenings:
            if one.gift is not None:
                self.use(one.name, one.gift)
            elif one.ref is not None:
                self.stack = [step for step in self.stack if step != one.ref]
            else:
                self.step(one)
            self.settle(one.name)
            for name in self.example.then:
                self.steps[one.name, name] = len(self.stack) if name == self.current else 0

    def step(self, one: Happening) -> None:
        count = one.units if self.example.by_units else 1
        if self.example.then[self.current] == "stop":
            count = min(count, self.example.thresholds[self.current][-1] - len(self.stack))
        self.stack += [one.name] * count

    def use(self, name: str, reward: str) -> None:
        for gift in self.hands:
            if gift.reward == reward and gift.status == "open":
                gift.status = "used"
                self.gifts.append((name, "use", reward))
                return

    def settle(self, name: str) -> None:
        """Take back, then give, round after round."""
        for at, gift in list(self.given.items()):
            if at > len(self.stack) and gift.status == "open":
                gift.status = "taken back"
                self.gifts.append((name, "revoke", gift.reward))
                del self.given[at]
        while self.give(name):
            pass

    def give(self, name: str) -> bool:
        """Give what is passed; True where a round ended and the surplus may pass more."""
        thresholds, then = self.example.thresholds[self.current], self.example.then[self.current]
        reached = len(self.stack)
        for at, reward in zip(thresholds, GIFTS, strict=False):
            if at <= reached and at not in self.given:
                gift = Gift(reward)
                self.given[at] = gift
                self.hands.append(gift)
                self.gifts.append((name, "issue", reward))
        if then == "stop" or reached < thresholds[-1]:
            return False
        del self.stack[: thresholds[-1]]
        self.given.clear()
        if then.startswith("continue"):
            self.current = then.removeprefix("continue with ")
        return True
