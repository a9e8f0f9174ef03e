"""A drafted mapping is valid, says what each guess rests on, and works where the guesses are right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import rulekit
from rulekit.diagnostics import ProgramError, UsageError
from rulekit.ledger import LedgerSchema, draft_mapping, read_ledger
from rulekit.ledger.build_event import HEAD_COLUMNS, LINE_COLUMNS
from rulekit.ledger.guess_columns import guess_roles, is_standard
from rulekit.ledger.guess_formats import guess_times
from rulekit.ledger.time_format import time_format
from rulekit.values.attribute import AttributeType
from rulekit.values.calendar import day_of
from rulekit.values.zone import Zone

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data"

TILL = """\
Filiale;Bon-Nr.;Datum;Uhrzeit;Kundennummer;Artikel-Nr;Bezeichnung;Menge;Einzelpreis;Betrag
1;77;25.01.2024;14:30;K1;A1;Törtchen;2;1.234,50;2.469,00
1;77;25.01.2024;14:30;K1;A2;Tee;1;3,00;3,00
1;78;25.01.2024;14:31;;A2;Tee;3;2,50;7,50
1;79;26.01.2024;09:31;K1;A2;Tee;-1;3,00;-3,00
"""


def drafted(path: Path, tmp_path: Path, schema: LedgerSchema):
    mapping = tmp_path / "draft.yaml"
    mapping.write_text(draft_mapping(path), encoding="utf-8")
    return read_ledger(path, mapping).load(schema)


def test_a_german_till(tmp_path, schema):
    path = tmp_path / "till.csv"
    path.write_bytes(TILL.encode("cp1252"))
    loaded = drafted(path, tmp_path, schema)
    assert [(event.event_id, event.kind, event.amount, event.ref, len(event.lines)) for event in loaded.events] == [
        ("77", "purchase", 24_720_000, None, 2), ("78", "purchase", 75_000, None, 1), ("79", "refund", 30_000, "77", 1),
    ]  # fmt: skip
    assert loaded.rejections == []
    text = draft_mapping(path)
    for line in (
        "  delimiter: semicolon ", "  encoding: windows-1252 ", "  decimal: comma ", "  thousands: point ",
        "  at: [Datum, Uhrzeit] ", "  line_amount: Betrag ", "  # line.Bezeichnung: Bezeichnung ", "  refund: Menge < 0 ",
    ):  # fmt: skip
        assert line in text
    active = [line for line in text.splitlines() if re.match(r" *[a-z_.]+: \S", line)]
    assert len(active) >= 12
    assert all("# " in line for line in active), "every guess says what it rests on"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("datetime,card,money", "2024-03-01 10:15:50.520,c1,38.7"),
        ("Order ID,Order Date,Customer ID,Total", "7,3/14/2024 2:05 PM,c1,38.70"),
        ("transaction_id,timestamp,household_key,sales_value,quantity", "7,2024-03-01T10:15:50Z,c1,38.7,1"),
        ("Rechnungsnummer\tRechnungsdatum\tKunde\tUmsatz", "7\t1.3.2024\tc1\t38,70"),
        ("Beleg|Datum|Karte|Summe", "7|20240301|c1|38.7"),
        ('"Invoice No","Date","Customer No.","Price (GBP)","Qty","Total: ""net"""', '7,2024-03-01,c1,38.7,1,"x"'),
    ],
)
def test_common_exports(tmp_path, schema, header, row):
    path = tmp_path / "export.csv"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    (event,) = drafted(path, tmp_path, schema).events
    assert (event.amount, event.member_id) == (387_000, "c1")


