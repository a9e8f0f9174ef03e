"""The tests of a program: what their events do, what can be expected, and what a failure says."""

import pytest

import rulekit as rk
from rulekit.diagnostics import Severity, Source
from rulekit.program.model import Program
from rulekit.semantics import check_program
from rulekit.testing import Verdict, run_tests

HEAD = """\
program: Shop
currency: EUR
timezone: Europe/Berlin
attributes:
  member: { city: text, children: number }
  purchase: { channel: [store, app] }
  line: { category: text, deposit: money }
wallets:
  points: { unit: point/points, expires: 12 months after earning, debt: allowed }
  later: { unit: mile/miles, decimals: 1, available: after 14 days, debt: forgiven }
  cash: { unit: EUR }
tiers:
  by: spend
  over: last 12 months
  levels: { Silver: 100 EUR, Gold: 300 EUR }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  cakes: { on: purchase, lines: line.category = "cake", give: 1.5 miles per unit }
  back: { on: purchase, if: purchase.channel is app, give: 10% back }
  locals: { on: purchase, if: member.city = "Berlin" and member.children >= 2, give: 7 points }
  review: { on: activity "review", give: 20 points }
cards:
  card: { stamp: 1 per purchase, full at: 3, give: mug, expires: 30 days after first stamp }
milestones:
  ladder: { count: spend, gifts: { 50 EUR: voucher, 100 EUR: mug } }
referral:
  qualifies: first purchase of at least 20 EUR
  referrer: { give: 50 points }
  friend: { give: voucher }
rewards:
  mug: { kind: gift, price: 30 points, valid: 30 days }
  voucher: { kind: voucher, worth: 5 EUR }
tests:
"""


def program(given: str, expect: str, more: str = "") -> Program:
    events = "".join(f"      - {{ at: {line.strip()} }}\n" for line in given.strip().splitlines())
    text = f"{HEAD}  t:\n    given:\n{events}{more}    expect: {{ {expect} }}\n"
    checked, found = check_program(Source("shop.yaml", text))
    assert checked is not None, [(one.code, one.message) for one in found if one.severity is Severity.ERROR]
    return checked


def verdict(given: str, expect: str, more: str = "") -> Verdict:
    return run_tests(program(given, expect, more))[0]


