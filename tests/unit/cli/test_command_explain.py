"""`rulekit explain`: every entry with its rule, formula, values, bonus, rounding, cut and lots."""

import json
from pathlib import Path

from cafe import Run, write_cafe


def explain(run: Run, cafe: tuple[str, str], *more: str) -> str:
    result = run("explain", *cafe, "--member", "anna", *more)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_purchase_is_explained_down_to_its_values(run: Run, cafe: tuple[str, str]) -> None:
    text = explain(run, cafe, "--event", "p2", "-v")
    assert text.splitlines()[0] == "anna in Café Sonne (joined 2024-06-01, points 75)"
    assert text.split("\n\n", 1)[1] == (
        """\
2024-06-02 09:00  purchase p2 of 25.20 EUR
    7  earns 5 points by base points, usable from 2024-06-16 until 2025-06-30 (lot 7)
         yes  counts 5.20 EUR of 25.20 EUR: lines where line.category not in ["tobacco", "gift card"]
              yes  line 1 (coffee) of 5.20 EUR (line.category is "coffee")
              no   line 2 (tobacco) of 20.00 EUR (line.category is "tobacco")
         1 point for each full euro of 5.20 EUR: 5 points
    8  earns 5 points more by sunny weekends, usable from 2024-06-16 until 2025-06-30 (lot 8)
         yes  from 2024-06-01 until 2024-08-31 (it is Sun 2024-06-02 09:00)
         yes  Sat-Sun; Mon-Fri 14:00-17:00 (it is Sun 2024-06-02 09:00)
         yes  basket.total >= 5 EUR (basket.total is 25.20 EUR)
         double points on base points: 5 points more
    9  gets 1 stamp on coffee card: 2 of 10 stamps
         yes  counts 5.20 EUR of 25.20 EUR: lines where line.category = "coffee"
              yes  line 1 (coffee) of 5.20 EUR (line.category is "coffee")
              no   line 2 (tobacco) of 20.00 EUR (line.category is "tobacco")
         1 stamp for each purchase
   10  gets 1 purchase on loyal guests: 1 of 2 purchases
         yes  basket.total >= 20 EUR (basket.total is 25.20 EUR)
         counts 1 purchase
       gold bonus: nothing
           no   member.tier is at least Gold (member.tier is none)
           no   member in regulars
                no   purchases in the last 90 days >= 3 (purchases in the last 90 days is 1, 2 too little)
           missing: member.tier is none, below Gold; 2 more purchases in the last 90 days
       app bonus: nothing
           no   purchase.channel is app (purchase.channel is missing)
           missing: purchase.channel is missing
"""
    )


def test_facts_are_those_before_the_purchase(run: Run, cafe: tuple[str, str]) -> None:
    text = explain(run, cafe, "--event", "p4", "-v")
    assert "purchases in the last 90 days is 1, 2 too little" in text, "p1 is refunded, p4 itself does not count"


def test_a_refund_says_what_is_due_and_from_which_lots(run: Run, cafe: tuple[str, str]) -> None:
    first, second = explain(run, cafe, "--event", "r1"), explain(run, cafe, "--event", "r2")
    assert "p1 was credited 29 points; 6.20 EUR of 12.40 EUR is refunded by now: 14 points is due back, rounded down\n" in first
    assert "12.40 EUR of 12.40 EUR is refunded by now: 29 points is due back, rounded down, 14 points of it before\n" in second
    assert "loses 12 points of lot 3, taken back" in first
    assert "loses 1 stamp on coffee card again; 1 stamp left" in second


def test_what_falls_due_stands_by_its_day(run: Run, cafe: tuple[str, str]) -> None:
    text = explain(run, cafe, "--until", "2025-07-01")
    assert "2024-06-16  what falls due on this day\n   20  can spend 5 points of lot 7; the balance is" in text
    assert "2025-07-01  what falls due on this day" in text
    assert "of lot 2: expired; the balance is" in text


