"""The whole UCI Online Retail export, read as it is with the mapping of the example, against figures computed independently."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from rulekit.ledger import LedgerSchema, LoadedLedger, read_ledger
from rulekit.ledger.event import Line
from rulekit.values.attribute import AttributeType
from rulekit.values.zone import Zone

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
LEDGER = DATA / "online_retail.parquet"
EXAMPLE = ROOT / "examples" / "online-retail"
SCHEMA = LedgerSchema("GBP", Zone("Europe/London"), member={"country": AttributeType("text")})

needs_data = pytest.mark.skipif(not LEDGER.is_file(), reason="needs the data beside the project: ../shared/data")

SHOP_BOOKINGS = "  booking of the shop itself:"


@pytest.fixture(scope="module")
def loaded() -> LoadedLedger:
    return read_ledger(LEDGER, EXAMPLE / "mapping.yaml").load(SCHEMA)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> LoadedLedger:
    """Without links and with the shop's own bookings: the view of the reference figures."""
    text = (EXAMPLE / "mapping.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith((SHOP_BOOKINGS, "  link:"))]
    assert len(lines) == len(text.splitlines()) - 2
    mapping = tmp_path_factory.mktemp("mapping") / "mapping.yaml"
    mapping.write_text("\n".join(lines), encoding="utf-8")
    return read_ledger(LEDGER, mapping).load(SCHEMA)


@pytest.fixture(scope="module")
def reference() -> dict[str, dict[str, object]]:
    text = (DATA / "reference" / "ref_kpis.json").read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal)["online_retail"]


def figures(events) -> dict[str, object]:
    purchases = [event for event in events if event.kind == "purchase"]
    refunds = [event for event in events if event.kind == "refund"]
    return {
        "sale_lines": sum(len(event.lines) for event in purchases),
        "orders": len(purchases),
        "customers": len({event.member_id for event in purchases} - {None}),
        "units": sum(line.quantity for event in purchases for line in event.lines) // 10_000,
        "gross": Decimal(sum(event.amount for event in purchases)).scaleb(-4),
        "return_lines": sum(len(event.lines) for event in refunds),
        "return_invoices": len(refunds),
        "return_customers": len({event.member_id for event in refunds} - {None}),
        "return_units": sum(line.quantity for event in refunds for line in event.lines) // 10_000,
        "return_value": Decimal(sum(event.amount for event in refunds)).scaleb(-4),
    }


@needs_data
def test_every_row_is_accounted_for(loaded, reference):
    assert loaded.rows == reference["raw"]["rows"]
    assert (loaded.rows, loaded.rejections, loaded.duplicates, loaded.derived_ids) == (541_909, [], 0, 0)
    assert loaded.skipped == {
        "bad debt adjustment": 3,
        "booking of the shop itself": 150,
        "nothing was charged": 1_179,
        "stock written off": 1_336,
    }
    kept = [event for event in loaded.events if "/" not in event.event_id]
    pieces = {event.event_id.split("/")[0] for event in loaded.events if "/" in event.event_id}
    assert len(kept) + len(pieces) == 23_690
    assert Counter(event.kind for event in loaded.events)["purchase"] == 19_944


@needs_data
def test_figures_of_identified_customers_are_those_of_the_reference(everything, reference):
    found = figures([event for event in everything.events if event.member_id is not None])
    assert found == {name: reference["identified"][name] for name in found}


@needs_data
def test_figures_of_all_sales_are_those_of_the_reference_but_for_one_adjustment_of_bad_debt(everything, reference):
    found = figures(everything.events)
    expected = {name: reference["all"][name] for name in found}
    expected["sale_lines"] -= 1
    expected["orders"] -= 1
    expected["units"] -= 1
    expected["gross"] -= Decimal("11062.06")
    assert found == expected


@needs_data
def test_what_the_shop_booked_for_itself_is_the_difference(loaded, everything):
    all_sales, sales = figures(everything.events), figures(loaded.events)
    assert all_sales["orders"] - sales["orders"] == 16 - 1
    assert all_sales["gross"] - sales["gross"] == Decimal("13989.141")
    fees = Decimal("235281.59") + Decimal("7340.64") + Decimal("7933.43") + Decimal("3112.44")
    assert all_sales["return_value"] - sales["return_value"] == fees


@needs_data
def test_what_came_back_by_code(everything, reference):
    back: dict[str, list[int]] = defaultdict(list)
    for event in everything.events:
        if event.kind == "refund":
            for line in event.lines:
                back[line.sku].append(line.amount)
    expected = reference["return_value_nonproduct_codes"]
    codes = [code["stock_code"] for code in expected]
    found = {code: (len(back[code]), Decimal(sum(back[code])).scaleb(-4)) for code in codes}
    assert found == {code["stock_code"]: (code["n"], code["v"]) for code in expected}
    assert figures(everything.events)["return_value"] - sum(value for _, value in found.values()) == reference["return_value_excl_nonproduct"]


@needs_data
def test_all_money_of_the_file_is_sales_less_returns_and_three_adjustments_of_bad_debt(everything, reference):
    found, written_off = figures(everything.events), Decimal("11062.06")
    assert found["return_invoices"] == reference["raw"]["cancel_invoices"]
    assert found["gross"] - found["return_value"] + written_off - 2 * written_off == reference["raw"]["sum_qty_x_price"]


@needs_data
def test_lines_that_reverse_one_bought_before(everything, reference):
    """The same customer, item, quantity and money; each line bought is reversed once."""
    bought = Counter[object]()
    reversed_, others = list[Line](), 0
    for event in everything.events:
        for line in event.lines if event.member_id is not None else ():
            key = event.member_id, line[:3]
            if event.kind == "purchase":
                bought[key] += 1
            elif bought[key]:
                bought[key] -= 1
                reversed_.append(line)
            else:
                others += 1
    value = Decimal(sum(line.amount for line in reversed_)).scaleb(-4)
    assert {"pairs": len(reversed_), "value": value} == reference["exact_reversal_pairs_one_to_one"]
    assert others == reference["return_lines_identified_without_exact_match"]


