"""Rows become events: lines (S2.1), derived ids (S2.3), what each type needs, times and amounts as they must be."""

from __future__ import annotations

import pytest

from rulekit.values.calendar import iso_day
from rulekit.values.zone import utc_text

HEAD = "event_id,type,at,member_id,amount,ref,activity,reward,code,wallet,points,referred_by,reason,currency,order\n"
LINES = "event_id,at,member_id,amount,sku,quantity,line_amount,category\n"


def one(read, **cells):
    """The event or rejection of one row."""
    row = {"event_id": "e1", "type": "purchase", "at": "2024-03-01 09:30", "member_id": "anna", **cells}
    names = HEAD.strip().split(",")
    loaded = read(HEAD + ",".join(row.get(name, "") for name in names) + "\n")
    assert len(loaded.events) + len(loaded.rejections) == 1
    return (loaded.events or loaded.rejections)[0]


@pytest.mark.parametrize(
    ("text", "utc", "day", "minute"),
    [
        ("2024-03-01 09:30", "2024-03-01T08:30:00.000000Z", "2024-03-01", 570),
        ("2024-03-01T09:30:05.25", "2024-03-01T08:30:05.250000Z", "2024-03-01", 570),
        ("2024-03-01", "2024-02-29T23:00:00.000000Z", "2024-03-01", 0),
        ("2024-03-01T23:30:00Z", "2024-03-01T23:30:00.000000Z", "2024-03-02", 30),
        ("2024-03-01 23:30+01:00", "2024-03-01T22:30:00.000000Z", "2024-03-01", 1410),
        ("2024-03-01 23:30-0500", "2024-03-02T04:30:00.000000Z", "2024-03-02", 330),
        ("2024-03-31 02:30", "2024-03-31T01:30:00.000000Z", "2024-03-31", 210),
        ("2024-10-27 02:30", "2024-10-27T00:30:00.000000Z", "2024-10-27", 150),
        ("2024-10-27 02:30+01:00", "2024-10-27T01:30:00.000000Z", "2024-10-27", 150),
        (" 2024-03-01 09:30\t", "2024-03-01T08:30:00.000000Z", "2024-03-01", 570),
        ("2024-03-01 09:30:00.123456000", "2024-03-01T08:30:00.123456Z", "2024-03-01", 570),
    ],
)
def test_times(read, text, utc, day, minute):
    event = one(read, at=text, amount="1")
    assert (utc_text(event.at), iso_day(event.day), event.minute) == (utc, day, minute)


@pytest.mark.parametrize(
    "text",
    [
        "yesterday", "2024-13-01", "2024-02-30", "05.01.2024", "2024-3-1", "20240301", "2024-W09-5", "2024-03-01 25:00",
        "2024-03-01 9:30", "2024-03-01_09:30", "2024-03-01 09:30:00.1234567", "2024-03-01 09:30 CET", "1899-12-31",
        "2400-01-01 12:00", "0001-01-01", "9999-12-31 23:59Z",
        "\u0662\u0660\u0662\u0664-\u0660\u0663-\u0660\u0661", "2024-03-01 24:00",
    ],
)  # fmt: skip
def test_what_is_no_time(read, text):
    assert one(read, at=text, amount="1").code == "row.time"


@pytest.mark.parametrize(
    ("text", "minor"),
    [("0", 0), ("0.0001", 1), (" 12.5 ", 125_000), ("9999999999.9999", 99_999_999_999_999), ("0012.50", 125_000)],
)
def test_amounts(read, text, minor):
    assert one(read, amount=text).amount == minor


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"12,50"', "decimal comma"),
        ('"1,234.50"', "thousands separators"),
        ("1e400", "is not a number"),
        ("NaN", "is not a number"),
        ("inf", "is not a number"),
        ("+5", "is not a number"),
        (".5", "is not a number"),
        ("5.", "is not a number"),
        ("0.00001", "more than 4 decimals"),
        ("12345678901", "more than 10 digits"),
        ("9" * 5000, "more than 10 digits"),
        ("12.50 EUR", "is not a number"),
        ("-0.01", "below 0"),
        ("\uff11\uff12", "is not a number"),
    ],
)
def test_what_is_no_amount(read, text, words):
    rejection = one(read, amount=text)
    assert rejection.code == "row.amount"
    assert words in rejection.reason
    assert len(rejection.reason) < 200


