"""Warnings: each is given where it is certain, and not where it could be wrong."""

import pytest
from checked_programs import SECTIONS, check, findings, program, small

WINDOWS = [
    ("until: 2023-12-31", [("RK351", "until")]),
    ("until: 2024-01-01", []),
    ("from: 2025-01-01", [("RK351", "from")]),
    ("from: 2024-12-31", []),
]


@pytest.mark.parametrize(("window", "expected"), WINDOWS)
def test_what_is_never_at_work(window: str, expected: list[tuple[str, str]]):
    rules = f"{{ base: {{ on: purchase, give: 1 point per 1 EUR, {window} }} }}"
    assert findings(small(starts="2024-01-01", ends="2024-12-31", rules=rules)) == expected
    card = f"{{ card: {{ stamp: 1 per visit, full at: 10, give: mug, {window} }} }}"
    assert findings(small(starts="2024-01-01", ends="2024-12-31", cards=card)) == expected
    assert findings(small(rules=rules)) == [], "without days of the program nothing is certain"


NEVER_TRUE = [
    "basket.total > 5 EUR and basket.total < 3 EUR",
    "basket.total > 5 EUR and basket.total <= 5 EUR",
    "3 EUR > basket.total and basket.total > 5 EUR",
    "basket.total = 5 EUR and basket.total = 6 EUR",
    "basket.total between 6 EUR and 5 EUR",
    "basket.total < 0 EUR",
    "purchases ever < 0",
    "purchases in the last 30 days > 3 and first purchase and purchases in the last 30 days < 3",
    "purchase.channel is app and purchase.channel is web",
    "purchase.channel is app and purchase.channel in [store, web]",
    'member.city = "a" and member.city = "b"',
    "member.tier is Gold and member.tier is Silver",
    "purchase.gift is yes and purchase.gift is no",
    "member.joined < 2024-01-01 and member.joined > 2024-01-01",
    "first purchase and (basket.total < 1 EUR and basket.total > 2 EUR)",
    "basket.total < 0 EUR or basket.lines < 0",
    "first purchase and (basket.total < 0 EUR or basket.lines < 0)",
]
SOMETIMES_TRUE = [
    "basket.total > 5 EUR or basket.total < 3 EUR",
    "basket.total >= 5 EUR and basket.total <= 5 EUR",
    "basket.units > 2 and basket.units < 3",
    "basket.total != 5 EUR and basket.total != 6 EUR",
    "basket.total between 5 EUR and 5 EUR",
    "basket.units < 0",
    "purchases ever < 3 and purchases this month > 3",
    "member.points > 5 points and member.miles < 3 miles",
    "purchase.channel is app and member.home is store",
    "purchase.channel is app and purchase.channel in [app, web]",
    "purchase.channel is not app and purchase.channel is not web",
    "member.tier is Gold or member.tier is Silver",
    "not (basket.total > 5 EUR and basket.total < 3 EUR)",
    "spend ever < 0 EUR",
    "any line where line.amount > 5 EUR and any line where line.amount < 3 EUR",
]


def with_condition(text: str) -> list[tuple[str, str]]:
    rules = SECTIONS["rules"] + f"\n  x:\n    on: purchase\n    if: '{text}'\n    give: 5 points"
    return findings(program(rules=rules))


@pytest.mark.parametrize("text", NEVER_TRUE)
def test_conditions_that_are_never_true(text: str):
    assert with_condition(text) == [("RK352", "if")]


@pytest.mark.parametrize("text", SOMETIMES_TRUE)
def test_conditions_that_can_be_true(text: str):
    assert with_condition(text) == []


def test_contradictions_are_found_wherever_a_condition_stands():
    never = "purchases ever < 0"
    text = program(
        segments=f"{{ regulars: {never} }}",
        cards="{ card: { stamp: 1 per visit, full at: 5, give: mug, lines: line.amount > 2 EUR and line.amount < 1 EUR } }",
        rewards=f"{{ free coffee: {{ kind: gift, price: 5 points, if: {never} }}, mug: {{ kind: gift, price: 5 points }} }}",
        referral=f"{{ qualifies: first purchase, friend: {{ give: mug, if: {never} }} }}",
    )
    assert findings(text) == [("RK352", "regulars"), ("RK352", "if"), ("RK352", "lines"), ("RK352", "if")]


