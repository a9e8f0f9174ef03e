"""What sound sentences become in the model: every form of giving, limiting, counting, timing and asking."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from checked_programs import SECTIONS, condition, program, rule, small, sound

from rulekit.program.award import Bonus, ChosenAward, FixedAward, MoneyRate, RewardAward, ThingRate
from rulekit.program.expression import (
    AllLines,
    AllOf,
    Among,
    AnyLine,
    AnyOf,
    Arithmetic,
    Balance,
    Between,
    Compare,
    CountWhere,
    DaysSinceLastPurchase,
    Fact,
    FirstPurchase,
    History,
    InSegment,
    Literal_,
    Missing,
    Negative,
    Node,
    Not,
    SumWhere,
    TierAtLeast,
    ValueType,
    Window,
)
from rulekit.program.model import Counter, Expiry, Keep, Limit, Price, Referral, Slot, Step, Threshold, Wallet
from rulekit.values.calendar import Duration

MONEY, NUMBER, PERCENT, TEXT, YES_NO = (ValueType(kind) for kind in ("money", "number", "percent", "text", "yes/no"))
CHOICE, TIER, DATE = ValueType("choice"), ValueType("tier"), ValueType("date")
POINTS, MILES, CASHBACK = (ValueType("points", wallet) for wallet in ("points", "bonus miles", "cashback"))


def fact(type_: ValueType, path: str) -> Fact:
    scope, _, name = path.partition(".")
    return Fact(type=type_, text="", scope=scope, name=name)  # type: ignore[arg-type]


def value(type_: ValueType, constant: int | str | bool) -> Literal_:
    return Literal_(type=type_, text="", value=constant)


def compare(left: Node, operator: Any, right: Node) -> Compare:
    return Compare(type=YES_NO, text="", operator=operator, left=left, right=right)


def history(type_: ValueType, measure: Any, window: Window, subject: str | None = None) -> History:
    return History(type=type_, text="", measure=measure, window=window, subject=subject)


TOTAL, UNITS = fact(MONEY, "basket.total"), fact(NUMBER, "basket.units")
AMOUNT, CATEGORY = fact(MONEY, "line.amount"), fact(TEXT, "line.category")
CHANNEL, LEVEL, GIFT = fact(CHOICE, "purchase.channel"), fact(TIER, "member.tier"), fact(YES_NO, "purchase.gift")
CITY, JOINED = fact(TEXT, "member.city"), fact(DATE, "member.joined")
FIRST = FirstPurchase(type=YES_NO, text="")
COFFEE = compare(CATEGORY, "=", value(TEXT, "coffee"))
MORE_THAN_5 = compare(TOTAL, ">", value(MONEY, 50_000))
NO_LEVEL = Missing(type=YES_NO, text="", item=LEVEL)

CONDITIONS: list[tuple[str, Node]] = [
    ("basket.total > 5 EUR", MORE_THAN_5),
    ("5 EUR < basket.total", compare(value(MONEY, 50_000), "<", TOTAL)),
    ("basket.total > 0.0001 EUR", compare(TOTAL, ">", value(MONEY, 1))),
    ("basket.total > -5 EUR", compare(TOTAL, ">", value(MONEY, -50_000))),
    ("-basket.total < 5 EUR", compare(Negative(type=MONEY, text="", item=TOTAL), "<", value(MONEY, 50_000))),
    ("basket.units >= 2.5", compare(UNITS, ">=", value(NUMBER, 25_000))),
    ("basket.total is 5 EUR", compare(TOTAL, "=", value(MONEY, 50_000))),
    ("basket.total is not 5 EUR", compare(TOTAL, "!=", value(MONEY, 50_000))),
    (
        "basket.total * 10% + 1 EUR - 2 EUR > 5 EUR",
        compare(
            Arithmetic(
                type=MONEY,
                text="",
                operator="-",
                left=Arithmetic(
                    type=MONEY,
                    text="",
                    operator="+",
                    left=Arithmetic(type=MONEY, text="", operator="*", left=TOTAL, right=value(PERCENT, 1000)),
                    right=value(MONEY, 10_000),
                ),
                right=value(MONEY, 20_000),
            ),
            ">",
            value(MONEY, 50_000),
        ),
    ),
    (
        "2 * basket.units > 5",
        compare(
            Arithmetic(type=NUMBER, text="", operator="*", left=value(NUMBER, 20_000), right=UNITS),
            ">",
            value(NUMBER, 50_000),
        ),
    ),
    (
        "member.points >= 50 points",
        compare(Balance(type=POINTS, text="", wallet="points"), ">=", value(POINTS, 50)),
    ),
    (
        "member.bonus miles >= 0.5 miles",
        compare(Balance(type=MILES, text="", wallet="bonus miles"), ">=", value(MILES, 50)),
    ),
    (
        "member.miles >= 1 bonus miles",
        compare(Balance(type=MILES, text="", wallet="bonus miles"), ">=", value(MILES, 100)),
    ),
    (
        "member.cashback > 5.50 EUR",
        compare(Balance(type=CASHBACK, text="", wallet="cashback"), ">", value(CASHBACK, 550)),
    ),
    (
        "5 EUR < member.cashback",
        compare(value(CASHBACK, 500), "<", Balance(type=CASHBACK, text="", wallet="cashback")),
    ),
    (
        "member.cashback + 1 EUR > 5 EUR",
        compare(
            Arithmetic(
                type=CASHBACK,
                text="",
                operator="+",
                left=Balance(type=CASHBACK, text="", wallet="cashback"),
                right=value(CASHBACK, 100),
            ),
            ">",
            value(CASHBACK, 500),
        ),
    ),
    ('member.city = "Berlin"', compare(CITY, "=", value(TEXT, "Berlin"))),
    ('member.city in ["Berlin", "Köln"]', Among(
        type=YES_NO, text="", item=CITY, options=(value(TEXT, "Berlin"), value(TEXT, "Köln")))),
    ("basket.total not in [5 EUR]", Among(
        type=YES_NO, text="", item=TOTAL, options=(value(MONEY, 50_000),), negated=True)),
    ("basket.total between 5 EUR and 6 EUR", Between(
        type=YES_NO, text="", item=TOTAL, low=value(MONEY, 50_000), high=value(MONEY, 60_000))),
    ("member.joined >= 2024-02-29", compare(JOINED, ">=", value(DATE, date(2024, 2, 29).toordinal()))),
    ("purchase.channel is app", compare(CHANNEL, "=", value(CHOICE, "app"))),
    ('purchase.channel != "web"', compare(CHANNEL, "!=", value(CHOICE, "web"))),
    ("purchase.channel = member.home", compare(CHANNEL, "=", fact(CHOICE, "member.home"))),
    ("purchase.gift", compare(GIFT, "=", value(YES_NO, True))),
    ("purchase.gift is no", compare(GIFT, "=", value(YES_NO, False))),
    ('purchase.gift is "yes"', compare(GIFT, "=", value(YES_NO, True))),
    ("member.city is missing", Missing(type=YES_NO, text="", item=CITY)),
    ("any line where line.sku is missing", AnyLine(
        type=YES_NO, text="", condition=Missing(type=YES_NO, text="", item=fact(TEXT, "line.sku")))),
    ("member.tier is Gold", compare(LEVEL, "=", value(TIER, "Gold"))),
    ("member.tier is none", NO_LEVEL),
    ("member.tier is not none", Not(type=YES_NO, text="", condition=NO_LEVEL)),
    ("member.tier is at least Gold", TierAtLeast(type=YES_NO, text="", level="Gold")),
    ("member.tier in [Silver, Gold]", Among(
        type=YES_NO, text="", item=LEVEL, options=(value(TIER, "Silver"), value(TIER, "Gold")))),
    ("member in regulars", InSegment(type=YES_NO, text="", segment="regulars")),
    ("member not in regulars", InSegment(type=YES_NO, text="", segment="regulars", negated=True)),
    ("first purchase", FIRST),
    ("not first purchase", Not(type=YES_NO, text="", condition=FIRST)),
    ("days since last purchase > 60", compare(
        DaysSinceLastPurchase(type=NUMBER, text=""), ">", value(NUMBER, 600_000))),
    ("first purchase and basket.total > 5 EUR and purchase.gift is no", AllOf(
        type=YES_NO, text="", conditions=(FIRST, MORE_THAN_5, compare(GIFT, "=", value(YES_NO, False))))),
    ("first purchase or basket.total > 5 EUR", AnyOf(type=YES_NO, text="", conditions=(FIRST, MORE_THAN_5))),
    ('any line where line.category = "coffee"', AnyLine(type=YES_NO, text="", condition=COFFEE)),
    ('all lines where line.category = "coffee"', AllLines(type=YES_NO, text="", condition=COFFEE)),
    ('sum of line.amount where (line.category = "coffee") > 5 EUR', compare(
        SumWhere(type=MONEY, text="", item=AMOUNT, condition=COFFEE), ">", value(MONEY, 50_000))),
    ('count of lines where (line.category = "coffee") > 5', compare(
        CountWhere(type=NUMBER, text="", condition=COFFEE), ">", value(NUMBER, 50_000))),
    ("visits in the last 2 weeks > 1", compare(
        history(NUMBER, "visits", Window("last", duration=Duration(14, "days"))), ">", value(NUMBER, 10_000))),
    ("units in the last 1 year > 1", compare(
        history(NUMBER, "units", Window("last", duration=Duration(12, "months"))), ">", value(NUMBER, 10_000))),
    ("refunds this quarter = 0", compare(
        history(NUMBER, "refunds", Window("this", period="quarter")), "=", value(NUMBER, 0))),
    ("spend since joining > 1 EUR", compare(
        history(MONEY, "spend", Window("since joining")), ">", value(MONEY, 10_000))),
    ("refunded ever > 1 EUR", compare(history(MONEY, "refunded", Window("ever")), ">", value(MONEY, 10_000))),
    ("miles earned ever > 1 mile", compare(
        history(MILES, "earned", Window("ever"), "bonus miles"), ">", value(MILES, 100))),
    ("cashback earned ever > 1 EUR", compare(
        history(CASHBACK, "earned", Window("ever"), "cashback"), ">", value(CASHBACK, 100))),
    ('activities "review" ever > 1', compare(
        history(NUMBER, "activities", Window("ever"), "review"), ">", value(NUMBER, 10_000))),
]  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), CONDITIONS)
def test_conditions(written: str, expected: Node):
    assert sound(condition(written)).rules[-1].condition == expected


def test_a_name_with_spaces_and_signs_is_found_in_conditions():
    checked = sound(
        program(
            attributes="{ member: { shoe size: number }, purchase: { paid by: [credit card, e-money, U.S. cash, yes] } }",
            rules=SECTIONS["rules"]
            + """
  x:
    on: purchase
    if: member.shoe size > 40 and purchase.paid by in [credit card, e-money, "U.S. cash", yes]
    give: 1 point""",
        )
    )
    node = checked.rules[-1].condition
    assert isinstance(node, AllOf)
    bigger, paid = node.conditions
    assert bigger == compare(fact(NUMBER, "member.shoe size"), ">", value(NUMBER, 400_000))
    assert isinstance(paid, Among)
    assert paid.options == tuple(value(CHOICE, name) for name in ("credit card", "e-money", "U.S. cash", "yes"))


def test_none_may_be_a_value_of_a_choice():
    checked = sound(
        small(
            attributes="{ purchase: { discount: [none, staff] } }",
            rules="""
  x:
    on: purchase
    if: purchase.discount is none or purchase.discount in [none, staff]
    give: 1 point""",
        )
    )
    node = checked.rules[0].condition
    assert isinstance(node, AnyOf)
    discount = fact(CHOICE, "purchase.discount")
    assert node.conditions[0] == compare(discount, "=", value(CHOICE, "none"))


# ---------------------------------------------------------------- what is given

AWARDS: list[tuple[str, tuple[Any, ...]]] = [
    ("5 points", (FixedAward("points", 5),)),
    ("1 point", (FixedAward("points", 1),)),
    ("2.5 miles", (FixedAward("bonus miles", 250),)),
    ("5.50 EUR", (FixedAward("cashback", 550),)),
    ("free coffee", (RewardAward("free coffee"),)),
    ("2 free coffee", (RewardAward("free coffee", 2),)),
    ("[5 points, free coffee]", (FixedAward("points", 5), RewardAward("free coffee"))),
    ("1 point per 1 EUR", (MoneyRate("points", 1, 10_000),)),
    ("1 point per EUR", (MoneyRate("points", 1, 10_000),)),
    ("5 points per 2.50 EUR", (MoneyRate("points", 5, 25_000),)),
    ("1.5 points per 1 EUR", (MoneyRate("points", Fraction(3, 2), 10_000),)),
    ("1.5 points per 1 EUR pro rata", (MoneyRate("points", Fraction(3, 2), 10_000, "pro rata"),)),
    ("1 point per started 1 EUR", (MoneyRate("points", 1, 10_000, "started"),)),
    ("1 mile per 1 EUR", (MoneyRate("bonus miles", 100, 10_000),)),
    ("3 points per unit", (ThingRate("points", 3, "unit"),)),
    ("3 points per unit pro rata", (ThingRate("points", 3, "unit", pro_rata=True),)),
    ("3 points per purchase", (ThingRate("points", 3, "purchase"),)),
    ("0.5 points per visit", (ThingRate("points", Fraction(1, 2), "visit"),)),
    ("3 points per line", (ThingRate("points", 3, "line"),)),
    ("5% back", (MoneyRate("cashback", 5, 10_000, "pro rata"),)),
    ("5% back to cashback", (MoneyRate("cashback", 5, 10_000, "pro rata"),)),
    ("2.25% back to cashback", (MoneyRate("cashback", 9, 40_000, "pro rata"),)),
    (
        "{ none: 1 point per 1 EUR, Silver: [2 points per 1 EUR, mug], Gold: 3 points }",
        (
            ChosenAward(
                Fact(type=TIER, text="member.tier", scope="member", name="tier"),
                {
                    None: (MoneyRate("points", 1, 10_000),),
                    "Silver": (MoneyRate("points", 2, 10_000), RewardAward("mug")),
                    "Gold": (FixedAward("points", 3),),
                }
            ),
        ),
    ),
]


@pytest.mark.parametrize(("written", "expected"), AWARDS)
def test_what_a_rule_gives(written: str, expected: tuple[Any, ...]):
    assert sound(rule(f"on: purchase, give: {written}")).rules[-1].awards == expected


BONUSES = [
    ("double points", Bonus("points", 1)),
    ("triple miles", Bonus("bonus miles", 2)),
    ("1.5x points", Bonus("points", Fraction(1, 2))),
    ("+50% points", Bonus("points", Fraction(1, 2))),
    ("+12.5% EUR", Bonus("cashback", Fraction(1, 8))),
]


@pytest.mark.parametrize(("written", "expected"), BONUSES)
def test_bonuses(written: str, expected: Bonus):
    assert sound(rule(f"on: purchase, bonus: {written}")).rules[-1].bonus == expected


LIMITS = [
    ("500 points per day", (Limit("amount", 500, "day", "points"),)),
    ("500 points per purchase", (Limit("amount", 500, "purchase", "points"),)),
    ("500 points per member", (Limit("amount", 500, "member", "points"),)),
    ("2 times per month", (Limit("times", 2, "month"),)),
    ("1 time per week", (Limit("times", 1, "week"),)),
    ("once", (Limit("times", 1, "member"),)),
    ("once per year", (Limit("times", 1, "year"),)),
    ("3 times", (Limit("times", 3, "member"),)),
    ("[once per quarter, 3 times]", (Limit("times", 1, "quarter"), Limit("times", 3, "member"))),
]


@pytest.mark.parametrize(("written", "expected"), LIMITS)
def test_limits(written: str, expected: tuple[Limit, ...]):
    assert sound(rule(f"on: purchase, give: 5 points, limit: {written}")).rules[-1].limits == expected


def test_a_limit_may_be_on_what_only_some_levels_get():
    checked = sound(rule("on: purchase, give: { none: 1 point, Gold: 1 mile }, limit: 2.5 miles per day"))
    assert checked.rules[-1].limits == (Limit("amount", 250, "day", "bonus miles"),)


SLOTS = [
    ("Sat-Sun", (Slot(frozenset((5, 6))),)),
    ("Sat-Mon", (Slot(frozenset((5, 6, 0))),)),
    ("'Mon, Wed and Fri 14:00-17:00'", (Slot(frozenset((0, 2, 4)), 840, 1020),)),
    ("22:00-02:00", (Slot(frozenset(range(7)), 1320, 120),)),
    ("Fri 20:00-24:00", (Slot(frozenset((4,)), 1200, 1440),)),
    ("Fri 9:30-10:00; Sun", (Slot(frozenset((4,)), 570, 600), Slot(frozenset((6,))))),
    ("[Sat, Mon 14:00-15:00]", (Slot(frozenset((5,))), Slot(frozenset((0,)), 840, 900))),
]


@pytest.mark.parametrize(("written", "expected"), SLOTS)
def test_schedules(written: str, expected: tuple[Slot, ...]):
    assert sound(rule(f"on: purchase, give: 5 points, at: {written}")).rules[-1].active.slots == expected


# ---------------------------------------------------------------- counters


def counter(section: str, body: str) -> Counter:
    return sound(program(**{section: f"{{ x: {{ {body} }} }}"})).counters[0]


STAMPS = [
    ("1 per purchase", Step("purchase", 1)),
    ("2 per visit", Step("visit", 2)),
    ("1 stamp per unit", Step("unit", 1)),
    ("1 per line", Step("line", 1)),
    ("1 per 5 EUR", Step("spend", 1, 50_000)),
    ("3 stamps per EUR", Step("spend", 3, 10_000)),
]


@pytest.mark.parametrize(("written", "expected"), STAMPS)
def test_stamps(written: str, expected: Step):
    card = counter("cards", f"stamp: {written}, full at: 10, give: [mug, 5 points]")
    assert (card.step, card.decimals) == (expected, 0)
    assert card.thresholds == (Threshold(10, (RewardAward("mug"), FixedAward("points", 5))),)


MEASURES = [
    ("purchases", "10", Step("purchase"), 10, 0),
    ("visits", "10", Step("visit"), 10, 0),
    ("units", "2.5", Step("unit"), 25_000, 4),
    ("spend", "10 EUR", Step("spend"), 100_000, 4),
    ("points earned", "10 points", Step("earned", subject="points"), 10, 0),
    ("bonus miles earned", "10 miles", Step("earned", subject="bonus miles"), 1_000, 2),
    ("cashback earned", "10 EUR", Step("earned", subject="cashback"), 1_000, 2),
    ('activities "review"', "10", Step("activity", subject="review"), 10, 0),
]


@pytest.mark.parametrize(("measure", "threshold", "step", "at", "decimals"), MEASURES)
def test_milestones(measure: str, threshold: str, step: Step, at: int, decimals: int):
    ladder = counter("milestones", f"count: {measure}, gifts: {{ {threshold}: mug }}")
    assert (ladder.step, ladder.decimals, ladder.then) == (step, decimals, "stop")
    assert ladder.thresholds == (Threshold(at, (RewardAward("mug"),)),)


def test_a_card_may_expire_at_the_end_of_a_month_and_stop():
    body = "stamp: 1 per visit, full at: 5, give: mug, overflow: drop, then: stop"
    card = counter("cards", f"{body}, expires: '6 months after first stamp, at end of month', limit: [2 stamps per day, once]")
    assert card.expires == Expiry(Duration(6, "months"), "first stamp", "month")
    assert (card.overflow, card.then) == ("drop", "stop")
    assert card.limits == (Limit("stamps", 2, "day"), Limit("times", 1, "member"))


def test_a_ladder_may_continue_with_another():
    checked = sound(
        program(
            milestones="""
  first year: { count: purchases, gifts: { 10: mug }, then: continue with later years }
  later years: { count: purchases, gifts: { 10: free coffee }, then: start again }"""
        )
    )
    assert [(one.then, one.successor) for one in checked.counters] == [
        ("continue", "later years"),
        ("start again", None),
    ]


def test_counters_stand_in_the_order_of_the_file():
    ladder = "\nmilestones: { a: { count: visits, gifts: { 1: mug } } }\n"
    card = "cards: { b: { stamp: 1 per visit, full at: 1, give: mug } }\n"
    for text, order in ((program() + ladder + card, ["a", "b"]), (program() + card + ladder, ["b", "a"])):
        assert [one.name for one in sound(text).counters] == order


# ---------------------------------------------------------------- wallets, tiers, referral, rewards


def test_wallets():
    checked = sound(
        small(
            currency="JPY",
            rules="""
  a: { on: purchase, give: 1% back }
  b: { on: purchase, give: 1 star per 100 JPY }
  c: { on: enrol, give: 1 XP }""",
            rewards=None,
            wallets="""
  money back: { unit: JPY, rounding: half even }
  stars: { unit: star/stars, decimals: 4, value: 2 JPY, expires: 2 years after available, refunds: keep, debt: forgiven }
  experience: { unit: XP, available: after 2 weeks, expires: 30 days after earning at end of quarter }""",
        )
    )
    assert checked.wallets == (
        Wallet("money back", "JPY", "JPY", 0, True, 10_000, "half even"),
        Wallet(
            "stars", "star", "stars", 4, False, 20_000,
            expires=Expiry(Duration(24, "months"), "available"), refunds="keep", debt="forgiven",
        ),
        Wallet(
            "experience", "XP", "XP", 0, False, None,
            available=Duration(14, "days"), expires=Expiry(Duration(30, "days"), "earning", "quarter"),
        ),
    )  # fmt: skip
    assert checked.rules[0].awards == (MoneyRate("money back", 1, 1_000_000, "pro rata"),)
    assert checked.rules[1].awards == (MoneyRate("stars", 10_000, 1_000_000),)


TIERS = [
    ("over: last 90 days", Window("last", duration=Duration(90, "days")), Keep("while qualified")),
    ("over: ever, keep: for ever", Window("ever"), Keep("for ever")),
    ("keep: 6 months", Window("last", duration=Duration(12, "months")), Keep("for", Duration(6, "months"))),
    (
        "keep: until end of calendar year",
        Window("last", duration=Duration(12, "months")),
        Keep("until end of calendar year"),
    ),
    (
        "keep: until end of next calendar year",
        Window("last", duration=Duration(12, "months")),
        Keep("until end of next calendar year"),
    ),
]


@pytest.mark.parametrize(("written", "over", "keep"), TIERS)
def test_tiers(written: str, over: Window, keep: Keep):
    tiers = sound(program(tiers=f"{{ by: spend, levels: {{ Silver: 100 EUR, Gold: 250.50 EUR }}, {written} }}")).tiers
    assert tiers is not None
    assert (tiers.measure, tiers.over, tiers.keep, tiers.drop) == ("spend", over, keep, "to what is qualified")
    assert [level.threshold for level in tiers.levels] == [1_000_000, 2_505_000]


REFERRALS = [
    ("first purchase", None, None),
    ("first purchase of at least 20 EUR", 200_000, None),
    ("first purchase within 2 weeks of enrolling", None, Duration(14, "days")),
]


@pytest.mark.parametrize(("written", "minimum", "within"), REFERRALS)
def test_referrals(written: str, minimum: int | None, within: Duration | None):
    text = f"{{ qualifies: {written}, referrer: {{ give: 5 points, limit: 50 points per year, if: member in regulars }} }}"
    referral = sound(program(referral=text)).referral
    assert isinstance(referral, Referral)
    assert (referral.minimum_minor, referral.within, referral.friend) == (minimum, within, None)
    assert referral.referrer is not None
    assert referral.referrer.limits == (Limit("amount", 50, "year", "points"),)
    assert referral.referrer.condition == InSegment(type=YES_NO, text="", segment="regulars")


def test_rewards():
    checked = sound(
        program(
            rewards=SECTIONS["rewards"]
            + """
  ten percent: { kind: perk, price: 2.50 miles, worth: 0 EUR, cost: 0 EUR, auto: no, limit: [2 per month, once per day], stock: 5 }
  refund: { kind: voucher, price: 5 EUR, worth: 5 EUR }"""
        )
    )
    perk, refund = checked.reward("ten percent"), checked.reward("refund")
    assert (perk.kind, perk.price, perk.worth_minor, perk.cost_minor) == ("perk", Price("bonus miles", 250), 0, 0)
    assert perk.limits == (Limit("times", 2, "month"), Limit("times", 1, "day"))
    assert not perk.auto
    assert (perk.stock, refund.stock) == (5, None)
    assert (refund.price, refund.worth_minor, refund.valid) == (Price("cashback", 500), 50_000, None)


def test_segments_may_use_each_other_in_any_order():
    checked = sound(program(segments="{ regulars: member in friends or first purchase, friends: member.newsletter is yes }"))
    node = checked.segments["regulars"]
    assert isinstance(node, AnyOf)
    assert node.conditions == (InSegment(type=YES_NO, text="", segment="friends"), FIRST)
