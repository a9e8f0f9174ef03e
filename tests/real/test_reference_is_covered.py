"""No figure of the reference file is left out: the tests beside this one name every key of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "reference" / "ref_kpis.json"
TESTS = ("test_coffee_machine.py", "test_ifrs15.py", "test_online_retail.py", "test_reference_kpis.py")
GAP = re.compile(r"\{\w+\}")

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="needs the data beside the project: ../shared/data")


def keys(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of all keys; the places of cohorts and periods are values, no names."""
    if isinstance(value, dict):
        for key, inner in value.items():
            named = path if re.fullmatch(r"[0-9-]+", key) else (*path, key)
            yield named
            yield from keys(inner, named)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, path)


def named(source: str) -> str:
    """What fits the names in quotes, those with gaps (`rolling_{days}`) with anything in them."""
    found = re.findall(r'"((?:\w|\{\w+\})+)"', source)
    return "|".join(GAP.sub(r"\\w+", name) for name in found if GAP.sub("", name))


def test_every_key_of_the_reference_is_named():
    names = re.compile(named("".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in TESTS)))
    paths = dict.fromkeys(keys(json.loads(FILE.read_text(encoding="utf-8"))))
    assert ["/".join(path) for path in paths if path and not names.fullmatch(path[-1])] == []


def test_a_name_with_a_gap_stands_for_many_and_a_gap_alone_for_none():
    names = re.compile(named('f"rolling_{days}", f"{name}", "rows"'))
    assert [key for key in ("rolling_90", "rows", "units", "rolling") if names.fullmatch(key)] == ["rolling_90", "rows"]
