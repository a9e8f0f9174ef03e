"""Late events (S11) beside other constructs: editions, paying at a rate, auto rewards, challenges, draws, openings, activity."""

from __future__ import annotations

from till import EARNING, HEAD, Till, corrected

# ---------------------------------------------------------------- editions

FIRST = HEAD + EARNING + "cards:\n  card: { stamp: 1 per visit, full at: 3, give: mug }\nrewards:\n  mug: { kind: gift }\n"
SECOND = (
    HEAD + "starts: 2024-07-01\nrules:\n  base: { on: purchase, give: 2 points per 1 EUR }\nrewards:\n  mug: { kind: gift }\n"
)


def test_a_late_purchase_earns_by_the_edition_of_its_day():
    """5 EUR under the first edition are 5 points, 1 EUR under the second 2; the 20 of the 2nd of July stay."""
    till = Till(FIRST, SECOND)
    till.apply("e1", "06-01", type="enrol")
    till.buy("p2", "07-02", "10.00")
    assert corrected(till.buy("p1", "06-20", "5.00")) == [
        ("earn", 5, 20, 4),
        ("available", 5, 25, 4),
        ("step", 1, 1, None),
        ("expire", -1, 0, None),
    ]
    assert corrected(till.buy("p3", "07-01", "1.00")) == [("earn", 2, 25, 8), ("available", 2, 27, 8)]
    till.settle()


def test_a_card_that_a_new_edition_ended_was_full_before():
    """Two stamps were given up on 1 July; with the third visit of June they are a mug, and nothing is given up."""
    till = Till(FIRST, SECOND)
    till.buy("p1", "06-01", "1.00")
    till.buy("p2", "06-02", "1.00")
    till.buy("p4", "07-02", "1.00")
    assert till.statuses() == []
    outcome = till.buy("p3", "06-03", "0.50")
    assert corrected(outcome) == [
        ("step", 1, 1, None),
        ("card_full", -3, -2, None),
        ("expire", 2, 0, None),
        ("issue", None, None, None),
    ]
    assert till.statuses() == ["open"]
    till.settle()


def test_a_wallet_that_a_new_edition_does_not_know_is_corrected_all_the_same():
    """5 points of June come into a wallet that is frozen since July."""
    till = Till(
        HEAD + EARNING, HEAD.replace("points: {", "stars: {").replace("point/points", "star/stars") + "starts: 2024-07-01\n"
    )
    till.buy("p1", "06-01", "10.00")
    till.buy("p3", "07-02", "10.00")
    assert [entry.amount for entry in till.buy("p2", "06-20", "5.00")] == [5, 5]
    assert till.balance() == 15
    till.settle()


# ---------------------------------------------------------------- rewards

PAY = (
    HEAD
    + "rules:\n  base: { on: purchase, give: 30 points per 1 EUR }\nrewards:\n  pay: { kind: voucher, price: 100 points per 1 EUR }\n"
)
CARD = "cards:\n  card: { stamp: 1 per visit, full at: 2, give: mug }\nrewards:\n  mug: { kind: gift, valid: 7 days }\n"
AUTO = HEAD + EARNING + "rewards:\n  mug: { kind: gift, price: 10 points, auto: yes }\n"


def test_what_was_paid_with_points_stays_paid():
    """300 points earned, 200 paid; had the purchase been returned before, the 200 would have been lacking: they are a debt."""
    till = Till(PAY)
    till.buy("p1", "06-01", "10.00")
    till.apply("r1", "06-03", type="redeem", reward="pay", points="200", ref="p1")
    assert corrected(till.apply("b1", "06-02", type="refund", ref="p1", amount="10.00")) == [
        ("spend", 200, 300, 2),
        ("take_back", -300, 0, 2),
        ("advance", 200, 0, 7),
        ("spend", -200, -200, 7),
    ]
    till.audited()
    assert [entry.kind for entry in till.apply("b2", "06-04", type="refund", ref="r1")] == ["spend", "repay"]
    assert till.balance() == 0
    till.audited()


def test_a_payment_that_was_short_of_points_is_done():
    """100 points are 1 EUR; 60 were too few, with the 60 of the day before, which go first, they are enough."""
    till = Till(PAY)
    till.buy("p2", "06-02", "2.00")
    assert till.apply("r1", "06-03", type="redeem", reward="pay", points="100", ref="p2")[0].reason == "balance"
    assert corrected(till.buy("p1", "06-01", "2.00")) == [
        ("enrol", None, None, None),
        ("spend", -40, 20, 2),
        ("earn", 60, 20, 7),
        ("available", 60, 80, 7),
        ("spend", -60, 20, 7),
    ]
    assert till.balance() == 20
    till.settle()


