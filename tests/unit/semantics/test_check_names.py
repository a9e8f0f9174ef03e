"""Names: how they may be spelled, which may not be shared, and what is said about those nobody declared."""

import pytest
from checked_programs import check, only, program, rule, small, sound

from rulekit.semantics.spelling import is_phrase, problem_with

GOOD_NAMES = [
    "free coffee",
    "2 for 1",
    "10% off",
    "day pass",
    "Café & Kuchen",
    "a-la-carte",
    "x_1",
    "VIP",
    "ü",
    "5 EUR gift",
    "x" * 40,
]


@pytest.mark.parametrize("name", GOOD_NAMES)
def test_names_that_can_be_used_and_given(name: str):
    text = small(
        rewards=f"{{ '{name}': {{ kind: gift }} }}",
        rules=f"\n  a:\n    on: purchase\n    give: [1 point per 1 EUR, '2 {name}']",
    )
    checked = sound(text)
    assert [award.reward for award in checked.rules[0].awards[1:]] == [name]


BAD_NAMES = [
    ("5 EUR", "in a sentence it would mean something else"),
    ("100 points", "in a sentence it would mean something else"),
    ("once", "in a sentence it would mean something else"),
    ("first purchase", "in a sentence it would mean something else"),
    ("30 days", "in a sentence it would mean something else"),
    ("5% back", "in a sentence it would mean something else"),
    ("not this", "it begins or ends with `not`, a word of the language"),
    ("this and", "it begins or ends with `and`, a word of the language"),
    ("In", "it begins or ends with `In`, a word of the language"),
    ("a=b", "`=` is not allowed in names"),
    ("what?", "`?` is not allowed in names"),
    ("x" * 41, "it has 41 characters"),
    ("123", "it has no letter"),
    ("a  b", "it has white space at an end or twice in a row"),
    (" a", "it has white space at an end or twice in a row"),
    ("", "it is empty"),
    ("Cafe\u0301", "it holds letters that are made of two characters"),
]


@pytest.mark.parametrize(("name", "reason"), BAD_NAMES)
def test_names_that_cannot_be_used(name: str, reason: str):
    found = [one for one in check(small(rewards=f"{{ '{name}': {{ kind: gift, price: 5 points }} }}"))[1] if one.code == "RK202"]
    assert [one.message.partition(": ")[2] for one in found] == [reason]


def test_rules_and_counters_may_be_called_like_words_of_the_language():
    checked = sound(
        small(
            rules="{ purchase: { on: purchase, give: 1 point per 1 EUR }, first purchase: { on: enrol, give: 5 points } }",
            milestones="{ visits: { count: visits, gifts: { 10: mug } } }",
        )
    )
    assert [one.name for one in checked.rules] == ["purchase", "first purchase"]


def test_a_phrase_is_a_sentence_or_made_of_words_of_the_language():
    assert problem_with("x" * 40) is None
    assert is_phrase("2x points", {"points": "wallet"})
    assert not is_phrase("2 for 1", {})
    assert not is_phrase("points", {"points": "wallet"}), "a unit alone is a name that is taken, not a phrase"


