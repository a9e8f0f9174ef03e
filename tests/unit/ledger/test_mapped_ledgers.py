"""Mapping files: a foreign export reads as if it had been written in the standard format."""

from __future__ import annotations

from pathlib import Path

import pytest

from rulekit.diagnostics import ProgramError
from rulekit.ledger import LedgerSchema, read_ledger
from rulekit.values.calendar import day_of
from rulekit.values.zone import Zone, utc_text

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "online-retail"

TILL = """\
format:
  delimiter: semicolon
  encoding: windows-1252
  decimal: comma
  thousands: point
  times: DD.MM.YYYY hh:mm
columns:
  event_id: [Filiale, Bon-Nr]
  at: Datum
  member_id: Kunden Nr.
  sku: Artikel
  quantity: Menge
  line_amount: Menge * Preis (EUR) - Rabatt
  line.weight: Gewicht
  member.birthday: geboren
constants:
  currency: EUR
  member.city: Ulm
"""

ROWS = """\
Filiale;Bon-Nr;Datum;Kunden Nr.;Artikel;Menge;Preis (EUR);Rabatt;Gewicht;geboren
1;77;05.01.2024 14:30;K1;Törtchen;2;1.234,50;0,25;0,5;28.02.1990 00:00
1;77;05.01.2024 14:30;K1;Tee;1;3;0;;
2;77;05.01.2024 14:31;;Tee;3;2,5;0;;
"""


def test_a_german_till(read):
    loaded = read(ROWS.encode("cp1252"), mapping=TILL)
    first, second = loaded.events
    assert (first.event_id, first.member_id, first.amount) == ("1-77", "K1", 24_717_500)
    assert utc_text(first.at) == "2024-01-05T13:30:00.000000Z"
    assert {line.sku: (line.amount, line.quantity, dict(line.attributes)) for line in first.lines} == {
        "Törtchen": (24_687_500, 20_000, {"weight": 5_000}),
        "Tee": (30_000, 10_000, {}),
    }
    assert first.profile == {"city": "Ulm", "birthday": 726_526}
    assert (second.event_id, second.member_id, second.profile, second.amount) == ("2-77", None, {}, 75_000)
    assert loaded.notes == ()


def test_days_of_an_opening_are_written_like_the_times(read):
    mapping = "format: { decimal: comma, times: DD.MM.YYYY hh:mm }\ncolumns:\n  member_id: who\n  at: on\n  points: balance\n"
    mapping += "  usable_until: until\n  earned_on: since\nconstants: { type: adjust, wallet: points, reason: opening }\n"
    row = "anna;01.01.2026 00:00;120;31.12.2026;05.02.2025 10:00\nbob;01.01.2026 00:00;7;2026-12-31;05.02.2025\n"
    loaded = read(f"who;on;balance;until;since\n{row}".replace(";", ","), mapping=mapping)
    (event,) = loaded.events
    assert (event.usable_until, event.earned_on) == (day_of(2026, 12, 31), day_of(2025, 2, 5))
    assert loaded.rejected == {"row.time": 1}


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ((";2;1.234,50", ";2;1234.50"), "row.amount", "Preis (EUR) `1234.50` is not a number as the mapping describes it"),
        ((";2;1.234,50", ";2;12.34,50"), "row.amount", "is not a number as the mapping describes it"),
        ((";2;1.234,50", ";0,3333;0,3333"), "row.amount", "more than 4 decimals"),
        (("05.01.2024 14:30;K1;T\xf6r", "31.02.2024 14:30;K1;T\xf6r"), "row.time", "is not a time written `DD.MM.YYYY hh:mm`"),
        ((";0,5;", ";0.5;"), "row.attribute", "line.weight `0.5` is not a number"),
        (("28.02.1990 00:00", "28.02.90"), "row.attribute", "member.birthday `28.02.90` is not a time written"),
    ],
)
def test_what_does_not_fit_the_mapping_costs_its_event(read, change, code, words):
    loaded = read(ROWS.replace(*change).encode("cp1252"), mapping=TILL)
    assert code in [rejection.code for rejection in loaded.rejections]
    assert any(words in rejection.reason for rejection in loaded.rejections)
    assert "2-77" in [event.event_id for event in loaded.events]


