"""Text that takes more or less room than it has characters shifts no column and no mark in any terminal text.

The same shop runs with wide names and with plain ones that take the same room: what is shown must differ in the names alone.
"""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

import pytest
from cafe import Run, on_a_terminal
from rich.cells import cell_len

WIDE = {
    "shop": "日本🍵", "points": "ポイント", "cup": "馬克杯々", "card": "かかか", "rule": "晴れた週末に倍", "silver": "실버",
    "gold": "金", "anna": "e\N{COMBINING ACUTE ACCENT}\N{HANGUL CHOSEONG HIEUH}\N{HANGUL JUNGSEONG A}\N{HANGUL JONGSEONG NIEUN}👍",
    "source": "商店観察第十二頁",
}  # fmt: skip
PLAIN = {
    "shop": "teashp", "points": "zpointsz", "cup": "zcupcups", "card": "zcards", "rule": "zdoubleweekend", "silver": "zzzz",
    "gold": "zG", "anna": "zoezo", "source": "Shopview-page-12",
}  # fmt: skip

PROGRAM = """\
program: $shop
currency: EUR
timezone: Europe/Berlin
attributes:
  member: { "$card": yes/no }
wallets:
  $points: { unit: pt/pts, value: 0.05 EUR, expires: 30 days after earning }
tiers: { by: purchases, over: last 60 days, levels: { $silver: 1, $gold: 2 }, keep: while qualified }
rules:
  base: { on: purchase, give: 1 pt per 1 EUR }
  $rule: { on: purchase, if: "basket.total >= 50 EUR", bonus: double pts, budget: 900 times }
  welcome: { on: enrol, give: $cup }
cards:
  $card: { stamp: 1 per visit, full at: 3, expires: 20 days after first stamp, give: $cup }
rewards:
  $cup: { kind: gift, worth: 5 EUR, cost: 2 EUR, valid: 10 days, stock: 500 }
"""
LEDGER = """\
event_id,at,member_id,amount
p1,2024-03-01 10:00,$anna,10.00
p2,2024-03-09 11:00,$anna,5.00
p3,2024-03-17 10:00,bert,1234.00
p4,2024-03-25 10:00,$anna,yes
"""
FILES = {
    "program.yaml": PROGRAM,
    "sales.csv": LEDGER,
    "broken.yaml": PROGRAM.replace("basket.total >= 50 EUR", "'$cup' is '$gold' or basket.total >= 5"),
    "usual.yaml": "- { id: aov.gross, low: 10, high: 20, source: '" + "$source " * 8 + "' }\n",
}

COMMANDS = [
    ("replay", "program.yaml", "sales.csv"),
    ("kpis", "result", "--by", "week", "--benchmarks", "usual.yaml"),
    ("simulate", "program.yaml", "--ledger", "sales.csv", "--sweep", "rewards.$cup.valid=5 days,20 days,30 days"),
    ("forecast", "program.yaml", "sales.csv"),
    ("explain", "program.yaml", "sales.csv", "--member", "$anna", "-v"),
    ("explain", "program.yaml", "sales.csv", "--member", "$anna", "--why-not", "$rule"),
    ("try", "program.yaml", "$silver member, 120 EUR"),
    ("check", "broken.yaml"),
]


def write(folder: Path, names: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(Template(text).substitute(names), encoding="utf-8")


def shown(run: Run, names: dict[str, str], command: tuple[str, ...]) -> str:
    """What a command says about the shop with these names, the wide names replaced by the plain ones."""
    write(Path.cwd(), names)
    if "result" in command:
        assert run("replay", "program.yaml", "sales.csv", "--out", "result").exit_code == 0
    done = run(*(Template(word).substitute(names) for word in command))
    assert done.exit_code in (0, 1), done.output
    text = done.output
    for key, name in names.items():
        text = text.replace(name, PLAIN[key])
    return re.sub(r"(?<=code )[0-9a-f]{16}|(?<=yaml):[0-9]+:[0-9]+|^digest .*", "", text, flags=re.MULTILINE)


def test_the_plain_names_take_as_much_room() -> None:
    assert {key: cell_len(name) for key, name in WIDE.items()} == {key: len(name) for key, name in PLAIN.items()}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: f"{command[0]}{'-why-not' if '--why-not' in command else ''}")
def test_columns_stand_where_they_stand_with_plain_names(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    on_a_terminal(monkeypatch, 80)
    wide, plain = shown(run, WIDE, command), shown(run, PLAIN, command)
    assert wide == plain


def test_the_remarks_of_a_draft_stand_below_each_other(run: Run, tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text("顧客の番号;Datum;Betrag;天気;ｵﾝﾄﾞ\nK1;25.01.2024;3,00;晴;7\n", encoding="utf-8")
    drafted = run("import", str(tmp_path / "export.csv")).stdout.splitlines()
    behind = {line: cell_len(line.rpartition("  # ")[0]) for line in drafted if re.search("\\S  +# ", line)}
    assert set(behind.values()) == {38}, behind
    assert any("天気" in line for line in behind)