SHARED = [
    ("rewards", "{ points: { kind: gift, price: 5 points } }", "points", "the unit of the wallet `points`"),
    ("rewards", "{ EUR: { kind: gift, price: 5 points } }", "EUR", "the currency"),
    (
        "rewards",
        "{ Mug: { kind: gift, price: 5 points }, mug: { kind: gift, price: 5 points } }",
        "mug",
        "a reward `Mug`",
    ),
    ("cards", "{ points: { stamp: 1 per visit, full at: 5, give: mug } }", "points", "the unit of the wallet `points`"),
    ("cards", "{ base: { stamp: 1 per visit, full at: 5, give: mug } }", "base", "a rule"),
    ("milestones", "{ base: { count: visits, gifts: { 10: mug } } }", "base", "a rule"),
    ("tiers", "{ by: visits, levels: { VIP: 1, vip: 2 } }", "vip", "a level of the tiers `VIP`"),
    ("attributes", "{ member: { points: number } }", "points", None),
    ("attributes", "{ member: { point: number } }", "point/points", "an attribute of the member"),
    (
        "wallets",
        "{ points: { unit: point/points }, bonus: { unit: Point/Points } }",
        "Point/Points",
        "the unit of the wallet `points` `point`",
    ),
    (
        "wallets",
        "{ points: { unit: point/points }, point: { unit: star/stars } }",
        "point",
        "the unit of the wallet `points`",
    ),
    ("cards", "{ rewards: { stamp: 1 per visit, full at: 5, give: mug } }", "rewards", "a key of `expect:` in tests"),
    ("milestones", "{ Tier: { count: visits, gifts: { 10: mug } } }", "Tier", "a key of `expect:` in tests `tier`"),
    ("challenges", "{ declined: { count: visits, reach: 2 within 1 day, give: mug } }", "declined", "a key of `expect:` in tests"),
    ("cards", "{ points pending: { stamp: 1 per visit, full at: 5, give: mug } }", "points pending", "a key of `expect:` in tests"),
    (
        "wallets",
        "{ points spent: { unit: star/stars }, points: { unit: point/points } }",
        "points spent",
        "a key of `expect:` in tests",
    ),
    ("wallets", "{ points: { unit: point/points }, tier: { unit: star/stars } }", "tier", "a key of `expect:` in tests"),
    ("rules", "{ redeem: { on: purchase, give: 5 points } }", "redeem", "what members do with points and rewards"),
    ("rules", "{ Auto: { on: purchase, give: mug } }", "Auto", "what members do with points and rewards"),
    ("cards", "{ use: { stamp: 1 per visit, full at: 5, give: mug } }", "use", "what members do with points and rewards"),
]


@pytest.mark.parametrize(("section", "value", "place", "owner"), SHARED)
def test_names_that_one_sentence_could_confuse(section: str, value: str, place: str, owner: str | None):
    found = [one for one in check(small(**{section: value}))[1] if one.code in ("RK203", "RK218")]
    assert found
    assert found[0].span is not None
    assert found[0].span.text == place
    if owner is not None:
        assert found[0].message.endswith((f"is taken by {owner}", f"is kept for {owner}"))


def test_rewards_rules_levels_and_segments_may_be_called_like_keys_of_expect():
    sound(
        small(
            rules="{ declined: { on: purchase, give: 1 point per 1 EUR } }",
            rewards="{ rewards: { kind: gift, price: 5 points } }",
            tiers="{ by: visits, levels: { tier: 1 } }",
            segments="{ points pending: first purchase }",
        )
    )


def test_a_level_a_choice_and_a_segment_may_share_a_name():
    checked = sound(
        program(
            attributes="{ purchase: { channel: [Gold, app] } }",
            segments="{ Gold: member.tier is Gold, regulars: first purchase }",
            rules="""
  a: { on: purchase, give: 1 point per 1 EUR, if: purchase.channel is Gold and member.tier is Gold and member in Gold }
  b: { on: purchase, give: 1 mile per 1 EUR, if: member in regulars }
  c: { on: purchase, give: 1% back }""",
        )
    )
    condition = checked.rules[0].condition
    assert condition is not None
    assert condition.text == "purchase.channel is Gold and member.tier is Gold and member in Gold"


def test_the_wallet_of_a_unit_can_be_named_either_way():
    both = [sound(rule(f"on: purchase, give: 1.5 {name}")).rules[-1].awards for name in ("miles", "mile", "bonus miles")]
    assert both[0] == both[1] == both[2]


def test_two_wallets_of_money_are_one_too_many():
    found = only(small(wallets="{ points: { unit: point/points }, a: { unit: EUR }, b: { unit: EUR } }"))
    assert (found.code, found.message) == ("RK203", "the wallets `a` and `b` would both hold EUR")


def test_one_mistake_in_the_currency_is_not_one_in_every_amount():
    assert only(program(currency="Euro")).code == "RK215"
    found = check(program(currency=None))[1]
    assert [one.code for one in found] == ["RK131"]


def test_a_mistake_in_a_wallet_is_not_one_in_every_rule_that_names_it():
    assert only(program(wallets="""
  points: { unit: point/points, rounding: nearest }
  bonus miles: { unit: mile/miles, decimals: 2 }
  cashback: { unit: EUR }""")).code == "RK212"  # fmt: skip