def test_a_purchase_whose_calculation_has_an_empty_cell_names_it(read):
    loaded = read(ROWS.replace("Tee;1;3;0", "Tee;1;;0").encode("cp1252"), mapping=TILL)
    assert loaded.rejected == {"row.missing": 1, "row.event": 1}
    reason = "line_amount is calculated from `Menge`, `Preis (EUR)`, `Rabatt`, and `Preis (EUR)` is empty: write 0 where it is none"
    assert reason in [rejection.reason for rejection in loaded.rejections]


def test_the_days_of_an_opening_are_written_as_times_are(read):
    rows = "Kunde;Stand;bis;seit\nK-1;1.480;31.12.2024;01.02.2023\nK-2;55;irgendwann;\n"
    mapping = """\
format: { delimiter: semicolon, thousands: point, decimal: comma, times: DD.MM.YYYY hh:mm }
columns: { member_id: Kunde, points: Stand, usable_until: bis, earned_on: seit }
constants: { at: 2024-01-01, type: adjust, reason: opening, wallet: points }
"""
    loaded = read(rows.encode(), mapping=mapping)
    (event,) = loaded.events
    assert (event.points, event.usable_until, event.earned_on) == (14_800_000, 739_251, 738_552)
    assert loaded.rejected == {"row.time": 1}


def test_other_events_may_leave_a_calculation_empty(read):
    rows = "no,when,who,kind,units,price\n1,2024-01-01,anna,,2,\n2,2024-01-01,anna,enrol,2,\n3,2024-01-01,anna,,2,3\n"
    loaded = read(rows.encode(), mapping="columns:\n  event_id: no\n  at: when\n  member_id: who\n  type: kind\n  amount: units * price\n")
    assert [event.event_id for event in loaded.events] == ["2", "3"]
    (rejection,) = loaded.rejections
    assert (rejection.event_id, rejection.reason.endswith("and `price` is empty: write 0 where it is none")) == ("1", True)


SALES = "no,when,who,art,units,price,kind\n"
MAPPING = """\
columns:
  event_id: no
  at: when
  member_id: who
  sku: art
  quantity: units
  line_amount: units * price
"""


def loaded_types(read, mapping, *rows):
    loaded = read(SALES + "".join(row + "\n" for row in rows), mapping=MAPPING + mapping)
    return loaded, {event.event_id: event.kind for event in loaded.events}


def test_types_by_condition_the_first_that_holds(read):
    mapping = 'type:\n  refund: no starts with C\n  enrol: kind in [new, "joined us"] and units is empty\n  leave: kind = left\n'
    loaded, kinds = loaded_types(
        read, mapping,
        "C1,2024-03-01,anna,A,1,2,new", "1,2024-03-01,bob,,,,new", "2,2024-03-01,cem,,,,joined us", "3,2024-03-01,cem,,,,left",
        "4,2024-03-01,anna,A,1,2,new", "5,2024-03-01,anna,A,1,2,",
    )  # fmt: skip
    assert kinds == {"C1": "refund", "1": "enrol", "2": "enrol", "3": "leave", "4": "purchase", "5": "purchase"}
    assert loaded.rejections == []


def test_of_several_types_whose_conditions_hold_the_first_counts(read):
    for first, second in (("refund", "purchase"), ("purchase", "refund")):
        mapping = f"type:\n  {first}: units > 0\n  {second}: price > 0\n"
        _, kinds = loaded_types(read, mapping, "1,2024-03-01,anna,A,1,2,", "2,2024-03-01,anna,A,0,2,")
        assert kinds == {"1": first, "2": second}


def test_a_type_column_where_no_condition_holds(read):
    mapping = MAPPING.replace("columns:\n", "columns:\n  type: kind\n") + "type:\n  refund: no starts with C\n"
    loaded = read(SALES + "C1,2024-03-01,a,A,1,2,enrol\n1,2024-03-01,a,A,1,2,\n2,2024-03-01,b,,,,enrol\n", mapping=mapping)
    assert {event.event_id: event.kind for event in loaded.events} == {"C1": "refund", "1": "purchase", "2": "enrol"}


