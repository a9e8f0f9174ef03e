"""The whole program of the language reference, checked in detail, and what holds for every check."""

import hashlib
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from checked_programs import check, program, small, sound

from rulekit.diagnostics import Severity, Source
from rulekit.program.award import Bonus, FixedAward, MoneyRate, RewardAward
from rulekit.program.expression import Among, Compare, Fact, History, Literal_, Node, TierAtLeast, ValueType, Window
from rulekit.program.model import (
    Active,
    Attributes,
    Expiry,
    Keep,
    Level,
    Limit,
    Price,
    Program,
    Referral,
    ReferralSide,
    Reward,
    Rule,
    Slot,
    Step,
    Threshold,
    Tiers,
    Trigger,
    Wallet,
)
from rulekit.semantics.check_program import format_program
from rulekit.values.attribute import AttributeType
from rulekit.values.calendar import Duration

CAFE = Path(__file__).with_name("cafe.yaml").read_text(encoding="utf-8")

MONEY, TEXT, NUMBER, YES_NO, TIER = (ValueType(kind) for kind in ("money", "text", "number", "yes/no", "tier"))


def at_least(left: Node, value: int) -> Compare:
    return Compare(type=YES_NO, text="", operator=">=", left=left, right=Literal_(type=left.type, text="", value=value))


def texts(type_: ValueType, *values: str) -> tuple[Literal_, ...]:
    return tuple(Literal_(type=type_, text="", value=value) for value in values)


TOTAL = Fact(type=MONEY, text="", scope="basket", name="total")
CATEGORY = Fact(type=TEXT, text="", scope="line", name="category")
LEVEL = Fact(type=TIER, text="", scope="member", name="tier")


@pytest.fixture(scope="module")
def cafe() -> Program:
    return sound(CAFE)


def test_the_whole_program_has_no_error_and_its_unused_segments_are_noticed():
    _, found = check(CAFE)
    assert [(one.code, one.span.text) for one in found if one.span] == [
        ("RK356", "regulars"),
        ("RK356", "newsletter readers"),
    ]


def test_the_head_and_the_attributes(cafe: Program):
    assert (cafe.name, cafe.currency, cafe.timezone) == ("Café Sonne", "EUR", "Europe/Berlin")
    assert (cafe.starts, cafe.ends, cafe.enrolment) == (date(2024, 1, 1).toordinal(), None, "automatic")
    assert (cafe.stacking, cafe.rounding) == ("add", "once per purchase")
    assert cafe.attributes == Attributes(
        member={
            "birthday": AttributeType("date"),
            "city": AttributeType("text"),
            "newsletter": AttributeType("yes/no"),
        },
        purchase={"channel": AttributeType("choice", ("store", "app", "web"))},
        line={"category": AttributeType("text"), "brand": AttributeType("text")},
    )


def test_the_wallet(cafe: Program):
    (points,) = cafe.wallets
    assert points == Wallet(
        name="points",
        singular="point",
        plural="points",
        decimals=0,
        is_money=False,
        value_minor=100,
        rounding="down",
        available=Duration(14, "days"),
        expires=Expiry(Duration(12, "months"), "earning", "month"),
        refunds="proportional",
        debt="allowed",
    )


def test_the_segments(cafe: Program):
    newsletter = Fact(type=YES_NO, text="", scope="member", name="newsletter")
    yes = Literal_(type=YES_NO, text="", value=True)
    window = Window("last", duration=Duration(90, "days"))
    assert cafe.segments == {
        "regulars": at_least(History(type=NUMBER, text="", measure="purchases", window=window), 30_000),
        "newsletter readers": Compare(type=YES_NO, text="", operator="=", left=newsletter, right=yes),
    }


def test_the_tiers(cafe: Program):
    assert cafe.tiers == Tiers(
        measure="visits",
        over=Window("last", duration=Duration(12, "months")),
        levels=(Level("Silver", 12), Level("Gold", 30)),
        keep=Keep("for", Duration(12, "months")),
        drop="one level",
    )


def test_the_rules(cafe: Program):
    summer = Active(
        date(2024, 6, 1).toordinal(),
        date(2024, 8, 31).toordinal(),
        (Slot(frozenset((5, 6))), Slot(frozenset(range(5)), 14 * 60, 17 * 60)),
    )
    no_tobacco = Among(type=YES_NO, text="", item=CATEGORY, options=texts(TEXT, "tobacco", "gift card"), negated=True)
    assert cafe.rules == (
        Rule(
            "base points",
            Trigger("purchase"),
            awards=(MoneyRate("points", 1, 10_000, "full"),),
            lines=no_tobacco,
            limits=(Limit("amount", 500, "day", "points"),),
        ),
        Rule(
            "sunny weekends",
            Trigger("purchase"),
            bonus=Bonus("points", 1),
            condition=at_least(TOTAL, 50_000),
            active=summer,
        ),
        Rule(
            "gold bonus",
            Trigger("purchase"),
            bonus=Bonus("points", Fraction(1, 2)),
            condition=TierAtLeast(type=YES_NO, text="", level="Gold"),
        ),
        Rule(
            "review",
            Trigger("activity", "review"),
            awards=(FixedAward("points", 20),),
            limits=(Limit("times", 2, "month"),),
        ),
    )


