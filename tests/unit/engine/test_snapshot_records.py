"""A snapshot that something else wrote, or a hand changed: a usage error, never a traceback, never a wrong state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from till import EARNING, HEAD, Till

from rulekit.diagnostics import UsageError
from rulekit.engine import Engine
from rulekit.engine.snapshot import Snapshot

MORE = """\
tiers: { by: visits, over: last 12 months, levels: { Silver: 1 } }
cards:
  card: { stamp: 1 per purchase, full at: 2, give: mug, expires: 6 months after first stamp }
rewards:
  mug: { kind: gift, price: 5 points, valid: 30 days, limit: 3 per month }
"""
Path = tuple[str | int, ...]


@pytest.fixture(scope="module")
def till() -> Till:
    told = Till(HEAD.replace("point/points", "point/points, expires: 12 months after earning") + EARNING + MORE)
    told.apply("e1", "01-01", type="enrol")
    told.buy("p1", "01-02", "20.00")
    told.buy("p2", "01-03", "20.00")
    told.apply("r1", "01-04", type="redeem", reward="mug")
    told.apply("b1", "01-05", type="refund", ref="p2", amount="5.00")
    return told


def places(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value in a record, with the way to it."""
    yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*path, index))


def with_value(snapshot: Snapshot, record: Any, path: Path, value: Any) -> Snapshot:
    """The snapshot with another value at one place of its only record."""
    changed = deepcopy(record)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return replace(snapshot, records=((snapshot.records[0][0], json.dumps(changed)),))


def test_a_value_of_another_type_is_never_taken(till: Till):
    snapshot = till.engine.snapshot()
    record = json.loads(snapshot.records[0][1])
    seen = [(path, value) for path, value in places(record) if path]
    assert len(seen) > 200
    for path, value in seen:
        for wrong in (0.5, {} if isinstance(value, list) else []):
            if isinstance(value, list | dict) and not value and wrong == []:
                continue  # an empty list where nothing is kept reads as no pairs
            try:
                Engine(till.programs, with_value(snapshot, record, path, wrong))
            except UsageError:
                continue
            pytest.fail(f"{path} is taken as {wrong}")


def test_a_tuple_has_its_length(till: Till):
    snapshot = till.engine.snapshot()
    record = json.loads(snapshot.records[0][1])
    for path in (("last_key",), ("purchases", "p1", "lines")):
        with pytest.raises(UsageError, match="cannot be read"):
            Engine(till.programs, with_value(snapshot, record, path, [[1]] if path[-1] == "lines" else [1]))


@pytest.mark.parametrize("text", ["[" * 200_000, "{", "7", "null", '{"member_id": "anna", "new": 1}'])
def test_a_record_that_is_none_is_a_usage_error(till: Till, text: str):
    snapshot = till.engine.snapshot()
    with pytest.raises(UsageError):
        Engine(till.programs, replace(snapshot, records=(("anna", text),)))


def test_nobody_stands_there_twice(till: Till):
    snapshot = till.engine.snapshot()
    with pytest.raises(UsageError, match="twice"):
        Engine(till.programs, replace(snapshot, records=snapshot.records * 2))