def test_a_reward_that_buys_itself_follows_the_order_of_events():
    """5 and 8 points are enough for a mug; when the 5 were returned the day after, they never were."""
    till = Till(AUTO)
    till.apply("e1", "06-01", type="enrol")
    till.buy("p2", "06-10", "8.00")
    assert corrected(till.buy("p1", "06-05", "5.00")) == [
        ("spend", -5, 3, 2),
        ("earn", 5, 3, 5),
        ("available", 5, 8, 5),
        ("spend", -5, 3, 5),
        ("issue", None, None, None),
    ]
    till.settle()
    assert ("revoke", None, None, None) in corrected(till.apply("b1", "06-06", type="refund", ref="p1", amount="5.00"))
    assert (till.balance(), till.statuses()) == (8, [])
    till.settle()


def test_a_reward_that_bought_itself_and_was_used_stays_used():
    """The points come back, the mug does not."""
    till = Till(AUTO)
    till.buy("p1", "06-05", "5.00")
    till.buy("p2", "06-10", "8.00")
    till.apply("u1", "06-12", type="use", reward="mug")
    till.apply("b1", "06-06", type="refund", ref="p1", amount="5.00")
    assert (till.balance(), till.statuses()) == (8, ["used"])
    till.audited()


def test_a_gift_that_has_lapsed_and_would_not_have_been_given_is_revoked():
    """The coffee of the second visit lapsed; had Anna left in between, it would never have been hers."""
    till = Till(HEAD + CARD)
    till.buy("p1", "06-01", "1.00")
    till.buy("p2", "06-03", "1.00")
    till.advance("06-20")
    assert till.statuses() == ["lapsed"]
    assert "revoke" in [entry.reason for entry in till.apply("l1", "06-02", type="leave")]
    assert till.statuses() == []
    till.settle()


def test_a_code_that_was_taken_back_and_never_given_is_given_to_the_next():
    """The second visit was returned and its mug with it; had Anna left before, it is the fourth that brings her first mug."""
    till = Till(HEAD + "milestones:\n  ladder: { count: visits, gifts: { 2: mug, 5: mug } }\nrewards:\n  mug: { kind: gift }\n")
    till.buy("p1", "06-01", "1.00")
    till.buy("p2", "06-03", "1.00")
    code = till.engine.member("anna").rewards[0].code
    till.apply("b2", "06-04", type="refund", ref="p2", amount="1.00")
    till.apply("l1", "06-02", type="leave")
    assert till.statuses() == []
    till.buy("p3", "06-10", "1.00")
    assert till.buy("p4", "06-11", "1.00")[-1].code == code
    till.settle()


# ---------------------------------------------------------------- how the account goes on


def test_a_refund_that_another_takes_the_place_of_leaves_the_account_where_it_is():
    """Both return all the money: nothing to correct, and what comes next is booked after what is written."""
    till = Till(HEAD + EARNING)
    till.buy("p1", "06-01", "5.00")
    till.apply("b9", "06-09", type="refund", ref="p1", amount="5.00")
    outcome = till.apply("b2", "06-02", type="refund", ref="p1", amount="5.00")
    assert (outcome.entries, [one.event_id for one in outcome.rejections]) == ((), ["b9"])
    assert corrected(till.buy("p3", "06-03", "1.00")) == [("earn", 1, 0, 5), ("available", 1, 1, 5)]
    till.settle()


def test_a_referrer_s_correction_stands_at_the_event_that_is_no_more_the_referrer_s():
    """Bert's earlier purchase qualifies instead; both of Anna's corrections are at the time her account had reached."""
    till = Till(HEAD + EARNING + "referral:\n  qualifies: first purchase\n  referrer: { give: 5 points }\n")
    till.apply("e1", "06-01", type="enrol")
    till.apply("e2", "06-02", type="enrol", member_id="bert", referred_by="anna")
    later = till.buy("p9", "06-09", "1.00", member_id="bert")
    outcome = till.buy("p3", "06-03", "1.00", member_id="bert")
    assert {entry.at for entry in outcome} == {later[0].at}
    assert {entry.kind for entry in till.buy("p5", "06-05", "1.00")} == {"correct"}
    till.settle()


def test_a_friend_who_brought_somebody_else_has_qualified_all_the_same():
    """Anna brings Finn, Finn brings Rosa, and Anna names Rosa, which counts for nothing: Finn's purchase keeps its 5 points."""
    till = Till(
        HEAD + EARNING + "referral:\n  qualifies: first purchase within 30 days of enrolling\n  referrer: { give: 5 points }\n"
    )
    till.apply("e1", "06-01", type="enrol")
    till.apply("e2", "06-02", type="enrol", member_id="finn", referred_by="anna")
    till.apply("e3", "06-03", type="enrol", member_id="rosa", referred_by="finn")
    till.apply("e4", "06-04", type="enrol", referred_by="rosa")
    till.buy("p1", "06-10", "1.00", member_id="finn")
    till.buy("p3", "06-20", "1.00")
    till.buy("p2", "06-15", "1.00")
    assert till.balance() == 5 + 1 + 1
    till.settle()


