"""`rulekit explain --why-not`: how near everything was, in the words a marketer would use."""

from pathlib import Path

import pytest
from cafe import Run

PROGRAM = """\
program: Shop
currency: EUR
timezone: Europe/Berlin
attributes:
  member: { birthday: date }
  purchase: { channel: [store, app] }
  line: { category: text }
wallets:
  points: { unit: point/points }
tiers: { by: purchases, levels: { Silver: 20, Gold: 30 } }
segments:
  regulars: purchases in the last 30 days >= 5
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  big: { on: purchase, if: basket.total >= 20 EUR, give: 5 points }
  small: { on: purchase, if: basket.total < 5 EUR, give: 5 points }
  band: { on: purchase, if: basket.total between 18 EUR and 30 EUR, give: 5 points }
  often: { on: purchase, if: purchases in the last 30 days >= 5, give: 5 points }
  seldom: { on: purchase, if: purchases ever > 2, give: 5 points }
  spenders: { on: purchase, if: spend ever >= 100 EUR, give: 5 points }
  loyal: { on: purchase, if: member in regulars, give: 5 points }
  newcomers: { on: purchase, if: first purchase, give: 5 points }
  app buyers: { on: purchase, if: purchase.channel is app, give: 5 points }
  golden: { on: purchase, if: member.tier is at least Gold, give: 5 points }
  either: { on: purchase, if: basket.total > 17 EUR or basket.units >= 3, give: 5 points }
  no app: { on: purchase, if: not (purchase.channel is store), give: 5 points }
  summer: { on: purchase, from: 2024-03-18, until: 2024-03-31, give: 5 points }
  winter: { on: purchase, until: 2024-03-13, give: 5 points }
  weekends: { on: purchase, at: Sat-Sun, give: 5 points }
  evenings: { on: purchase, at: Mon-Fri 18:00-20:00, give: 5 points }
  cakes: { on: purchase, lines: line.category = "cake", give: 5 points }
  tens: { on: purchase, give: 1 point per 20 EUR }
  monthly: { on: purchase, give: 5 points, limit: once per month }
  capped: { on: purchase, give: 5 points, limit: 5 points per day }
  only once: { on: purchase, give: 5 points, limit: once }
  review: { on: activity "review", give: mug }
cards:
  card: { stamp: 1 per purchase, lines: line.category = "coffee", full at: 10, give: mug }
rewards:
  mug: { kind: gift, price: 100 points, if: member.tier is Silver, limit: once per year }
"""

LEDGER = """\
event_id,type,at,member_id,amount,channel,category,reward
p1,purchase,2024-03-14 10:00,anna,4.00,app,cake,
p2,purchase,2024-03-15 12:00,anna,17.00,store,coffee,
p3,purchase,2024-03-15 13:00,anna,17.00,store,coffee,
r1,redeem,2024-03-16 12:00,anna,,,,mug
"""

MISSES = {
    "big": "basket.total is 3.00 EUR short of 20.00 EUR",
    "small": "basket.total is 12.00 EUR above 5.00 EUR",
    "band": "basket.total is 1.00 EUR short of 18.00 EUR",
    "often": "3 more purchases in the last 30 days",
    "seldom": "1 more purchase ever",
    "spenders": "spend ever is 79.00 EUR short of 100.00 EUR",
    "loyal": "3 more purchases in the last 30 days",
    "newcomers": "there was a purchase before",
    "app buyers": "purchase.channel is store, not app",
    "golden": "member.tier is none, below Gold",
    "either": "basket.total must be above 17.00 EUR or basket.units is 2 short of 3",
    "no app": "not purchase.channel is store",
    "summer": "from 2024-03-18: 3 days too early",
    "winter": "until 2024-03-13: 2 days too late",
    "weekends": "Sat-Sun: it was a Friday",
    "evenings": "Mon-Fri 18:00-20:00: it was 13:00",
    "cakes": 'no line where line.category = "cake"',
    "tens": "3.00 EUR short of 20.00 EUR",
    "monthly": "the limit `once per month` is used up; it opens again on 2024-04-01",
    "capped": "the limit `5 points per day` is used up; it opens again on 2024-03-16",
    "only once": "the limit `once` is used up for good",
}


@pytest.fixture
def shop(tmp_path: Path) -> tuple[str, str]:
    program, ledger = tmp_path / "shop.yaml", tmp_path / "sales.csv"
    program.write_text(PROGRAM, encoding="utf-8")
    ledger.write_text(LEDGER, encoding="utf-8")
    return str(program), str(ledger)


def why_not(run: Run, shop: tuple[str, str], name: str, *more: str) -> str:
    result = run("explain", *shop, "--member", "anna", "--why-not", name, *more)
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("name", MISSES)
def test_what_was_missing_is_said_with_its_size(run: Run, shop: tuple[str, str], name: str) -> None:
    text = why_not(run, shop, name, "--event", "p3")
    assert text.splitlines()[-1].strip() == f"missing: {MISSES[name]}"


def test_without_an_event_the_nearest_miss_is_named(run: Run, shop: tuple[str, str]) -> None:
    text = why_not(run, shop, "big")
    assert text.count("big: nothing") == 2
    assert "2024-03-15 12:00  purchase p2 of 17.00 EUR\nand 1 more, the last: 2024-03-15 13:00  purchase p3 of 17.00 EUR\n" in text
    assert text.splitlines()[-1].startswith("nearest miss: 2024-03-15 13:00  purchase p3 of 17.00 EUR: basket.total is 3.00 EUR")


def test_a_rule_that_did_give_says_so(run: Run, shop: tuple[str, str]) -> None:
    assert why_not(run, shop, "base") == "base gave something 3 times, last: 17 points at 2024-03-15 13:00  purchase p3 of 17.00 EUR\n"


def test_a_rule_that_nothing_sets_off_says_what_it_waits_for(run: Run, shop: tuple[str, str]) -> None:
    text = why_not(run, shop, "review")
    assert 'no event of this member while the program ran set off `review`, which is for `on: activity "review"`' in text


def test_a_card_says_how_far_it_is(run: Run, shop: tuple[str, str]) -> None:
    assert why_not(run, shop, "card").endswith("card is at 2 stamps now, 8 stamps short of 10 stamps\n")


def test_a_reward_is_asked_of_its_price_and_of_all_who_give_it(run: Run, shop: tuple[str, str]) -> None:
    text = why_not(run, shop, "mug")
    assert "missing: member.tier is none, not Silver; 17 points short of 100 points" in text
    assert "mug: the balance is 83 points now, 17 points short of 100 points" in text
    assert "card is at 2 stamps now, 8 stamps short of 10 stamps" in text


def test_a_misspelt_name_is_answered_with_the_nearest(run: Run, shop: tuple[str, str]) -> None:
    result = run("explain", *shop, "--member", "anna", "--why-not", "mugg")
    assert result.exit_code == 2
    assert "there is no rule, card, ladder, reward or level `mugg`" in result.stderr
    assert "did you mean `mug`?" in result.stderr
