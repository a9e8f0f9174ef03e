"""I3: what refunds take back depends on the sum refunded alone, and a complete refund takes all that was credited."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from generators.cases import Case, Run, cases, run
from generators.ledgers import Row, amount_text, paid_in, parts_of, purchases
from generators.programs import Wish, programs, yaml_text
from hypothesis import assume, given
from hypothesis import strategies as st

from rulekit.engine.entry import Entry
from rulekit.ledger.event import Event
from rulekit.program.model import Program

Key = tuple[str, str]
"""Purchase and wallet."""


@given(cases(Wish(referral=False)))
def test_every_refund_takes_what_its_sum_makes_due(case: Case):
    """S5.2 refund by refund: proportional takes floor(credited x r / p), keep nothing, recompute never more than was credited."""
    ran = run(case.program, case.events)
    paid = {event.event_id: paid_of(event) for event in ran.accepted if event.kind == "purchase"}
    credited = credited_by(case.program, ran)
    refunded: dict[str, int] = defaultdict(int)
    taken: dict[Key, int] = defaultdict(int)
    for event in ran.accepted:
        if event.kind != "refund" or event.ref not in paid:
            continue
        refunded[event.ref] += paid_of(event)
        for wallet in case.program.wallets:
            key = event.ref, wallet.name
            part = taken_by(ran.entries, event.event_id, wallet.name)
            taken[key] += part
            assert part >= 0
            assert_due(wallet.refunds, credited[key], refunded[event.ref], paid[event.ref], taken[key])


def assert_due(mode: str, credited: int, refunded: int, paid: int, taken: int) -> None:
    """What must be taken back by now."""
    assert 0 <= taken <= credited
    if mode == "keep":
        assert taken == 0
    elif paid == 0:
        assert taken in (0, credited)
    elif mode == "proportional":
        assert taken == credited * refunded // paid
    elif refunded == paid:
        assert taken == credited


@st.composite
def refund_stories(draw: Any) -> tuple[Case, list[Row]]:
    """One purchase, and refunds of it in parts: the case holds the purchase alone.

    Of any program that takes back in proportion, or of one that recomputes and gives nothing anew for a smaller basket.
    """
    recomputes = Wish(refunds=("recompute", "proportional"), referral=False, monotone=True)
    spec = draw(st.one_of(programs(recomputes), programs(Wish(refunds=("proportional",), referral=False))))
    bought = draw(purchases())
    return Case(yaml_text(spec), [bought]), draw(parts_of(bought))


@given(refund_stories(), st.randoms(use_true_random=False))
def test_the_order_of_refunds_does_not_matter(story: tuple[Case, list[Row]], random: Any):
    """I3: the same parts in another order take the same in all."""
    case, parts = story
    other = list(parts)
    random.shuffle(other)
    assert total_taken(case, parts) == total_taken(case, other)


@given(refund_stories())
def test_one_refund_takes_what_its_parts_take(story: tuple[Case, list[Row]]):
    """I3: money given back at once or in parts takes the same."""
    case, parts = story
    money = [part for part in parts if "lines" not in part]
    assume(len(money) > 1)
    named = [part for part in parts if "lines" in part]
    whole = {**money[0], "amount": amount_text(sum_of(money))}
    assert total_taken(case, [*named, *money]) == total_taken(case, [*named, whole])


@given(refund_stories())
def test_a_complete_refund_takes_everything(story: tuple[Case, list[Row]]):
    """I3: taken back and written off, debt and expired parts included, are what was credited, however the money came back."""
    case, parts = story
    bought = case.rows[0]
    paid = sum_of([bought])
    assume(paid > 0)
    rest = paid - sum_of(parts)
    last = {"type": "refund", "ref": bought["event_id"], "amount": amount_text(rest), "member_id": "anna"}
    ran = replayed(case, [*parts, last] if rest else parts)
    credited = credited_by(case.program, ran)
    for wallet in case.program.wallets:
        refunds = [event.event_id for event in ran.accepted if event.kind == "refund"]
        assert sum(taken_by(ran.entries, refund, wallet.name) for refund in refunds) == credited["p", wallet.name]


@st.composite
def returned_lines(draw: Any) -> tuple[Case, list[Row]]:
    """A program that recomputes, a purchase of up to three articles, and some of its lines."""
    spec = draw(programs(Wish(refunds=("recompute",), referral=False)))
    lines = [
        {"sku": sku, "line_amount": amount, "quantity": quantity, "category": category}
        for sku in "abc"
        for amount, quantity, category in [
            (
                draw(st.sampled_from(("5.00", "10.00", "3.20", "19.99"))),
                draw(st.sampled_from(("1", "2"))),
                draw(st.sampled_from(("coffee", "cake"))),
            )
        ]
    ]
    bought: Row = {"event_id": "p", "type": "purchase", "at": "2024-03-01 12:00", "member_id": "anna", "lines": lines}
    return Case(yaml_text(spec), [bought]), draw(
        st.lists(st.sampled_from(lines), min_size=1, max_size=2, unique_by=lambda line: line["sku"])
    )


@given(returned_lines())
def test_recompute_leaves_what_the_rest_earns(story: tuple[Case, list[Row]]):
    """S5.2: after lines came back, a member keeps what a purchase of the other lines would have earned, and never more than before."""
    case, returned = story
    bought = case.rows[0]
    rest = replace(case, rows=[{**bought, "lines": [line for line in bought["lines"] if line not in returned]}])
    credited = credited_by(case.program, run(case.program, case.events))
    kept = credited_by(rest.program, run(rest.program, rest.events))
    taken = total_taken(case, [{"type": "refund", "member_id": "anna", "ref": "p", "lines": returned}])
    for wallet, amount in taken.items():
        assert amount == max(0, credited["p", wallet] - kept["p", wallet])


# ---------------------------------------------------------------- what entries say


def credited_by(program: Program, ran: Run) -> dict[Key, int]:
    """What rules `on: purchase` credited for each purchase, per wallet."""
    rules = {rule.name for rule in program.rules if rule.trigger.kind == "purchase"}
    found: dict[Key, int] = defaultdict(int)
    for entry in ran.entries:
        if entry.kind in ("earn", "bonus") and entry.rule in rules and entry.wallet is not None:
            found[entry.event_id, entry.wallet] += entry.amount or 0
    return found


def taken_by(entries: tuple[Entry, ...], refund_id: str, wallet: str) -> int:
    """What one refund took in one wallet: from lots, from what had expired, as debt, written off."""
    total = 0
    for entry in entries:
        if entry.event_id == refund_id and entry.wallet == wallet and entry.kind in ("take_back", "debt", "write_off"):
            total += (entry.cut or 0) - (entry.amount or 0)
    return total


def total_taken(case: Case, parts: list[Row]) -> dict[str, int]:
    """What all these refunds together take, per wallet."""
    ran = replayed(case, parts)
    refunds = [event.event_id for event in ran.accepted if event.kind == "refund"]
    return {wallet.name: sum(taken_by(ran.entries, refund, wallet.name) for refund in refunds) for wallet in case.program.wallets}


def replayed(case: Case, parts: list[Row]) -> Run:
    """The purchase and its refunds, one a day in this order."""
    rows = [{**part, "event_id": f"r{index}", "at": f"2024-03-{index + 10} 12:00"} for index, part in enumerate(parts)]
    whole = replace(case, rows=[*case.rows, *rows])
    return run(whole.program, whole.events)


def paid_of(event: Event) -> int:
    """Money paid or returned."""
    return event.amount if event.amount is not None else sum(line.amount for line in event.lines)


def sum_of(rows: list[Row]) -> int:
    """Money in rows, in ten-thousandths."""
    return sum(paid_in(row) for row in rows)
