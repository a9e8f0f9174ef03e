"""`--why-not` of rewards and challenges: which answer a member got instead, how near a challenge came, what a voucher was too good for."""

from pathlib import Path

import pytest
from cafe import Run

PROGRAM = """\
program: Probe
currency: EUR
timezone: Europe/Berlin
attributes:
  member: { birthday: date, genre: [crime, children] }
rules:
  gift: { on: purchase, if: first purchase, give: { crime: sampler, children: picture book } }
  birthday treat: { on: birthday, give: tea }
  we miss you: { on: 45 days without purchase, give: tea }
  each year: { on: joining anniversary, give: tea }
challenges:
  four visits: { count: visits, reach: 4 within 30 days, give: shake }
cards:
  card: { stamp: 1 per purchase, full at: 2, give: mug }
rewards:
  sampler: { kind: gift }
  picture book: { kind: gift }
  tea: { kind: gift }
  shake: { kind: gift }
  mug: { kind: gift }
  voucher: { kind: voucher, price: 1 point, worth: 5 EUR, minimum basket: 30 EUR }
  pay: { kind: voucher, price: 1 point per 1 EUR, minimum basket: 30 EUR }
wallets:
  points: { unit: point/points }
"""

LEDGER = """\
event_id,type,at,member_id,amount,genre,birthday,reward,points,ref,reason,wallet
e1,enrol,2024-01-02 09:00,anna,,crime,1990-02-10,,,,,
p1,purchase,2024-01-05 10:00,anna,24.75,,,,,,,
p2,purchase,2024-01-06 10:00,anna,24.75,,,,,,,
p3,purchase,2024-01-07 10:00,anna,24.75,,,,,,,
a1,adjust,2024-01-07 11:00,anna,,,,,100,,gift,points
r1,redeem,2024-01-07 12:00,anna,,,,voucher,,,,
u1,use,2024-01-07 12:01,anna,,,,voucher,,p3,,
u2,use,2024-01-07 12:02,anna,,,,voucher,,p9,,
r2,redeem,2024-01-07 12:03,anna,,,,pay,5,p3,,
p4,purchase,2024-03-01 10:00,anna,1.00,,,,,,,
"""


@pytest.fixture
def shop(tmp_path: Path) -> tuple[str, str]:
    program, ledger = tmp_path / "probe.yaml", tmp_path / "sales.csv"
    program.write_text(PROGRAM, encoding="utf-8")
    ledger.write_text(LEDGER, encoding="utf-8")
    return str(program), str(ledger)


def explain(run: Run, shop: tuple[str, str], *more: str) -> str:
    result = run("explain", *shop, "--member", "anna", "--until", "2025-01-31", *more)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_of_a_choice_it_is_said_which_answer_the_member_got(run: Run, shop: tuple[str, str]) -> None:
    text = explain(run, shop, "--why-not", "picture book")
    assert "  gift: sampler\n      yes  first purchase\n      member.genre is crime\n      sampler\n" in text
    assert "gave something" not in text
    assert explain(run, shop, "--why-not", "sampler").startswith("gift gave something once: sampler at 2024-01-05 10:00")


@pytest.mark.parametrize("name", ["four visits", "shake"])
def test_a_challenge_says_how_near_it_came(run: Run, shop: tuple[str, str], name: str) -> None:
    nearest = "four visits: the most within 30 days was 3 of 4 visits, at 2024-01-07 10:00  purchase p3 of 24.75 EUR"
    assert nearest in explain(run, shop, "--why-not", name).splitlines()


@pytest.mark.parametrize("name", ["card", "mug"])
def test_a_card_says_how_often_it_was_filled(run: Run, shop: tuple[str, str], name: str) -> None:
    text = explain(run, shop, "--why-not", name)
    assert "card was filled 2 times, last: 2024-03-01 10:00  purchase p4 of 1.00 EUR" in text.splitlines()


def test_a_purchase_below_the_minimum_basket_says_how_far(run: Run, shop: tuple[str, str]) -> None:
    reason = "       no   the minimum basket: the purchase is 24.75 EUR, 5.25 EUR short of 30.00 EUR"
    assert reason in explain(run, shop, "--event", "u1").splitlines()
    assert reason in explain(run, shop, "--event", "r2").splitlines()
    assert "the member has no purchase p9" in explain(run, shop, "--event", "u2")
    text = explain(run, shop, "--why-not", "voucher")
    assert "      missing: 5.25 EUR short of 30.00 EUR" in text.splitlines()
    assert "      missing: the member has no purchase p9" in text.splitlines()


def test_a_rule_of_the_calendar_says_from_when_it_counted(run: Run, shop: tuple[str, str]) -> None:
    lines = [line.strip() for line in explain(run, shop).splitlines()]
    assert {"born 1990-02-10", "45 days since 2024-01-07", "45 days since 2024-03-01", "a member since 2024-01-02"} <= set(lines)