PASSING = {
    "a purchase": ("2024-03-01 09:00, member: a, purchase: 12.50 EUR", "a: { points: 12, card: 1 stamp, ladder: 12.50 EUR }"),
    "units are optional": ("2024-03-01, member: a, purchase: 12 EUR", "a: { points: 12 points, card: 1, ladder: 12, tier: none }"),
    "lines with attributes": (
        "2024-03-01, member: a, lines: [{ amount: 3 EUR, category: cake, quantity: 2 }, { amount: 4 EUR, deposit: 1 EUR }]",
        "a: { points: 7, later: 0, later pending: 3 }",
    ),
    "a purchase with lines and its own total": (
        "2024-03-01, member: a, purchase: 6 EUR, lines: [{ amount: 3 EUR, category: cake }, { amount: 4 EUR }]",
        "a: { points: 6, later pending: 1.5 miles }",
    ),
    "one line": ("2024-03-01, member: a, purchase: 6 EUR, category: cake, quantity: 4, sku: x", "a: { later pending: 6 }"),
    "pending points become available": (
        "2024-03-01, member: a, purchase: 6 EUR, line.category: cake",
        "a: { later: 1.5, later pending: 0 }",
        "    as of: 2024-03-15\n",
    ),
    "points expire by the day": (
        "2024-03-01, member: a, purchase: 6 EUR",
        "a: { points: 0, points expired: 6, points earned: 6 }",
        "    as of: 2025-03-02\n",
    ),
    "money wallets": ("2024-03-01, member: a, purchase: 25.50 EUR, channel: app", "a: { cash: 2.55 EUR, cash earned: 2.55 }"),
    "a profile with a purchase": (
        "2024-03-01, member: a, purchase: 1 EUR, city: Berlin, profile: { children: 2 }",
        "a: { points: 8 }",
    ),
    "a profile before": (
        "2024-03-01, member: a, profile: { city: Berlin, children: 3 }\n2024-03-02, member: a, purchase: 1 EUR",
        "a: { points: 8 }",
    ),
    "an activity": ("2024-03-01, member: a, activity: review", "a: { points: 20, card: 0 }"),
    "repeated by the day": ("2024-02-28 09:00, member: a, purchase: 5 EUR, repeat: daily 4 times", "a: { card: 1, ladder: 20 EUR }"),
    "repeated by the month, from its own day": (
        "2024-01-31, member: a, purchase: 1 EUR, repeat: monthly 2 times",
        "a: { card: 2 stamps }",
        "    as of: 2024-03-01\n",
    ),
    "a card expires": (
        "2024-01-31, member: a, purchase: 1 EUR, repeat: monthly 2 times",
        "a: { card: 0 stamps }",
        "    as of: 2024-03-02\n",
    ),
    "repeated by the week": (
        "2024-03-01, member: a, purchase: 1 EUR, repeat: weekly 3 times",
        "a: { card: 0, rewards: { mug: 1, voucher: 0 } }",
    ),
    "a refund belongs to the purchase before": (
        "2024-03-01, member: a, purchase: 10 EUR\n2024-03-02, member: b, purchase: 9 EUR\n2024-03-03, member: a, refund: 4 EUR",
        "a: { points: 6, points taken back: 4 }, b: { points: 9 }",
    ),
    "a refund of what is left": (
        (
            "2024-03-01, member: a, purchase: 10 EUR, id: x\n2024-03-02, member: a, purchase: 3 EUR\n"
            "2024-03-03, member: a, refund: 4 EUR, ref: x\n2024-03-04, member: a, refund: all, ref: x"
        ),
        "a: { points: 3, card: 1 }",
    ),
    "a refund by lines": (
        (
            "2024-03-01, member: a, lines: [{ amount: 3 EUR, sku: x, category: cake }, { amount: 7 EUR, sku: y }]\n"
            "2024-03-02, member: a, refund: 3 EUR, sku: x"
        ),
        "a: { points: 7 }",
    ),
    "of a repeated purchase": (
        "2024-03-01, member: a, purchase: 10 EUR, id: x, repeat: daily 2 times\n2024-03-03, refund: all, ref: x-1",
        "a: { points: 10 }",
    ),
    "a redemption and its refund": (
        "2024-03-01, member: a, purchase: 40 EUR\n2024-03-02, member: a, redeem: mug, id: r\n2024-03-03, refund: all, ref: r",
        "a: { points: 40, points spent: 0, rewards: { mug: 0 } }",
    ),
    "a redemption that is used": (
        "2024-03-01, member: a, purchase: 40 EUR\n2024-03-02, member: a, redeem: mug\n2024-03-03, member: a, use: mug",
        "a: { points: 10, points spent: 30, rewards: { mug: 0 }, declined: 0 }",
    ),
    "paying with points": (
        "2024-03-01, member: a, purchase: 40 EUR\n2024-03-02, member: a, redeem: 15 points",
        "a: { points: 25 }",
    ),
    "declined": ("2024-03-01, member: a, redeem: mug", "a: { declined: 1, rewards: { mug: 0 } }"),
    "adjusted by hand": (
        "2024-03-01, member: a, adjust: 100 points, reason: opening\n2024-03-02, member: a, adjust: -30 points",
        "a: { points: 70, points adjusted: 70 }",
    ),
    "a debt": (
        "2024-03-01, member: a, purchase: 40 EUR\n2024-03-02, member: a, redeem: mug\n2024-03-03, member: a, refund: all",
        "a: { points: -30, points debt: 30 }",
    ),
    "a referral": (
        (
            "2024-03-01, member: a, enrol: yes\n2024-03-02, member: b, enrol: yes, referred by: a\n"
            "2024-03-03, member: b, purchase: 20 EUR"
        ),
        "a: { points: 50 }, b: { points: 20, rewards: { voucher: 1 } }",
    ),
    "a level": ("2024-03-01, member: a, purchase: 100 EUR", "a: { tier: Silver }"),
    "leaving": ("2024-03-01, member: a, purchase: 10 EUR\n2024-03-02, member: a, leave: yes", "a: { points: 0, points expired: 10 }"),
    "an anonymous sale": ("2024-03-01, purchase: 10 EUR\n2024-03-02, member: a, purchase: 1 EUR", "a: { points: 1 }"),
    "in any order": ("2024-03-02, member: a, redeem: mug\n2024-03-01, member: a, purchase: 30 EUR", "a: { declined: 0, points: 0 }"),
    "at one instant, as written": (
        "2024-03-01 09:00, member: a, redeem: mug\n2024-03-01 09:00, member: a, purchase: 30 EUR",
        "a: { declined: 1, points: 30 }",
    ),
    "in the program's time zone": (
        "2024-03-31 02:30, member: a, purchase: 1 EUR\n2024-03-31 03:00, member: a, purchase: 2 EUR",
        "a: { points: 3 }",
    ),
}


