"""A real coffee machine with card numbers: stamp cards and hours of the day in a replay, against figures counted independently."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

import rulekit as rk

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not (DATA / "coffee_vending.csv.gz").is_file(), reason="needs the data beside the project: ../shared/data")

PROGRAM = """\
program: A coffee machine
currency: EUR
timezone: UTC
wallets:
  drinks: { unit: drink/drinks }
rules:
  morning: { on: purchase, at: "00:00-11:00", give: 1 drink }
  noon: { on: purchase, at: "11:00-14:00", give: 1 drink }
  afternoon: { on: purchase, at: "14:00-17:00", give: 1 drink }
  evening: { on: purchase, at: "17:00-24:00", give: 1 drink }
cards:
  ten drinks: { stamp: 1 per purchase, full at: 10, give: free drink }
rewards:
  free drink: { kind: gift, worth: 3 EUR, cost: 1 EUR }
"""

LEDGER = """
SELECT row_number() OVER ()::VARCHAR AS event_id, datetime::VARCHAR AS at, card AS member_id, money::DECIMAL(18, 2) AS amount
FROM '{}' WHERE card IS NOT NULL
"""


@pytest.fixture(scope="module")
def reference() -> dict:
    return json.loads((DATA / "reference" / "ref_kpis.json").read_text(encoding="utf-8"))["coffee_vending"]


@pytest.fixture(scope="module")
def figures(tmp_path_factory) -> dict[tuple[str, str | None], dict]:
    """The figures of members, by id and subject."""
    folder = tmp_path_factory.mktemp("coffee")
    (folder / "program.yaml").write_text(PROGRAM, encoding="utf-8")
    duckdb.sql(LEDGER.format(DATA / "coffee_vending.csv.gz")).write_parquet(str(folder / "ledger.parquet"))
    result = rk.replay(rk.load(folder / "program.yaml"), rk.read_ledger(folder / "ledger.parquet"))
    assert result.rejections == ()
    return {(one["id"], one["subject"]): one for one in rk.kpis(result=result)["kpis"] if one["scope"] == "members"}


def test_every_tenth_drink_fills_a_card(figures, reference):
    assert figures["rewards.issued", "free drink"]["value"] == str(reference["buy10_get1_stamps"]["full_10_stamp_cards"])
    assert figures["cards.completion", "ten drinks"]["numerator"] == str(reference["buy10_get1_stamps"]["cards_reaching_10"])


def test_drinks_by_part_of_the_day(figures, reference):
    rules = {"before 11": "morning", "11-14": "noon", "14-17": "afternoon", "17+": "evening"}
    found = {part: figures["points.by_rule", f"{rule} (drinks)"]["value"] for part, rule in rules.items()}
    assert found == {part["p"]: str(part["n"]) for part in reference["daypart"]}