def test_rewards_nobody_can_get():
    alone = "{ mug: { kind: gift } }"
    assert findings(small(rewards=alone)) == [("RK353", "mug")]
    given = (
        {"rules": "{ a: { on: purchase, give: [1 point per 1 EUR, mug] } }"},
        {
            "rules": "{ a: { on: purchase, give: { none: 1 point per 1 EUR, Gold: mug } } }",
            "tiers": "{ by: visits, levels: { Gold: 2 } }",
        },
        {"cards": "{ card: { stamp: 1 per visit, full at: 5, give: mug } }"},
        {"milestones": "{ ladder: { count: visits, gifts: { 5: 1 point, 10: mug } } }"},
        {"referral": "{ qualifies: first purchase, friend: { give: mug } }"},
    )
    for sections in given:
        assert findings(small(rewards=alone, **sections)) == []


def test_vouchers_worth_more_than_their_basket():
    def voucher(worth: str, basket: str) -> list[tuple[str, str]]:
        return findings(small(rewards=f"{{ v: {{ kind: voucher, price: 5 points, worth: {worth}, minimum basket: {basket} }} }}"))

    assert voucher("20.01 EUR", "20 EUR") == [("RK354", "minimum basket")]
    assert voucher("20 EUR", "20 EUR") == []
    assert findings(small(rewards="{ v: { kind: voucher, price: 5 points, worth: 5 EUR } }")) == []


EXPIRIES = [
    ("after 30 days", "29 days after earning", True),
    ("after 30 days", "30 days after earning", False),
    ("after 1 month", "27 days after earning", True),
    ("after 1 month", "28 days after earning", False),
    ("after 32 days", "1 month after earning", True),
    ("after 31 days", "1 month after earning", False),
    ("after 61 days", "29 days after earning at end of month", True),
    ("after 60 days", "30 days after earning at end of month", False),
    ("after 30 days", "5 days after available", False),
]


@pytest.mark.parametrize(("available", "expires", "too_early"), EXPIRIES)
def test_points_that_expire_before_they_can_be_used(available: str, expires: str, too_early: bool):
    wallets = f"{{ points: {{ unit: point/points, available: {available}, expires: {expires} }} }}"
    assert findings(small(wallets=wallets)) == ([("RK355", "expires")] if too_early else [])


def test_wallets_that_nothing_fills_and_segments_that_nothing_uses():
    wallets = "{ points: { unit: point/points }, miles: { unit: mile/miles } }"
    assert findings(small(wallets=wallets)) == [("RK356", "miles")]
    miles = wallets.replace("mile/miles", "mile/miles, value: 0.01 EUR")
    assert findings(small(wallets=miles, milestones="{ a: { count: visits, gifts: { 5: 1 mile } } }")) == []
    assert findings(small(segments="{ a: first purchase }")) == [("RK356", "a")]
    assert findings(small(segments="{ a: first purchase, b: member in a }")) == [("RK356", "b")]
    used = "{ mug: { kind: gift, price: 5 points, if: member not in a } }"
    assert findings(small(segments="{ a: first purchase }", rewards=used)) == []


def test_levels_nobody_can_reach():
    def tiers(by: str, over: str, gold: int) -> list[tuple[str, str]]:
        return findings(small(tiers=f"{{ by: {by}, over: {over}, levels: {{ Silver: 2, Gold: {gold} }} }}"))

    assert tiers("visits", "last 30 days", 31) == [("RK357", "Gold")]
    assert tiers("visits", "last 30 days", 30) == []
    assert tiers("visits", "last 1 month", 32) == [("RK357", "Gold")]
    assert tiers("visits", "last 1 month", 31) == []
    assert tiers("visits", "ever", 1000) == []
    assert tiers("purchases", "last 30 days", 1000) == []


def test_bonuses_that_multiply_nothing():
    bonus = "b: { on: purchase, bonus: double points }"
    fixed, enrol = "a: { on: purchase, give: 5 points }", "a: { on: enrol, give: 5 points }"
    for rule in (fixed, enrol):
        assert findings(small(rules=f"{{ {rule}, {bonus} }}")) == [("RK358", "bonus")]
    by_tier = "a: { on: purchase, give: { none: 5 points, Gold: 3 points per unit } }"
    assert findings(small(rules=f"{{ {by_tier}, {bonus} }}", tiers="{ by: visits, levels: { Gold: 2 } }")) == []


def test_there_are_no_warnings_about_habits_beside_errors():
    found = check(small(rewards="{ mug: { kind: gft } }"))[1]
    assert [one.code for one in found] == ["RK212"], "a reward without a price is not also called useless"


# ---------------------------------------------------------------- conditions that exclude each other by names