@pytest.mark.parametrize(
    ("cells", "code", "words"),
    [
        ({"at": "", "amount": "1"}, "row.missing", "a purchase event needs `at`"),
        ({}, "row.missing", "a purchase needs an amount"),
        ({"type": "refnd", "amount": "1"}, "row.type", "did you mean `refund`?"),
        ({"type": "Purchase", "amount": "1"}, "row.type", "did you mean `purchase`?"),
        ({"type": "refund"}, "row.missing", "needs the money returned"),
        ({"type": "refund", "amount": "-5"}, "row.amount", "without a minus"),
        ({"type": "enrol", "member_id": ""}, "row.missing", "an enrol event needs `member_id`"),
        ({"type": "profile", "member_id": ""}, "row.missing", "needs `member_id`"),
        ({"type": "leave", "member_id": " "}, "row.missing", "needs `member_id`"),
        ({"type": "activity"}, "row.missing", "an activity event needs `activity`"),
        ({"type": "redeem"}, "row.missing", "a reward, or a wallet and points"),
        ({"type": "redeem", "points": "5"}, "row.missing", "a reward, or a wallet and points"),
        ({"type": "redeem", "wallet": "points", "points": "0"}, "row.number", "more than 0 points"),
        ({"type": "use"}, "row.missing", "the reward or its code"),
        ({"type": "adjust", "points": "5"}, "row.missing", "an adjust event needs `wallet`"),
        ({"type": "adjust", "wallet": "points", "points": "many"}, "row.number", "points `many`"),
        ({"amount": "1", "currency": "USD"}, "row.currency", "counts in EUR"),
        ({"amount": "1", "order": "1.5"}, "row.number", "order `1.5` is not a whole number"),
    ],
)
def test_what_each_type_needs(read, cells, code, words):
    rejection = one(read, **cells)
    assert (rejection.row, rejection.event_id, rejection.code) == (1, "e1", code)
    assert words in rejection.reason


def test_every_type_keeps_its_own_columns(read):
    event = one(read, type="adjust", wallet="points", points="-2.5", reason="opening", order="-3")
    assert (event.kind, event.wallet, event.points, event.reason, event.order) == ("adjust", "points", -25_000, "opening", -3)
    event = one(read, type="redeem", reward="mug")
    assert (event.kind, event.reward, event.points) == ("redeem", "mug", None)
    event = one(read, type="use", code="abc", ref="p1")
    assert (event.kind, event.code, event.ref) == ("use", "abc", "p1")
    event = one(read, type="enrol", referred_by="bob")
    assert (event.kind, event.referred_by) == ("enrol", "bob")
    event = one(read, type="refund", amount="2", ref="p1", member_id="")
    assert (event.kind, event.amount, event.ref, event.member_id) == ("refund", 20_000, "p1", None)
    event = one(read, type="refund", ref="r1")
    assert (event.kind, event.amount, event.ref) == ("refund", None, "r1")


def test_cells_a_type_does_not_use_are_noted(read):
    loaded = read(HEAD + "e1,enrol,2024-03-01,anna,5,,,,,,,,,,\ne2,enrol,2024-03-01,bob,5,p,,,,,,,,,\n")
    assert loaded.notes == ("`amount` is not used by enrol events (2 rows)", "`ref` is not used by enrol events (1 row)")


