"""Traces: why entries came out as they did, judged on the facts of that moment."""

import re
from pathlib import Path
from typing import Any

import pytest

from rulekit.diagnostics import Source
from rulekit.engine import Engine
from rulekit.engine.entry import KINDS, Entry
from rulekit.engine.trace import Judge, Trace, sentence, trace_event
from rulekit.engine.trace.declined import DECLINED
from rulekit.program.model import Program
from rulekit.semantics import check_program

ENGINE = Path(__file__).resolve().parents[3] / "rulekit" / "engine"

HEAD = """
program: Traces
currency: EUR
timezone: Europe/Berlin
attributes:
  member: { city: text, vip: yes/no }
  line: { category: text, weight: number }
wallets:
  points: { unit: point/points, decimals: 1 }
tiers:
  by: visits
  over: ever
  levels: { Silver: 2, Gold: 50 }
segments:
  locals: member.city = "Berlin"
"""


def program_of(rest: str, wallet: str = "") -> Program:
    head = HEAD.replace("decimals: 1 }", f"decimals: 1{wallet} }}")
    program, findings = check_program(Source("p.yaml", head + rest))
    assert program is not None, [finding.message for finding in findings]
    return program


def traces(program: Program, *events: dict[str, Any]) -> dict[str, Trace]:
    """The traces of the last event, by name."""
    engine = Engine(program, explain_member="m")
    entries: list[Entry] = []
    for number, event in enumerate(events):
        outcome = engine.apply({"event_id": str(number), "at": f"2024-06-{number + 1:02} 12:00", "member_id": "m", **event})
        assert outcome.status == "created", outcome.rejections
        entries = list(outcome.entries)
    judge = Judge(engine.book.plan)
    last = [explanation for explanation in engine.book.explanations if explanation.event.event_id == str(len(events) - 1)]
    return {trace.name: trace for explanation in last for trace in trace_event(judge, explanation, entries)}


def flat(trace: Trace) -> list[str]:
    """All reasons, with yes, no or nothing in front."""
    found: list[str] = []

    def walk(reasons: Any, depth: int) -> None:
        for reason in reasons:
            mark = {True: "yes ", False: "no ", None: ""}[reason.holds]
            found.append(" " * depth + mark + reason.text)
            walk(reason.details, depth + 1)

    walk(trace.reasons, 0)
    return found


def rule(condition: str) -> Program:
    return program_of(f"rules:\n  r: {{ on: purchase, if: '{condition}', give: 5 points }}\n")


LINES = [{"line": 1, "line_amount": "4", "category": "coffee", "quantity": "2"}, {"line": 2, "line_amount": "6", "weight": "1.5"}]
PURCHASE: dict[str, Any] = {"amount": "10", "lines": LINES, "member.city": "Berlin", "member.vip": "yes"}


@pytest.mark.parametrize(
    ("condition", "reasons"),
    [
        ("basket.total >= 12.50 EUR", ["no basket.total >= 12.50 EUR (basket.total is 10.00 EUR, 2.50 EUR too little)"]),
        ("basket.total < 4 EUR", ["no basket.total < 4 EUR (basket.total is 10.00 EUR, 6.00 EUR too much)"]),
        ("basket.total > 10 EUR", ["no basket.total > 10 EUR (basket.total is 10.00 EUR, it must be more)"]),
        ("basket.units = 3", ["yes basket.units = 3 (basket.units is 3)"]),
        ("basket.lines between 3 and 5", ["no basket.lines between 3 and 5 (basket.lines is 2)"]),
        ('member.city in ["Bonn"]', ['no member.city in ["Bonn"] (member.city is "Berlin")']),
        ("member.vip is no", ["no member.vip is no (member.vip is yes)"]),
        ("member.tier is Gold", ["no member.tier is Gold (member.tier is none)"]),
        ("member.city is missing", ['no member.city is missing (member.city is "Berlin")']),
        ("first purchase", ["yes first purchase"]),
        ("days since last purchase > 3", ["no days since last purchase > 3 (days since last purchase is missing)"]),
        ("member in locals", ["yes member in locals", ' yes member.city = "Berlin" (member.city is "Berlin")']),
        (
            "basket.total >= 5 EUR and (member.vip is no or basket.units > 1)",
            [
                "yes basket.total >= 5 EUR (basket.total is 10.00 EUR)",
                "yes at least one of",
                " no member.vip is no (member.vip is yes)",
                " yes basket.units > 1 (basket.units is 3)",
            ],
        ),
        ("not basket.units > 1", ["no not basket.units > 1", " yes basket.units > 1 (basket.units is 3)"]),
        (
            'any line where line.category = "cake"',
            [
                'no any line where line.category = "cake"',
                ' no line 1 (coffee) of 4.00 EUR, 2 units (line.category is "coffee")',
                " no line 2 of 6.00 EUR (line.category is missing)",
            ],
        ),
        (
            'sum of line.amount where (line.category = "coffee") >= 5 EUR',
            ['no sum of line.amount where (line.category = "coffee") >= 5 EUR (sum of line.amount where (line.category = "coffee") is 4.00 EUR, 1.00 EUR too little)'],
        ),
        ("member.points >= 3 points", ["no member.points >= 3 points (member.points is 0 points, 3 points too little)"]),
        ("2 * basket.total >= 30 EUR", ["no 2 * basket.total >= 30 EUR (2 * basket.total is 20.00 EUR, 10.00 EUR too little)"]),
    ],
)  # fmt: skip
def test_a_condition_is_told_with_the_values_that_decided(condition: str, reasons: list[str]) -> None:
    found = traces(rule(condition), PURCHASE)["r"]
    told = flat(found)
    assert told[: len(reasons)] == reasons
    assert found.gives == ("5 points" if all(not line.startswith("no ") for line in reasons) else "nothing")


