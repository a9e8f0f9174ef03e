"""All is measured before the first section is built: a section reads, so it is the same wherever it stands."""

from __future__ import annotations

from pathlib import Path

import rulekit as rk
from rulekit.report.material import Material, material_of
from rulekit.report.report import SECTIONS

GOALS = "\ngoals:\n  sales.gross per month: at least 1 EUR\n  retention.strict per quarter: at least 10%\n"


def result(folder: Path) -> rk.Result:
    """Fifty customers, so that there are kinds of them, and goals by month and by quarter."""
    program = """\
program: P
currency: EUR
timezone: UTC
wallets: { points: { unit: point/points, value: 0.01 EUR } }
rules: { base: { on: purchase, give: 1 point per 1 EUR } }
rewards: { cake: { kind: gift, price: 50 points, worth: 5 EUR, cost: 1 EUR } }
cards: { card: { stamp: 1 per purchase, full at: 2, give: cake } }
"""
    (folder / "p.yaml").write_text(program + GOALS, encoding="utf-8")
    rows = [f"{m}-{n},purchase,2024-{n:02}-{m % 27 + 1:02},m{m},{m}" for m in range(1, 51) for n in range(1, m % 6 + 2)]
    rows += [f"x{n},purchase,2024-06-{n:02},,10" for n in range(1, 9)]
    (folder / "s.csv").write_text("\n".join(["event_id,type,at,member_id,amount", *rows]), encoding="utf-8")
    return rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "s.csv"))


def tables(material: Material) -> dict[str, list[str]]:
    """Everything that stands in the warehouse."""
    run = material.warehouse.connection.execute
    names = [name for (name,) in run("SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()]
    return {name: sorted(map(repr, run(f'FROM "{name}"').fetchall())) for name in sorted(names)}


def test_building_sections_changes_no_table(tmp_path: Path) -> None:
    material = material_of(result(tmp_path), "en")
    before = tables(material)
    assert len(before["rfm"]) == 50
    sections = [build(material) for build in SECTIONS]
    assert {"goals", "segments", "rules"} <= {section.id for section in sections if section is not None}
    assert tables(material) == before


def test_the_order_of_sections_changes_none_of_them(tmp_path: Path) -> None:
    found = result(tmp_path)
    material, other = material_of(found, "en"), material_of(found, "en")
    forwards = [build(material) for build in SECTIONS]
    backwards = [build(other) for build in reversed(SECTIONS)]
    assert forwards == backwards[::-1]
