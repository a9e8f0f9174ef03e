"""Which rule, card or purchase with points gave which reward, what became of it, what it cost, and what is left of the stock."""

from __future__ import annotations

from typing import Any

from rulekit.report.blocks import Table
from rulekit.report.formats import UNKNOWN
from rulekit.report.material import Material, plain_name

CAUSES = """
SELECT source, reward, count(*) AS issued, count(*) FILTER (WHERE status = 'used') AS used,
    count(*) FILTER (WHERE status = 'open') AS open, count(*) FILTER (WHERE status = 'lapsed') AS lapsed,
    count(*) FILTER (WHERE status = 'taken back') AS taken_back,
    CASE WHEN bool_and(cost IS NOT NULL) THEN coalesce(sum(cost) FILTER (WHERE status IN ('used', 'open')), 0) END AS cost
FROM seen_rewards GROUP BY source, reward ORDER BY issued DESC, source, reward
"""
COLUMNS = (
    "rules/cause", "rewards/reward", "rewards/issued", "rewards/used", "rewards/open", "rewards/lapsed", "rewards/taken_back",
    "rewards/cost", "rules/stock",
)  # fmt: skip


def reward_causes(material: Material) -> Table | None:
    """None where no reward was given. Left out are taken back and stock where they are empty, and a cost that would mislead."""
    found = material.warehouse.connection.execute(CAUSES).fetchall()
    if not found:
        return None
    texts, left_out = material.texts, set()
    if not any(taken_back for *_, taken_back, _ in found):
        left_out.add(COLUMNS.index("rewards/taken_back"))
    if not material.summary["stock"]:
        left_out.add(COLUMNS.index("rules/stock"))
    if not material.tells_costs:
        left_out.add(COLUMNS.index("rewards/cost"))
    head, *rows = (
        tuple(cell for place, cell in enumerate(row) if place not in left_out)
        for row in (tuple(map(texts, COLUMNS)), *(_row(material, *row) for row in found))
    )
    note = texts("rewards/note" if material.tells_costs else "rewards/note_trial")
    return Table(texts("rules/rewards"), head, tuple(rows), frozenset(range(2, len(head))), note=note)


def _row(material: Material, source: str, reward: str, *numbers: Any) -> tuple[str, ...]:
    *counts, cost = numbers
    texts, form, stock = material.texts, material.format, material.summary["stock"].get(reward)
    return (
        texts.known("causes", source) or plain_name(source),
        plain_name(reward),
        *map(form.number, counts),
        UNKNOWN if cost is None else form.money(cost),
        texts("rules/left", left=form.number(stock["left"]), stock=form.number(stock["stock"])) if stock else "",
    )
