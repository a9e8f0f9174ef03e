"""Moves between levels: with who joined and who left they lead from the members of one period's end to those of the next."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import rulekit as rk

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
attributes: { member: { city: text } }
tiers:
  by: visits
  over: last 60 days
  levels: { Silver: 1, Gold: 2 }
  keep: while qualified
"""
HEAD = "event_id,type,at,member_id,amount,city\n"
LEDGER = """\
1,enrol,2023-12-10,cleo,,Ulm
2,purchase,2024-01-10,cleo,10,
3,purchase,2024-01-20,bo,10,Kiel
4,purchase,2024-02-20,bo,10,
5,leave,2024-03-05,bo,,
6,purchase,2024-04-05,bo,10,
7,enrol,2024-02-01,dan,,Ulm
8,leave,2024-02-03,dan,,
9,purchase,2024-01-05,eve,10,Kiel
10,leave,2024-03-03,eve,,
11,enrol,2024-03-25,eve,,
12,leave,2024-03-26,eve,,
13,enrol,2024-03-27,eve,,
"""
MONTHS = ("2023-12", "2024-01", "2024-02", "2024-03", "2024-04")


def replayed(folder: Path, rows: str = LEDGER, program: str = PROGRAM) -> rk.Result:
    (folder / "p.yaml").write_text(program, encoding="utf-8")
    (folder / "l.csv").write_text(HEAD + rows, encoding="utf-8")
    return rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv"))


def counts(found: dict, kpi: str, segment: str | None = None) -> dict[tuple[str, str | None], int]:
    """By period and subject; zeros are left out."""
    return {
        (one["period"], one["subject"]): int(one["value"])
        for one in found["kpis"]
        if (one["id"], one["segment"]) == (kpi, segment) and int(one["value"] or 0)
    }


def test_who_leaves_is_no_downgrade(tmp_path):
    """Bo leaves as Gold and comes back; dan came and went in one month; eve lost her level by leaving, and is there at its end."""
    assert counts(rk.kpis(result=replayed(tmp_path), by="month"), "tiers.migration") == {
        ("2023-12", "joined → none"): 1,
        ("2024-01", "none → Silver"): 1, ("2024-01", "joined → Silver"): 2,
        ("2024-02", "Silver → Gold"): 1,
        ("2024-03", "Gold → left"): 1, ("2024-03", "Silver → none"): 2,
        ("2024-04", "joined → Gold"): 1,
    }  # fmt: skip


@pytest.mark.parametrize("by", ["day", "week", "month", "year", None])
@pytest.mark.parametrize("starts", [None, "2024-01-20"])
@pytest.mark.parametrize(("segment", "parts"), [(None, {None}), ("city", {"Kiel", "Ulm"}), ("tier", {"none", "Gold"})])
def test_start_and_joined_are_end_and_left(tmp_path, by, starts, segment, parts):
    found = rk.kpis(result=replayed(tmp_path), by=by, history_starts=starts, segment=segment)
    assert {one["segment"] for one in found["kpis"] if one["id"] == "tiers.migration"} == parts
    periods = list(dict.fromkeys(one["period"] for one in found["kpis"] if one["id"] == "tiers.migration"))
    for part in parts:
        members, moves = counts(found, "tiers.members", part), counts(found, "tiers.migration", part)
        start: Counter[str] = Counter()
        for place, period in enumerate(periods):
            end = Counter({level: count for (when, level), count in members.items() if when == period})
            ways = {tuple(way.split(" → ")): count for (when, way), count in moves.items() if when == period}
            into, out_of = Counter(), Counter()
            for (origin, target), count in ways.items():
                out_of[origin] += count
                into[target] += count
            if place or starts is None:  # else nobody knows the start
                assert {name: start[name] + into[name] - out_of[name] for name in ("none", "Silver", "Gold")} == {
                    name: end[name] for name in ("none", "Silver", "Gold")
                }, (part, period)
                assert end.total() == (counts(found, "members.enrolled", part).get((period, None)) or 0)
                assert start.total() + out_of["joined"] == end.total() + into["left"]
            start = end


def test_a_level_may_be_called_as_those_who_left(tmp_path):
    program = PROGRAM.replace("Silver", "left")
    assert counts(rk.kpis(result=replayed(tmp_path, LEDGER, program), by="month"), "tiers.migration")["2024-01", 'joined → "left"'] == 2