BY_NAME = [
    ("member.tier is Silver and member.tier is at least Gold", True),
    ("member.tier is Gold and member.tier is at least Silver", False),
    ("member.tier is none and member.tier is at least Silver", True),
    ("member.tier is none and member.tier is not Gold", False),
    ("member.tier in [Silver, Gold] and not member.tier is at least Gold", False),
    ("member in regulars and member not in regulars", True),
    ("member in regulars and not member in regulars", True),
    ("first purchase and not first purchase", True),
    ("purchase.channel is app and purchase.channel is not app", True),
    ("purchase.channel is app and purchase.channel is not web", False),
    ("purchase.channel in [app, web] and purchase.channel not in [app, store, web]", True),
    ("purchase.channel in [app, web] and purchase.channel not in [app, store]", False),
    ("purchase.gift is yes and purchase.gift is not yes", True),
    ("basket.total = 5 EUR and basket.total != 5 EUR", True),
    ("basket.total <= 5 EUR and basket.total != 5 EUR", False),
    ("member.city is missing and not member.city is missing", True),
    ('member.city is missing and member.city = "a"', True),
    ('member.city is missing and member.city != "a"', False),
    ("member.birthday is missing and member.joined > 2024-01-01", False),
]


@pytest.mark.parametrize(("text", "never"), BY_NAME)
def test_conditions_that_exclude_each_other_by_names(text: str, never: bool):
    assert with_condition(text) == ([("RK352", "if")] if never else [])


# ---------------------------------------------------------------- promotions that overlap


def promotions(one: str, other: str, **sections: str) -> list[str]:
    """What is said about two rules beside one with a rate."""
    rules = f"{{ base: {{ on: purchase, give: 1 point per 1 EUR }}, one: {{ {one} }}, other: {{ {other} }} }}"
    text = small(rules=rules, **sections)
    found = check(text)[1]
    assert [finding.code for finding in found] in ([], ["RK359"]), [finding.message for finding in found]
    return [finding.message.removeprefix("this works at the same time as ") for finding in found]


def bonus(window: str, effect: str = "double points") -> str:
    return f"on: purchase, {window}, bonus: {effect}"


DAYS = [
    ("from: 2024-06-01, until: 2024-06-30", "from: 2024-06-30, until: 2024-07-31", "on 2024-06-30"),
    ("from: 2024-06-01, until: 2024-06-30", "from: 2024-07-01", None),
    ("from: 2024-06-01, until: 2024-08-31", "from: 2024-06-10, until: 2024-06-20", "from 2024-06-10 to 2024-06-20"),
    ("from: 2024-06-01", "from: 2024-07-01", "from 2024-07-01 on"),
    ("until: 2024-06-01", "until: 2024-07-01", "until 2024-06-01"),
    ("from: 2024-06-01, at: Sat-Sun", "from: 2024-06-01, at: Mon-Fri", None),
    ("from: 2024-06-01, until: 2024-06-30, at: Sat-Sun", "until: 2024-06-16, at: Sun-Mon", "from 2024-06-02 to 2024-06-16, Sun"),
    ("from: 2024-06-03, until: 2024-06-07, at: Sat-Sun", "from: 2024-06-01", None),
    ("from: 2024-06-01, at: 14:00-17:00", "until: 2024-06-02, at: 17:00-18:00", None),
    ("from: 2024-06-01, at: 14:00-17:00", "until: 2024-06-02, at: 16:00-18:00", "from 2024-06-01 to 2024-06-02, 16:00-17:00"),
    ("from: 2024-06-01, at: Fri 22:00-03:00", "until: 2024-06-30, at: Sat", "from 2024-06-08 to 2024-06-29, Sat 00:00-03:00"),
    ("from: 2024-06-07, until: 2024-06-07, at: Fri 22:00-03:00", "from: 2024-06-08", "on 2024-06-08, Sat 00:00-03:00"),
    ("from: 2024-06-08", "from: 2024-06-07, until: 2024-06-07, at: Fri 22:00-03:00", "on 2024-06-08, Sat 00:00-03:00"),
    ("from: 2024-06-07, until: 2024-06-07, at: Fri 22:00-24:00", "from: 2024-06-08", None),
    ("from: 2024-06-07, until: 2024-06-07, at: 22:00-03:00", "until: 2024-06-07, at: 21:00-02:00", "on 2024-06-07, …"),
    ("at: Sat-Sun", "from: 2024-06-01", None),
    ("at: Sat-Sun", "at: Sun", None),
]


