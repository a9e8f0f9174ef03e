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
WITH steps AS (
    SELECT rule, member_id, seq, day, booked, amount, balance
    FROM seen_entries
    WHERE wallet IS NULL AND rule IN (SELECT counter FROM counters)
        AND booked IN ('step', 'card_full', 'milestone', 'challenge', 'expire', 'take_back')
),
holders AS (
    SELECT
        rule, member_id, min(day) AS began, arg_max(balance, seq) AS held,
        min(day) FILTER (WHERE booked IN ('card_full', 'challenge') AND amount <= 0) AS filled,
        sum(CASE WHEN booked NOT IN ('card_full', 'challenge') THEN 0 WHEN amount <= 0 THEN 1 ELSE -1 END) AS fills,
        count(*) FILTER (WHERE booked = 'expire') AS ran_out
    FROM steps
    GROUP BY rule, member_id
)
SELECT
    rule, count(*) AS began, count(filled) AS filled, sum(fills)::INTEGER AS fills, sum(ran_out)::INTEGER AS ran_out,
    count(*) FILTER (WHERE held > 0) AS open, sum(held) AS held, quantile_disc(filled - began, 0.5) AS days
FROM holders
GROUP BY rule
"""
"""`held`: the steps that are open, in units of the counter; `days`: half of those who filled it took at most so long."""

COLUMNS = ("began", "filled", "fills", "ran_out", "open", "held", "days")

REACHED = """
SELECT rule, reason, count(DISTINCT member_id) AS members,
    sum(CASE WHEN amount <= 0 THEN 1 ELSE -1 END)::INTEGER AS times,
    TRY_CAST(split_part(reason, ' ', 1) AS DECIMAL(38, 4)) AS place
FROM seen_entries
WHERE booked = 'milestone' AND reason IS NOT NULL
GROUP BY rule, reason
ORDER BY rule, place NULLS LAST, reason
"""


def counters(material: Material) -> Section | None:
    """A table for each kind that anybody began; None without any."""
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
    return Table(texts(f"counters/title/{kind}"), head, tuple(rows), frozenset(range(1, len(head))), note=texts("counters/note"))


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
            for ladder, reason, members, times, _ in reached
            if ladder == name
        ]
    head = tuple(texts(f"counters/{key}") for key in ("milestone", "step", "members", "times"))
    return Table(texts("counters/title/milestone"), head, tuple(rows), frozenset({2, 3}))
