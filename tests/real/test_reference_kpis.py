"""Every KPI against figures that were computed independently: UCI Online Retail, CDNOW, a coffee machine. Tolerance zero."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import pytest

from rulekit.kpi import Figure, Warehouse, measure, of_ledger
from rulekit.kpi.cohorts import cohorts
from rulekit.kpi.periods import By
from rulekit.ledger import LedgerSchema, read_ledger
from rulekit.values.zone import Zone

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs the data beside the project: ../shared/data")

RETAIL = """
format: {timezone: Europe/London}
columns:
  event_id: invoice_no
  at: invoice_date
  member_id: customer_id
  sku: stock_code
  quantity: quantity
  line_amount: quantity * unit_price
constants: {currency: GBP}
type: {refund: invoice_no starts with C}
at: earliest
skip:
  bad debt written off: unit_price < 0
  stock written off: quantity < 0 and invoice_no does not start with C
  nothing was charged: unit_price = 0
refunds: {amounts: negative}
"""

CDNOW_ROWS = "SELECT row_number() OVER ()::VARCHAR AS event_id, date::DATE::VARCHAR AS at, {id}::VARCHAR AS member_id, sales::DECIMAL(18, 2) AS amount FROM '{file}'"
CDNOW_DAYS = "SELECT {id} || '/' || date AS event_id, date::DATE::VARCHAR AS at, {id}::VARCHAR AS member_id, sum(sales::DECIMAL(18, 2))::DECIMAL(18, 2) AS amount FROM '{file}' GROUP BY {id}, date"
CDS = "SELECT row_number() OVER ()::VARCHAR AS event_id, date::DATE::VARCHAR AS at, {id}::VARCHAR AS member_id, 'cd' AS sku, cds AS quantity, sales::DECIMAL(18, 2) AS line_amount FROM '{file}'"
COFFEE = "SELECT row_number() OVER ()::VARCHAR AS event_id, datetime::VARCHAR AS at, card AS member_id, money::DECIMAL(18, 2) AS amount FROM '{file}'"
COFFEE_ORDERS = """
SELECT card || '/' || number AS event_id, min(datetime)::VARCHAR AS at, card AS member_id, sum(money::DECIMAL(18, 2))::DECIMAL(18, 2) AS amount
FROM (
    SELECT *, count(*) FILTER (WHERE pause IS NULL OR pause > INTERVAL 10 MINUTE) OVER (PARTITION BY card ORDER BY datetime) AS number
    FROM (SELECT *, datetime - lag(datetime) OVER (PARTITION BY card ORDER BY datetime) AS pause FROM '{file}' WHERE card IS NOT NULL)
)
GROUP BY card, number
"""
"""Drinks of a card less than ten minutes apart are one order."""

ALL_INVOICES = """
SELECT invoice_no AS event_id, min(invoice_date)::VARCHAR AS at, customer_id::VARCHAR AS member_id, 1.00 AS amount
FROM '{file}' GROUP BY invoice_no, customer_id
"""
"""Everything in the file, with cancellations as purchases like any other."""

Figures = Callable[..., dict[tuple[str, str], Figure]]


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    text = (DATA / "reference" / "ref_kpis.json").read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal)


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    mapping = tmp_path_factory.mktemp("retail") / "mapping.yaml"
    mapping.write_text(RETAIL, encoding="utf-8")
    ledger = read_ledger(DATA / "online_retail.parquet", mapping)
    return of_ledger(ledger, LedgerSchema("GBP", Zone("Europe/London")))


def shop(folder: Path, query: str, **names: str) -> Warehouse:
    """A ledger made of a foreign file by a query."""
    names = names | {"file": str(DATA / names["file"])}
    path = folder / "ledger.parquet"
    duckdb.sql(query.format(**names)).write_parquet(str(path))
    return of_ledger(read_ledger(path), LedgerSchema("USD", Zone("UTC")))


CASES = {
    ("cdnow_master", "kpis_rows_as_orders"): (CDNOW_ROWS, {"id": "customer_id", "file": "cdnow_master.csv.gz"}),
    ("cdnow_master", "kpis_days_as_orders"): (CDNOW_DAYS, {"id": "customer_id", "file": "cdnow_master.csv.gz"}),
    ("cdnow_sample", "kpis_rows_as_orders"): (CDNOW_ROWS, {"id": "sample_id", "file": "cdnow_sample.csv.gz"}),
    ("cdnow_sample", "kpis_days_as_orders"): (CDNOW_DAYS, {"id": "sample_id", "file": "cdnow_sample.csv.gz"}),
    ("coffee_vending", "kpis_card"): (COFFEE, {"file": "coffee_vending.csv.gz"}),
    ("coffee_vending", "kpis_card_10min_orders"): (COFFEE_ORDERS, {"file": "coffee_vending.csv.gz"}),
}


@pytest.fixture(scope="module")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Warehouse]:
    found: dict[tuple[str, str], Warehouse] = {}

    def get(shop_name: str, kind: str) -> Warehouse:
        if (shop_name, kind) not in found:
            query, names = CASES[shop_name, kind]
            found[shop_name, kind] = shop(tmp_path_factory.mktemp(shop_name), query, **names)
        return found[shop_name, kind]

    return get


def figures(warehouse: Warehouse, by: By | None = None, until: date | None = None) -> dict[tuple[str, str, str], Figure]:
    found = measure(warehouse, by=by, until=until and until.toordinal())
    return {(figure.kpi.id, figure.scope, figure.period.label): figure for figure in found if figure.subject is None}


def agrees(figure: Figure, expected: Decimal | int | None) -> bool:
    """A count or money is equal; what was rounded to decimals in the reference is equal to its last one."""
    if expected is None or figure.exact is None:
        return expected is None and figure.exact is None
    number = Decimal(expected)
    if number == number.to_integral_value():
        return figure.exact == Fraction(number)
    return abs(figure.exact - Fraction(number)) <= Fraction(1, 2) * Fraction(10) ** number.as_tuple().exponent


ORDERS = {
    "orders": "sales.orders", "customers": "customers.active", "sales": "sales.gross", "aov": "aov.gross",
    "purchase_frequency": "purchase_frequency", "sales_per_customer": "spend_per_customer",
    "repeat_rate_customers_2plus_orders": "repeat_rate.customers", "one_time_customers_by_orders": "customers.one_time",
    "repeat_rate_customers_2plus_days": "repeat_rate.customers_days", "repeat_order_share": "repeat_rate.orders",
    "purchase_days": "visits", "gap_days_mean_pooled": "purchase_interval.mean",
    "gap_days_median_pooled": "purchase_interval.median", "gap_days_p90": "purchase_interval.p90",
    "gap_days_mean_of_customer_means": "purchase_interval.of_customers",
    "median_days_first_to_second": "purchase_interval.first_to_second",
}  # fmt: skip


def check_orders(warehouse: Warehouse, expected: dict[str, Any]) -> None:
    found = figures(warehouse)
    for name, kpi in ORDERS.items():
        figure = found[kpi, "identified customers", "all"]
        value = expected[name]
        if name == "sales":
            assert figure.numerator.quantize(Decimal("0.01")) == value.quantize(Decimal("0.01"))
            continue
        assert agrees(figure, value), (name, figure.value, value)
    days = found["repeat_rate.customers_days", "identified customers", "all"]
    assert days.denominator - days.numerator == expected["one_time_customers_by_days"]
    assert found["purchase_interval.mean", "identified customers", "all"].denominator == expected["gaps"]


@pytest.mark.parametrize(("name", "kind"), CASES, ids="/".join)
def test_orders_of_a_shop(warehouses, reference, name, kind):
    check_orders(warehouses(name, kind), reference[name][kind])


def test_orders_of_online_retail(retail, reference):
    check_orders(retail, reference["online_retail"]["kpis_orders_identified"])


SCOPES = {"all": "all sales", "identified": "identified customers"}
RETURNS = {
    "orders": "sales.orders", "units": "sales.units", "gross": "sales.gross", "return_value": "returns.value",
    "net": "sales.net", "aov_gross": "aov.gross", "aov_net": "aov.net_returns", "return_rate_value": "return_rate.value",
    "return_rate_units": "return_rate.units", "return_rate_docs": "return_rate.orders", "return_rate_lines": "return_rate.lines",
    "return_docs_over_all_docs": "return_rate.of_documents",
}  # fmt: skip


@pytest.mark.parametrize("scope", SCOPES)
def test_sales_and_returns_of_online_retail(retail, reference, scope):
    expected, found = reference["online_retail"][scope], figures(retail)
    for name, kpi in RETURNS.items():
        assert agrees(found[kpi, SCOPES[scope], "all"], expected[name]), (name, found[kpi, SCOPES[scope], "all"].value, expected[name])
    lines, documents = found["return_rate.lines", SCOPES[scope], "all"], found["return_rate.orders", SCOPES[scope], "all"]
    assert (lines.numerator, lines.denominator) == (expected["return_lines"], expected["sale_lines"])
    assert documents.numerator == expected["return_invoices"]
    assert found["return_rate.units", SCOPES[scope], "all"].numerator == expected["return_units"]
    if "customers_with_return_share" in expected:
        assert agrees(found["return_rate.customers", SCOPES[scope], "all"], expected["customers_with_return_share"])


def test_a_return_linked_to_several_purchases_is_one_return(tmp_path, reference):
    """What a complete refund brings back of units nobody named is known through its purchase alone, so units may be more."""
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(RETAIL.replace("amounts: negative", "amounts: negative, link: same member and sku"), encoding="utf-8")
    ledger = read_ledger(DATA / "online_retail.parquet", mapping)
    found = figures(of_ledger(ledger, LedgerSchema("GBP", Zone("Europe/London"))))
    for scope, name in SCOPES.items():
        expected = reference["online_retail"][scope]
        for key, kpi in RETURNS.items():
            figure = found[kpi, name, "all"]
            assert kpi == "return_rate.units" or agrees(figure, expected[key]), (key, figure.value, expected[key])
        assert found["return_rate.lines", name, "all"].numerator == expected["return_lines"]
        assert found["return_rate.units", name, "all"].numerator >= expected["return_units"]


@pytest.mark.parametrize("name", ["cdnow_master", "cdnow_sample"])
def test_units_free_purchases_and_several_a_day(tmp_path, reference, name):
    _, names = CASES[name, "kpis_rows_as_orders"]
    warehouse, expected = shop(tmp_path, CDS, **names), reference[name]
    found = {kpi: figure.exact for (kpi, scope, _), figure in figures(warehouse).items() if scope == "identified customers"}
    assert found["sales.units"] == expected["cds"]
    assert found["sales.orders"] - found["visits"] == expected["same_day_extra_rows"]
    assert warehouse.connection.execute("SELECT count(*) FROM sales WHERE amount = 0").fetchone() == (expected["zero_value_rows"],)


def test_drinks_paid_in_cash_are_sales_of_nobody(warehouses, reference):
    found, expected = figures(warehouses("coffee_vending", "kpis_card")), reference["coffee_vending"]["all_rows"]
    names = {"rows": "sales.orders", "sales": "sales.gross", "aov": "aov.gross"}
    assert all(agrees(found[kpi, "all sales", "all"], expected[name]) for name, kpi in names.items())


@pytest.mark.parametrize(
    ("name", "kind"), [("cdnow_master", "kpis_rows_as_orders"), ("cdnow_sample", "kpis_rows_as_orders"), ("coffee_vending", "kpis_card")]
)
def test_who_stays_by_month(warehouses, reference, name, kind):
    check_months(warehouses(name, kind), reference[name]["monthly_ens"])


def test_who_stays_by_month_in_online_retail(retail, reference):
    check_months(retail, reference["online_retail"]["monthly_ens"])


MOVEMENTS = {
    "S": "customers.started", "E": "customers.active", "N": "customers.new", "kept": "customers.kept", "back": "customers.reactivated",
    "reactivated": "customers.reactivated", "r_formula": "retention.net_of_new", "r_strict": "retention.strict",
    "retention_formula": "retention.net_of_new", "retention_strict": "retention.strict", "churn_strict": "churn",
}  # fmt: skip


def check_months(warehouse: Warehouse, months: list[dict[str, Any]]) -> None:
    found = figures(warehouse, by="month")
    for month in months:
        check_movements(found, month["month"][:7], month)


def check_movements(found: dict[tuple[str, str, str], Figure], period: str, expected: dict[str, Any]) -> None:
    for name in MOVEMENTS.keys() & expected.keys():
        figure = found[MOVEMENTS[name], "identified customers", period]
        assert agrees(figure, expected[name]), (name, period, figure.value, expected[name])


ROLLING = [
    ("cdnow_master", "kpis_rows_as_orders", 90), ("cdnow_master", "kpis_rows_as_orders", 180), ("coffee_vending", "kpis_card", 30),
    ("cdnow_sample", "kpis_rows_as_orders", 90), ("cdnow_sample", "kpis_rows_as_orders", 180),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind", "days"), ROLLING)
def test_who_stays_by_rolling_periods(warehouses, reference, name, kind, days):
    check_rolling(warehouses(name, kind), reference[name][f"rolling_{days}"], days)


@pytest.mark.parametrize("days", [30, 90])
def test_who_stays_by_rolling_periods_in_online_retail(retail, reference, days):
    check_rolling(retail, reference["online_retail"][f"rolling_{days}"], days)


def check_rolling(warehouse: Warehouse, rows: list[dict[str, Any]], days: int) -> None:
    assert rows
    for row in rows:
        assert row["W"] == days
        until = date.fromisoformat(row["t"])
        found = figures(warehouse, by=days, until=until)
        check_movements(found, list(found)[-1][2], row)


@pytest.mark.parametrize(("name", "kind"), [("cdnow_master", "kpis_rows_as_orders"), ("cdnow_sample", "kpis_rows_as_orders")])
def test_cohorts(warehouses, reference, name, kind):
    check_cohorts(warehouses(name, kind), reference[name]["cohorts"])


def test_cohorts_of_online_retail(retail, reference):
    check_cohorts(retail, reference["online_retail"]["cohorts"])
    january = next(row for row in cohorts(retail)["rows"] if row["cohort"] == "2011-01")
    rolling = {row["i"]: row["n"] for row in reference["online_retail"]["cohort_2011_01_rolling30d"]}
    assert {place: count for place, count in enumerate(january["rolling_30_days"]) if place in rolling} == rolling


def test_a_cohort_and_the_whole_file_where_cancellations_count(tmp_path, reference):
    warehouse = shop(tmp_path, ALL_INVOICES, file="online_retail.parquet")
    first = {row["cohort"]: row for row in cohorts(warehouse)["rows"]}["2010-12"]
    assert first["size"] == reference["online_retail"]["cohort_2010_12_if_cancellations_count"]["size"]
    on = {str(place): count for place, count in enumerate(first["on"])}
    assert on == reference["online_retail"]["cohort_2010_12_if_cancellations_count"]["on"]
    found, raw = figures(warehouse), reference["online_retail"]["raw"]
    assert found["sales.orders", "all sales", "all"].exact == raw["invoices"]
    assert found["customers.active", "identified customers", "all"].exact == raw["customers_any"]


def check_cohorts(warehouse: Warehouse, expected: dict[str, Any]) -> None:
    found = {row["cohort"]: row for row in cohorts(warehouse)["rows"]}
    assert {label[:7] for label in expected} == set(found)
    for label, cohort in expected.items():
        row = found[label[:7]]
        assert row["size"] == cohort["size"]
        for kind in ("on", "on_or_after"):
            assert {str(place): count for place, count in enumerate(row[kind]) if str(place) in cohort[kind] or count} == cohort[kind]


def test_second_purchases_within_a_window(retail, reference):
    found = figures(retail)
    for days, expected in reference["online_retail"]["repeat_within_window"].items():
        figure = found[f"repeat_rate.within_{days}d", "identified customers", "all"]
        assert (figure.denominator, figure.numerator) == (expected["eligible"], expected["repeated"])
        assert agrees(figure, expected["rate"])


def test_recency_frequency_and_money(retail, reference):
    measure(retail, ids=("rfm.customers",))
    expected = reference["online_retail"]
    connection = retail.connection
    for sample in expected["rfm_samples"]:
        row = connection.execute("SELECT recency, frequency, monetary FROM rfm_values WHERE member_id = ?", [str(sample["customer_id"])])
        recency, frequency, monetary = row.fetchone()
        assert (recency, frequency, round(monetary, 2)) == (sample["r"], sample["f"], round(sample["m"], 2))
    names = {"r": "recency", "f": "frequency", "m": "monetary"}
    for letter, name in names.items():
        cuts = connection.execute("SELECT five_times FROM rfm_cuts WHERE measure = ? ORDER BY fifth", [name]).fetchall()
        assert [round(cut / 5, 3) for (cut,) in cuts] == [round(cut, 3) for cut in expected["rfm_quintile_cuts_linear"][letter]]


def test_recency_frequency_and_money_of_all(retail, reference):
    measure(retail, ids=("rfm.customers",))
    values = retail.connection.execute("SELECT recency, frequency, monetary FROM rfm_values").fetchall()
    found = {"n": len(values), "f_max": max(row[1] for row in values), "m_max": max(row[2] for row in values)}
    for letter, column in zip("rfm", zip(*values, strict=True), strict=True):
        found |= {f"{letter}_mean": sum(map(Decimal, column)) / len(column), f"{letter}_median": median(map(Decimal, column))}
    expected = reference["online_retail"]["rfm"]
    assert {name: round(value, 6) for name, value in found.items()} == expected