@pytest.mark.parametrize(("one", "other", "days"), DAYS)
def test_days_and_hours_on_which_bonuses_overlap(one: str, other: str, days: str | None):
    found = promotions(bonus(one), bonus(other))
    assert len(found) == (days is not None)
    if days is not None and "…" not in days:
        assert found[0].split(", ", 1)[1] == f"{days}: a purchase then gets x3 points"


def test_only_days_of_the_program_count():
    one, other = bonus("from: 2024-06-01"), bonus("from: 2024-05-01")
    assert promotions(one, other, ends="2024-06-30") == [
        "`other`, from 2024-06-01 to 2024-06-30: a purchase then gets x3 points",
    ]
    assert promotions(bonus("until: 2024-06-01"), bonus("until: 2024-05-01"), starts="2024-05-01") == [
        "`one`, on 2024-05-01: a purchase then gets x3 points"
    ]


EFFECTS = [
    ("double points", "+50% points", "add", "x2.5 points"),
    ("double points", "+50% points", "multiply", "x3 points"),
    ("1.5x points", "1.25x points", "multiply", "x1.875 points"),
    ("double points", "double points", "best", None),
]


@pytest.mark.parametrize(("one", "other", "stacking", "effect"), EFFECTS)
def test_what_overlapping_bonuses_make_of_a_point(one: str, other: str, stacking: str, effect: str | None):
    window = "from: 2024-06-01"
    found = promotions(bonus(window, one), bonus(window, other), stacking=f"{{ bonuses: {stacking} }}")
    assert found == ([f"`one`, from 2024-06-01 on: a purchase then gets {effect}"] if effect else [])


EXCLUDED = [
    ("if: 'basket.total > 5 EUR'", "if: 'basket.total <= 5 EUR'", False),
    ("if: 'basket.total > 5 EUR'", "if: 'basket.total <= 6 EUR'", True),
    ("if: 'basket.total > 5 EUR'", "limit: 50 points per day", True),
    ("if: member.tier is Silver", "if: member.tier is at least Gold", False),
    ("lines: 'line.sku = \"a\"'", "lines: 'line.sku = \"b\"'", False),
    ("lines: 'line.sku = \"a\"'", "lines: 'line.sku != \"b\"'", True),
]


@pytest.mark.parametrize(("one", "other", "overlap"), EXCLUDED)
def test_promotions_that_exclude_each_other_do_not_overlap(one: str, other: str, overlap: bool):
    tiers = "{ by: visits, levels: { Silver: 12, Gold: 30 } }"
    window = "from: 2024-06-01"
    assert len(promotions(bonus(f"{window}, {one}"), bonus(f"{window}, {other}"), tiers=tiers)) == overlap


GIVEN = [
    ("on: purchase, give: 5 points", "on: purchase, give: 2 points per 1 EUR", "a purchase then gets `points` from both"),
    ("on: enrol, give: 5 points", "on: enrol, give: [mug, 5 points]", "a member then gets `points` from both"),
    ("on: enrol, give: 5 points", "on: purchase, give: 5 points", None),
    ('on: activity "a", give: 5 points', 'on: activity "a", give: 5 points', "a member then gets `points` from both"),
    ('on: activity "a", give: 5 points', 'on: activity "b", give: 5 points', None),
    (
        "on: joining anniversary, give: 5 points",
        "on: joining anniversary, give: 5 points",
        "a member then gets `points` from both",
    ),
    ("on: purchase, give: 5 points", "on: purchase, give: mug", None),
    ("on: purchase, give: 5 points", "on: purchase, bonus: double points", None),
]


@pytest.mark.parametrize(("one", "other", "effect"), GIVEN)
def test_rules_that_give_at_the_same_time(one: str, other: str, effect: str | None):
    window = "from: 2024-06-01"
    found = promotions(f"{one}, {window}", f"{other}, {window}")
    assert found == ([f"`one`, from 2024-06-01 on: {effect}"] if effect else [])
    assert promotions(one, f"{other}, {window}") == [], "only what has days of its own is a promotion"


def test_of_a_group_only_the_best_counts():
    def grouped(one: str, other: str) -> list[tuple[str, str]]:
        rules = "".join(
            f"\n  {name}: {{ on: purchase, from: 2024-06-01, bonus: double points, group: {group} }}"
            for name, group in (("a", one), ("b", other), ("c", "summer"), ("d", "winter"))
        )
        base = "\n  base: { on: purchase, give: 1 point per 1 EUR }"
        return findings(small(groups="{ summer: best, winter: best }", rules=base + rules))

    assert grouped("summer", "winter") == [("RK359", "b"), ("RK359", "c"), ("RK359", "d")]
    assert grouped("summer", "summer") == [("RK359", "d"), ("RK317", "group")]