def test_redemptions_and_declined_actions_are_told(run: Run, cafe: tuple[str, str]) -> None:
    text = explain(run, cafe)
    assert "cannot get free coffee for points: the balance does not cover it" in text
    assert "spends 10 points of lot 2 for free coffee; the balance is" in text
    assert "gets 5 points by hand (sorry), usable until 2025-06-30" in text
    assert "reaches 2 on loyal guests" in text


def test_why_not_shows_the_events_at_which_a_rule_gave_nothing(run: Run, cafe: tuple[str, str]) -> None:
    text = explain(run, cafe, "--why-not", "app bonus")
    assert "\n\n2024-06-01 09:00  purchase p1" not in text, "it gave 5 points there"
    assert text.count("no   purchase.channel is app (purchase.channel is missing)") == 1
    assert "missing: purchase.channel is missing" in text
    assert text.startswith("app bonus gave something once: 5 points at 2024-06-01 09:00  purchase p1")
    assert explain(run, cafe, "--why-not", "welcome").startswith("welcome gave something once: 50 points at ")


def test_every_entry_is_in_the_json_with_its_text(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    data = json.loads(explain(run, cafe, "--format", "json"))
    run("replay", *cafe, "--out", str(tmp_path / "out"), "--entries", "jsonl")
    lines = (tmp_path / "out" / "entries.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [entry for event in data["events"] for entry in event["entries"]]
    assert all(entry.pop("text") for entry in entries)
    assert sorted(entries, key=lambda entry: entry["seq"]) == [r for r in map(json.loads, lines) if r["member_id"] == "anna"]
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1)), "in order"


def test_a_name_that_is_not_there_is_said_with_the_nearest(run: Run, cafe: tuple[str, str]) -> None:
    for arguments, near in (
        (("--member", "ana"), "did you mean `anna`?"),
        (("--member", "anna", "--event", "p22"), "did you mean `p2`?"),
        (("--member", "anna", "--why-not", "gold bonos"), "did you mean `gold bonus`?"),
    ):
        result = run("explain", *cafe, *arguments)
        assert result.exit_code == 2
        assert near in result.stderr


def test_a_rejected_event_is_told_with_its_reason(run: Run, tmp_path: Path) -> None:
    program, ledger = write_cafe(tmp_path, "r9,refund,2024-06-22 09:00,anna,99,,,,,,,p2,,,\n")
    text = explain(run, (program, ledger), "--event", "r9")
    assert "rejected: more than what is left of what was paid for p2 (event.over_refund)" in text


def test_an_event_that_leads_to_nothing_is_told_too(run: Run, tmp_path: Path) -> None:
    program, ledger = write_cafe(tmp_path, "p9,purchase,2024-06-22 09:00,anna,0.40,,,,,,,,,,\n")
    assert "purchase p9 of 0.40 EUR\n       leads to nothing; -v shows why" in explain(run, (program, ledger))
    assert "0.40 EUR, 19.60 EUR too little" in explain(run, (program, ledger), "--event", "p9", "-v")


def test_an_id_that_looks_like_a_due_day_is_no_event(run: Run, tmp_path: Path) -> None:
    program, ledger = write_cafe(tmp_path, "@expiry/2024-06-25/anna,purchase,2024-06-22 09:00,anna,10,1,10,coffee,,,,,,,\n")
    result = run("explain", program, ledger, "--member", "anna", "--event", "@expiry/2024-06-25/anna")
    assert result.exit_code == 2
    assert "there is no event of this member `@expiry/2024-06-25/anna`" in result.stderr
    assert "purchase @expiry" not in explain(run, (program, ledger)), "such a row is rejected when the ledger is read"


PRECISE = """\
program: Precise
currency: EUR
timezone: Europe/Berlin
wallets:
  points: { unit: point/points, decimals: 1, rounding: half up }
rules:
  third:
    on: purchase
    give: 1 point per 3 EUR pro rata
    limit: [20 points per day, 3 times per month]
  extra:
    on: purchase
    bonus: +50% points
    limit: 2 points per purchase
"""