def test_what_was_given_and_taken_by_hand_is_told_apart():
    """5 points were not there to be taken; with those that came late they are, and nothing stays."""
    till = Till(HEAD)
    assert till.apply("a2", "06-02", type="adjust", wallet="points", points="-5")[1].reason == "balance"
    assert corrected(till.apply("a1", "06-01", type="adjust", wallet="points", points="5")) == [
        ("enrol", None, None, None),
        ("adjust", 5, 5, 4),
        ("adjust taken", -5, 0, 4),
    ]
    till.settle()


# ---------------------------------------------------------------- challenges, groups, draws


def test_a_challenge_is_reached_by_the_visit_that_came_late():
    """Three purchases within 7 days, also where the first has left the window by now; the fourth begins anew."""
    till = Till(HEAD + "challenges:\n  sprint: { count: purchases, reach: 3 within 7 days, give: 5 points }\n")
    till.buy("p1", "06-01", "1.00")
    till.buy("p3", "06-05", "1.00")
    till.buy("p4", "06-09", "1.00")
    assert corrected(till.buy("p2", "06-03", "1.00")) == [
        ("earn", 5, 0, 6),
        ("available", 5, 5, 6),
        ("step", 1, 3, None),
        ("challenge", -3, 0, None),
        ("expire", 1, 1, None),
    ]
    till.settle()


def test_the_best_of_a_group_is_another_once_a_limit_was_used_before():
    """20 points once, else 1 per EUR: the late purchase has the 20, so the later one gets 10."""
    rules = "rules:\n  welcome: { on: purchase, group: g, give: 20 points, limit: once }\n  base: { on: purchase, group: g, give: 1 point per 1 EUR }\n"
    till = Till(HEAD + "groups: { g: best }\n" + rules)
    till.apply("e1", "06-01", type="enrol")
    till.buy("p2", "06-10", "10.00")
    outcome = till.buy("p1", "06-05", "5.00")
    assert [(entry.reason, entry.rule, entry.amount) for entry in outcome if entry.reason == "earn"] == [
        ("earn", "welcome", -20),
        ("earn", "welcome", 20),
        ("earn", "base", 10),
    ]
    assert till.balance() == 30
    till.settle()


def test_a_draw_is_the_same_in_any_order():
    """The event's id decides (S9): whether 1 in 2 wins does not depend on what came before."""
    text = HEAD + "seed: sun\nrules:\n  lucky: { on: purchase, if: chance 1 in 2, give: 10 points }\n"
    till, backwards = Till(text), Till(text)
    for day in range(1, 9):
        till.buy(f"p{day}", f"06-0{day}", "1.00")
        backwards.buy(f"p{9 - day}", f"06-0{9 - day}", "1.00")
    assert 0 < till.balance() == backwards.balance() < 80
    backwards.settle()


# ---------------------------------------------------------------- opening state, the last activity


def test_an_opening_that_comes_late_was_there_before_everything_else():
    """The 30 points brought along end first, so the mug was paid with them; at Gold a purchase earns double; 2 of 3 stamps were there."""
    till = Till(
        HEAD
        + "tiers: { by: spend, over: last 12 months, levels: { Gold: 500 EUR } }\n"
        + "rules:\n  base: { on: purchase, give: 1 point per 1 EUR }\n  gold: { on: purchase, if: member.tier is Gold, bonus: double points }\n"
        + "cards:\n  card: { stamp: 1 per visit, full at: 3, give: cup }\n"
        + "rewards:\n  mug: { kind: gift, price: 10 points }\n  cup: { kind: gift }\n"
    )
    till.buy("p1", "06-10", "12.00")
    till.apply("r1", "06-11", type="redeem", reward="mug")
    till.apply(
        "o1", "06-01", type="adjust", reason="opening", wallet="points", points="30", usable_until="2024-12-31", tier="Gold"
    )
    till.apply("o2", "06-02", type="adjust", reason="opening", wallet="card", points="2")
    assert till.balance() == 30 - 10 + 24
    assert till.statuses() == ["open", "open"]
    assert till.engine.member("anna").tier == "Gold"
    till.settle()


def test_points_that_expired_had_been_kept_alive_by_an_activity_that_came_late():
    """1 June + 30 days: gone on 2 July. The purchase of 20 June moves the date to 20 July."""
    till = Till(HEAD.replace("point/points", "point/points, expires: 30 days after last activity") + EARNING)
    till.buy("p1", "06-01", "10.00")
    till.advance("07-10")
    assert till.balance() == 0
    outcome = till.buy("p2", "06-20", "5.00")
    assert corrected(outcome) == [("expire", 10, 10, 3), ("earn", 5, 10, 7), ("available", 5, 15, 7), ("extend", None, 15, None)]
    assert str(outcome[-1].record()["usable_until"]) == "2024-07-20"
    till.settle()
    till.advance("07-21")
    assert till.balance() == 0
    till.settle()
