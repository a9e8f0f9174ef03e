"""What tests of several folders share: a result in which every name is an attack on the page that shows it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rulekit.kpi import Figure
    from rulekit.simulate import Comparison, Variant
    from rulekit.simulate.compare import FigureKey

ATTACKS = (
    "</script><script>window.hit=1</script>",
    '"><img src=x onerror="window.hit=2">',
    "<svg onload=window.hit=3>",
    "{{ 7*'7' }}{% raw %}",
    "javascript:window.hit=4",
    "<!--<script>",
    "'+window.constructor('window.hit=5')()+'",
    "datum.x\\u003c/script>&lt;b&gt;",
)

PROGRAM = """
program: attack 0
currency: EUR
timezone: Europe/Berlin
attributes:
  purchase: { store: text }
wallets:
  attack 1: { unit: star/stars, value: 0.01 EUR, expires: 2 months after earning }
tiers: { by: visits, over: ever, levels: { attack 2: 2, attack 4: 4 }, keep: for ever }
rules:
  attack 5: { on: purchase, give: 2 stars per 1 EUR }
  attack 6: { on: purchase, if: first purchase, give: 50 stars }
  attack 7: { on: purchase, if: basket.total >= 12 EUR, give: 1 star }
milestones:
  ladder: { count: purchases, gifts: { 2: attack 0 }, then: start again }
rewards:
  attack 0: { kind: gift, worth: 5 EUR, cost: 2 EUR }
  attack 3: { kind: gift, price: 20 stars, cost: 1 EUR }
"""
"""The language allows no such names, but who writes a result folder is not known: they are put there afterwards."""


@pytest.fixture(scope="session")
def attacks() -> tuple[str, ...]:
    """Each is the name of something that a report shows."""
    return ATTACKS


@pytest.fixture(scope="session")
def hostile_result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result folder of half a year, with an attack for every name of program, wallet, rule, reward, level, member, event, store."""
    import rulekit as rk

    folder = tmp_path_factory.mktemp("hostile")
    (folder / "program.yaml").write_text(PROGRAM, encoding="utf-8")
    (folder / "ledger.jsonl").write_text("".join(json.dumps(row) + "\n" for row in _rows()), encoding="utf-8")
    result = rk.replay(rk.load(folder / "program.yaml"), rk.read_ledger(folder / "ledger.jsonl"))
    for path in result.write(folder / "result"):
        _REWRITES[path.suffix](path)
    return folder / "result"


@pytest.fixture(scope="session")
def hostile_comparison(hostile_result: Path) -> Comparison:
    """Two variants of the same program by month, with an attack for every name, those of the variants among them."""
    import rulekit as rk

    folder = hostile_result.parent
    program, ledger = rk.load(folder / "program.yaml"), rk.read_ledger(folder / "ledger.jsonl")
    more = program.with_values({"rules.attack 5.give": "3 stars per 1 EUR", "rules.attack 6.give": "60 stars"})
    found = rk.simulate(ledger, {"attack 1": program, "attack 7": more}, by="month")
    return replace(found, variants=tuple(_attacked_variant(one) for one in found.variants))


def _attacked_variant(one: Variant) -> Variant:
    def figures(found: Mapping[FigureKey, Figure]) -> dict[FigureKey, Figure]:
        return {
            (kpi_id, scope, attacked(subject), period): replace(figure, subject=figure.subject and attacked(figure.subject))
            for (kpi_id, scope, subject, period), figure in found.items()
        }

    wallets = tuple(replace(wallet, name=attacked(wallet.name)) for wallet in one.program.wallets)
    program = replace(one.program, name=attacked(one.program.name), wallets=wallets)
    tally = replace(one.tally, cost_if_used=_visit(one.tally.cost_if_used), declined=_visit(one.tally.declined))
    return replace(
        one, name=attacked(one.name), program=program, summary=_visit(one.summary), figures=figures(one.figures),
        totals=figures(one.totals), tally=tally,
    )  # fmt: skip


def attacked(text: str) -> str:
    """The text with the attacks in place of their names."""
    for number, attack in enumerate(ATTACKS):
        text = text.replace(f"attack {number}", attack)
    return text


def _rows() -> list[dict[str, Any]]:
    """Purchases, redemptions that succeed or are declined, a return, and rows that are rejected."""
    rows: list[dict[str, Any]] = []
    names = [f"attack {number}" for number in range(len(ATTACKS))]
    for month in range(1, 7):
        for place, name in enumerate(names):
            if (month + place) % 3:
                day = f"2024-{month:02}-{place + 3:02}"
                event = f"{month} {name}"
                rows.append({"event_id": event, "at": f"{day} 10:00", "member_id": name, "amount": f"{10 + place}.50", "store": name})
                rows.append({"event_id": f"{event}+", "at": f"{day} 11:00", "type": "redeem", "member_id": name, "reward": "attack 3"})
        rows.append({"event_id": f"bad {names[month]}", "at": f"no day {names[month]}", "member_id": names[month], "amount": "1"})
    rows.append({"event_id": "back", "type": "refund", "at": "2024-05-20", "amount": "3", "ref": rows[0]["event_id"]})
    return rows


def _visit(node: Any) -> Any:
    """Plain data with the attacks in place of all names."""
    if isinstance(node, dict):
        return {attacked(key): _visit(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_visit(value) for value in node]
    return attacked(node) if isinstance(node, str) else node


def _rewrite_json(path: Path) -> None:
    path.write_text(json.dumps(_visit(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")


def _rewrite_csv(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [[attacked(cell) for cell in row] for row in csv.reader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _rewrite_parquet(path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    table = parquet.read_table(path)
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            cells = [cell and attacked(cell) for cell in table.column(place).to_pylist()]
            table = table.set_column(place, field, pa.array(cells, pa.string()))
    parquet.write_table(table, path)


_REWRITES = {".json": _rewrite_json, ".csv": _rewrite_csv, ".parquet": _rewrite_parquet}