def test_rounding_limits_and_cuts_are_shown(run: Run, tmp_path: Path) -> None:
    program, ledger = tmp_path / "p.yaml", tmp_path / "l.csv"
    program.write_text(PRECISE)
    rows = [("p1", "2024-06-01", "10"), ("p2", "2024-06-02", "70"), ("p3", "2024-06-03", "1"), ("p4", "2024-06-04", "5")]
    ledger.write_text("event_id,at,member_id,amount\n" + "".join(f"{e},{day} 10:00,anna,{amount}\n" for e, day, amount in rows))
    cafe = (str(program), str(ledger))
    first = explain(run, cafe, "-e", "p1")
    assert "1 point for each 3 EUR and its exact share, of 10.00 EUR: 3 1/3 points" in first
    assert "3 1/3 points rounded half up, once per purchase on the running total: 3.3 points" in first
    assert "+50% points on third: 1 2/3 points more" in first
    second = explain(run, cafe, "-e", "p2")
    assert "the limit `20 points per day` leaves room for 20 points" in second
    assert "a limit cut 3.3 points" in second
    assert "the limit `2 points per purchase` leaves room for 2 points" in second
    fourth = explain(run, cafe, "-e", "p4")
    assert "the limit `3 times per month` is used up; it opens again on 2024-07-01" in fourth


VOUCHERS = """\
program: Vouchers
currency: EUR
timezone: Europe/Berlin
cards:
  euro card: { stamp: 1 per 1 EUR, full at: 10, give: voucher }
rewards:
  voucher: { kind: gift }
"""


def test_many_equal_gifts_are_told_in_sum(run: Run, tmp_path: Path) -> None:
    program, ledger = tmp_path / "p.yaml", tmp_path / "l.csv"
    program.write_text(VOUCHERS)
    ledger.write_text("event_id,at,member_id,amount\np1,2024-06-01 10:00,anna,775\np2,2024-06-02 10:00,anna,25\n")
    cafe = (str(program), str(ledger))
    data = json.loads(explain(run, cafe, "--format", "json", "-e", "p1"))
    codes = [entry["code"] for entry in data["events"][0]["entries"] if entry["code"]]
    assert len(codes) == 77
    text = explain(run, cafe, "-e", "p1")
    assert f"gets 77 x voucher by euro card (codes {codes[0]}, {codes[1]} and 75 more; -v lists them)\n" in text
    assert "fills euro card 77 times; 5 stamps go on to the next card" in text
    assert text.count("voucher") == 1
    every = explain(run, cafe, "-e", "p1", "-v")
    assert all(f"gets voucher (code {code}) by euro card" in every for code in codes)
    assert explain(run, cafe, "-e", "p2").count("gets voucher (code ") == 3, "few are told one by one"


def test_a_member_nobody_knows_is_said_in_plain_order(run: Run, cafe: tuple[str, str]) -> None:
    result = run("explain", *cafe, "--member", "Anna")
    assert "there is no member `Anna` in this ledger" in result.stderr
    assert "did you mean `anna`?" in result.stderr


OPENING = """\
event_id,type,at,member_id,reason,wallet,points,tier
o1,adjust,2024-01-01,anna,Opening,points,15,
o2,adjust,2024-01-01,anna,opening,Points,15,
o3,adjust,2024-01-01,anna,opening,coffee card,2,
o4,adjust,2024-01-01,anna,opening,,,silver
o5,adjust,2024-01-01,anna,opening,,,Silver
"""


def test_an_opening_is_told_as_what_is_brought_along(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    ledger = tmp_path / "opening.csv"
    ledger.write_text(OPENING, encoding="utf-8")
    text = run("explain", cafe[0], str(ledger), "--member", "anna").stdout
    for said in (
        "opening o1 of 15 points", "brings 15 points along", "opening o2 in Points", "the program has no such wallet; it has points",
        "opening o3 of 2 stamps on coffee card", "brings 2 stamps along on coffee card: 2 of 10 stamps",
        "the program has no such level; it has Silver, Gold", "opening o5 of level Silver", "brings the level Silver along",
    ):  # fmt: skip
        assert said in text
    summary = run("replay", cafe[0], str(ledger)).stdout
    assert "1 x the program has no such wallet: first o2 of anna on 2024-01-01" in summary
