"""Duplicates, conflicts and the total order (S2.2, S2.4): content counts, never the order of rows or the names of files."""

from __future__ import annotations

import hashlib
import json
import random

import pytest

from rulekit.ledger import Event, LedgerSchema, Line
from rulekit.ledger.event import line_content, ordered
from rulekit.ledger.identity import in_order

HEAD = "event_id,type,at,member_id,amount,order,reward\n"


def ids(loaded):
    return [event.event_id for event in loaded.events]


def test_the_total_order(read):
    rows = [
        "a,leave,2024-03-01 10:00,anna,,,",
        "b,refund,2024-03-01 10:00,anna,1,,",
        "c,purchase,2024-03-01 10:00,anna,1,,",
        "d,enrol,2024-03-01 10:00,anna,,,",
        "B,purchase,2024-03-01 10:00,anna,1,,",
        "ä,purchase,2024-03-01 10:00,anna,1,,",
        "\U0001f600,purchase,2024-03-01 10:00,anna,1,,",
        "\uffee,purchase,2024-03-01 10:00,anna,1,,",
        "e,use,2024-03-01 10:00,anna,,-1,mug",
        "f,purchase,2024-03-01 10:00,anna,1,1,",
        "g,purchase,2024-03-01 09:59:59.999999,anna,1,7,",
    ]
    expected = ["g", "e", "d", "B", "c", "ä", "\uffee", "\U0001f600", "b", "a", "f"]
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        loaded = read(HEAD + "\n".join(rows) + "\n")
        assert ids(loaded) == expected


def test_the_quick_order_is_that_of_the_contract(schema):
    events = [
        Event(name, kind, at, 0, 0, "m", amount=1, order=order)
        for name in ("a", "Z", "ä", "\U0001f600", "\uffee")
        for kind in ("purchase", "enrol")
        for at in (1, 2)
        for order in (0, -1)
    ]
    assert sorted(events, key=in_order) == sorted(events, key=lambda event: event.sort_key(schema))


def test_equal_deliveries_are_counted_and_ignored(read):
    row = "a,purchase,2024-03-01 10:00,anna,1.50,,\n"
    again = "a,,2024-03-01T09:00:00Z,anna,1.5,4,\n"
    once, loaded = read(HEAD + row), read(HEAD + row + again, HEAD + row)
    assert (ids(loaded), loaded.duplicates, loaded.rejections) == (["a"], 2, [])
    assert loaded.hash == once.hash


def test_of_equal_deliveries_the_one_that_comes_first_in_order_stays(read):
    rows = ["a,,2024-03-01,anna,1,3,\n", "a,,2024-03-01,anna,1,-2,\n", "a,,2024-03-01,anna,1,,\n"]
    for order in (rows, rows[::-1], rows[1:] + rows[:1]):
        loaded = read(HEAD + "".join(order))
        assert (loaded.events[0].order, loaded.duplicates) == (-2, 2)


def test_equal_lines_in_another_order_and_file_are_a_duplicate(read):
    head = "event_id,at,member_id,sku,line_amount\n"
    one, two = "a,2024-03-01,anna,A,1\n", "a,2024-03-01,anna,B,2\n"
    loaded = read(head + one + two, head + two + one)
    assert (len(loaded.events), loaded.duplicates) == (1, 1)
    loaded = read(head + one + two, head + one + two + two)
    assert (len(loaded.events), loaded.rejected) == (1, {"event.conflict": 1})


def test_of_several_contents_the_first_in_the_total_order_stays(read):
    rows = [
        "a,purchase,2024-03-01 12:00,anna,1,,",
        "a,purchase,2024-03-01 11:00,anna,2,,",
        "a,purchase,2024-03-01 11:00,anna,2,,",
        "a,purchase,2024-03-01 11:00,anna,2.5,,",
        "b,purchase,2024-03-01 11:00,anna,1,,",
    ]
    for seed in range(6):
        random.Random(seed).shuffle(rows)
        loaded = read(HEAD + "\n".join(rows) + "\n")
        assert [(event.event_id, event.amount) for event in loaded.events] == [("a", 20_000), ("b", 10_000)]
        assert loaded.duplicates == 1
        assert loaded.rejected == {"event.conflict": 2}
        assert {rows[rejection.row - 1] for rejection in loaded.rejections} == {
            "a,purchase,2024-03-01 12:00,anna,1,,",
            "a,purchase,2024-03-01 11:00,anna,2.5,,",
        }


