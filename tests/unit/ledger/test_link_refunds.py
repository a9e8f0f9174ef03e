"""Refunds without `ref` find the newest earlier purchase of the same member and sku with units and money left (S5.1)."""

from __future__ import annotations

import random

import pytest

HEAD = "id,kind,when,who,art,units,total,ref\n"
MAPPING = """\
columns:
  event_id: id
  type: kind
  at: when
  member_id: who
  sku: art
  quantity: units
  line_amount: total
  ref: ref
refunds:
  link: same member and sku
"""


def refunds(loaded):
    return [
        (event.event_id, event.ref, event.amount, [(line.sku, line.quantity / 10_000, line.amount) for line in event.lines])
        for event in loaded.events
        if event.kind == "refund"
    ]


def link(read, *rows, head=HEAD, mapping=MAPPING):
    return read(head + "".join(row + "\n" for row in rows), mapping=mapping)


def test_the_newest_earlier_purchase_of_the_member_and_item(read):
    loaded = link(
        read,
        "p1,purchase,2024-03-01,anna,A,5,50,", "p2,purchase,2024-03-02,anna,A,5,50,", "p3,purchase,2024-03-04,anna,A,5,50,",
        "p4,purchase,2024-03-02,bob,A,5,50,", "p5,purchase,2024-03-02,anna,B,5,50,", "r,refund,2024-03-03,anna,A,2,20,",
    )  # fmt: skip
    assert refunds(loaded) == [("r", "p2", 200_000, [("A", 2.0, 200_000)])]
    assert loaded.unlinked == {}


def test_units_beyond_the_newest_come_from_the_next_older(read):
    loaded = link(
        read,
        "p1,purchase,2024-03-01,anna,A,5,50,", "p2,purchase,2024-03-02,anna,A,2,20,", "r1,refund,2024-03-03,anna,A,3,25,",
        "r2,refund,2024-03-04,anna,A,3,30,", "r3,refund,2024-03-05,anna,A,3,30,",
    )  # fmt: skip
    assert refunds(loaded) == [
        ("r1/p1", "p1", 83_334, [("A", 1.0, 83_334)]),
        ("r1/p2", "p2", 166_666, [("A", 2.0, 166_666)]),
        ("r2", "p1", 300_000, [("A", 3.0, 300_000)]),
        ("r3/p1", "p1", 100_000, [("A", 1.0, 100_000)]),
        ("r3/unlinked", None, 200_000, [("A", 2.0, 200_000)]),
    ]
    assert loaded.unlinked == {"the earlier purchases of the item are returned already": 1}
    assert "1 refund line not linked to a purchase: the earlier purchases of the item are returned already" in loaded.notes
    assert "5 refunds are parts of 3 returns" in loaded.notes


def test_the_hash_is_that_of_the_linked_events(read):
    loaded = link(
        read,
        "p1,purchase,2024-03-01,anna,A,5,50,", "p2,purchase,2024-03-02,anna,A,2,20,", "r1,refund,2024-03-03,anna,A,3,30,",
        "r2,refund,2024-03-04,anna,A,1,10,",
    )  # fmt: skip
    plain = read(
        "event_id,type,at,member_id,sku,quantity,line_amount,ref\n"
        "p1,,2024-03-01,anna,A,5,50,\np2,,2024-03-02,anna,A,2,20,\nr1/p1,refund,2024-03-03,anna,A,1,10,p1\n"
        "r1/p2,refund,2024-03-03,anna,A,2,20,p2\nr2,refund,2024-03-04,anna,A,1,10,p1\n"
    )
    assert loaded.events == plain.events
    assert loaded.hash == plain.hash


def test_lines_of_one_refund_may_belong_to_several_purchases(read):
    loaded = link(
        read,
        "p1,purchase,2024-03-01,anna,A,5,50,", "p2,purchase,2024-03-02,anna,B,2,20,", "p2,purchase,2024-03-02,anna,C,2,20,",
        "r,refund,2024-03-03,anna,A,1,10,", "r,refund,2024-03-03,anna,B,1,10,", "r,refund,2024-03-03,anna,C,1,9,",
        "r,refund,2024-03-03,anna,D,1,7,",
    )  # fmt: skip
    assert refunds(loaded) == [
        ("r/p1", "p1", 100_000, [("A", 1.0, 100_000)]),
        ("r/p2", "p2", 190_000, [("B", 1.0, 100_000), ("C", 1.0, 90_000)]),
        ("r/unlinked", None, 70_000, [("D", 1.0, 70_000)]),
    ]
    assert loaded.unlinked == {"the member has no earlier purchase of the item": 1}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("r,refund,2024-03-03,,A,1,10,", "the refund names no member"),
        ("r,refund,2024-03-03,anna,,1,10,", "the refund names no item"),
        ("r,refund,2024-03-03,anna,B,1,10,", "the member has no earlier purchase of the item"),
        ("r,refund,2024-02-03,anna,A,1,10,", "the member has no earlier purchase of the item"),
        ("r,refund,2024-03-03,anna,A,0,10,", "the line returns no units or no money"),
        ("r,refund,2024-03-03,anna,A,1,50.01,", "the earlier purchases of the item have less money left than is returned"),
    ],
)
def test_what_stays_unlinked_and_why(read, row, reason):
    loaded = link(read, "p1,purchase,2024-03-01,anna,A,5,50,", row)
    assert [(event_id, ref) for event_id, ref, _, _ in refunds(loaded)] == [("r", None)]
    assert loaded.unlinked == {reason: 1}