def test_negative_refunds_are_turned(read):
    mapping = "type:\n  refund: units < 0\nrefunds:\n  amounts: negative\n"
    loaded, _ = loaded_types(read, mapping, "1,2024-03-01,anna,A,5,2,", "2,2024-03-02,anna,A,-1.5,2,")
    assert [(event.kind, event.amount, event.lines[0].quantity) for event in loaded.events] == [
        ("purchase", 100_000, 50_000), ("refund", 30_000, 15_000),
    ]  # fmt: skip


def test_rows_to_skip_are_counted_by_the_first_reason_that_holds(read):
    mapping = "skip:\n  test sale: who starts with test or who = x\n  free: price = 0\n"
    loaded, kinds = loaded_types(
        read, mapping,
        "1,2024-03-01,tester,A,1,0,", "2,2024-03-01,x,A,1,2,", "3,2024-03-01,anna,A,1,0.00,",
        "4,2024-03-01,anna,A,1,2,", "5,never,x,A,b,c,",
    )  # fmt: skip
    assert kinds == {"4": "purchase"}
    assert loaded.skipped == {"free": 1, "test sale": 3}
    assert (loaded.rows, loaded.rejections) == (5, [])
    assert loaded.events[0].row == 4
    assert "3 rows skipped: test sale" in loaded.notes


def test_row_numbers_stay_those_of_the_source(read):
    rows = [f"{number},2024-03-01,anna,A,{'x' if number % 3 == 0 else 1},{number % 2}," for number in range(1, 12)]
    loaded, _ = loaded_types(read, "skip:\n  free: price = 0\n", *rows)
    assert [rejection.row for rejection in loaded.rejections] == [3, 9]


def test_earliest_time_of_several(read):
    rows = ("1,2024-03-01 10:02,anna,A,1,2,", "1,2024-03-01 10:01,anna,B,1,2,", "1,2024-03-01 10:03,anna,C,1,2,")
    for order in (rows, rows[::-1], rows[1:] + rows[:1]):
        loaded, _ = loaded_types(read, "at: earliest\n", *order)
        assert (loaded.events[0].minute, len(loaded.events[0].lines)) == (601, 3)
    loaded, _ = loaded_types(read, "at: given\n", *rows)
    assert loaded.rejected == {"row.mixed": 3}


def test_the_zone_of_the_source(read):
    row = "1,2011-03-27 01:30,anna,A,1,2,"
    loaded, _ = loaded_types(read, "format:\n  timezone: Europe/London\n", row)
    assert utc_text(loaded.events[0].at) == "2011-03-27T01:30:00.000000Z"
    loaded, _ = loaded_types(read, "format:\n  timezone: UTC\n", row, "2,2011-03-27T01:30+03:00,anna,A,1,2,")
    assert {event.event_id: utc_text(event.at)[:16] for event in loaded.events} == {
        "1": "2011-03-27T01:30",
        "2": "2011-03-26T22:30",
    }
    loaded, _ = loaded_types(read, "", row)
    assert utc_text(loaded.events[0].at) == "2011-03-27T00:30:00.000000Z"


def test_a_warning_of_the_mapping_is_a_note(read):
    loaded = read(SALES + "1,2024-03-01,anna,A,1,2,\n", mapping=MAPPING + "skip:\n  test: kind = 5 #7\n")
    assert len(loaded.events) == 1
    assert any("mapping.yaml:9: " in note for note in loaded.notes)


def test_the_zone_holds_for_a_constant_time_too(read):
    mapping = "format: { timezone: UTC, times: DD.MM.YYYY }\ncolumns: { amount: price }\nconstants: { at: 2024-01-01 }\n"
    loaded = read(SALES + "1,x,anna,A,1,2,\n", mapping=mapping)
    assert utc_text(loaded.events[0].at) == "2024-01-01T00:00:00.000000Z"


