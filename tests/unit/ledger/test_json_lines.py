"""JSON Lines: numbers as written, nested lines, and what is no object."""

from __future__ import annotations

import json

import pytest

from rulekit.diagnostics import UsageError
from rulekit.ledger import read_ledger

GOOD = '{"event_id":"ok","at":"2024-03-01","member_id":"anna","amount":1}\n'


def test_numbers_are_taken_as_written(read):
    loaded = read(
        '{"event_id": 1, "at": "2024-03-01T10:00:00Z", "member_id": 17850, "amount": 0.10, "order": 2}\n\n'
        '{"event_id": "2", "at": "2024-03-01", "member_id": null, "amount": "12.50", "newsletter": true}\n',
        ending="jsonl",
    )
    assert [(event.event_id, event.member_id, event.amount, event.row) for event in loaded.events] == [
        ("2", None, 125_000, 2), ("1", "17850", 1_000, 1),
    ]  # fmt: skip
    assert loaded.notes == ("column `newsletter` is ignored: the program does not declare it",)


def test_nested_lines(read):
    record = {
        "event_id": "e", "at": "2024-03-01", "member_id": "anna", "city": "Ulm",
        "lines": [
            {"sku": "B", "quantity": 2, "line_amount": "4.00", "category": "cake"},
            {"sku": "A", "line_amount": 1.5, "line.weight": 0.25},
        ],
    }  # fmt: skip
    line = json.dumps(record) + "\n"
    loaded = read(line + line, ending="ndjson")
    assert loaded.duplicates == 1
    (event,) = loaded.events
    assert event.amount == 55_000
    assert {(found.sku, found.quantity, tuple(found.attributes.items())) for found in event.lines} == {
        ("B", 20_000, (("category", "cake"),)), ("A", 10_000, (("weight", 2_500),)),
    }  # fmt: skip


def test_unknown_keys_of_nested_lines_are_noted(read):
    record = '{"event_id":"e%d","at":"2024-03-01","lines":[{"sku":"A","line_amount":1,"colour":"red"}]}\n'
    loaded = read(record % 1 + record % 2, ending="jsonl")
    assert loaded.notes == ("`colour` in `lines` is ignored: the program does not declare it",)


def test_flat_lines_in_json(read):
    loaded = read(
        '{"event_id":"e","at":"2024-03-01","sku":"A","line_amount":1}\n{"event_id":"e","at":"2024-03-01","sku":"B","line_amount":2}\n',
        ending="jsonl",
    )
    assert loaded.events[0].amount == 30_000


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("nonsense", "row.json"),
        ("[1, 2]", "row.json"),
        ('"text"', "row.json"),
        ('{"event_id": "x"', "row.json"),
        ('{"event_id": "x"} {"event_id": "y"}', "row.json"),
        ('{"event_id":"x","at":"2024-03-01","amount":NaN}', "row.json"),
        ('{"event_id":"x","at":"2024-03-01","amount":-Infinity}', "row.json"),
        ('{"event_id":"x","at":"2024-03-01","amount":1,"amount":2}', "row.json"),
        ('{"event_id":"x","at":"2024-03-01","amount":1e400}', "row.amount"),
        ('{"event_id":"x","at":"2024-03-01","amount":' + "9" * 5000 + "}", "row.amount"),
        ('{"event_id":"x","at":"2024-03-01","amount":1.00001}', "row.amount"),
        ('{"event_id":"x","at":"2024-03-01","amount":[1]}', "row.columns"),
        ('{"event_id":"x","at":"2024-03-01","amount":{"value":1}}', "row.columns"),
        ('{"event_id":"x","at":"2024-03-01","amount":1,"member_id":"\\ud800"}', "row.encoding"),
        ('{"event_id":"x","at":"2024-03-01","amount":1,"member_id":"a\\u0000"}', "row.encoding"),
        ('{"event_id":"x","at":"2024-03-01","lines":"A"}', "row.columns"),
        ('{"event_id":"x","at":"2024-03-01","lines":["A"]}', "row.columns"),
        ('{"event_id":"x","at":"2024-03-01","lines":[]}', "row.missing"),
        ('{"event_id":"x","at":"2024-03-01","lines":[{"sku":"A"}]}', "row.missing"),
        ('{"event_id":"x","at":"2024-03-01","amount":1,"lines":[{"sku":["A"]}]}', "row.columns"),
        ('{"event_id":"x","at":"2024-03-01","lines":[{"sku":"A","line_amount":1,"quantity":"x"}]}', "row.number"),
        ("[" * 100_000, "row.json"),
        ('{"a":' * 100_000, "row.json"),
        ('{"lines":' + "[" * 100_000, "row.json"),
        ("x" * 1_200_000, "row.long"),
    ],
    ids=lambda value: value[:50],
)
def test_a_broken_line_costs_itself_alone(read, line, code):
    loaded = read(GOOD + line + "\n" + GOOD.replace("ok", "ok2"), ending="jsonl")
    assert [event.event_id for event in loaded.events] == ["ok", "ok2"]
    assert [(rejection.row, rejection.code) for rejection in loaded.rejections] == [(2, code)]
    assert len(loaded.rejections[0].reason) < 200


def test_both_nested_and_flat_lines(read):
    loaded = read(
        '{"event_id":"x","at":"2024-03-01","sku":"B","line_amount":1,"lines":[{"sku":"A","line_amount":1}]}\n',
        ending="jsonl",
    )
    assert loaded.rejected == {"row.mixed": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "is empty"), ("\n \n", "is empty"), ("nonsense\n", "holds no JSON object"), ('[{"at": 1}]', "is a JSON list")],
)
def test_a_file_that_is_not_json_lines(tmp_path, text, message):
    path = tmp_path / "sales.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_ledger(path)


def test_too_many_different_keys(tmp_path):
    path = tmp_path / "sales.jsonl"
    path.write_text("".join(f'{{"{number}":1}}\n' for number in range(10_001)), encoding="utf-8")
    with pytest.raises(UsageError, match="more than 10,000 columns"):
        read_ledger(path)