def test_bonuses_of_other_rules_do_not_overlap():
    def bonuses(one: str, other: str) -> list[tuple[str, str]]:
        base = "; ".join(f"{name}: {{ on: purchase, give: 1 point per 1 EUR }}" for name in "ab").replace(";", ",")
        window = "on: purchase, from: 2024-06-01, bonus: double points"
        return findings(small(rules=f"{{ {base}, one: {{ {window}{one} }}, other: {{ {window}{other} }} }}"))

    assert bonuses(", of: [a]", ", of: [b]") == []
    assert bonuses(", of: [a]", ", of: [a, b]") == [("RK359", "other")]
    assert bonuses(", of: [a]", "") == [("RK359", "other")]


def test_each_promotion_is_named_once_and_wallets_do_not_mix():
    rules = ", ".join(
        f"{name}: {{ on: purchase, from: 2024-06-0{day}, bonus: double {unit} }}"
        for name, day, unit in (("a", 3, "points"), ("b", 2, "points"), ("c", 1, "points"), ("d", 1, "miles"))
    )
    wallets = "{ points: { unit: point/points }, miles: { unit: mile/miles, value: 1 EUR } }"
    base = "base: { on: purchase, give: [1 point per 1 EUR, 1 mile per 1 EUR] }"
    found = check(small(wallets=wallets, rules=f"{{ {base}, {rules} }}"))[1]
    assert [(one.code, one.context, one.labels[0].span.text) for one in found] == [
        ("RK359", "in rule `a`", "c"),
        ("RK359", "in rule `b`", "c"),
    ]


def test_the_comparison_of_promotions_ends():
    """Thousands of promotions that never meet on the same weekday."""
    rules = "".join(
        f"\n  r{number}: {{ on: purchase, from: 2024-06-01, if: 'basket.total = {number} EUR', bonus: double points }}"
        for number in range(1, 1500)
    )
    found = check(small(rules="\n  base: { on: purchase, give: 1 point per 1 EUR }" + rules))[1]
    assert [one.code for one in found] == ["RK360"]


# ---------------------------------------------------------------- a program too complicated to explain


def test_a_program_too_complicated_to_explain():
    def rules(count: int, last: str = "") -> str:
        plain = "".join(f"\n  r{number}: {{ on: purchase, give: 1 point }}" for number in range(count - 1))
        return f"{plain}\n  big: {{ on: purchase, give: 1 point{last} }}"

    assert findings(small(rules=rules(98))) == [], "with wallet and reward 100 sentences"
    found = check(
        small(rules=rules(97, ", limit: once per year, if: 'first purchase or (visits ever > 3 and basket.lines > 2)'"))
    )[1]
    assert [(one.code, one.span.text if one.span else "") for one in found] == [("RK360", "program")]
    assert found[0].message == (
        "it takes 103 sentences to explain this program, more than 100: 97 rules, 3 parts of conditions, 1 wallet, 1 limit, 1 reward"
    )
    assert found[0].help == "most are about rule `big` (5); leave out what few members use, or say it in fewer rules"


def test_everything_that_must_be_explained_is_counted():
    text = small(
        rules="".join(f"\n  r{number}: {{ on: purchase, give: 1 point }}" for number in range(92)),
        tiers="{ by: visits, levels: { Silver: 2, Gold: 3 } }",
        segments="{ a: first purchase }",
        cards="{ card: { stamp: 1 per visit, full at: 5, give: mug, if: member in a, limit: 1 stamp per day } }",
        milestones="{ ladder: { count: visits, gifts: { 5: mug, 10: mug } } }",
        referral="{ qualifies: first purchase, friend: { give: mug, limit: once } }",
    )
    message = check(text)[1][0].message
    assert message.endswith(": 92 rules, 4 gifts, 2 limits, 2 levels, 2 parts of conditions, 1 wallet, 1 reward, 1 segment"), (
        message
    )


def test_choices_and_bands_are_counted():
    rules = "".join(f"\n  r{number}: {{ on: purchase, give: 1 point }}" for number in range(96))
    chosen = "\n  by level: { on: purchase, give: { none: 1 point, Gold: 2 points } }"
    banded = (
        "\n  bands: { on: purchase, bands: spend ever, give: { up to 50 EUR: 1 point per 1 EUR, above: 2 points per 1 EUR } }"
    )
    found = check(small(rules=rules + chosen + banded, tiers="{ by: visits, levels: { Gold: 2 } }"))[1]
    assert found[0].message.endswith(": 98 rules, 4 choices, 1 wallet, 1 reward, 1 level")