@pytest.mark.parametrize("case", PASSING.values(), ids=PASSING)
def test_what_an_event_does_is_what_can_be_expected(case: tuple[str, ...]) -> None:
    assert [failure.message for failure in verdict(*case).failures] == []


FAILING = {
    "a balance": (
        "2024-03-01, member: a, purchase: 12 EUR", "a: { points: 10 }", "a: points is 12 points, expected 10 points",
        ["2024-03-01 00:00  earns 12 points by base, usable until 2025-03-01 (lot 2)",
         "2024-03-01 00:00  can spend 12 points of lot 2; the balance is 12 points"],
    ),
    "a balance that is too low names what nearly gave more": (
        "2024-03-01, member: a, purchase: 1 EUR, city: Berlin, profile: { children: 1 }", "a: { points: 8 }",
        "a: points is 1 point, expected 8 points",
        ["2024-03-01 00:00  earns 1 point by base, usable until 2025-03-01 (lot 2)",
         "2024-03-01 00:00  can spend 1 point of lot 2; the balance is 1 point",
         "locals gave nothing on 2024-03-01 00:00: member.children is 1 short of 2"],
    ),
    "nothing at all": (
        "2024-03-01, member: a, purchase: 1 EUR", "a: { cash: 1 EUR }", "a: cash is 0.00 EUR, expected 1.00 EUR",
        ["nothing was booked there",
         "back gave nothing on 2024-03-01 00:00: purchase.channel is missing"],
    ),
    "steps": (
        "2024-03-01, member: a, purchase: 1 EUR", "a: { card: 2 stamps }", "a: card is 1 stamp, expected 2 stamps",
        ["2024-03-01 00:00  gets 1 stamp on card: 1 of 3 stamps"],
    ),
    "a level": ("2024-03-01, member: a, purchase: 99 EUR", "a: { tier: Silver }", "a: tier is none, expected Silver",
                ["nothing was booked there"]),
    "a reward": (
        "2024-03-01, member: a, purchase: 29 EUR\n2024-03-02, member: a, redeem: mug", "a: { rewards: { mug: 1 } }",
        "a has 0 mug, expected 1",
        ["2024-03-02 00:00  cannot get mug for points: the balance does not cover it",
         "mug could not be bought on 2024-03-02 00:00: 1 point short of 30 points",
         "card gives it at 3 stamps, and is at 1 stamp", "ladder gives it at 100.00 EUR, and is at 29.00 EUR"],
    ),
    "declined": ("2024-03-01, member: a, redeem: mug", "a: { declined: 0 }", "a: 1 declined, expected 0",
                 ["2024-03-01 00:00  cannot get mug for points: the balance does not cover it"]),
}  # fmt: skip


@pytest.mark.parametrize("case", FAILING.values(), ids=FAILING)
def test_a_failure_says_what_was_expected_what_came_and_how(case: tuple[str, str, str, list[str]]) -> None:
    given, expect, message, notes = case
    (failure,) = verdict(given, expect).failures
    assert failure.message == message
    assert list(failure.notes) == notes


def test_many_bookings_are_cut_to_the_last() -> None:
    (failure,) = verdict("2024-03-01, member: a, purchase: 1 EUR, repeat: daily 9 times", "a: { points: 0 }").failures
    assert failure.notes[0] == "8 bookings before"
    assert len(failure.notes) == 11


def test_an_event_that_is_rejected_fails_the_test_at_its_place() -> None:
    found = verdict("2024-03-01, member: a, purchase: 5 EUR\n2024-03-02, member: a, refund: 6 EUR", "a: { points: 5 }")
    assert [(one.path, one.message) for one in found.failures] == [
        (("tests", "t", "given", 1), "this event is rejected: more than what is left of what was paid for 1")
    ]


def test_only_what_is_named_is_compared() -> None:
    assert verdict("2024-03-01, member: a, purchase: 5 EUR", "a: { card: 1 }").passed


def test_tests_change_neither_the_hash_nor_the_digest() -> None:
    bare = HEAD.removesuffix("tests:\n")
    with_tests = bare + "\n\n# what must hold\ntests:\n  t: { given: [{ at: 2024-03-01, purchase: 1 EUR }], expect: {} }\n"
    plain, _ = check_program(Source("a", bare + "\n# what must hold\n"))
    tested, _ = check_program(Source("b", with_tests.replace("\n\n# what", "\n# what")))
    assert plain is not None
    assert tested is not None
    assert plain.hash == tested.hash


def test_the_package_runs_them() -> None:
    found = rk.run_tests(program("2024-03-01, member: a, purchase: 5 EUR", "a: { card: 1 }"))
    assert [(one.name, one.passed) for one in found] == [("t", True)]


