"""`rulekit try` beyond a plain purchase: days of the calendar, referral, payments with points, wallets of money."""

import pytest
from test_command_try import program_of, read

from rulekit.cli.scenario.answer import answer_text
from rulekit.cli.scenario.stage import play
from rulekit.diagnostics import UsageError

SHOP = """
program: Drogerie Linde
currency: EUR
timezone: Europe/Berlin
starts: 2024-01-01
attributes:
  member: { birthday: date, newsletter: yes/no, drink: [coffee, tea] }
  line: { category: text }
wallets: { points: { unit: point/points }, cashback: { unit: EUR } }
tiers: { by: spend, levels: { Silver: 200 EUR, Gold: 500 EUR } }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  back: { on: purchase, give: 2% back to cashback }
  birthday: { on: birthday, give: { none: 50 points, Gold: 80 points } }
  miss you: { on: 90 days without purchase, give: five off }
  lucky: { on: purchase, if: chance 1 in 200, give: five off }
  monthly: { on: first day of month, if: member.newsletter is yes, give: 5 points }
  anniversary: { on: joining anniversary, give: 20 points }
referral:
  qualifies: first purchase of at least 20 EUR within 30 days of enrolling
  referrer: { give: 100 points }
  friend: { give: 50 points }
rewards:
  pay with points: { kind: voucher, price: 100 points per 1 EUR, at most: 50% of basket.total }
  pay with cashback: { kind: voucher, price: 1 EUR per 1 EUR pro rata }
  five off: { kind: voucher, worth: 5 EUR, price: 400 points, auto: yes, valid: 30 days }
"""


def answer(sentence: str) -> str:
    program = program_of(SHOP)
    scenario = read(sentence, SHOP)
    return answer_text(program, scenario, play(program, scenario))


GIVEN = {
    "birthday": ("50 points, usable at once", "sees the day come: birthday"),
    "gold member, has a birthday": ("80 points, usable at once", "A Gold member"),
    "member, 90 days without a purchase": ("gets five off by miss you", "2024-03-31"),
    "first day of month, newsletter": ("5 points, usable at once", "2024-02-01"),
    "first day of month, no newsletter": ("nothing", "no   member.newsletter is yes"),
    "member since 2022-05-05, joining anniversary": ("20 points, usable at once", "2024-05-05"),
    "member, referred by anna, 25 EUR": ("100 points for anna", "75 points, usable at once"),
    "member, invited by anna, 5 EUR": ("  5 points, usable at once", "A new member"),
    "member with 200 points, 20 EUR, pays with 100 points": ("pays 100 points of it", "spends 100 points"),
    "member with 10 EUR cashback, 20 EUR, pays 5 EUR with cashback": ("the balance is 5.40 EUR", "pays 5.00 EUR of it"),
    "member with 10 EUR, 20 EUR": ("A member with 10.00 EUR buys", "20 points"),
    "20 EUR": ("  0.40 EUR cashback, usable at once", "a draw is decided by the id of the event"),
    "20 EUR, 11 April 2026": ("20 points", "Saturday 2026-04-11"),
    "member with 390 points, 20 EUR": ("gets five off for points, by itself", "the balance is 10 points"),
}


@pytest.mark.parametrize(("sentence", "said"), GIVEN.items())
def test_what_it_gives(sentence: str, said: tuple[str, str]):
    text = answer(sentence)
    assert all(part in text for part in said), text


REFUSED = {
    "45 EUR coffee": (
        "knows no items called `coffee`",
        "`category coffee`; about the member it is said behind a comma: `drink coffee`",
    ),
    "47.90 EUR plants and 50 EUR pots": ("knows no items called `plants`", "`category plants`"),
    "member with 500 points uses five off on 25 EUR": ("`five off` is used at the till", "`redeems five off`"),
    "member who spent 490 EUR this year, 20 EUR": ("what was spent before cannot be said", "`Gold member`"),
    "90 days without visit": ("waits for any purchase", "`90 days without purchase`"),
    "20 EUR, 11 April": ("does not say its year", "2026-04-11"),
    "non-member, 20 EUR": ("who is no member gets nothing", "`new member`"),
    "regular customer, 20 EUR": ("does not say how often", "`9 purchases before`"),
    "new member, birthday": ("comes for a member who was there before", "leave out `new`"),
    "birthday, 5 EUR": ("one thing at a time", "ask twice"),
    "member, referred by member, 25 EUR": ("nobody can bring themselves", "referred by anna"),
    "member with 200 points, pays with 100 points, birthday": ("points pay a part of a purchase", "`20 EUR`"),
    "xyz": ("is not understood", "`first day of month`, `joining anniversary`"),
    "xyzz": ("is not understood", "beside a purchase: `referred by anna`, `pays with 300 points`"),
}


@pytest.mark.parametrize(("sentence", "said"), REFUSED.items())
def test_what_cannot_be(sentence: str, said: tuple[str, str]):
    with pytest.raises(UsageError) as problem:
        answer(sentence)
    assert said[0] in str(problem.value)
    assert said[1] in (problem.value.help or "")