@needs_data
def test_an_order_cancelled_after_minutes_is_a_refund_of_that_order(loaded, reference):
    by_id = {event.event_id: event for event in loaded.events}
    for row in reference["phantom_orders"]:
        event = by_id[row["invoice_no"]]
        assert (event.member_id, [line.sku for line in event.lines]) == (str(row["customer_id"]), [row["stock_code"]])
        assert event.lines[0].quantity == abs(row["quantity"]) * 10_000
        assert Decimal(event.amount).scaleb(-4) == abs(row["quantity"]) * row["unit_price"]
        assert event.at == SCHEMA.zone.instant(datetime.fromisoformat(row["ts"]))
    for purchase, refund in (("541431", "C541433"), ("581483", "C581484")):
        assert by_id[refund].ref == purchase
        assert by_id[refund].amount == by_id[purchase].amount


@needs_data
def test_cancellations_are_linked_as_the_rule_says(loaded, everything):
    purchases = {event.event_id: event for event in loaded.events if event.kind == "purchase"}
    money = {event_id: event.amount for event_id, event in purchases.items()}
    units: Counter[tuple[str, str]] = Counter()
    for event in purchases.values():
        for line in event.lines:
            units[event.event_id, line.sku] += line.quantity
    linked = [event for event in loaded.events if event.kind == "refund" and event.ref]
    for event in linked:
        purchase = purchases[event.ref]
        assert (purchase.member_id, purchase.at <= event.at) == (event.member_id, True)
        money[event.ref] -= event.amount
        for line in event.lines:
            units[event.ref, line.sku] -= line.quantity
    assert min(money.values()) >= 0
    assert min(units.values()) >= 0
    assert len(linked) == 3_845
    assert loaded.unlinked == {
        "the earlier purchases of the item are returned already": 80,
        "the earlier purchases of the item have less money left than is returned": 7,
        "the member has no earlier purchase of the item": 1_290,
        "the refund names no member": 265,
    }
    fees = sum(event.amount for event in everything.events if event.kind == "refund" and is_booking(event))
    assert figures(loaded.events)["return_value"] == figures(everything.events)["return_value"] - Decimal(fees).scaleb(-4)


def is_booking(event) -> bool:
    return event.lines[0].sku in ("AMAZONFEE", "BANK CHARGES", "CRUK", "S")


@needs_data
def test_invoices_booked_across_two_minutes_take_the_earlier(everything):
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT invoice_no, CAST(min(invoice_date) AS VARCHAR), count(DISTINCT invoice_date) FROM read_parquet(?)"
            " WHERE unit_price > 0 GROUP BY invoice_no",
            [str(LEDGER)],
        ).fetchall()
    first = {invoice: SCHEMA.zone.instant(datetime.fromisoformat(at)) for invoice, at, _ in found if not invoice.startswith("A")}
    assert {event.event_id: event.at for event in everything.events} == first
    assert sum(count > 1 for _, _, count in found) == 43


@needs_data
def test_equal_lines_of_an_invoice_stay_and_prices_are_exact(loaded):
    lines = [(event.event_id, line) for event in loaded.events for line in event.lines]
    keys = Counter((event_id, line.sku, line.amount, line.quantity) for event_id, line in lines)
    assert sum(count - 1 for count in keys.values()) > 5_000
    assert any(line.amount % 100 for _, line in lines), "unit prices have three decimals"


@needs_data
def test_it_takes_well_under_a_gigabyte():
    code = (
        "import sys\n"
        "from rulekit.ledger import LedgerSchema, read_ledger\n"
        "from rulekit.values.zone import Zone\n"
        "loaded = read_ledger(sys.argv[1], sys.argv[2]).load(LedgerSchema('GBP', Zone('Europe/London')))\n"
        "lines = open('/proc/self/status').read().splitlines()\n"
        "peak = next(int(line.split()[1]) for line in lines if line.startswith('VmHWM'))\n"
        "print(len(loaded.events), peak // 1024)\n"
    )
    command = [sys.executable, "-c", code, str(LEDGER), str(EXAMPLE / "mapping.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    events, megabytes = map(int, done.stdout.split())
    assert events == 24_654
    assert megabytes < 500


def test_the_excerpt_reads_completely():
    loaded = read_ledger(EXAMPLE / "ledger.csv", EXAMPLE / "mapping.yaml").load(SCHEMA)
    assert (loaded.rows, loaded.rejections, loaded.duplicates) == (4_307, [], 0)
    assert Counter((event.kind, event.member_id is not None, event.ref is not None) for event in loaded.events) == {
        ("purchase", True, False): 274,
        ("purchase", False, False): 4,
        ("refund", True, True): 46,
        ("refund", True, False): 16,
    }
    assert len({event.member_id for event in loaded.events} - {None}) == 60
    assert (EXAMPLE / "ledger.csv").stat().st_size < 400_000


@needs_data
def test_the_excerpt_is_what_its_note_says(loaded):
    excerpt = read_ledger(EXAMPLE / "ledger.csv", EXAMPLE / "mapping.yaml").load(SCHEMA)
    whole = {event.event_id: event for event in loaded.events}
    assert all(whole[event.event_id] == event for event in excerpt.events)
    members = {event.member_id for event in loaded.events if event.member_id and int(event.member_id) % 75 == 54}
    assert {event.member_id for event in excerpt.events} - {None} == members