def test_money_never_exceeds_what_was_paid(read):
    loaded = link(
        read,
        "p1,purchase,2024-03-01,anna,A,5,100,", "p2,purchase,2024-03-02,anna,A,5,10,", "r1,refund,2024-03-03,anna,A,1,20,",
        "r2,refund,2024-03-04,anna,A,1,10,", "r3,refund,2024-03-05,anna,A,1,0.01,",
    )  # fmt: skip
    assert [(event_id, ref) for event_id, ref, _, _ in refunds(loaded)] == [("r1", "p1"), ("r2", "p2"), ("r3", "p1")]


def test_a_refund_with_ref_leaves_less_for_the_others(read):
    loaded = link(
        read,
        "p1,purchase,2024-03-01,anna,A,5,50,", "r1,refund,2024-03-02,anna,A,4,40,p1", "r2,refund,2024-03-03,anna,A,2,20,",
    )  # fmt: skip
    assert [(event_id, ref, amount) for event_id, ref, amount, _ in refunds(loaded)] == [
        ("r1", "p1", 400_000), ("r2/p1", "p1", 100_000), ("r2/unlinked", None, 100_000),
    ]  # fmt: skip


def test_a_refund_whose_money_differs_from_its_lines_stays_unlinked(read):
    mapping = MAPPING.replace("line_amount: total", "line_amount: total\n  amount: paid")
    head = HEAD.replace("ref\n", "ref,paid\n")
    loaded = link(
        read, "p1,purchase,2024-03-01,anna,A,5,50,,50", "r,refund,2024-03-02,anna,A,1,10,,8", head=head, mapping=mapping
    )
    assert loaded.unlinked == {"the money returned differs from the sum of the lines": 1}
    assert refunds(loaded)[0][:3] == ("r", None, 80_000)


def test_without_the_rule_nothing_is_linked(read):
    rows = ("p1,purchase,2024-03-01,anna,A,5,50,", "r,refund,2024-03-03,anna,A,2,20,")
    loaded = link(read, *rows, mapping=MAPPING.replace("same member and sku", "never"))
    assert (refunds(loaded)[0][1], loaded.unlinked) == (None, {})


def test_a_new_id_is_never_one_that_exists(read):
    loaded = link(
        read,
        "p1,purchase,2024-03-01,anna,A,1,10,", "p2,purchase,2024-03-01,anna,A,1,10,", "r/p1,purchase,2024-03-01,bob,A,1,10,",
        "r,refund,2024-03-03,anna,A,2,20,",
    )  # fmt: skip
    assert [event_id for event_id, *_ in refunds(loaded)] == ["r/p1/", "r/p2"]


def test_links_do_not_depend_on_the_order_of_rows(read):
    generator = random.Random(7)

    def row(name, kind, first_day):
        day, art = generator.randint(first_day, first_day + 20), generator.choice("AB")
        return f"{name},{kind},2024-03-{day:02},m{len(name) % 3},{art},{generator.randint(1, 4)},{generator.randint(1, 30)},"

    rows = [row(f"p{'x' * (n % 3)}{n:03}", "purchase", 1) for n in range(60)]
    rows += [row(f"r{'x' * (n % 3)}{n:03}", "refund", 5) for n in range(30)]
    first = link(read, *rows)
    generator.shuffle(rows)
    second = link(read, *rows)
    assert (first.events, first.hash, first.unlinked) == (second.events, second.hash, second.unlinked)
    paid = {event.event_id: event.amount for event in first.events if event.kind == "purchase"}
    units = {event.event_id: event.lines[0].quantity for event in first.events if event.kind == "purchase"}
    for event in first.events:
        if event.kind == "refund" and event.ref:
            paid[event.ref] -= event.amount
            units[event.ref] -= sum(line.quantity for line in event.lines)
    assert min(paid.values()) >= 0
    assert min(units.values()) >= 0
    returned = sum(int(row.split(",")[6]) * 10_000 for row in rows if row.startswith("r"))
    assert sum(event.amount for event in first.events if event.kind == "refund") == returned