def test_an_ambiguous_date_says_so(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("Date,Total\n03/04/2024,1\n", encoding="utf-8")
    assert "times: DD/MM/YYYY" in draft_mapping(path)
    assert "could also be MM/DD/YYYY" in draft_mapping(path)


@pytest.mark.parametrize(
    "name", ["it's: # x", "- a", "a\tb", "a\nb", "  x ", "{a}", "&x", "Größe", "quantity * 2", "7", "true", "\x1b[31m", "x" * 300]
)
def test_any_column_name_leaves_the_draft_valid(tmp_path, schema, name):
    path = tmp_path / "export.csv"
    quoted = name.replace('"', '""')
    path.write_text(f'"{quoted}",Date,Total,Customer\n5,2024-03-01,2.50,c1\n', encoding="utf-8")
    loaded = drafted(path, tmp_path, schema)
    assert [event.amount for event in loaded.events] == [25_000]
    draft = draft_mapping(path)
    assert "\x1b" not in draft
    uncommented = draft.replace("  # purchase.", "  purchase.")
    (tmp_path / "draft.yaml").write_text(uncommented, encoding="utf-8")
    assert [event.amount for event in read_ledger(path, tmp_path / "draft.yaml").load(schema).events] == [25_000]


def test_negative_lines_beside_others_are_no_refunds(tmp_path, schema):
    path = tmp_path / "export.csv"
    path.write_text("Bon,Datum,Menge,Betrag\n1,2024-03-01,2,5.00\n1,2024-03-01,-1,-1.00\n2,2024-03-01,1,3.00\n", encoding="utf-8")
    assert "refund" not in draft_mapping(path)
    assert [event.amount for event in drafted(path, tmp_path, schema).events] == [40_000, 30_000]


def test_a_file_without_a_time_says_what_is_missing(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("Customer,Total\nc1,2\n", encoding="utf-8")
    (tmp_path / "draft.yaml").write_text(draft_mapping(path), encoding="utf-8")
    assert "which column is the time?" in draft_mapping(path)
    with pytest.raises(ProgramError):
        read_ledger(path, tmp_path / "draft.yaml")


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(UsageError):
        draft_mapping(tmp_path / "none.csv")
    (tmp_path / "export.csv").write_bytes(b"")
    with pytest.raises(UsageError):
        draft_mapping(tmp_path / "export.csv")


def test_no_column_gets_two_roles():
    roles = guess_roles(["date", "time", "price", "total", "item", "card", "Date"])
    assert sorted(roles.values()) == sorted(set(roles.values()))
    assert (roles["at"], roles["clock"]) == ("date", "time")


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the data beside the project: ../shared/data")
def test_the_coffee_machine(tmp_path, schema):
    loaded = drafted(DATA / "coffee_vending.csv.gz", tmp_path, schema)
    assert (loaded.rows, len(loaded.events), loaded.anonymous, loaded.rejections) == (3_636, 3_636, 89, [])
    assert len({event.member_id for event in loaded.events if event.member_id}) == 1_316


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the data beside the project: ../shared/data")
def test_online_retail(tmp_path):
    loaded = drafted(DATA / "online_retail.parquet", tmp_path, LedgerSchema("GBP", Zone("Europe/London")))
    assert loaded.rows == 541_909
    assert loaded.rejected == {"row.amount": 2}, "the two negative adjustments of bad debt"
    kinds = [event.kind for event in loaded.events]
    assert kinds.count("purchase") == 25_900 - 3_836 - 2


PROGRAMS = sorted(path for folder in ("examples", "rulekit/cli/starter") for path in (ROOT / folder).rglob("program.yaml"))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.parent.name)
def test_a_ledger_in_the_own_format_is_mapped_to_itself(tmp_path, program):
    path = program.with_name("ledger.csv")
    if not is_standard(path.read_text(encoding="utf-8").splitlines()[0].split(",")):
        assert program.with_name("mapping.yaml").is_file(), "a foreign export, with its mapping"
        return
    (tmp_path / "draft.yaml").write_text(draft_mapping(path), encoding="utf-8")
    assert "can be replayed without a mapping" in draft_mapping(path)
    plain, mapped = (
        rulekit.replay(rulekit.load(program), read_ledger(path, mapping)) for mapping in (None, tmp_path / "draft.yaml")
    )
    assert (mapped.summary["digest"], mapped.loaded.hash) == (plain.summary["digest"], plain.loaded.hash)
    assert len(plain.loaded.events) > 0


def test_every_standard_column_is_mapped_to_itself(tmp_path, schema):
    header = [*HEAD_COLUMNS, *LINE_COLUMNS, "member.city", "purchase.channel", "line.weight"]
    rows = [
        {"event_id": "1", "type": "enrol", "at": "2024-03-01", "member_id": "anna", "referred_by": "bob", "member.city": "Ulm"},
        {"event_id": "2", "at": "2024-03-02 10:00", "member_id": "anna", "amount": "7.00", "currency": "EUR", "order": "3",
         "sku": "A", "quantity": "2", "line_amount": "5.00", "line": "1", "purchase.channel": "app", "line.weight": "0.5"},
        {"event_id": "2", "sku": "B", "quantity": "-1", "line_amount": "-1.50", "line": "2"},
        {"event_id": "3", "type": "refund", "at": "2024-03-03", "member_id": "anna", "amount": "1", "ref": "2", "reason": "late"},
        {"event_id": "4", "type": "activity", "at": "2024-03-03", "member_id": "anna", "activity": "review"},
        {"event_id": "5", "type": "redeem", "at": "2024-03-03", "member_id": "anna", "wallet": "points", "points": "5"},
        {"event_id": "6", "type": "use", "at": "2024-03-03", "member_id": "anna", "reward": "mug", "code": "C1"},
        {"event_id": "7", "type": "adjust", "at": "2024-03-03", "member_id": "anna", "wallet": "points", "points": "-2.5"},
        {"event_id": "8", "type": "adjust", "at": "2024-03-03", "member_id": "anna", "reason": "opening", "tier": "Gold",
         "earned_on": "2024-02-01", "usable_until": "2024-12-31"},
    ]  # fmt: skip
    path = tmp_path / "own.csv"
    lines = [header, *([row.get(name, "") for name in header] for row in rows)]
    path.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    assert {name for row in rows for name in row} == set(header)
    plain, mapped = read_ledger(path).load(schema), drafted(path, tmp_path, schema)
    assert len(plain.events) == 8
    assert (mapped.events, mapped.hash, mapped.rejections, mapped.notes) == (plain.events, plain.hash, [], plain.notes)


@pytest.mark.parametrize(
    ("price", "words"),
    [
        ("Preis", "1 of the first rows have a minus in both `Menge` and `Preis`"),
        ("Betrag", "1 of the first rows have a minus in `Menge` and none in `Betrag`"),
    ],
)
def test_returns_whose_signs_cancel_are_warned_of(tmp_path, schema, price, words):
    sign = "-" if price == "Preis" else ""
    path = tmp_path / "export.csv"
    path.write_text(f"Bon,Datum,Kunde,Artikel,Menge,{price}\n1,2024-03-01,k,A,2,3\n2,2024-03-02,k,A,-1,{sign}3\n", encoding="utf-8")
    draft = draft_mapping(path)
    assert words in draft
    assert drafted(path, tmp_path, schema).rejected == {"row.amount": 1}, "as the warning says"
    mended = re.sub("(?m)^  quantity:.*\n", "", draft).replace("amounts: negative ", "amounts: positive ")
    (tmp_path / "draft.yaml").write_text(mended, encoding="utf-8")
    loaded = read_ledger(path, tmp_path / "draft.yaml").load(schema)
    assert [(event.kind, event.amount) for event in loaded.events if event.kind == "refund"] == [("refund", 30_000)]


def test_no_warning_where_the_signs_fit(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("Bon,Datum,Artikel,Menge,Preis\n1,2024-03-01,A,2,3\n2,2024-03-02,A,-1,3\n", encoding="utf-8")
    assert "amounts: negative" in draft_mapping(path)
    assert "Careful" not in draft_mapping(path)


def test_an_odd_cell_does_not_keep_formats_from_being_guessed(tmp_path, schema):
    rows = [f"{day}.01.2024 10:00;{day},50" for day in range(10, 31)]
    path = tmp_path / "export.csv"
    path.write_text("Datum;Betrag\n" + "\n".join([*rows, "gestern;3,00", "31.01.2024 10:00;drei"]) + "\n", encoding="utf-8")
    draft = draft_mapping(path)
    assert "  times: 'DD.MM.YYYY hh:mm'" in draft
    assert "as in `10.01.2024 10:00`; does not fit `gestern`" in draft
    assert "  decimal: comma" in draft
    loaded = drafted(path, tmp_path, schema)
    assert (len(loaded.events), loaded.rejected) == (21, {"row.amount": 1, "row.time": 1})


def test_formats_that_fit_few_cells_are_not_guessed():
    assert guess_times(["05.01.2024", "gestern"]) == (None, None)
    assert guess_times(["05.01.2024", "06.01.2024", "gestern"])[0].said == "DD.MM.YYYY"
    assert guess_times(["2024-01-05", "2024-01-06", "gestern"]) == (None, None)
    assert guess_times(["13/01/2024", "01/02/2024", "01/03/2024", "01/04/2024"])[1] is None, "one format fits all, another most"


CLUB = """\
Vorgang;Belegnummer;Datum;Uhrzeit;Kundennummer;Betrag;Artikel;Menge;Geworben von;Gutschein;Geburtsdatum;line.brand
Kauf;1001;04.03.2024;08:12;K-17;1,60;Latte;1;;;01.02.1990;Sonne
Anmeldung;1003;04.03.2024;09:40;K-99;;;;K-17;;03.04.1985;
Retoure;1004;05.03.2024;08:11;K-17;1,60;Latte;1;;;;
Umbuchung;1005;05.03.2024;08:20;K-17;;;;;Gratis-Kaffee;;
"""


def test_a_column_of_types_with_german_words(tmp_path):
    path = tmp_path / "club.csv"
    path.write_text(CLUB, encoding="utf-8")
    text = draft_mapping(path)
    for line in (
        "  enrol: 'Vorgang = Anmeldung' ", "  refund: 'Vorgang = Retoure' ", "  # activity: 'Vorgang = Umbuchung' ",
        "  referred_by: Geworben von ", "  reward: Gutschein ", "  member.birthday: Geburtsdatum ", "  line.brand: line.brand ",
    ):  # fmt: skip
        assert line in text
    schema = LedgerSchema("EUR", Zone("Europe/Berlin"), member={"birthday": AttributeType("date")})
    loaded = drafted(path, tmp_path, schema)
    assert [event.kind for event in loaded.events] == ["purchase", "enrol", "refund"]
    assert [event.referred_by for event in loaded.events] == [None, "K-17", None]
    assert loaded.events[0].profile == {"birthday": day_of(1990, 2, 1)}


def test_a_column_with_the_very_names_of_types_needs_no_conditions(tmp_path):
    path = tmp_path / "club.csv"
    path.write_text("type,order_id,date,customer_id,total\nenrol,1,2024-03-01,a,\npurchase,2,2024-03-01,a,5.00\n", encoding="utf-8")
    text = draft_mapping(path)
    assert "  type: type " in text
    assert "type:\n" not in text


def test_vouchers_and_points_are_only_guessed_beside_types():
    assert "reward" not in guess_roles(["Beleg", "Datum", "Betrag", "Gutschein", "Punkte"])


STORES = """\
Filiale;Bonnr;Datum;Kunde;Artikel;Betrag;Bezug;Menge
1;77;05.01.2024;K1;A;5,00;;1
1;77;05.01.2024;K1;B;2,50;;1
2;77;05.01.2024;K2;A;5,00;;1
2;78;06.01.2024;K2;A;-5,00;77;-1
"""


def test_a_number_that_several_stores_use_is_joined_with_the_store(tmp_path, schema):
    path = tmp_path / "stores.csv"
    path.write_text(STORES, encoding="utf-8")
    text = draft_mapping(path)
    assert "  event_id: [Filiale, Bonnr]            # e.g. `1`, `77`; the same number stands at several stores" in text
    assert "  ref: [Filiale, Bezug] " in text
    loaded = drafted(path, tmp_path, schema)
    assert [(event.event_id, event.amount, event.ref) for event in loaded.events] == [
        ("1-77", 75_000, None), ("2-77", 50_000, None), ("2-78", 50_000, "2-77"),
    ]  # fmt: skip
    assert loaded.rejections == []


def test_a_number_that_one_store_uses_stays_alone(tmp_path):
    path = tmp_path / "stores.csv"
    path.write_text(STORES.replace("2;77", "2;76").replace("-5,00;77", "-5,00;76"), encoding="utf-8")
    assert "  event_id: Bonnr " in draft_mapping(path)


@pytest.mark.parametrize(("sign", "decimal", "thousands"), [(".", "comma", "point"), (",", "point", "comma")])
def test_amounts_that_could_be_whole_thousands_are_warned_of(tmp_path, schema, sign, decimal, thousands):
    path = tmp_path / "export.csv"
    path.write_text(f"Bon;Datum;Kunde;Betrag\n1;2024-03-01;k;1{sign}250\n2;2024-03-02;k;980\n", encoding="utf-8")
    draft = draft_mapping(path)
    assert f"# Careful: 1 amounts of the first rows are written like 1{sign}250 and read as 1.250.\n" in draft
    assert f"# If 1250 is meant, write `decimal: {decimal}` and `thousands: {thousands}` under `format`.\n" in draft
    assert [event.amount for event in drafted(path, tmp_path, schema).events] == [12_500, 9_800_000]
    mended = re.sub("(?m)^  decimal:.*\n", "", draft)
    mended = mended.replace("format:\n", f"format:\n  decimal: {decimal}\n  thousands: {thousands}\n")
    (tmp_path / "draft.yaml").write_text(mended, encoding="utf-8")
    assert [event.amount for event in read_ledger(path, tmp_path / "draft.yaml").load(schema).events] == [12_500_000, 9_800_000]


@pytest.mark.parametrize("other", ["1.5", "12.50", "0.250"])
def test_amounts_whose_mark_is_clear_are_not_warned_of(tmp_path, other):
    path = tmp_path / "export.csv"
    path.write_text(f"Bon,Datum,Kunde,Betrag\n1,2024-03-01,k,1.250\n2,2024-03-02,k,{other}\n", encoding="utf-8")
    assert "Careful" not in draft_mapping(path)


def test_years_of_two_digits_are_recognised(tmp_path, schema):
    path = tmp_path / "export.csv"
    path.write_text("Datum;Uhrzeit;Kunde;Betrag\n25.01.24;14:30;k;1,50\n", encoding="utf-8")
    assert "  times: 'DD.MM.YY hh:mm' " in draft_mapping(path)
    (event,) = drafted(path, tmp_path, schema).events
    assert event.day == day_of(2024, 1, 25)


def test_a_year_of_two_digits_beside_one_of_four_stands_twice():
    assert time_format("DD.MM.YY YYYY") == "`YYYY` stands twice in the time format"