def test_date_and_clock_in_two_columns(read):
    mapping = "format: { times: YYYY/M/D h:mm AM }\ncolumns:\n  at: [day, clock]\n  amount: total\n"
    loaded = read("day,clock,total\n2024/3/1,2:05 PM,5\n2024/12/31,12:00 AM,5\n2024/12/31,,5\n", mapping=mapping)
    assert [event.minute for event in loaded.events] == [845, 0]
    assert loaded.rejected == {"row.missing": 1}


def test_a_constant_time_for_opening_balances(read):
    mapping = "columns:\n  member_id: who\n  points: balance\n"
    mapping += "constants:\n  at: 2024-01-01\n  type: adjust\n  wallet: points\n  reason: opening\n"
    loaded = read("who,balance\nanna,120\nbob,-3.5\n", mapping=mapping)
    assert {(event.kind, event.member_id, event.points, event.reason) for event in loaded.events} == {
        ("adjust", "anna", 1_200_000, "opening"), ("adjust", "bob", -35_000, "opening"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ("units < 0", "abde"),
        ("units <= -1", "abde"),
        ("not units < 0", "c"),
        ("units >= 5 or art = B", "ac"),
        ("(units >= 5 or art = B) and who is not empty", "abc"),
        ('art is "B"', "acde"),
        ("art is not A", "ac"),
        ("art != A and art is not empty", "ace"),
        ("art in [B, A]", "de"),
        ("art not in [B, A]", "abc"),
        ("art ends with 5", "abce"),
        ("art contains 5", "abce"),
        ("art does not contain 5", "d"),
        ("price = 2", "de"),
        ('price = "2"', "bcde"),
        ("price > 2", "abce"),
        ("who is empty", "acde"),
        ('who = "an""na"', "abcd"),
        ("who starts with an and units > 0", "bc"),
    ],
)
def test_conditions(read, condition, kept):
    rows = "a,2024-03-01,anna,A,1,2,\nb,2024-03-01,,B,1,2.00,\nc,2024-03-01,anna,A,-1,2.0,\nd,2024-03-01,andy,A5,7,3,\n"
    rows += 'e,2024-03-01,"an""na",,5,-3,\n'
    mapping = MAPPING.replace("  line_amount: units * price\n", "").replace("columns:\n", "columns:\n  amount: units * units\n")
    loaded = read(SALES + rows, mapping=mapping + f"skip:\n  x: '{condition}'\n".replace("''", "'"))
    assert "".join(event.event_id for event in loaded.events) == kept
    assert loaded.rejections == []


@pytest.mark.parametrize(
    ("calculation", "amount"),
    [
        ("units * price", 75_000),
        ("price", 25_000),
        ("(units + 1) * price - 0.5", 95_000),
        ("units * price * 0.19", 14_250),
        ("2 * (price - units * 0.5) + 10", 120_000),
        ("5", 50_000),
        ('"units" * price', 75_000),
    ],
)
def test_calculations(read, calculation, amount):
    mapping = f"columns:\n  at: when\n  amount: {calculation!r}\n"
    loaded = read(SALES + "1,2024-03-01,anna,A,3,2.5,\n", mapping=mapping)
    assert loaded.events[0].amount == amount


def test_attributes_the_program_does_not_know_are_ignored_with_a_note(read):
    loaded, _ = loaded_types(read, "  member.shoe size: kind\n", "1,2024-03-01,anna,A,1,2,42")
    assert loaded.notes == ("column `member.shoe size` is ignored: the program does not declare it",)