def test_shuffling_splitting_and_renaming_change_nothing(read):
    rows = [
        f"e{number},purchase,2024-03-{number % 28 + 1:02} 10:00,m{number % 7},{number % 13}.{number % 10},{number % 3 or ''},"
        for number in range(200)
    ]
    rows += [*rows[:20], "x,purchase,never,m,1,,", "y,bad,2024-03-01,m,1,,"]
    whole = read(HEAD + "\n".join(rows) + "\n")
    random.Random(4).shuffle(rows)
    parts = read(*(HEAD + "\n".join(rows[start::3]) + "\n" for start in range(3)))
    assert parts.events == whole.events
    assert (parts.hash, parts.duplicates, parts.rejected) == (whole.hash, whole.duplicates, whole.rejected)
    assert whole.duplicates == 20


def test_until_leaves_out_what_comes_later_but_counts_it(read):
    rows = "".join(f"e{day},purchase,2024-03-0{day} 10:00,anna,1,,\n" for day in (1, 2, 3))
    whole = read(HEAD + rows)
    cut = read(HEAD + rows, until_day=whole.first_day + 1)
    assert (ids(cut), cut.after_until) == (["e1", "e2"], 1)
    assert (cut.first_day, cut.last_day, cut.hash) == (whole.first_day, whole.last_day, whole.hash)
    assert whole.last_day - whole.first_day == 2


def test_progress(read):
    seen = []
    read(HEAD + "a,purchase,2024-03-01,anna,1,,\n" * 12_000, progress=lambda rows, total: seen.append((rows, total)))
    assert seen == [(5_000, None), (10_000, None), (12_000, None), (12_000, 12_000)]


LINES = (
    Line("A", 10_000),
    Line(None, -5, 15_000, 3, {"category": 'ca"ke\n', "weight": 12_500}),
    Line("Ä\U0001f600", 0, 0, -1, {"category": "x"}),
)


@pytest.mark.parametrize("line", LINES)
def test_the_content_of_a_line_is_canonical_json(schema, line):
    record = {"line_amount": line.amount, "quantity": {10_000: "1", 15_000: "1.5", 0: "0"}[line.quantity]}
    record |= {"sku": line.sku} if line.sku is not None else {}
    record |= {"line": line.number} if line.number is not None else {}
    record |= {f"line.{name}": "1.25" if name == "weight" else value for name, value in line.attributes.items()}
    ordered_record = dict(sorted(record.items(), key=lambda pair: pair[0].encode()))
    assert line_content(line, schema) == json.dumps(ordered_record, ensure_ascii=False, separators=(",", ":")).encode()


def test_the_content_of_an_event_is_canonical_json(schema: LedgerSchema):
    event = Event(
        "e1", "purchase", 12, 3, 4, "ännä", amount=15_000, lines=LINES, order=5,
        attributes={"channel": "app"}, profile={"birthday": 726_526}, source="x", row=9,
    )  # fmt: skip
    text = event.content(schema).decode()
    record = json.loads(text)
    assert list(record) == ["amount", "at", "event_id", "lines", "member.birthday", "member_id", "purchase.channel", "type"]
    assert record["member.birthday"] == "1990-02-28"
    assert (record["amount"], record["at"], record["type"]) == (15_000, 12, "purchase")
    contents = [json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() for line in record["lines"]]
    assert contents == sorted(contents)
    assert event.content(schema, [line_content(line, schema) for line in reversed(LINES)]).decode() == text
    assert event.content_hash(schema) == hashlib.sha256(text.encode()).hexdigest()


def test_line_order_is_number_then_content(schema):
    assert [line.number for line in ordered(LINES, schema)] == [-1, 3, None]