def test_attributes(read):
    text = "event_id,at,member_id,amount,city,birthday,channel,sku,line_amount,category,line.weight\n"
    loaded = read(text + "e1,2024-03-01,anna,2,Ulm,1990-02-28,app,A,2,cake,1.5\ne2,2024-03-01,,2,Ulm,,,,,,\n")
    first, second = loaded.events
    assert first.profile == {"city": "Ulm", "birthday": 726_526}
    assert first.attributes == {"channel": "app"}
    assert first.lines[0].attributes == {"category": "cake", "weight": 15_000}
    assert (second.member_id, second.profile, second.attributes, second.lines) == (None, {}, {}, ())
    assert loaded.anonymous == 1


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("birthday", "1990-02-28 00:01", "is not a date"),
        ("birthday", "28.02.1990", "member.birthday `28.02.1990` is not a date such as 2024-03-01"),
        ("channel", "apps", "is not one of `store`, `app`, `web`; did you mean `app`?"),
        ("weight", "heavy", "line.weight `heavy` is not a number such as 12.5"),
    ],
)
def test_a_cell_that_does_not_fit_its_attribute(read, column, cell, words):
    loaded = read(f"event_id,at,member_id,amount,{column}\ne1,2024-03-01,anna,2,{cell}\n")
    assert [rejection.code for rejection in loaded.rejections] == ["row.attribute"]
    assert words in loaded.rejections[0].reason


def test_rows_of_one_id_are_lines_of_one_event(read):
    loaded = read(LINES + "e1,2024-03-01 10:00,anna,,B,2,4.00,cake\ne1,2024-03-01 10:00,anna,,A,,1.50,\ne1,,,,A,,1.50,\n")
    (event,) = loaded.events
    assert event.amount == 70_000
    assert sorted((line.sku, line.amount, line.quantity) for line in event.lines) == [
        ("A", 15_000, 10_000), ("A", 15_000, 10_000), ("B", 40_000, 20_000),
    ]  # fmt: skip
    assert (loaded.rows, loaded.duplicates) == (3, 0)


def test_lines_stand_in_line_order_whatever_the_order_of_rows(read):
    rows = [f"e1,2024-03-01,anna,,{sku},1,{amount},\n" for sku, amount in (("B", "2"), ("A", "10"), ("C", "2"), ("A", "9.5"))]
    forward, backward = read(LINES + "".join(rows)), read(LINES + "".join(reversed(rows)))
    assert forward.events[0].lines == backward.events[0].lines
    assert forward.hash == backward.hash
    text = LINES.replace("category", "line") + "".join(
        f"e1,2024-03-01,anna,,{sku},1,1,{number}\n" for sku, number in (("B", 10), ("A", 9), ("C", -1))
    )
    assert [line.sku for line in read(text).events[0].lines] == ["C", "A", "B"]


def test_event_columns_equal_in_meaning_or_empty(read):
    loaded = read(
        LINES + "e1,2024-03-01 10:00,anna,5.50,A,1,4,\ne1,2024-03-01T10:00:00,,5.5,B,1,1,\ne1,2024-03-01T09:00Z,anna,,C,1,1,\n"
    )
    assert (loaded.events[0].amount, loaded.events[0].member_id, len(loaded.events[0].lines)) == (55_000, "anna", 3)


@pytest.mark.parametrize(
    "second",
    ["e1,2024-03-01 10:01,anna,,B,1,1,", "e1,2024-03-01 10:00,bob,,B,1,1,", "e1,2024-03-01 10:00,anna,9,B,1,1,"],
)
def test_rows_that_differ_reject_the_whole_event(read, second):
    loaded = read(LINES + f"e1,2024-03-01 10:00,anna,2,A,1,1,\n{second}\ne2,2024-03-01,anna,,A,1,1,\n")
    assert [event.event_id for event in loaded.events] == ["e2"]
    assert [(rejection.row, rejection.code) for rejection in loaded.rejections] == [(1, "row.mixed"), (2, "row.mixed")]


def test_a_faulty_row_rejects_the_whole_event(read):
    loaded = read(LINES + "e1,2024-03-01,anna,,A,1,1,\ne1,2024-03-01,anna,,B,x,1,\ne1,2024-03-01,anna,,C,1,1,\n")
    assert loaded.events == []
    assert [(r.row, r.event_id, r.code) for r in loaded.rejections] == [
        (1, "e1", "row.event"), (2, "e1", "row.number"), (3, "e1", "row.event"),
    ]  # fmt: skip


def test_a_fault_of_the_event_rejects_each_of_its_rows(read):
    loaded = read(LINES + "e1,2024-03-01,anna,,A,1,-1,\ne1,2024-03-01,anna,,B,1,0.5,\n")
    assert [(r.row, r.code) for r in loaded.rejections] == [(1, "row.amount"), (2, "row.amount")]