def test_several_files_under_one_mapping(read):
    loaded = read(SALES + "1,2024-03-01,a,A,1,2,\n", SALES + "2,2024-03-01,a,A,1,2,\n1,2024-03-01,a,A,1,2,\n", mapping=MAPPING)
    assert (len(loaded.events), loaded.duplicates) == (2, 1)
    with pytest.raises(ProgramError) as wrong:
        read(SALES, "no,when\n", mapping=MAPPING)
    assert {finding.code for finding in wrong.value.diagnostics} == {"RK404"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "RK108"),
        ("- a\n", "RK402"),
        ("columns: {at: when, amount: price}\nat: [earliest]\n", "RK402"),
        ("columns: {at: when, amount: price * price * price * price * price}\n", "RK406"),
        ("columns: {at: when, amount: '" + "(" * 400 + "price'}\n", "RK406"),
        ("columns: {at: when, amount: price}\nskip: {x: '" + "not " * 100 + "no = 1'}\n", "RK406"),
        ("columns: {at: when, amount: price}\nskip: {x: '" + "no = 1 or " * 60 + "no = 1'}\n", "RK406"),
        ("columns: {at: when, amount: price}\nformat: {encoding: 5}\n", "RK403"),
        ("columns: {at: when, order: [no, no]}\n", "RK402"),
        ("columns: {at: []}\n", "RK402"),
        ("columns: {at: when, amount: ''}\n", "RK402"),
        ("columns: {at: when, member.: who}\n", "RK405"),
        ("columns: {at: when}\nrefunds: negative\n", "RK402"),
        ("columns: {at: when}\nrefunds: {sign: negative}\n", "RK401"),
        ("columns: {at: when}\nat: when\n", "RK403"),
        ("columns: {at: when, at: no}\n", "RK120"),
        ("columns: &a {at: when}\n", "RK123"),
    ],
)
def test_faulty_mappings(read, text, code):
    with pytest.raises(ProgramError) as faulty:
        read(SALES, mapping=text)
    assert code in {finding.code for finding in faulty.value.diagnostics}


def test_a_missing_mapping_file(tmp_path):
    from rulekit.ledger import read_ledger

    (tmp_path / "sales.csv").write_text(SALES, encoding="utf-8")
    with pytest.raises(ProgramError) as missing:
        read_ledger(tmp_path / "sales.csv", tmp_path / "mapping.yaml")
    assert missing.value.diagnostics[0].code == "RK101"


def test_all_findings_of_a_mapping_come_at_once_in_file_order(read):
    text = "columns:\n  at: wen\n  memberid: who\n  amount: unit * price\nconstants:\n  at: x\ntype:\n  refnd: no = 1\n"
    with pytest.raises(ProgramError) as faulty:
        read(SALES, mapping=text)
    assert [(finding.code, finding.span.line) for finding in faulty.value.diagnostics] == [
        ("RK404", 2), ("RK405", 3), ("RK404", 4), ("RK409", 6), ("RK408", 8),
    ]  # fmt: skip


def retail_example(count):
    """The header and the first rows of the example of a foreign export."""
    return "".join((EXAMPLE / "ledger.csv").read_text(encoding="utf-8").splitlines(keepends=True)[: count + 1])


def test_a_cell_that_does_not_fit_costs_its_whole_event_and_no_other(tmp_path):
    text = retail_example(60)
    rows = [line.split(",") for line in text.splitlines()[1:]]
    first = rows[0][0]
    own = [number for number, row in enumerate(rows, start=1) if row[0] == first]
    assert 2 <= len(own) < len(rows), "the first sale has several rows, and there are others"
    path = tmp_path / "retail.csv"
    schema = LedgerSchema("GBP", Zone("Europe/London"))
    path.write_text(text, encoding="utf-8")
    everyone = {event.event_id for event in read_ledger(path, EXAMPLE / "mapping.yaml").load(schema).events}
    path.write_text(text.replace(",4.950,", ",abc,", 1), encoding="utf-8")
    loaded = read_ledger(path, EXAMPLE / "mapping.yaml").load(schema)
    assert [(found.row, found.event_id, found.code) for found in loaded.rejections] == [
        (number, first, "row.amount" if number == 1 else "row.event") for number in own
    ]
    assert loaded.rejections[0].reason == "unit_price `abc` is not a number as the mapping describes it"
    assert {event.event_id for event in loaded.events} == everyone - {first}
    assert loaded.rows == 60