def test_facts_are_those_before_the_event_also_when_told_later() -> None:
    program = rule("member.points >= 5 points and member.tier is at least Silver and purchases ever >= 1")
    engine = Engine(program, explain_member="m")
    for number in range(4):
        engine.apply({"event_id": str(number), "at": f"2024-06-0{number + 1} 12:00", "member_id": "m", "amount": "10"})
    first, second = (trace_event(Judge(engine.book.plan), engine.book.explanations[index], ())[0] for index in (1, 2))
    assert flat(first) == [
        "no member.points >= 5 points (member.points is 0 points, 5 points too little)",
        "no member.tier is at least Silver (member.tier is none)",
        "no purchases ever >= 1 (purchases ever is 0, 1 too little)",
    ]
    assert "no member.tier is at least Silver (member.tier is none)" in flat(second)
    assert "yes purchases ever >= 1 (purchases ever is 1)" in flat(second)


FORMULAS = {
    "1 point per 2 EUR": ["1 point for each full 2 EUR of 10.00 EUR: 5 points"],
    "1 point per started 3 EUR": ["1 point for each started 3 EUR of 10.00 EUR: 4 points"],
    "1 point per 3 EUR pro rata": [
        "1 point for each 3 EUR and its exact share, of 10.00 EUR: 3 1/3 points",
        "3 1/3 points rounded down, once per purchase on the running total: 3.3 points",
    ],
    "2 points per unit": ["2 points for each unit, of 3 units: 6 points"],
    "2 points per line": ["2 points for each line, of 2 lines: 4 points"],
    "2 points per visit": ["2 points for the first purchase of the day: 2 points"],
    "2 points per purchase": ["2 points for the purchase: 2 points"],
    "1.5 points": ["1.5 points"],
    "[1 point per 1 EUR, 5 points]": ["1 point for each full euro of 10.00 EUR: 10 points", "5 points", "together 15 points"],
    "{ none: 1 point, Silver: 2 points }": ["the member has no level", "1 point"],
    "{ Silver: 2 points }": ["the member has no level, for which nothing is given"],
    "mug": ["mug"],
    "2 mug": ["2 x mug"],
}


@pytest.mark.parametrize("give", FORMULAS)
def test_a_formula_is_told_with_its_values(give: str) -> None:
    program = program_of(f"rules:\n  r: {{ on: purchase, give: {give} }}\nrewards:\n  mug: {{ kind: gift }}\n")
    assert flat(traces(program, PURCHASE)["r"]) == FORMULAS[give]


def test_bonuses_are_told_with_what_they_multiply() -> None:
    program = program_of(
        "rules:\n  a: { on: purchase, give: 1 point per 1 EUR }\n  b: { on: purchase, bonus: triple points }\n"
        "  c: { on: purchase, bonus: 1.3x points }\nstacking: { bonuses: multiply }\n"
    )
    found = traces(program, PURCHASE)
    assert flat(found["b"]) == ["triple points on a: 20 points more"]
    assert flat(found["c"])[-1] == "together 9 points"
    assert found["c"].gives == "9 points"


def test_the_bonus_that_is_not_the_best_says_so() -> None:
    program = program_of(
        "rules:\n  a: { on: purchase, give: 1 point per 1 EUR }\n  b: { on: purchase, bonus: triple points }\n"
        "  c: { on: purchase, bonus: double points }\nstacking: { bonuses: best }\n"
    )
    found = traces(program, PURCHASE)
    assert found["b"].gives == "20 points"
    assert flat(found["c"]) == ["b gives 20 points, and only the best counts"]


def test_a_bonus_without_anything_to_multiply_says_so() -> None:
    program = program_of(
        "rules:\n  a: { on: purchase, if: basket.total > 50 EUR, give: 1 point per 1 EUR }\n  b: { on: purchase, bonus: double points }\n"
    )
    assert flat(traces(program, PURCHASE)["b"]) == ["no rule with a rate gave anything to multiply on these lines"]


