"""Coverage of what a `give:` answers: each value of a choice, each band."""

from rulekit.diagnostics import Source
from rulekit.semantics import check_program
from rulekit.testing.answers import answers
from rulekit.testing.coverage import coverage
from rulekit.testing.findings import unreached
from rulekit.testing.places import places_of
from rulekit.testing.run import play_all

PROGRAM = """\
program: Shop
currency: EUR
timezone: Europe/Berlin
attributes:
  member: { drink: [coffee, tea], first: [none, some] }
wallets:
  points: { unit: point/points }
tiers: { by: purchases, levels: { Silver: 2 } }
rules:
  base: { on: purchase, bands: spend ever, give: [1 point, { up to 10 EUR: 1 point per 1 EUR, up to 20 EUR: 2 points per 1 EUR, above: 3 points per 1 EUR }, { otherwise: 1 point, Silver: mug }] }
  welcome: { on: enrol, give: [{ none: 5 points, some: 6 points }] }
  seldom: { on: purchase, if: basket.total > 500 EUR, give: { Silver: mug, otherwise: 1 point } }
cards:
  card: { stamp: 1 per purchase, full at: 3, give: { coffee: cup, tea: leaf } }
milestones:
  ladder: { count: purchases, gifts: { 1: mug, 2: { none: 1 point, Silver: 2 points } } }
referral:
  qualifies: first purchase
  referrer: { give: { none: 3 points, Silver: 4 points } }
  friend: { give: { otherwise: mug, Silver: 2 points } }
rewards: { mug: { kind: gift }, cup: { kind: gift }, leaf: { kind: gift } }
tests:
  t:
    given:
"""
FRIEND = ("2024-02-01, member: a, enrol: yes", "2024-02-02, member: b, enrol: yes, referred by: a")


def text_of(*given: str) -> str:
    return PROGRAM + "".join(f"      - {{ at: {line} }}\n" for line in given) + "    expect: {}\n"


def heard(*given: str) -> set[str]:
    program, found = check_program(Source("shop.yaml", text_of(*given)))
    assert program is not None, found
    parts = list(answers(program, play_all(program)))
    assert len(parts) == 17
    return {f"{'.'.join(map(str, part.path))}: {part.answer}" for part in parts if part.is_reached}


def test_a_value_is_reached_where_it_chose_a_gift() -> None:
    one = heard("2024-03-01, member: a, purchase: 5 EUR")
    assert one == {"rules.base.give: (1, 0)", "rules.base.give: (2, 'otherwise')"}
    two = heard("2024-03-01, member: a, purchase: 5 EUR, repeat: daily 3 times")
    assert two - one == {"rules.base.give: (1, 1)", "rules.base.give: (2, 'Silver')", "milestones.ladder.gifts.1: (0, 'none')"}


def test_a_band_is_reached_by_money_in_it_and_not_by_its_border() -> None:
    whole = heard("2024-03-01, member: a, purchase: 10 EUR")
    assert {one for one in whole if "(1, " in one} == {"rules.base.give: (1, 0)"}
    across = heard("2024-03-01, member: a, purchase: 5 EUR", "2024-03-02, member: a, purchase: 40 EUR")
    assert {one for one in across if "(1, " in one} == {f"rules.base.give: (1, {number})" for number in range(3)}


def test_no_value_is_not_the_value_none() -> None:
    """Who has no level is under `none`; an attribute may have a value of that name."""
    assert "rules.welcome.give: (0, 'none')" not in heard("2024-03-01, member: a, enrol: yes")
    assert "rules.welcome.give: (0, 'none')" in heard("2024-03-01, member: a, enrol: yes, first: none")


def test_cards_and_referrals_choose_too() -> None:
    found = heard(*FRIEND, "2024-03-01, member: b, purchase: 5 EUR, repeat: daily 3 times, drink: tea")
    assert {"cards.card.give: (0, 'tea')", "referral.referrer.give: (0, 'none')", "referral.friend.give: (0, 'otherwise')"} <= found
    assert "cards.card.give: (0, 'coffee')" not in found
    silver = heard("2024-01-01, member: a, purchase: 1 EUR, repeat: daily 3 times", *FRIEND, "2024-03-01, member: b, purchase: 5 EUR")
    assert "referral.referrer.give: (0, 'Silver')" in silver


def test_each_is_told_at_its_key_in_the_file() -> None:
    source = Source("shop.yaml", text_of("2024-03-01, member: a, purchase: 15 EUR"))
    program, _ = check_program(source)
    assert program is not None
    found = unreached(coverage(program, play_all(program)), places_of(source))
    keys = [(one.span.text, one.message) for one in found if one.span is not None and "stands under" in one.message]
    assert [key for key, _ in keys] == [
        "above", "Silver", "none", "some", "Silver", "otherwise", "coffee", "tea", "none", "Silver", "none", "Silver",
        "otherwise", "Silver",
    ]  # fmt: skip
    assert keys[0][1] == "no test makes `base` give what stands under `above`"
    assert keys[-1][1] == "no test makes `referral: friend` give what stands under `Silver`"
