"""What tests reach: parts that gave something, and every atomic condition seen true and seen false."""

from rulekit.diagnostics import Source
from rulekit.semantics import check_program
from rulekit.testing.coverage import Coverage, coverage
from rulekit.testing.findings import unreached
from rulekit.testing.places import places_of
from rulekit.testing.run import play_all

PROGRAM = """\
program: Shop
currency: EUR
timezone: Europe/Berlin
attributes:
  line: { category: text }
wallets:
  points: { unit: point/points }
tiers: { by: purchases, levels: { Silver: 2 } }
segments:
  regulars: purchases ever >= 1 and spend ever >= 10 EUR
rules:
  base: { on: purchase, lines: line.category = "cake" or line.amount > 5 EUR, give: 1 point per 1 EUR }
  late: { on: purchase, from: 2024-06-01, if: basket.total > 3 EUR, give: 5 points }
  friends: { on: purchase, if: member in regulars and not first purchase, limit: once, give: 5 points }
milestones:
  ladder: { count: spend, gifts: { 10 EUR: mug, 20.50 EUR: mug } }
referral:
  qualifies: first purchase
  referrer: { give: 50 points, if: member.tier is Silver }
  friend: { give: 10 points }
rewards:
  mug: { kind: gift, price: 30 points, if: member.points >= 40 points }
  pay: { kind: voucher, price: 10 points per 1 EUR, at most: 50% of basket.total }
tests:
  t:
    given:
"""


def covered(*given: str) -> Coverage:
    text = PROGRAM + "".join(f"      - {{ at: {line} }}\n" for line in given) + "    expect: {}\n"
    program, found = check_program(Source("shop.yaml", text))
    assert program is not None, found
    return coverage(program, play_all(program))


def reached(found: Coverage) -> set[str]:
    return {".".join(map(str, part.path)) for part in found.parts if part.is_reached}


def seen(found: Coverage) -> dict[str, set[bool]]:
    return {f"{'.'.join(map(str, one.path))}: {one.text}": one.seen for one in found.conditions if one.seen}


def test_every_part_and_every_atomic_condition_counts() -> None:
    found = covered("2024-03-01, purchase: 1 EUR")
    assert ["/".join(map(str, part.path)) for part in found.parts] == [
        "rules/base", "rules/late", "rules/friends", "milestones/ladder/gifts/0", "milestones/ladder/gifts/1",
        "referral/referrer", "referral/friend", "tiers/levels/Silver", "rewards/mug", "rewards/pay",
    ]  # fmt: skip
    assert [one.text for one in found.conditions] == [
        'line.category = "cake"', "line.amount > 5 EUR", "basket.total > 3 EUR", "member in regulars", "first purchase",
        "member.tier is Silver", "member.points >= 40 points", "purchases ever >= 1", "spend ever >= 10 EUR",
    ]  # fmt: skip
    assert (found.reached, found.total, found.percent) == (0, 28, 0)


def test_a_condition_is_seen_on_each_line_and_in_each_part_of_an_or() -> None:
    found = covered("2024-03-01, member: a, lines: [{ amount: 6 EUR, category: cake }, { amount: 1 EUR, category: tea }]")
    both = {True, False}
    assert seen(found) == {
        'rules.base.lines: line.category = "cake"': both,
        "rules.base.lines: line.amount > 5 EUR": both,
        "rules.friends.if: member in regulars": {False},
        "rules.friends.if: first purchase": {True},
        "segments.regulars: purchases ever >= 1": {False},
        "segments.regulars: spend ever >= 10 EUR": {False},
    }
    assert reached(found) == {"rules.base"}


def test_a_rule_that_its_limit_cuts_to_nothing_gave_something_before() -> None:
    found = covered("2024-07-01, member: a, purchase: 12 EUR, category: x, repeat: daily 3 times")
    assert {"rules.friends", "rules.late", "milestones.ladder.gifts.0", "milestones.ladder.gifts.1"} <= reached(found)
    assert seen(found)["rules.late.if: basket.total > 3 EUR"] == {True}