DINAR = """\
program: Shop
currency: KWD
timezone: Asia/Kuwait
wallets:
  miles: { unit: mile/miles, decimals: 3, value: 0.001 KWD }
  cash: { unit: KWD }
  points: { unit: point/points, decimals: 2, value: 0.001 KWD }
rules:
  base: { on: purchase, give: [1.5 miles per 1 KWD pro rata, 10% back, 1.5 points per 1 KWD pro rata] }
milestones:
  ladder: { count: spend, gifts: { 50 KWD: 1 mile } }
tests:
  t:
    given: [{ at: 2024-03-01, member: anna, purchase: 1 KWD }]
    expect: { anna: { EXPECT } }
"""


@pytest.mark.parametrize("expected", ["miles: 1.500", "miles: 1.5", "miles earned: 1.500 miles", "cash: 0.100", "cash: 0.100 KWD"])
def test_three_decimals_can_be_pasted_from_balances(expected: str) -> None:
    program, findings = check_program(Source("shop.yaml", DINAR.replace("EXPECT", expected)))
    assert program is not None, findings
    assert [verdict.failures for verdict in run_tests(program)] == [()]


@pytest.mark.parametrize("expected", ["points: 1.500", "ladder: 1.500 KWD"])
def test_elsewhere_it_is_asked_what_is_meant(expected: str) -> None:
    _, findings = check_program(Source("shop.yaml", DINAR.replace("EXPECT", expected)))
    assert [finding.code for finding in findings if finding.severity is Severity.ERROR] == ["RK143"]


TWO_WALLETS = """\
program: Shop
currency: EUR
timezone: Europe/Berlin
wallets:
  points: { unit: point/points, value: 0.01 EUR }
  points plus: { unit: mile/miles, decimals: 2, value: 0.01 EUR }
rules:
  base: { on: purchase, give: [1 point per 1 EUR, 1.5 miles per 1 EUR] }
  review: { on: activity "review", give: mug }
milestones:
  ladder: { count: points plus earned, gifts: { 500 miles: mug } }
rewards: { mug: { kind: gift } }
tests:
  t:
    given: [{ at: 2024-03-01, member: anna, purchase: 10 EUR }]
    expect: { anna: { EXPECT } }
"""


def test_a_wallet_whose_name_begins_with_that_of_another_has_its_own_columns() -> None:
    expected = "points plus: 15 miles, points plus pending: 0, points: 10, points pending: 0"
    program, findings = check_program(Source("shop.yaml", TWO_WALLETS.replace("EXPECT", expected)))
    assert program is not None, findings
    assert run_tests(program)[0].failures == ()


@pytest.mark.parametrize(
    ("expected", "code", "message"),
    [
        ("rewards: { mug: 1.000 }", "RK143", "`1.000` could be 1000 or 1"),
        ("declined: 1.000", "RK143", "`1.000` could be 1000 or 1"),
        ("ladder: 1.234 miles", "RK210", "`points plus` has at most 2 decimals; this is 1.234"),
    ],
)
def test_numbers_that_are_not_clear_are_said(expected: str, code: str, message: str) -> None:
    _, findings = check_program(Source("shop.yaml", TWO_WALLETS.replace("EXPECT", expected)))
    assert [(one.code, one.message) for one in findings if one.severity is Severity.ERROR] == [(code, message)]


RETURNS = """\
program: Shop
currency: EUR
timezone: Europe/Berlin
wallets: { points: { unit: point/points, value: 0.01 EUR } }
rules: { base: { on: purchase, give: 1 point per 1 EUR } }
tests:
  t:
    given:
      - { at: 2024-03-01, member: anna, purchase: 10 EUR }
      - { at: 2024-03-02, member: anna, purchase: LAST }
      - { at: 2024-03-03, member: anna, refund: all }
      - { at: 2024-03-04, member: anna, refund: SECOND }
    expect: { anna: { points: EXPECT } }
"""


@pytest.mark.parametrize(
    ("last", "second", "points"),
    [("20 EUR", "all", "0"), ("20 EUR", "4 EUR", "6"), ("0 EUR", "all", "0"), ("0 EUR", "10 EUR", "0")],
)
def test_a_refund_belongs_to_the_last_purchase_that_is_not_back_already(last: str, second: str, points: str) -> None:
    text = RETURNS.replace("LAST", last).replace("SECOND", second).replace("EXPECT", points)
    program, findings = check_program(Source("shop.yaml", text))
    assert program is not None, findings
    assert run_tests(program)[0].failures == ()
