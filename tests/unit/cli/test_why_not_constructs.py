"""`--why-not` of every construct: limits over wallets, budgets, stock, groups, draws, calendar, levels, referral, bonuses."""

import json
from pathlib import Path

import pytest
from cafe import Run

PROGRAM = """\
program: Probe
currency: EUR
timezone: Europe/Berlin
seed: abc
attributes:
  member: { birthday: date }
  purchase: { channel: [store, app] }
  line: { category: text }
wallets:
  points: { unit: point/points, limit: 40 points per month }
  coins: { unit: coin/coins }
  dots: { unit: dot/dots }
  stars: { unit: star/stars, limit: 5 stars per month or nothing }
groups: { summer: best }
tiers: { by: spend, over: last 12 months, levels: { Silver: 100 EUR, Gold: 300 EUR } }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  summer a: { on: purchase, group: summer, give: 5 coins }
  summer b: { on: purchase, group: summer, give: 7 coins }
  lucky: { on: purchase, if: chance 1 in 1000000, give: 100 coins }
  budgeted: { on: purchase, give: 10 coins, budget: 15 coins }
  twice: { on: purchase, give: 1 coin, budget: 1 times }
  refusing: { on: purchase, give: 6 coins, limit: 10 coins per month or nothing }
  starry: { on: purchase, give: 4 stars }
  cake double: { on: purchase, lines: line.category = "cake", bonus: double coins, of: [summer a] }
  dust: { on: purchase, lines: line.category = "cake", give: 1 coin per 100 EUR pro rata }
  daily: { on: purchase, give: 1 coin per visit }
  birthday treat: { on: birthday, give: 20 coins }
  quiet: { on: 60 days without purchase, give: voucher }
  monthly: { on: first day of month, if: member.coins >= 500 coins, give: 5 coins }
  gold gift: { on: reaching Gold, give: mug }
  mugs: { on: purchase, if: basket.total >= 20 EUR, give: mug }
  first of year: { on: purchase, if: purchases this year = 0, give: 1 dot }
challenges:
  pair: { count: purchases, reach: 2 within 14 days, give: 5 coins, limit: once per month }
milestones:
  ladder: { count: spend, gifts: { 50 EUR: mug, 500 EUR: voucher } }
  earner: { count: coins earned, if: member.tier is Gold, gifts: { 50 coins: mug } }
cards:
  card: { stamp: 1 per purchase, full at: 5, limit: 2 stamps per day or nothing, give: mug }
  spent: { stamp: 1 per 5 EUR, full at: 50, give: mug }
referral:
  qualifies: first purchase of at least 20 EUR within 30 days of enrolling
  referrer: { give: 50 coins, limit: once per year, if: member.tier is Gold }
  friend: { give: voucher }
rewards:
  mug: { kind: gift, worth: 5 EUR, cost: 2 EUR, stock: 1 }
  voucher: { kind: voucher, worth: 5 EUR, cost: 5 EUR, price: 30 coins, auto: yes, if: member.tier is Gold, minimum basket: 10 EUR }
"""

LEDGER = """\
event_id,type,at,member_id,amount,channel,category,birthday,referred_by
e0,enrol,2024-01-01 09:00,zoe,,,,,
e1,enrol,2024-01-02 09:00,anna,,,,2000-02-29,
e2,enrol,2024-01-03 09:00,ben,,,,,anna
p0,purchase,2024-01-04 09:00,zoe,25,store,cake,,
p1,purchase,2024-01-05 09:00,anna,12.40,store,cake,,
p2,purchase,2024-01-06 09:00,anna,30,app,coffee,,
p2b,purchase,2024-01-06 10:00,anna,17.90,app,coffee,,
p2c,purchase,2024-01-06 11:00,anna,3,app,coffee,,
p3,purchase,2024-01-10 09:00,ben,19.00,store,coffee,,
p4,purchase,2024-01-12 09:00,ben,25,store,coffee,,
p5,purchase,2024-01-13 09:00,dora,0,store,coffee,,
"""

AGAIN = "; it opens again on 2024-02-01"

MISSING = [
    ("base", "the limit `40 points per month` of the wallet points, over all rules, is used up; it opens again on 2024-02-01"),
    ("summer a", "summer b of the group summer gives 7 coins, and only the best counts"),
    ("lucky", "chance 1 in 1000000 was not drawn"),
    ("budgeted", "the budget `15 coins` of all members is used up"),
    ("twice", "the budget `1 time` of all members is used up"),
    (
        "refusing",
        "the limit `10 coins per month or nothing` leaves room for 4 coins, not for 6 coins, so all of it is declined" + AGAIN,
    ),
    (
        "starry",
        "the limit `5 stars per month or nothing` leaves room for 1 star, not for 4 stars, so all of it is declined" + AGAIN,
    ),
    ("cake double", "summer a gave nothing to multiply on these lines"),
    ("cake double", 'no line where line.category = "cake"'),
    ("dust", "0.124 coins rounded down, once per purchase on the running total: 0 coins"),
    ("daily", "a purchase of this day was counted before"),
    ("monthly", "member.coins is 454 coins short of 500 coins"),
    ("mugs", "mug is out of stock"),
    ("ladder", "mug is out of stock"),
    ("pair", "its gift is declined: the limit `once per month` is used up; it opens again on 2024-02-01"),
    ("earner", "member.tier is none, not Gold"),
    (
        "card",
        "the limit `2 stamps per day or nothing` has no room for all of it, so all of it is declined; it opens again on 2024-01-07",
    ),
    ("spent", "2.00 EUR short of 5.00 EUR"),
    ("voucher", "member.tier is none, not Gold; 11 coins short of 30 coins"),
]

