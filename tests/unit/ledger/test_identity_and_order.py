"""Duplicates, conflicts and the total order (S2.2, S2.4): content counts, never the order of rows or the names of files."""

from __future__ import annotations

import hashlib
import json
import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from rulekit.ledger import Event, LedgerSchema, Line
from rulekit.ledger.event import KIND_RANKS, line_content, ordered
from rulekit.ledger.identity import in_order
from rulekit.values.attribute import AttributeType
from rulekit.values.zone import Zone

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


def plain(record: dict[str, object]) -> str:
    """Canonical JSON, the slow and obvious way."""
    present = {key: value for key, value in record.items() if value is not None}
    return json.dumps(dict(sorted(present.items(), key=lambda pair: pair[0].encode())), ensure_ascii=False, separators=(",", ":"))


def decimal(number: int) -> str:
    return str(Fraction(number, 10_000)) if number % 10_000 == 0 else format(Decimal(number).scaleb(-4).normalize(), "f")


def attributes(prefix: str, values) -> dict[str, object]:
    readers = {"birthday": lambda day: date.fromordinal(day).isoformat(), "weight": decimal}
    return {f"{prefix}.{name}": readers.get(name, lambda value: value)(value) for name, value in values.items()}


def plain_line(line: Line) -> dict[str, object]:
    columns = {"line": line.number, "line_amount": line.amount, "quantity": decimal(line.quantity), "sku": line.sku}
    return {key: value for key, value in columns.items() if value is not None} | attributes("line", line.attributes)


def plain_event(event: Event) -> str:
    names = ("event_id", "at", "member_id", "amount", "ref", "activity", "reward", "code", "reason", "wallet", "referred_by")
    record: dict[str, object] = {name: getattr(event, name) for name in names} | {"type": event.kind}
    record |= {"event_id": event.event_id or None, "points": None if event.points is None else decimal(event.points)}
    record |= attributes("member", event.profile) | attributes("purchase", event.attributes)
    text = plain(record | ({"lines": "LINES"} if event.lines else {}))
    return text.replace(
        '"lines":"LINES"', '"lines":[' + ",".join(sorted(map(plain, map(plain_line, event.lines)), key=str.encode)) + "]"
    )


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
NUMBERS = st.integers(-(10**14), 10**14)
MAYBE = st.none() | TEXTS
LINES = st.builds(
    Line, MAYBE, NUMBERS, NUMBERS, st.none() | st.integers(-9, 9),
    st.fixed_dictionaries({}, optional={"category": TEXTS, "weight": NUMBERS}),
)  # fmt: skip
EVENTS = st.builds(
    Event, TEXTS, st.sampled_from(list(KIND_RANKS)), st.integers(-(10**15), 10**15), st.just(0), st.just(0),
    member_id=MAYBE, amount=st.none() | NUMBERS, lines=st.lists(LINES, max_size=4).map(tuple), ref=MAYBE, activity=MAYBE,
    reward=MAYBE, code=MAYBE, reason=MAYBE, wallet=MAYBE, points=st.none() | NUMBERS, referred_by=MAYBE, order=st.integers(-5, 5),
    attributes=st.fixed_dictionaries({}, optional={"channel": TEXTS, "gift": st.booleans()}),
    profile=st.fixed_dictionaries({}, optional={"city": TEXTS, "birthday": st.integers(700_000, 800_000)}),
    source=MAYBE, row=st.none() | st.integers(1, 9),
)  # fmt: skip
WIDE = LedgerSchema(
    "EUR", Zone("UTC"),
    member={"city": AttributeType("text"), "birthday": AttributeType("date")},
    purchase={"channel": AttributeType("text"), "gift": AttributeType("yes/no")},
    line={"category": AttributeType("text"), "weight": AttributeType("number")},
)  # fmt: skip


@given(EVENTS)
@settings(max_examples=300, deadline=None)
def test_content_is_canonical_json(event: Event):
    text = plain_event(event)
    assert event.content(WIDE).decode() == text
    contents = [line_content(line, WIDE) for line in reversed(event.lines)]
    assert event.content(WIDE, contents).decode() == text
    assert event.content_hash(WIDE) == hashlib.sha256(text.encode()).hexdigest()


def test_line_order_is_number_then_content(schema):
    lines = (Line("B", 1), Line("A", 2), Line("C", 3, number=3), Line("A", 1), Line("D", 4, number=-1))
    assert [(line.sku, line.amount) for line in ordered(lines, schema)] == [("D", 4), ("C", 3), ("A", 1), ("B", 1), ("A", 2)]