@pytest.mark.parametrize("bad", [1, 2, 3])
@pytest.mark.parametrize("cell", ["5,never,anna,A,1,2,", "5,31.12.2024,anna,A,1,x,", "5,31.12.2024,anna,A,x,2,"])
def test_every_kind_of_unfit_cell_names_its_event(read, bad, cell):
    rows = ["5,31.12.2024,anna,A,1,2,"] * 3
    rows[bad - 1] = cell
    mapping = MAPPING + "format: { times: DD.MM.YYYY }\n"
    loaded = read(SALES + "".join(row + "\n" for row in [*rows, "6,31.12.2024,anna,A,1,2,"]), mapping=mapping)
    assert [event.event_id for event in loaded.events] == ["6"]
    assert [(found.row, found.event_id) for found in loaded.rejections] == [(1, "5"), (2, "5"), (3, "5")]
    assert [found.row for found in loaded.rejections if found.code != "row.event"] == [bad]


def test_an_unfit_cell_names_its_event_without_lines_too(read):
    mapping = "columns: { event_id: no, at: when, amount: price * 2 }\n"
    loaded = read(SALES + "1,2024-03-01,,,,x,\n2,2024-03-01,,,,3,\n", mapping=mapping)
    assert [(found.row, found.event_id, found.code) for found in loaded.rejections] == [(1, "1", "row.amount")]
    assert [event.event_id for event in loaded.events] == ["2"]


def test_a_row_that_cannot_be_taken_apart_does_not_tell_its_event(read):
    loaded, kinds = loaded_types(read, "", "1,2024-03-01,anna,A,1,2,", "1,2024-03-01,anna,B,1,2,,,9")
    assert [(found.row, found.event_id, found.code) for found in loaded.rejections] == [(2, None, "row.columns")]
    assert kinds == {"1": "purchase"}


def test_up_to_a_day_the_counts_of_events_end_and_those_of_rows_say_so(read):
    mapping = MAPPING + "type: { refund: kind = back }\nskip: { test: kind = test }\nrefunds: { link: same member and sku }\n"
    rows = (
        "1,2024-03-01,,A,1,2,", "2,2024-03-02,anna,A,1,2,", "3,2024-03-03,,A,1,2,", "4,2024-03-01,bob,Z,1,2,back",
        "5,2024-03-03,bob,Z,1,2,back", "6,2024-03-09,anna,A,1,2,test",
    )  # fmt: skip
    text = SALES + "".join(row + "\n" for row in rows)
    last = read(text, mapping=mapping).last_day
    whole, part = (read(text, mapping=mapping, until_day=day) for day in (last, last - 1))
    reason = "the member has no earlier purchase of the item"
    assert (whole.anonymous, whole.unlinked, whole.after_until, whole.skipped) == (2, {reason: 2}, 0, {"test": 1})
    assert (part.anonymous, part.unlinked, part.after_until, part.skipped) == (1, {reason: 1}, 2, {"test": 1})
    assert whole.notes == ("1 row skipped: test", f"2 refund lines not linked to a purchase: {reason}")
    assert part.notes == ("1 row of the whole ledger skipped: test", f"1 refund line not linked to a purchase: {reason}")
    assert whole.hash == part.hash


def test_an_id_made_by_a_mapping_may_not_begin_with_an_at_sign(read):
    loaded, kinds = loaded_types(read, "", "@expiry/2024-06-25/anna,2024-03-01,anna,A,1,2,", "a@b,2024-03-01,anna,A,1,2,")
    assert kinds == {"a@b": "purchase"}
    assert [(found.event_id, found.code) for found in loaded.rejections] == [("@expiry/2024-06-25/anna", "row.id")]


def test_a_decimal_comma_in_a_condition_is_told_apart_from_the_end_of_a_text(read):
    mapping = "columns: { at: at, amount: amount }\nskip: { small: 'amount < 0,5' }\n"
    with pytest.raises(ProgramError) as caught:
        read("at,amount\n2024-01-01,1\n", mapping=mapping)
    (found,) = caught.value.diagnostics
    assert (found.code, found.message, found.span.text) == ("RK406", "`0,5` has a decimal comma", "0,5")
    assert found.help == "write `0.5`: in a mapping numbers have a point, whatever the file has"