STANDING = [
    ("birthday treat", "birthday treat: the next day that sets it off is 2025-02-28"),
    ("quiet", "quiet: this quiet spell has set it off, or its day is past; the next one begins with a purchase"),
    ("monthly", "monthly: the next day that sets it off is 2024-04-01"),
    ("gold gift", "Gold: 63.30 EUR in the last 12 months, 236.70 EUR short of 300.00 EUR"),
    ("Gold", "Gold: 63.30 EUR in the last 12 months, 236.70 EUR short of 300.00 EUR"),
    ("mug", "mug is out of stock: all 1 are given"),
    ("voucher", "enough for 30 coins; member.tier is none, not Gold"),
    ("referral", "ben was referred by anna; the purchase p4 qualified"),
    ("referral.friend", "anna was not referred by anybody"),
]


@pytest.fixture
def shop(tmp_path: Path) -> tuple[str, str]:
    program, ledger = tmp_path / "probe.yaml", tmp_path / "sales.csv"
    program.write_text(PROGRAM, encoding="utf-8")
    ledger.write_text(LEDGER, encoding="utf-8")
    return str(program), str(ledger)


def why_not(run: Run, shop: tuple[str, str], name: str, member: str = "anna", *more: str) -> str:
    result = run("explain", *shop, "--member", member, "--until", "2024-03-31", "--why-not", name, *more)
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize(("name", "missing"), MISSING)
def test_every_construct_says_what_was_missing(run: Run, shop: tuple[str, str], name: str, missing: str) -> None:
    assert f"      missing: {missing}" in why_not(run, shop, name).splitlines()


@pytest.mark.parametrize(("name", "text"), STANDING)
def test_it_says_how_things_stand(run: Run, shop: tuple[str, str], name: str, text: str) -> None:
    assert text in why_not(run, shop, name)


@pytest.mark.parametrize("name", sorted({name for name, _ in MISSING}))
def test_no_line_of_an_event_repeats(run: Run, shop: tuple[str, str], name: str) -> None:
    for block in why_not(run, shop, name).split("\n\n"):
        lines = [line.strip().removeprefix("missing: ") for line in block.splitlines()]
        assert len(lines) == len(set(lines)), block


def test_events_with_the_same_reasons_are_told_together(run: Run, shop: tuple[str, str]) -> None:
    text = why_not(run, shop, "lucky")
    assert text.count("lucky: nothing") == 1
    assert "and 3 more, the last: 2024-01-06 11:00  purchase p2c of 3.00 EUR" in text
    assert "nearest miss" not in text


def test_the_nearest_miss_is_the_smallest_gap(run: Run, shop: tuple[str, str]) -> None:
    nearest = "nearest miss: 2024-01-06 10:00  purchase p2b of 17.90 EUR: basket.total is 2.10 EUR short of 20.00 EUR"
    assert nearest in why_not(run, shop, "mugs").splitlines()


def test_nearest_to_nothing_is_the_least(run: Run, shop: tuple[str, str]) -> None:
    nearest = "nearest miss: 2024-01-06 09:00  purchase p2 of 30.00 EUR: purchases this year is 1, not 0"
    assert nearest in why_not(run, shop, "first of year").splitlines()


def test_a_reward_is_asked_of_the_sides_of_the_referral_that_give_it(run: Run, shop: tuple[str, str]) -> None:
    text = why_not(run, shop, "voucher", "ben")
    assert "referral.friend gave something once: voucher at 2024-01-12 09:00  purchase p4 of 25.00 EUR" in text
    assert "  referral: nothing" in text


def test_a_side_of_the_referral_says_what_it_lacked(run: Run, shop: tuple[str, str]) -> None:
    text = why_not(run, shop, "referral.referrer")
    assert "missing: member.tier is none, not Gold" in text
    assert "yes  the limit `once per year` (1 left)" in text


def test_a_friends_purchase_says_how_near_it_was(run: Run, shop: tuple[str, str]) -> None:
    text = why_not(run, shop, "referral", "ben")
    assert text.startswith("referral.friend gave something once: voucher at 2024-01-12 09:00  purchase p4 of 25.00 EUR")
    assert "missing: 1.00 EUR short of 20.00 EUR" in text
    assert "ben has referred nobody" in text


def test_a_purchase_of_nothing_says_so(run: Run, shop: tuple[str, str]) -> None:
    assert "missing: nothing was paid for what it counts" in why_not(run, shop, "base", "dora")


def test_a_birthday_nobody_knows_is_named(run: Run, shop: tuple[str, str]) -> None:
    assert "birthday treat: member.birthday is missing, so no day sets it off" in why_not(run, shop, "birthday treat", "ben")


def test_the_json_holds_only_what_is_asked(run: Run, shop: tuple[str, str]) -> None:
    events = json.loads(why_not(run, shop, "spent", "anna", "--format", "json"))["events"]
    assert {trace["name"] for event in events for trace in event["rules"]} == {"spent"}
    assert events[-1]["rules"][0]["missing"] == ["2.00 EUR short of 5.00 EUR"]