def test_a_slot_over_midnight_is_judged_by_the_day_it_starts_on() -> None:
    program = program_of(
        "rules:\n  r: { on: purchase, from: 2024-06-08, until: 2024-06-08, at: Sat 22:00-02:00, give: 5 points }\n"
    )
    sunday = traces(program, {"at": "2024-06-09 01:00", "amount": "10"})["r"]
    assert sunday.gives == "5 points"
    assert flat(sunday)[:2] == [
        "yes from 2024-06-08 until 2024-06-08 (it is Sun 2024-06-09 01:00)",
        "yes Sat 22:00-02:00 (it is Sun 2024-06-09 01:00)",
    ]
    week_later = traces(program, {"at": "2024-06-16 01:00", "amount": "10"})["r"]
    assert flat(week_later) == [
        "no from 2024-06-08 until 2024-06-08 (it is Sun 2024-06-16 01:00)",
        "yes Sat 22:00-02:00 (it is Sun 2024-06-16 01:00)",
    ]


def test_counters_say_what_they_count_and_why_not() -> None:
    program = program_of(
        "cards:\n  a: { stamp: 1 per 5 EUR, full at: 10, give: mug }\n  b: { stamp: 1 per visit, full at: 10, give: mug }\n"
        "  c: { stamp: 2 per unit, limit: 3 stamps per day, full at: 10, give: mug }\n"
        "milestones:\n  d: { count: spend, gifts: { 100 EUR: mug } }\nrewards:\n  mug: { kind: gift }\n"
    )
    found = traces(program, PURCHASE)
    assert {name: trace.gives for name, trace in found.items()} == {
        "a": "2 stamps",
        "b": "1 stamp",
        "c": "3 stamps",
        "d": "10.00 EUR",
    }
    assert flat(found["a"]) == ["1 stamp for each full 5 EUR of 10.00 EUR"]
    assert flat(found["c"]) == ["2 stamps for each unit, of 3 units", "the limit `3 stamps per day` leaves room for 3 stamps"]
    again = traces(program, PURCHASE, {"at": "2024-06-01 13:00", "amount": "4"})
    assert flat(again["a"])[-1] == "1.00 EUR short of 5.00 EUR"
    assert flat(again["b"])[-1] == "not counted: a purchase of this day was counted before"


def test_a_counter_of_activities_is_told_also_without_a_rule() -> None:
    program = program_of("milestones:\n  r: { count: 'activities \"review\"', gifts: { 2: 5 points } }\n")
    found = traces(program, {"type": "activity", "activity": "review"})
    assert found["r"].gives == "1 time"


def test_a_redemption_is_told_with_condition_limit_and_price() -> None:
    program = program_of(
        "rewards:\n  bun: { kind: gift, price: 5 points, if: member.vip is yes, limit: 1 per month }\n"
        "rules:\n  r: { on: purchase, give: 7 points }\n"
    )
    first = traces(program, PURCHASE, {"type": "redeem", "reward": "bun"})["bun"]
    assert (first.kind, first.gives) == ("reward", "the reward")
    assert flat(first) == [
        "yes member.vip is yes (member.vip is yes)",
        "yes the limit `once per month` (1 left)",
        "yes the balance covers 5 points (it is 7 points)",
    ]
    second = traces(program, PURCHASE, {"type": "redeem", "reward": "bun"}, {"type": "redeem", "reward": "bun"})["bun"]
    assert second.gives == "nothing"
    assert flat(second)[1:] == [
        "no the limit `once per month` (used up)",
        "no the balance covers 5 points (it is 2 points, 3 points too little)",
    ]


# ---------------------------------------------------------------- sentences


def test_every_kind_of_entry_has_its_sentence() -> None:
    program = program_of("cards:\n  c: { stamp: 1 per visit, full at: 10, give: mug }\nrewards:\n  mug: { kind: gift }\n")
    for kind in KINDS:
        for wallet, rule_name, amount in (("points", "r", 25), (None, "c", 2), ("points", "r", -25), (None, "c", 0)):
            entry = Entry(
                "m",
                1,
                0,
                738_000,
                kind,
                wallet,
                amount,
                50,
                3,
                rule_name,
                "e",
                "mug",
                "code",
                None,
                738_100,
                5,
                "earn" if kind == "correct" else "why",
                1 if wallet else 0,
            )
            text = sentence(entry, program)
            assert text
            assert "None" not in text, (kind, text)
            assert text[0].islower()


def test_every_reason_for_declining_has_its_words() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in ENGINE.glob("*.py"))
    reasons = set(re.findall(r'decline\(member, event, "([a-z ]+)"', sources))
    reasons |= set(re.findall(r'"declined", .*reason="([a-z ]+)"', sources))
    reasons |= set(re.findall(r' reason = "([a-z ]+)"', sources))
    redemptions = (ENGINE / "redemptions.py").read_text(encoding="utf-8")
    reasons |= set(re.findall(r'return "([a-z ]+)"', redemptions))
    statuses = set(re.findall(r'status(?: =|=) ?"([a-z]+)"', redemptions))
    assert statuses == {"declined", "refunded"}, "a redemption in another state than done cannot be refunded"
    reasons |= {f"redemption {status}" for status in statuses}
    assert {"balance", "limit", "condition", "not enrolled", "minimum basket", "redemption declined"} <= reasons
    assert reasons <= set(DECLINED)