def test_a_negative_line_lowers_its_own_event(read):
    loaded = read(LINES + "e1,2024-03-01,anna,,A,1,3,\ne1,2024-03-01,anna,,B,-1,-0.5,\n")
    assert loaded.events[0].amount == 25_000


def test_numbered_lines(read):
    head = "event_id,at,member_id,line,sku,line_amount\n"
    first, second = "e1,2024-03-01,anna,1,A,2\n", "e1,2024-03-01,anna,2,A,2\n"
    loaded = read(head + first + second + first)
    assert ([line.number for line in loaded.events[0].lines], loaded.duplicates) == ([1, 2], 1)
    loaded = read(head + first + second + "e1,2024-03-01,anna,1,B,2\n")
    assert (loaded.events, loaded.rejected) == ([], {"row.mixed": 3})


def test_a_single_line_without_amount_takes_the_events(read):
    loaded = read("event_id,at,member_id,amount,category\ne1,2024-03-01,anna,3.20,coffee\n")
    (line,) = loaded.events[0].lines
    assert (line.amount, line.quantity, line.attributes) == (32_000, 10_000, {"category": "coffee"})
    loaded = read(LINES + "e1,2024-03-01,anna,4,A,1,,\ne1,2024-03-01,anna,4,B,1,2,\n")
    assert loaded.rejected == {"row.missing": 2}


def test_a_refund_in_a_file_with_line_columns_may_leave_them_empty(read):
    head = "event_id,type,at,member_id,amount,ref,sku,quantity,line_amount\n"
    loaded = read(head + "e1,,2024-03-01,anna,,,A,1,5\nr1,refund,2024-03-02,anna,5,e1,,,\nr2,refund,2024-03-02,anna,,e1,A,-1,5\n")
    assert [(event.event_id, event.amount, event.lines) for event in loaded.events if event.kind == "refund"] == [
        ("r1", 50_000, ())
    ]
    assert [(r.event_id, r.code) for r in loaded.rejections] == [("r2", "row.number")]


def test_rows_without_id_get_the_id_of_their_content(read, schema):
    head = "at,member_id,amount\n"
    row, other = "2024-03-01 10:00,anna,5\n", "2024-03-01 10:00,bob,5\n"
    loaded = read(head + row + other + row, head + row)
    ids = sorted(event.event_id for event in loaded.events if event.member_id == "anna")
    assert len(loaded.events) == 3
    assert loaded.duplicates == 1
    assert [event_id[-2:] for event_id in ids] == ["-1", "-2"]
    assert ids[0][:33] == ids[1][:33]
    assert loaded.derived_ids == 4
    assert "cannot be told from a repeated sale" in loaded.notes[0]
    event = loaded.events[0]
    event.event_id = ""
    assert any(event_id == f"#{event.content_hash(schema)[:32]}-1" for event_id in ids) == (event.member_id == "anna")


def test_equal_content_written_differently_gets_the_same_id(read):
    first = read("at,member_id,amount\n2024-03-01 10:00,anna,5\n")
    second = read("amount,member_id,at,ref\n5.00,anna,2024-03-01T09:00:00Z,\n")
    assert first.events[0].event_id == second.events[0].event_id
    assert first.hash == second.hash


def test_ids_that_begin_with_an_at_sign_are_rejected_with_all_their_rows(read):
    loaded = read("event_id,at,member_id,sku,line_amount\n@1,2024-03-01,a,A,1\n@1,2024-03-01,a,B,1\n1,2024-03-01,a,A,1\n")
    assert [(found.row, found.event_id, found.code) for found in loaded.rejections] == [(1, "@1", "row.id"), (2, "@1", "row.id")]
    assert [event.event_id for event in loaded.events] == ["1"]
    loaded = read("event_id,at,amount\n@1,2024-03-01,1\n2,2024-03-01,1\n")
    assert (loaded.rejected, [event.event_id for event in loaded.events]) == ({"row.id": 1}, ["2"])
