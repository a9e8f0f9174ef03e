"""Stamp cards, challenges and gift ladders: who began, who filled them and how soon, what ran out, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rulekit.report.blocks import Section, Table, TableRow
from rulekit.report.formats import UNKNOWN
from rulekit.report.material import Material, plain_name
from rulekit.report.sections.courses import present

KINDS = ("card", "challenge", "milestone")

STEPS = """
WITH holders AS (
    SELECT
        rule, member_id, last, stops, is_corrected, min(day) FILTER (WHERE has_begun) AS began,
        min(day) FILTER (WHERE fills > 0) AS filled, arg_max(struct_pack(fills, ran_out, held, has_begun), seq) AS now
    FROM progress
    GROUP BY rule, member_id, last, stops, is_corrected
)
SELECT
    rule, count(*) AS began, count(*) FILTER (WHERE now.fills > 0) AS filled, coalesce(sum(now.fills), 0)::INTEGER AS fills,
    coalesce(sum(now.ran_out), 0)::INTEGER AS ran_out, count(*) FILTER (WHERE is_open) AS open,
    coalesce(sum(now.held) FILTER (WHERE is_open), 0) AS held,
    quantile_disc(filled - began, 0.5) FILTER (WHERE NOT is_corrected) AS days
FROM (SELECT *, now.held > 0 AND NOT (stops AND now.held >= last) AS is_open FROM holders)
WHERE now.has_begun
GROUP BY rule
"""
"""`held`: the steps that are open, in units of the counter; `days`: half of those who filled it took at most so long."""

COLUMNS = ("began", "filled", "fills", "ran_out", "open", "held", "days")

REACHED = """
WITH holders AS (
    SELECT rule, member_id, last, is_corrected, is_opened, arg_max(struct_pack(held, lost, rounds), seq) AS now
    FROM progress
    GROUP BY rule, member_id, last, is_corrected, is_opened
),
reached AS (
    SELECT rule, member_id, reason AS threshold, count(*) AS times
    FROM progress
    WHERE NOT is_corrected AND kind = 'milestone'
    GROUP BY rule, member_id, reason
    UNION ALL
    SELECT rule, member_id, threshold, now.rounds + (now.held >= place)::INTEGER
    FROM holders
    JOIN (SELECT *, unnest(thresholds) AS threshold, threshold::DECIMAL(18, 4) AS place FROM counters) ON counter = rule
    WHERE is_corrected
        AND ((now.held >= place AND NOT is_opened) OR now.held + now.lost < place OR (place = last AND NOT stops))
)
SELECT rule, threshold, count(*) AS members, sum(times)::INTEGER AS times
FROM reached
WHERE times > 0
GROUP BY rule, threshold
ORDER BY rule, threshold::DECIMAL(18, 4)
"""
"""Once a late event corrected an account, its steps tell what was reached, where none of them were lost."""

CORRECTED = "SELECT count(DISTINCT member_id) FROM progress WHERE is_corrected"


def counters(material: Material) -> Section | None:
    """A table for each kind that anybody began; None without any, and where what was before the replay is unknown."""
    if material.warehouse.is_resumed:
        return None
    found = {row[0]: row[1:] for row in material.warehouse.connection.execute(STEPS).fetchall()}
    kinds = {name: facts["kind"] for name, facts in material.program["counters"].items() if name in found}
    if not kinds:
        return None
    texts = material.texts
    cards, challenges, ladders = ([name for name in kinds if kinds[name] == kind] for kind in KINDS)
    blocks = present(
        _table(material, "card", COLUMNS, cards, found),
        _table(material, "challenge", ("began", "filled", "fills", "days"), challenges, found),
        _ladders(material, ladders, found),
    )
    *first, last = [texts(f"counters/heading/{kind}") for kind in KINDS if kind in kinds.values()]
    heading = f"{', '.join(first)} {texts('counters/and')} {last}" if first else last
    return Section("cards", heading[0].upper() + heading[1:], texts("counters/lead"), blocks)


def _table(
    material: Material, kind: str, shown: Sequence[str], names: Sequence[str], found: dict[str, tuple[Any, ...]]
) -> Table | None:  # fmt: skip
    """A row for each card or challenge."""
    if not names:
        return None
    texts, rows = material.texts, []
    for name in names:
        cells = dict(zip(COLUMNS, found[name], strict=True))
        rows.append((plain_name(name), *(_cell(material, key, cells[key]) for key in shown)))
    head = (texts(f"counters/{kind}"), *(texts(f"counters/{key}") for key in shown))
    note = _note(material, texts("counters/note"))
    return Table(texts(f"counters/title/{kind}"), head, tuple(rows), frozenset(range(1, len(head))), note=note)


def _note(material: Material, *notes: str) -> str | None:
    """What a table says below it, and whom late events keep out of it."""
    [(count,)] = material.warehouse.connection.execute(CORRECTED).fetchall()
    number = material.format.number(count)
    return " ".join((*notes, material.texts("counters/corrected", count=count, number=number)) if count else notes) or None


def _cell(material: Material, key: str, value: Any) -> str:
    if value is None:
        return UNKNOWN
    number = material.format.number(value)
    return material.texts("counters/in_days", count=value, number=number) if key == "days" else number


def _ladders(material: Material, names: Sequence[str], found: dict[str, tuple[Any, ...]]) -> Table | None:
    """A row for each number that was reached, below who is on the ladder at all."""
    if not names:
        return None
    texts, number, rows = material.texts, material.format.number, list[TableRow]()
    reached = material.warehouse.connection.execute(REACHED).fetchall()
    for name in names:
        rows.append((plain_name(name), texts("counters/on_it"), number(found[name][0]), ""))
        rows += [
            (plain_name(name), plain_name(reason), number(members), number(times))
            for ladder, reason, members, times in reached
            if ladder == name
        ]
    head = tuple(texts(f"counters/{key}") for key in ("milestone", "step", "members", "times"))
    return Table(texts("counters/title/milestone"), head, tuple(rows), frozenset({2, 3}), note=_note(material))