# ---------------------------------------------------------------- points that buy nothing


def test_points_that_buy_nothing():
    def with_miles(wallet: str = "unit: mile/miles", **sections: str) -> list[tuple[str, str]]:
        wallets = f"{{ points: {{ unit: point/points }}, miles: {{ {wallet} }} }}"
        rules = "{ base: { on: purchase, give: [1 point per 1 EUR, 1 mile per 1 EUR] } }"
        return findings(small(wallets=wallets, **{"rules": rules} | sections))

    assert with_miles() == [("RK362", "miles")]
    assert with_miles(rewards="{ mug: { kind: gift, price: 5 miles } }") == [("RK362", "points")]
    assert with_miles("unit: mile/miles, value: 0.01 EUR") == []
    assert with_miles(tiers="{ by: miles earned, levels: { Gold: 50 miles } }") == []
    assert with_miles(milestones="{ m: { count: miles earned, gifts: { 50 miles: mug } } }") == []
    for condition in ("member.miles > 5 miles", "miles earned ever > 5 miles"):
        rewards = f"{{ mug: {{ kind: gift, price: 5 points, if: '{condition}' }} }}"
        assert with_miles(rewards=rewards) == []
    assert (
        with_miles(
            rules="{ base: { on: purchase, give: [1 point per 1 EUR, 1 mile per 1 EUR, mug] } }",
            rewards="{ mug: { kind: gift } }",
        )
        == []
    )
    money = "{ points: { unit: point/points }, cashback: { unit: EUR } }"
    assert findings(small(wallets=money, rules="{ a: { on: purchase, give: [5 points, 1% back] } }")) == []


LEVELS = "{ by: visits, levels: { Silver: 12, Gold: 30 } }"


def by_level(give: str, more: str = "on: purchase") -> list[tuple[str, str]]:
    text = small(tiers=LEVELS, rules=f"{{ base: {{ {more}, give: {give} }} }}", segments="{ best: member.tier is Gold }")
    return [(one.message, one.help or "") for one in check(text)[1] if one.code == "RK366"]


def test_levels_without_a_word_in_a_choice_are_named():
    assert by_level("{ Silver: 5 points, Gold: 9 points }") == [
        ("members without a level get nothing here", "add `none: …`, or, where that is meant, `if: member.tier is at least Silver`")
    ]
    both = "members without a level and members of level `Silver` get nothing here"
    assert by_level("[{ Gold: 9 points }]") == [(both, "add `none: …`, `Silver: …`")]


@pytest.mark.parametrize(
    ("give", "more"),
    [
        ("{ none: 1 point, Silver: 5 points, Gold: 9 points }", "on: purchase"),
        ("{ Gold: 5 points, otherwise: 1 point }", "on: purchase"),
        ("{ Silver: 5 points, Gold: 9 points }", "on: purchase, if: member.tier is at least Silver"),
        ("{ Gold: 9 points }", "on: purchase, if: member in best"),
        ("{ Silver: 5 points, Gold: 9 points }", "on: reaching Silver"),
    ],
)
def test_a_choice_that_says_it_for_all_or_asks_for_the_level_is_fine(give: str, more: str):
    assert by_level(give, more) == []


@pytest.mark.parametrize(
    ("section", "body"),
    [
        ("cards", "{ card: { stamp: 1 per visit, full at: 5, give: { Gold: mug } } }"),
        ("milestones", "{ ladder: { count: visits, gifts: { 5: { Gold: mug } } } }"),
        ("referral", "{ qualifies: first purchase, friend: { give: { Gold: mug } } }"),
    ],
)
def test_a_choice_of_a_card_a_ladder_and_a_referral_is_looked_at_too(section: str, body: str):
    assert "RK366" in [one.code for one in check(small(tiers=LEVELS, **{section: body}))[1]]


@pytest.mark.parametrize(("late", "codes"), [("recompute", ["RK367"]), ("reject", []), (None, [])])
def test_late_events_are_only_spoken_of_where_the_program_speaks_of_them(late: str | None, codes: list[str]):
    text = small(late=late, rewards="{ mug: { kind: gift, price: 5 points, stock: 5 } }")
    assert [one.code for one in check(text)[1]] == codes
