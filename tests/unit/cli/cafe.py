"""A small program and its sales, for the tests of the commands."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
"""Runs a command inside this process."""

ROOT = Path(__file__).resolve().parents[3]

PROGRAM = """\
program: Café Sonne
currency: EUR
timezone: Europe/Berlin
starts: 2024-01-01
attributes:
  member: { city: text, newsletter: yes/no, birthday: date }
  purchase: { channel: [store, app, web] }
  line: { category: text, brand: text }
wallets:
  points:
    unit: point/points
    value: 0.01 EUR
    available: after 14 days
    expires: 12 months after earning, at end of month
tiers:
  by: visits
  over: last 12 months
  levels: { Silver: 12, Gold: 30 }
  keep: 12 months
segments:
  regulars: purchases in the last 90 days >= 3
rules:
  base points:
    on: purchase
    lines: line.category not in ["tobacco", "gift card"]
    give: 1 point per 1 EUR
    limit: 500 points per day
  sunny weekends:
    on: purchase
    from: 2024-06-01
    until: 2024-08-31
    at: Sat-Sun; Mon-Fri 14:00-17:00
    if: basket.total >= 5 EUR
    bonus: double points
  gold bonus:
    on: purchase
    if: member.tier is at least Gold and member in regulars
    bonus: +50% points
  app bonus:
    on: purchase
    if: purchase.channel is app
    give: 5 points
  welcome:
    on: enrol
    give: 50 points
  review:
    on: activity "review"
    give: 20 points
    limit: 2 times per month
cards:
  coffee card:
    stamp: 1 per purchase
    lines: line.category = "coffee"
    full at: 10
    give: free coffee
milestones:
  loyal guests:
    count: purchases
    if: basket.total >= 20 EUR
    gifts: { 2: mug }
    then: start again
rewards:
  free coffee: { kind: gift, price: 10 points, worth: 3.20 EUR, cost: 0.80 EUR, valid: 30 days }
  mug: { kind: gift, worth: 12 EUR, cost: 4 EUR }
"""

LEDGER = """\
event_id,type,at,member_id,amount,line,line_amount,category,channel,activity,reward,ref,points,wallet,reason
p1,purchase,2024-06-01 09:00,anna,12.40,1,12.40,coffee,app,,,,,,
p2,purchase,2024-06-02 09:00,anna,25.20,1,5.20,coffee,,,,,,,
p2,purchase,2024-06-02 09:00,anna,25.20,2,20.00,tobacco,,,,,,,
p3,purchase,2024-06-02 19:00,bob,800,1,800,furniture,,,,,,,
a1,activity,2024-06-03 09:00,anna,,,,,,review,,,,,
r1,refund,2024-06-04 09:00,anna,6.20,,,,,,,p1,,,
r2,refund,2024-06-04 10:00,anna,6.20,,,,,,,p1,,,
x1,adjust,2024-06-05 09:00,anna,,,,,,,,,5,points,sorry
x2,redeem,2024-06-06 09:00,anna,,,,,,,free coffee,,,,
x3,redeem,2024-06-20 09:00,anna,,,,,,,free coffee,,,,
p4,purchase,2024-06-21 09:00,anna,30,,,,,,,,,,
"""

BAD_ROW = "p5,purchase,yesterday,anna,30,,,,,,,,,,\n"


def write_cafe(folder: Path, extra_rows: str = "") -> tuple[str, str]:
    """Write the program and its ledger; their paths."""
    program, ledger = folder / "cafe.yaml", folder / "sales.csv"
    program.write_text(PROGRAM, encoding="utf-8")
    ledger.write_text(LEDGER + extra_rows, encoding="utf-8")
    return str(program), str(ledger)


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that runs this code."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RULEKIT") and key != "NO_COLOR"}
    return kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "100"} | more


def rulekit(*arguments: str, cwd: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own."""
    command = [sys.executable, "-m", "rulekit", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", errors="replace", env=environment(**more), cwd=cwd, timeout=120, check=False
    )  # fmt: skip


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """Let stdout be a terminal of so many columns that knows every letter."""
    monkeypatch.setattr("rulekit.cli.console.is_interactive", lambda stream: stream is sys.stdout)
    monkeypatch.setattr("rulekit.cli.console.wants_color", lambda _: False)
    monkeypatch.setenv("COLUMNS", str(columns))