def test_the_card_and_the_ladder(cafe: Program):
    card, ladder = cafe.counters
    assert (card.name, card.kind, card.step, card.decimals) == ("coffee card", "card", Step("purchase"), 0)
    assert card.thresholds == (Threshold(10, (RewardAward("free coffee"),)),)
    assert (card.then, card.overflow) == ("start again", "carry over")
    assert card.expires == Expiry(Duration(6, "months"), "first stamp")
    assert card.limits == (Limit("stamps", 2, "day"),)
    coffee = texts(TEXT, "coffee")[0]
    assert card.lines == Compare(type=YES_NO, text="", operator="=", left=CATEGORY, right=coffee)
    assert (ladder.name, ladder.kind, ladder.step) == ("loyal guests", "milestone", Step("purchase"))
    gifts = ((10, "usb stick"), (25, "mug"), (50, "tote bag"), (100, "hamper"))
    assert ladder.thresholds == tuple(Threshold(at, (RewardAward(name),)) for at, name in gifts)
    assert (ladder.then, ladder.condition) == ("start again", at_least(TOTAL, 200_000))


def test_the_referral(cafe: Program):
    assert cafe.referral == Referral(
        minimum_minor=200_000,
        within=Duration(30, "days"),
        referrer=ReferralSide((FixedAward("points", 500),), limits=(Limit("times", 10, "year"),)),
        friend=ReferralSide((RewardAward("spring voucher"),)),
    )


def test_the_rewards(cafe: Program):
    silver_or_gold = Among(type=YES_NO, text="", item=LEVEL, options=texts(TIER, "Silver", "Gold"))
    assert cafe.reward("free coffee") == Reward(
        name="free coffee",
        kind="gift",
        price=Price("points", 100),
        copay_minor=5_000,
        worth_minor=32_000,
        cost_minor=8_000,
        valid=Duration(30, "days"),
        condition=silver_or_gold,
        limits=(Limit("times", 1, "month"),),
    )
    assert cafe.reward("spring voucher") == Reward(
        name="spring voucher",
        kind="voucher",
        worth_minor=50_000,
        cost_minor=50_000,
        minimum_basket_minor=200_000,
        valid=Duration(60, "days"),
    )
    assert [reward.name for reward in cafe.rewards[2:]] == ["usb stick", "mug", "tote bag", "hamper"]


def test_expressions_keep_the_authors_words(cafe: Program):
    condition = cafe.rules[1].condition
    assert isinstance(condition, Compare)
    assert (condition.text, condition.left.text, condition.right.text) == (
        "basket.total >= 5 EUR",
        "basket.total",
        "5 EUR",
    )


# ---------------------------------------------------------------- what holds for every check


def test_the_hash_is_that_of_the_formatted_text():
    text = small()
    expected = hashlib.sha256(format_program(Source("p.yaml", text))[0].encode()).hexdigest()
    assert sound(text).hash == expected
    assert sound(text.replace("\n", "\r\n")).hash == expected
    assert sound(text.replace(": ", ":   ") + "\n").hash == expected
    assert sound(text + "# a remark\n").hash != expected


def test_defaults_of_what_is_left_out():
    checked = sound(
        small(
            tiers="{ by: visits, levels: { Gold: 10 } }",
            cards="{ card: { stamp: 1 per visit, full at: 10, give: mug } }",
            milestones="{ ladder: { count: visits, gifts: { 10: mug } } }",
        )
    )
    assert checked.wallets == (Wallet("points", "point", "points"),)
    assert checked.tiers is not None
    assert checked.tiers.over == Window("last", duration=Duration(12, "months"))
    assert (checked.tiers.keep, checked.tiers.drop) == (Keep("while qualified"), "to what is qualified")
    card, ladder = checked.counters
    assert (card.then, card.overflow, card.expires, ladder.then) == ("start again", "carry over", None, "stop")
    assert (checked.stacking, checked.rounding, checked.enrolment) == ("add", "once per purchase", "automatic")
    assert (checked.starts, checked.ends, checked.referral) == (None, None, None)


def test_everything_is_found_at_once_and_in_file_order():
    text = program(
        timezone="Berlin",
        rules="""
  a: { on: purchase, give: 1 pint per 1 EUR, if: basket.total >= 5, form: x }
  b: { on: enrol, give: mugs }""",
        rewards="{ mug: { kind: gft, price: 5 points } }",
    )
    checked, found = check(text)
    assert checked is None
    assert [one.code for one in found] == ["RK214", "RK201", "RK204", "RK130", "RK201", "RK212"]
    places = [(one.span.line, one.span.column) for one in found if one.span]
    assert places == sorted(places)
    assert [one.context for one in found] == [
        None, "in rule `a`", "in rule `a`", None, "in rule `b`", "in reward `mug`",
    ]  # fmt: skip


def test_warnings_do_not_stop_a_program():
    checked, found = check(small(rewards="{ mug: { kind: gift } }"))
    assert checked is not None
    assert [one.severity for one in found] == [Severity.WARNING]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just a text", "program: [a, b]\ncurrency: EUR\ntimezone: Europe/Berlin\n"])
def test_what_is_no_program_has_an_error(text: str):
    checked, found = check(text)
    assert checked is None
    assert any(one.severity is Severity.ERROR for one in found)


def test_a_part_of_the_wrong_form_is_found_even_where_the_schema_says_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.modules["rulekit.semantics.check_program"], "check_structure", lambda _: [])
    for text in (
        small(rules="[a]"),
        small(rewards="{ mug: gift }"),
        small(wallets="{ points: { unit: [a] } }", rules=None, rewards=None),
        small(rules="{ base: { give: 5 points } }"),
        small(cards="{ card: { stamp: 1 per visit, full at: 10 } }"),
        small(milestones="{ ladder: { count: visits, gifts: {} } }"),
        "currency: EUR\n",
        "[]",
    ):
        checked, found = check(text)
        assert checked is None, text
        assert "RK901" in {one.code for one in found}, text
