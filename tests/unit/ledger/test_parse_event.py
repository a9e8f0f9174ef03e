"""One event given by itself reads exactly as a row of a file does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from rulekit.ledger import Event, Rejection, parse_event

BASE = {"event_id": "e", "at": "2024-03-01 10:00", "member_id": "anna", "amount": "1"}


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("12.50", 125_000),
        (12, 120_000),
        (Decimal("12.500000"), 125_000),
        (12.5, 125_000),
        (0.1, 1_000),
        (Decimal("1E+2"), 1_000_000),
    ],
)
def test_amounts(schema, value, amount):
    assert parse_event({**BASE, "amount": value}, schema).amount == amount


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"amount": 0.1 + 0.2}, "row.amount"),
        ({"amount": float("nan")}, "row.number"),
        ({"amount": float("inf")}, "row.number"),
        ({"amount": Decimal("sNaN")}, "row.number"),
        ({"amount": Decimal("1E+999999")}, "row.number"),
        ({"amount": Decimal("1E-999999")}, "row.number"),
        ({"amount": 10**5000}, "row.number"),
        ({"amount": 1e300}, "row.number"),
        ({"amount": True}, "row.amount"),
        ({"amount": [1]}, "row.columns"),
        ({"amount": object()}, "row.columns"),
        ({"member_id": "a\0b"}, "row.encoding"),
        ({"member_id": "\ud800"}, "row.encoding"),
        ({"event_id": "\udfff"}, "row.encoding"),
        ({"member_id": b"\xff"}, "row.encoding"),
        ({"member_id": {"id": 1}}, "row.columns"),
        ({"lines": {"sku": "A"}}, "row.columns"),
        ({"lines": [{"sku": "A", "line_amount": 1}], "sku": "B", "line_amount": 1}, "row.mixed"),
        ({"type": "sale"}, "row.type"),
        ({"at": None}, "row.missing"),
        ({"channel": "shop"}, "row.attribute"),
    ],
)
def test_rejections(schema, record, code):
    rejection = parse_event({**BASE, **record}, schema)
    assert isinstance(rejection, Rejection)
    assert (rejection.source, rejection.row, rejection.code) == (None, None, code)
    assert len(rejection.reason) < 200


def test_times_of_python(schema):
    at = parse_event(BASE, schema).at
    assert parse_event({**BASE, "at": datetime(2024, 3, 1, 10)}, schema).at == at  # noqa: DTZ001  a local time
    assert parse_event({**BASE, "at": datetime(2024, 3, 1, 9, tzinfo=UTC)}, schema).at == at
    assert parse_event({**BASE, "at": date(2024, 3, 1)}, schema).minute == 0


def test_lines_and_attributes(schema):
    event = parse_event(
        {
            **BASE, "amount": None, "city": "Ulm", "purchase.note": "hi", "newsletter": object(),
            "lines": [
                {"sku": "B", "line_amount": Decimal("2.5"), "category": "cake"},
                {"sku": "A", "line_amount": 1, "line.weight": 2},
                {},
            ],
        },
        schema,
    )  # fmt: skip
    assert isinstance(event, Event)
    assert (event.amount, event.profile, event.attributes) == (35_000, {"city": "Ulm"}, {"note": "hi"})
    assert {line.sku: line.attributes for line in event.lines} == {"B": {"category": "cake"}, "A": {"weight": 20_000}}


def test_one_flat_line(schema):
    event = parse_event({**BASE, "sku": "A", "quantity": 2, "category": "cake"}, schema)
    assert [(line.sku, line.amount, line.quantity) for line in event.lines] == [("A", 10_000, 20_000)]


def test_it_is_the_event_of_a_file(read, schema):
    loaded = read("event_id,at,member_id,amount,city,channel\ne,2024-03-01 10:00,anna,1,Ulm,app\n")
    assert parse_event({**BASE, "city": "Ulm", "channel": "app"}, schema) == loaded.events[0]
    loaded = read("at,member_id,amount\n2024-03-01 10:00,anna,1\n")
    assert parse_event({key: value for key, value in BASE.items() if key != "event_id"}, schema) == loaded.events[0]


def test_an_id_that_begins_with_an_at_sign_is_kept_for_due_work(schema):
    record = {"event_id": "@expiry/2024-06-25/anna", "at": "2024-03-01", "member_id": "anna", "amount": 5}
    found = parse_event(record, schema)
    assert (found.code, found.event_id) == ("row.id", "@expiry/2024-06-25/anna")
    assert parse_event(record | {"event_id": "a@expiry"}, schema).event_id == "a@expiry"
