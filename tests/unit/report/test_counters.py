"""The part about stamp cards, challenges and gift ladders, against counts made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from late_results import delivered

import rulekit as rk
from rulekit.report.blocks import Section, Table
from rulekit.report.material import material_of
from rulekit.report.sections.counters import counters

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def section(example: str, lang: str = "en") -> Section | None:
    folder = EXAMPLES / example
    return counters(material_of(rk.replay(rk.load(folder / "program.yaml"), rk.read_ledger(folder / "ledger.csv")), lang))


def tables(found: Section) -> list[Table]:
    return [block for block in found.blocks if isinstance(block, Table)]


def test_a_card_says_who_began_who_filled_it_what_ran_out_and_what_is_open() -> None:
    """Anna took 10 days, Dieter 28, Bernd 29; Ceyda's card ran out; 3, 1 and 1 stamps are open."""
    found = section("stamp-card")
    assert found is not None
    assert found.heading == "Stamp cards"
    (table,) = tables(found)
    assert table.rows == (("coffee card", "4", "3", "3", "1", "3", "5", "28 days"),)


def test_a_ladder_is_no_card() -> None:
    found = section("tiered-gifts", "de")
    assert found is not None
    assert found.heading == "Geschenkleitern"
    (table,) = tables(found)
    assert table.rows[:4] == (
        ("first hundred", "angefangen", "3", ""),
        ("first hundred", "10", "3", "4"),
        ("first hundred", "25", "2", "2"),
        ("first hundred", "50", "1", "1"),
    )


def test_kinds_stand_apart_under_one_heading() -> None:
    found = section("bakery")
    assert found is not None
    assert found.heading == "Stamp cards and challenges"
    assert [table.caption for table in tables(found)] == ["Every card", "Every challenge"]


def test_without_any_there_is_no_such_part() -> None:
    assert section("vip-tiers") is None


CARDS = """\
program: P
currency: EUR
timezone: UTC
cards:
  full: { stamp: 1 per unit, full at: 3, give: mug, overflow: drop, expires: 30 days after first stamp }
  once: { stamp: 1 per visit, full at: 2, give: mug, then: stop }
milestones:
  ladder: { count: purchases, gifts: { 1: mug, 2: mug, 4: mug } }
rewards: { mug: { kind: gift } }
"""
HEAD = "event_id,type,at,member_id,amount,quantity,ref\n"


def of_rows(folder: Path, rows: str, order: str = "", programs: tuple[str, ...] = (CARDS,)) -> list[Table]:
    """The tables of a ledger; as it was delivered where an order is given."""
    (folder / "l.csv").write_text(HEAD + rows, encoding="utf-8")
    for number, text in enumerate(programs):
        (folder / f"p{number}.yaml").write_text(text, encoding="utf-8")
    editions = [rk.load(folder / f"p{number}.yaml") for number in range(len(programs))]
    result = delivered(editions[0], folder / "l.csv", list(order)) if order else rk.replay(editions, rk.read_ledger(folder / "l.csv"))
    assert ("correct" in {entry.kind for entry in result.entries_list}) == bool(order)
    found = counters(material_of(result, "en"))
    assert found is not None
    return tables(found)


DROPPED = """\
1,purchase,2024-01-01,anna,10,5,
2,purchase,2024-01-01,bo,10,1,
3,purchase,2024-01-10,cleo,10,1,
4,leave,2024-01-20,cleo,,,
5,enrol,2024-02-10,dan,,,
"""


def test_a_card_expires_by_time_alone(tmp_path: Path):
    """Two stamps of Anna were more than fit, Cleo left: Bo's card is the one that expired. Who has a full card that stops has none open."""
    full, once = of_rows(tmp_path, DROPPED)[0].rows
    assert full == ("full", "3", "1", "1", "1", "0", "0", "0 days")
    assert once == ("once", "3", "0", "0", "0", "2", "2", "\N{EN DASH}")


def test_a_new_edition_is_no_expiry(tmp_path: Path):
    later = CARDS.replace("timezone: UTC", "timezone: UTC\nstarts: 2024-01-15").replace("  full:", "  other:")
    found = {row[0]: row for row in of_rows(tmp_path, DROPPED, programs=(CARDS, later))[0].rows}
    assert found["full"] == ("full", "3", "1", "1", "0", "0", "0", "0 days")


def test_a_card_that_became_shorter_is_open_whatever_it_holds(tmp_path: Path):
    """Four stamps of Anna do not fill the card of three: that needs another one."""
    card = "program: P\ncurrency: EUR\ntimezone: UTC\nstarts: 2024-01-01\ncards:\n"
    card += "  k: { stamp: 1 per unit, full at: 5, give: mug }\nrewards: { mug: { kind: gift } }\n"
    later = card.replace("2024-01-01", "2024-02-01").replace("full at: 5", "full at: 3")
    [table] = of_rows(tmp_path, "1,purchase,2024-01-05,anna,10,4,\n2,purchase,2024-02-05,bo,10,1,\n", programs=(card, later))
    assert table.rows == (("k", "2", "0", "0", "0", "2", "5", "\N{EN DASH}"),)


STAMPED = """\
1,purchase,2024-01-01,anna,10,1,
2,purchase,2024-01-02,anna,10,1,
3,purchase,2024-01-03,anna,10,1,
4,purchase,2024-01-04,bo,10,3,
5,purchase,2024-01-06,bo,10,1,
"""
LATE = "Late events changed the account of 1 member, who is left out of times, and wherever the entries do not tell what happened."


def test_late_events_leave_the_tables_as_they_would_be(tmp_path: Path):
    """Anna filled her card by a purchase that was delivered last; how long she took is not known."""
    cards, ladders = of_rows(tmp_path, STAMPED)
    late_cards, late_ladders = of_rows(tmp_path, STAMPED, "13452")
    assert cards.rows == (("full", "2", "2", "2", "0", "1", "1", "0 days"), ("once", "2", "2", "2", "0", "0", "0", "1 day"))
    assert late_cards.rows == (*cards.rows[:1], (*cards.rows[1][:-1], "2 days"))
    assert ladders.rows == (("ladder", "began", "2", ""), ("ladder", "1", "2", "2"), ("ladder", "2", "2", "2"))
    assert late_ladders.rows == ladders.rows
    assert (late_cards.note or "").endswith(LATE)
    assert (ladders.note, late_ladders.note) == (None, LATE)


@pytest.mark.parametrize(("day", "full", "once"), [("02", "1", "2"), ("04", "2", "1")])
def test_what_is_taken_back_late_is_left_out_where_the_steps_do_not_tell(tmp_path: Path, day: str, full: str, once: str):
    """The second purchase was returned before the third, which makes up for it on the card that stops, or after it: then only Bo is known."""
    rows = STAMPED + f"6,refund,2024-01-{day},anna,10,,2\n"
    in_order, late = of_rows(tmp_path, rows)[0].rows, of_rows(tmp_path, rows, "134526")[0].rows
    assert [row[1:4] for row in in_order] == [("2", full, full), ("2", "2", "2")]
    assert [row[1:4] for row in late] == [("2", full, full), ("2", once, once)]
