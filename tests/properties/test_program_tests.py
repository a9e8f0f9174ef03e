"""`tests:` in a program: a story told in the language of tests leads to what the same events lead to in a ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from generators.cases import Shown, checked
from generators.programs import Spec, programs, yaml_text
from hypothesis import given
from hypothesis import strategies as st

from rulekit.diagnostics import Source
from rulekit.engine import Engine, MemberView
from rulekit.testing import run_tests
from rulekit.testing.coverage import coverage
from rulekit.testing.places import places_of
from rulekit.testing.run import play_all

Draw = Any
COLUMNS = {
    "": "balance", " pending": "pending", " debt": "debt", " earned": "earned", " adjusted": "adjusted", " spent": "spent",
    " expired": "expired", " taken back": "taken_back", " written off": "written_off",
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Story(Shown):
    """A program, the items of `given:`, and the same events as rows of a ledger."""

    spec: Spec
    items: list[dict[str, str]]
    rows: list[dict[str, Any]]
    as_of: date

    def text(self, expect: Spec) -> str:
        """The program with one test."""
        test = {"given": self.items, "as of": str(self.as_of), "expect": {"anna": expect}}
        return yaml_text({**self.spec, "tests": {"a story": test}})

    def __repr__(self) -> str:
        return self.text({})


@st.composite
def stories(draw: Draw) -> Story:
    """Purchases, some brought back whole, activities, redemptions, uses and points by hand of one member."""
    spec, day = draw(programs()), date(2024, draw(st.integers(1, 12)), 27)
    wallet = next(iter(spec["wallets"]))
    unit = {"points": "points", "miles": "miles", "cashback": "EUR"}[wallet]
    items: list[dict[str, str]] = [{"at": f"{day} 08:00", "enrol": "yes", "city": "Bonn"}]
    rows: list[dict[str, Any]] = [{"type": "enrol", "at": f"{day} 08:00", "member.city": "Bonn"}]
    bought: list[str] = []
    for _ in range(draw(st.integers(1, 8))):
        day += timedelta(days=draw(st.sampled_from((0, 1, 7, 30))))
        at, number = f"{day} 12:00", str(len(rows) + 1)
        amount = draw(st.sampled_from(("5.00", "20.00", "33.33")))
        kinds = {
            "purchase": ({"purchase": f"{amount} EUR", "channel": "app"}, {"amount": amount, "channel": "app"}),
            "activity": ({"activity": "review"}, {"activity": "review"}),
            "redeem": ({"redeem": "mug"}, {"reward": "mug"}),
            "use": ({"use": "mug"}, {"reward": "mug"}),
            "adjust": ({"adjust": f"10 {unit}"}, {"wallet": wallet, "points": "10"}),
        }
        kind = draw(st.sampled_from((*kinds, "purchase", "refund"))) if bought else "purchase"
        if kind == "refund":
            back = bought.pop()
            item, row = {"refund": "all", "ref": back}, {"ref": back, "amount": rows[int(back) - 1]["amount"]}
        else:
            item, row = kinds[kind]
        bought += [number] if kind == "purchase" else []
        items.append({"at": at, "id": number, **item})
        rows.append({"type": kind, "at": at, **row})
    whole = [{"event_id": str(place), "member_id": "anna", "order": place, **row} for place, row in enumerate(rows, 1)]
    return Story(spec, [{"member": "anna", **item} for item in items], whole, day + timedelta(days=draw(st.sampled_from((0, 40)))))


@given(stories())
def test_a_test_passes_with_what_a_ledger_leads_to_and_fails_with_anything_else(story: Story):
    engine = Engine(checked(yaml_text(story.spec)))
    declined = sum(entry.kind == "declined" for row in story.rows for entry in engine.apply(row))
    declined += sum(entry.kind == "declined" for entry in engine.advance(str(story.as_of)))
    expect = expected(story.spec, engine.member("anna"), declined)
    program = checked(story.text(expect))
    (verdict,) = run_tests(program)
    assert verdict.failures == ()
    assert program.hash == checked(yaml_text(story.spec)).hash, "tests change no code and no digest"
    (wrong,) = run_tests(checked(story.text({**expect, "declined": str(declined + 1)})))
    assert [failure.found for failure in wrong.failures] == [f"found {declined}"]


@given(stories())
def test_what_a_story_reaches_is_part_of_what_gave_something(story: Story):
    """Answers and bounds: an answer that was heard belongs to something that gave, and each has its own place in the file."""
    text = story.text({"declined": "0"})
    program, places = checked(text), places_of(Source("program.yaml", text))
    found = coverage(program, play_all(program))
    assert 0 <= found.reached <= found.total
    gave = {part.path for part in found.parts if part.answer is None and part.is_reached}
    for part in found.parts:
        if part.answer is not None and part.is_reached:
            assert part.path[:2] in gave or (*part.path[:2], "gifts", part.path[-1]) in gave
    answers = [places.answer(part.path, part.answer) for part in found.parts if part.answer is not None]
    assert len({(span.line, span.column) for span in answers if span is not None}) == len(answers)
    assert all(places.key(bound.path) is not None for bound in found.bounds)


def expected(spec: Spec, anna: MemberView, declined: int) -> dict[str, Any]:
    """Everything a test can expect, of what the engine shows."""
    found: dict[str, Any] = {"declined": str(declined)}
    for wallet, view in anna.wallets.items():
        found |= {f"{wallet}{said}": f"{getattr(view, column):f}" for said, column in COLUMNS.items()}
    found |= {name: f"{anna.steps[name]:f}" for name in spec.get("cards", ())}
    if "tiers" in spec:
        found["tier"] = anna.tier or "none"
    held = [one.reward for one in anna.rewards if one.status == "open"]
    return {**found, "rewards": {name: str(held.count(name)) for name in ("mug", "free coffee", "voucher")}}