def test_sides_of_the_referral_and_rewards_are_judged_on_their_own_member() -> None:
    found = covered(
        "2024-03-01, member: a, purchase: 1 EUR, repeat: daily 2 times",
        "2024-03-05, member: b, enrol: yes, referred by: a",
        "2024-03-06, member: b, purchase: 1 EUR",
        "2024-03-07, member: a, redeem: mug",
        "2024-03-07, member: b, redeem: mug",
    )
    assert {"referral.referrer", "referral.friend", "rewards.mug", "tiers.levels.Silver"} <= reached(found)
    assert seen(found)["referral.referrer.if: member.tier is Silver"] == {True}
    assert seen(found)["rewards.mug.if: member.points >= 40 points"] == {True, False}


def test_paying_with_points_uses_the_reward_although_nothing_is_issued() -> None:
    given = ["2024-03-01, member: a, purchase: 40 EUR, category: cake", "2024-03-02, member: a, purchase: 4 EUR, id: tea"]
    too_much = covered(*given, "2024-03-02, member: a, redeem: pay, points: 30 points, ref: tea")
    assert "rewards.pay" not in reached(too_much)
    half = covered(*given, "2024-03-02, member: a, redeem: pay, points: 20 points, ref: tea")
    assert "rewards.pay" in reached(half)


def test_a_referrer_who_does_not_fulfil_the_condition_gets_nothing() -> None:
    found = covered(
        "2024-03-01, member: a, enrol: yes",
        "2024-03-05, member: b, enrol: yes, referred by: a",
        "2024-03-06, member: b, purchase: 1 EUR",
    )
    assert "referral.referrer" not in reached(found)
    assert seen(found)["referral.referrer.if: member.tier is Silver"] == {False}


def test_the_condition_of_a_reward_that_is_bought_by_itself_is_seen_at_every_event() -> None:
    program, found = check_program(Source("shop.yaml", AUTO))
    assert program is not None, found
    assert seen(coverage(program, play_all(program))) == {"rewards.mug.if: member.points > 20 points": {True, False}}


AUTO = """\
program: Shop
currency: EUR
timezone: Europe/Berlin
wallets: { points: { unit: point/points } }
rules: { base: { on: purchase, give: 1 point per 1 EUR } }
rewards: { mug: { kind: gift, price: 10 points, auto: yes, if: member.points > 20 points } }
tests:
  twice:
    given: [{ at: 2024-03-01, member: a, purchase: 12 EUR, repeat: daily 2 times }]
    expect: { a: { points: 14, rewards: { mug: 1 } } }
"""


IGNORING = """\
program: Shop
currency: EUR
timezone: Europe/Berlin
wallets:
  points: { unit: point/points }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }  BASE
  # rulekit: ignore RK346 nobody has a test phone
  app:
    on: activity "app"
    if: member.points > 3 points  # rulekit: ignore RK347 nor here
    give: 5 points
tests:
  t:
    given:
      - { at: 2024-03-01 09:00, member: anna, purchase: 12 EUR }
    expect: { anna: { points: 12 } }
"""


def unreached_in(text: str) -> list[tuple[str, int]]:
    source = Source("shop.yaml", text)
    program, found = check_program(source)
    assert program is not None
    assert found == [], "the check cannot know what tests reach, and says nothing about these comments"
    findings = unreached(coverage(program, play_all(program)), places_of(source))
    return [(finding.code, finding.span.line) for finding in findings if finding.span]


def test_a_comment_silences_what_no_test_reaches() -> None:
    assert unreached_in(IGNORING.replace("  BASE", "")) == []


def test_a_comment_that_silences_nothing_of_the_coverage_is_told_with_it() -> None:
    assert unreached_in(IGNORING.replace("BASE", "# rulekit: ignore RK346 it is reached")) == [("RK364", 7)]


def test_without_comments_all_is_told() -> None:
    lines = [line.partition("# rulekit")[0] for line in IGNORING.replace("BASE", "").splitlines()]
    assert unreached_in("\n".join(lines)) == [("RK346", 9), ("RK347", 11)]
