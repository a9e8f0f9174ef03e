"""`rulekit forecast`: what is lost next, as a table, as data and as a mailing list."""

import csv
import json
from pathlib import Path

import pytest
from cafe import Run

PROGRAM = """\
program: Shop
currency: EUR
timezone: Europe/Berlin
wallets:
  points: { unit: point/points, value: 0.05 EUR, expires: 30 days after earning }
  miles: { unit: mile/miles, expires: 40 days after earning }
tiers:
  by: purchases
  over: last 60 days
  levels: { Silver: 1 }
  keep: while qualified
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  flying: { on: purchase, give: 2 miles }
  welcome: { on: enrol, give: voucher }
cards:
  card: { stamp: 1 per visit, full at: 3, expires: 20 days after first stamp, give: voucher }
rewards:
  voucher: { kind: voucher, worth: 5 EUR, valid: 10 days }
"""
LEDGER = """\
event_id,at,member_id,amount
p1,2024-03-01 10:00,anna,10.00
p2,2024-03-01 11:00,anna,5.00
p3,2024-03-02 10:00,bert,1234.00
"""


@pytest.fixture
def shop(tmp_path: Path) -> tuple[str, str]:
    """A program in which everything ends, and its sales."""
    program, ledger = tmp_path / "program.yaml", tmp_path / "sales.csv"
    program.write_text(PROGRAM, encoding="utf-8")
    ledger.write_text(LEDGER, encoding="utf-8")
    return str(program), str(ledger)


def test_the_list_and_the_totals_are_aligned(run: Run, shop: tuple[str, str]) -> None:
    found = run("forecast", *shop, "--days", "60")
    assert found.exit_code == 0, found.output
    assert (
        found.stdout
        == """\
Shop, the 60 days after 2024-03-02

member  last day    kind          what     amount  worth EUR
anna    2024-03-11  lapse         voucher       1       5.00
anna    2024-03-21  card expires  card          1          -
anna    2024-03-31  expire        points       15       0.75
anna    2024-04-10  expire        miles         4          -
anna    2024-04-29  tier falls    Silver        -          -
bert    2024-03-12  lapse         voucher       1       5.00
bert    2024-03-22  card expires  card          1          -
bert    2024-04-01  expire        points    1,234      61.70
bert    2024-04-11  expire        miles         2          -
bert    2024-04-30  tier falls    Silver        -          -

in all        what     members  amount  worth EUR
card expires  card           2       2          -
expire        miles          2       6          -
expire        points         2   1,249      62.45
lapse         voucher        2       2      10.00
tier falls    Silver         2       -          -
"""
    )


def test_only_the_days_asked_for_are_looked_at(run: Run, shop: tuple[str, str]) -> None:
    """The voucher of the 11th goes at the beginning of the 12th, ten days after the 2nd; the one of the 12th a day later."""
    assert "nothing expires, lapses or drops" in run("forecast", *shop, "--days", "9").stdout
    found = run("forecast", *shop, "--days", "10", "--format", "csv")
    assert found.stdout == "member_id,day,kind,what,amount,worth\nanna,2024-03-11,lapse,voucher,1,5.00\n"


def test_the_days_count_from_until(run: Run, shop: tuple[str, str]) -> None:
    found = run("forecast", *shop, "--until", "2024-03-11", "--days", "1")
    assert "Shop, the 1 day after 2024-03-11" in found.stdout
    assert "2024-03-11" in found.stdout.splitlines()[3]


