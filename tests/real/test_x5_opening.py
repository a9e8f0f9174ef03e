"""A live program moved in: the X5 RetailHero sample, whose members begin with points that the file does not show.

Every receipt says which points came and went. Played as a ledger, redemptions are declined until each member has an opening balance;
with the least one that the receipts ask for, every point adds up.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

import rulekit as rk

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "x5_retailhero_sample"
RECEIPTS = DATA / "transactions.csv.gz"

pytestmark = pytest.mark.skipif(not RECEIPTS.is_file(), reason="needs the data beside the project: ../shared/data")

PROGRAM = """\
program: X5 points as they were
currency: RUB
timezone: Europe/Moscow
wallets:
  points: { unit: point/points, decimals: 1 }
"""
OPENED_ON = "2018-11-01"
HEADER = ("event_id", "type", "at", "order", "member_id", "wallet", "points", "reason", "usable_until")

Receipt = dict[str, str]


def receipts() -> list[Receipt]:
    with gzip.open(RECEIPTS, "rt", encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: (row["datetime"], int(row["transaction_no"])))


def spent(row: Receipt) -> Decimal:
    return -(Decimal(row["regular_points_spent"]) + Decimal(row["express_points_spent"]))


def received(row: Receipt) -> Decimal:
    return Decimal(row["regular_points_received"]) + Decimal(row["express_points_received"])


def least_openings(rows: list[Receipt]) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """By member the least opening balance that covers every redemption, and what the receipts come to in all."""
    running: dict[str, Decimal] = defaultdict(Decimal)
    opening: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        member = row["client_id"]
        running[member] -= spent(row)
        opening[member] = max(opening[member], -running[member])
        running[member] += received(row)
    return opening, running


def replayed(rows: list[Receipt], opening: dict[str, Decimal], folder: Path) -> rk.Result:
    events = [
        (f"opening-{member}", "adjust", OPENED_ON, "0", member, "points", str(points), "opening", "2030-12-31")
        for member, points in opening.items() if points
    ]  # fmt: skip
    for row in rows:
        number, at, member = row["transaction_no"].zfill(5), row["datetime"], row["client_id"]
        if spent(row):
            events.append((f"{number}-spent", "redeem", at, "1", member, "points", str(spent(row)), "", ""))
        if received(row):
            events.append((f"{number}-received", "adjust", at, "2", member, "points", str(received(row)), "receipt", ""))
    ledger, program = folder / "ledger.csv", folder / "program.yaml"
    with ledger.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *events])
    program.write_text(PROGRAM, encoding="utf-8")
    return rk.replay(rk.load(program), rk.read_ledger(ledger))


def test_without_openings_members_spend_points_they_do_not_have(tmp_path):
    result = replayed(receipts(), {}, tmp_path)
    assert result.summary["ledger"]["declined"]["balance"] > 0


def test_with_openings_every_point_adds_up(tmp_path):
    rows = receipts()
    opening, running = least_openings(rows)
    result = replayed(rows, opening, tmp_path)
    assert result.rejections == ()
    assert result.summary["ledger"]["declined"] == {}
    for member, total in running.items():
        if member in {one.member_id for one in result.members_list}:
            assert result.engine.member(member).wallets["points"].balance == opening[member] + total
    assert Decimal(result.summary["wallets"]["points"]["balance"]) == sum(opening.values()) + sum(running.values())
    assert Decimal(result.summary["wallets"]["points"]["spent"]) == sum(map(spent, rows))