def test_a_mailing_list_is_written(run: Run, shop: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "new" / "mailing.csv"
    found = run("forecast", *shop, "--out", str(out))
    assert found.exit_code == 0, found.output
    assert "member" not in found.stdout.splitlines()[2].split("  ")[0]
    assert "10 lines written to" in found.stderr
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert rows[2] == {"member_id": "anna", "day": "2024-03-31", "kind": "expire", "what": "points", "amount": "15", "worth": "0.75"}


def test_json_is_for_machines(run: Run, shop: tuple[str, str]) -> None:
    record = json.loads(run("forecast", *shop, "--days", "30", "--format", "json").stdout)
    assert (record["program"], record["since"], record["days"]) == ("Shop", "2024-03-02", 30)
    assert record["forecast"][1] == {
        "member_id": "anna", "day": "2024-03-21", "kind": "card expires", "what": "card", "amount": "1", "worth": None,
    }  # fmt: skip
    assert {"kind": "lapse", "what": "voucher", "members": 2, "amount": "2", "worth": "10.00"} in record["totals"]


@pytest.mark.parametrize("days", ["0", "-1", "36501", "soon"])
def test_days_that_are_no_number_to_look_ahead(run: Run, shop: tuple[str, str], days: str) -> None:
    found = run("forecast", *shop, "--days", days)
    assert found.exit_code == 2
    assert "Traceback" not in found.output


def test_a_file_that_cannot_be_written(run: Run, shop: tuple[str, str]) -> None:
    found = run("forecast", *shop, "--out", f"{shop[0]}/mailing.csv")
    assert found.exit_code == 2
    assert "cannot write" in found.stderr


@pytest.mark.parametrize("which", [0, 1])
def test_a_file_that_is_read_is_not_written(run: Run, shop: tuple[str, str], which: int) -> None:
    before = Path(shop[which]).read_bytes()
    found = run("forecast", *shop, "--out", f"{Path(shop[which]).parent}/./{Path(shop[which]).name}")
    assert found.exit_code == 2
    assert "is one of the files that are read" in found.stderr
    assert Path(shop[which]).read_bytes() == before


def test_a_ledger_without_events(run: Run, shop: tuple[str, str]) -> None:
    Path(shop[1]).write_text("event_id,at,member_id,amount\n", encoding="utf-8")
    found = run("forecast", *shop)
    assert (found.exit_code, found.stdout) == (0, "Shop: the ledger has no events, so no day from which to look ahead\n")
    assert json.loads(run("forecast", *shop, "--format", "json").stdout)["since"] is None
    assert "the 90 days after 2024-03-02" in run("forecast", *shop, "--until", "2024-03-02").stdout


# ---------------------------------------------------------------- editions


def later(shop: tuple[str, str], starts: str, old: str, new: str) -> str:
    """A second edition of the shop, with another text in one place."""
    assert old in PROGRAM
    text = PROGRAM.replace("timezone:", f"starts: {starts}\ntimezone:").replace(old, new)
    path = Path(shop[0]).with_name("later.yaml")
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_an_edition_takes_over_within_the_days_ahead(run: Run, shop: tuple[str, str]) -> None:
    """The card is gone from the 15th on, so its stamps expire before the 21st."""
    found = run("forecast", shop[0], later(shop, "2024-03-15", "  card:", "  other card:"), shop[1], "--days", "60", "--format", "csv")
    assert found.exit_code == 0, found.output
    assert "anna,2024-03-14,card expires,card,1," in found.stdout
    assert "the next edition does not have `card`" in found.stderr


def test_points_are_worth_what_they_are_on_their_last_day(run: Run, shop: tuple[str, str]) -> None:
    """Anna's go at the end of March, Bert's a day later, when a point is worth a tenth."""
    found = run("forecast", shop[0], later(shop, "2024-04-01", "0.05 EUR", "0.005 EUR"), shop[1], "--format", "csv")
    points = [line for line in found.stdout.splitlines() if ",points," in line]
    assert points == ["anna,2024-03-31,expire,points,15,0.75", "bert,2024-04-01,expire,points,1234,6.17"]


def test_only_what_members_hold_is_told(run: Run, shop: tuple[str, str]) -> None:
    """Nothing that the calendar is still to give, and no steps that leave the window of a challenge."""
    Path(shop[0]).write_text(
        PROGRAM.replace("cards:", "  monthly: { on: first day of month, give: [voucher, 7 miles] }\nchallenges:\n  three: { count: visits, reach: 3 within 5 days, give: voucher }\ncards:"),
        encoding="utf-8",
    )
    found = run("forecast", *shop, "--days", "60", "--format", "csv")
    assert [line for line in found.stdout.splitlines() if line.startswith("anna")] == [
        "anna,2024-03-11,lapse,voucher,1,5.00",
        "anna,2024-03-21,card expires,card,1,",
        "anna,2024-03-31,expire,points,15,0.75",
        "anna,2024-04-10,expire,miles,4,",
        "anna,2024-04-29,tier falls,Silver,,",
    ]


def test_another_value_for_one_run(run: Run, shop: tuple[str, str]) -> None:
    found = run("forecast", *shop, "--set", "wallets.points.expires=31 days after earning", "--format", "csv")
    assert "anna,2024-04-01,expire,points,15,0.75" in found.stdout


def test_a_ledger_is_missing(run: Run, shop: tuple[str, str]) -> None:
    found = run("forecast", shop[0])
    assert found.exit_code == 2
    assert "Missing argument 'LEDGER...'" in found.stderr
