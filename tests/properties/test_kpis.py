"""What figures add up to, over generated programs and ledgers."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from generators.cases import Case, cases
from generators.files import write_jsonl
from generators.ledgers import Row
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import rulekit as rk
from rulekit.diagnostics import UsageError
from rulekit.kpi import Figure, Warehouse, catalogue, measure, of_ledger, of_result
from rulekit.kpi.cohorts import cohorts
from rulekit.values.calendar import iso_day

FEW = settings(max_examples=max(10, settings().max_examples // 6))
"""Each example builds a warehouse."""

LENGTHS = st.sampled_from(["week", "month", "quarter", 30])
MOVEMENTS = {
    "S": "customers.started", "E": "customers.active", "N": "customers.new", "kept": "customers.kept",
    "reactivated": "customers.reactivated", "lost": "customers.lost",
}  # fmt: skip
FLOWS = ("opening", "issued", "adjusted", "redeemed", "expired", "taken_back", "closing")
OF_SALES = frozenset(kpi.id for kpi in catalogue().values() if kpi.needs == "sales")
ORDERED = frozenset({"purchase_interval.median", "purchase_interval.p90", "purchase_interval.first_to_second"})
"""A median of a whole does not follow from those of its parts."""

ADDITIVE = frozenset(name for name in OF_SALES if not catalogue()[name].model and catalogue()[name].id[:4] != "rfm.") - ORDERED


def sales_of(case: Case, rows: Iterable[Row]) -> Warehouse:
    """The sales alone. Examples without a readable event are passed over."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return of_ledger(rk.read_ledger(write_jsonl(Path(folder, "l.jsonl"), list(rows))), case.schema)
        except UsageError:
            assume(False)
            raise


def replayed(case: Case, rows: Iterable[Row], until: str | None = None) -> rk.Result:
    """Sales and what the program made of them."""
    with tempfile.TemporaryDirectory() as folder:
        return rk.replay(case.program, rk.read_ledger(write_jsonl(Path(folder, "l.jsonl"), list(rows))), until=until)


def measured(result: rk.Result) -> Warehouse:
    """The warehouse of a replay with at least one event."""
    assume(result.events.num_rows)
    return of_result(result)


def by_period(figures: Iterable[Figure], ids: Iterable[str]) -> dict[tuple[str, ...], dict[str, Decimal]]:
    """The numerators of some figures by scope, subject and period."""
    found: dict[tuple[str, ...], dict[str, Decimal]] = {}
    for figure in figures:
        if figure.kpi.id in ids and figure.numerator is not None:
            found.setdefault((figure.scope, figure.subject or "", figure.period.label), {})[figure.kpi.id] = figure.numerator
    return found


@FEW
@given(cases(), LENGTHS)
def test_customers_come_from_somewhere_and_go_somewhere(case: Case, by):
    """S + reactivated + N - lost = E, kept + lost = S, and S is the E of the period before."""
    found = measure(sales_of(case, case.rows), by=by, ids=MOVEMENTS.values())
    before: dict[str, Decimal] = {}
    for (scope, _, _), figures in by_period(found, MOVEMENTS.values()).items():
        one = {name: figures[kpi] for name, kpi in MOVEMENTS.items()}
        assert one["S"] + one["reactivated"] + one["N"] - one["lost"] == one["E"]
        assert one["kept"] + one["lost"] == one["S"]
        assert one["S"] == before.get(scope, 0)
        before[scope] = one["E"]


@FEW
@given(cases(), st.sampled_from(["week", "month", "year"]))
def test_a_cohort_begins_with_all_of_it(case: Case, by):
    warehouse = sales_of(case, case.rows)
    found = cohorts(warehouse, by)["rows"]
    for cohort in found:
        assert cohort["on"][0] == cohort["on_or_after"][0] == cohort["rolling_30_days"][0] == cohort["size"]
        assert all(later <= earlier for earlier, later in zip(cohort["on_or_after"], cohort["on_or_after"][1:], strict=False))
    customers = warehouse.connection.execute("SELECT count(DISTINCT member_id) FROM all_events WHERE kind = 'purchase'").fetchone()
    assert sum(cohort["size"] for cohort in found) == customers[0]


@FEW
@given(cases(conflicts=False), LENGTHS, st.sets(st.sampled_from(["anna", "bob", "cleo", "dora"])))
def test_figures_of_disjoint_customers_add_up(case: Case, by, names: set[str]):
    """Numerators and denominators of a whole are the sums of those of its parts."""
    whole = sales_of(case, case.rows)
    buyers = {row["event_id"]: row.get("member_id") for row in case.rows}
    owned = [(row, row.get("member_id") or buyers.get(row.get("ref"))) for row in case.rows]  # a refund is the buyer's (S5.1)
    own = sorted({owner for _, owner in owned if owner})
    half = set(own[: len(own) // 2]) ^ names
    parts = [[row for row, owner in owned if owner and (owner in half) == side] for side in (True, False)]
    sums: dict[tuple[str, ...], list[Decimal]] = {}
    for rows in parts:
        for key, numbers in numbers_of(sales_of(case, rows) if rows else None, whole, by).items():
            sums[key] = [mine + other for mine, other in zip(numbers, sums.get(key, [Decimal(0)] * 2), strict=True)]
    assert {key: numbers for key, numbers in sums.items() if any(numbers)} == {
        key: numbers for key, numbers in numbers_of(whole, whole, by).items() if any(numbers)
    }


def numbers_of(part: Warehouse | None, whole: Warehouse, by) -> dict[tuple[str, ...], list[Decimal]]:
    """Numerator and denominator of every figure that adds up, over the days of the whole."""
    if part is None:
        return {}
    found = measure(part, by=by, ids=ADDITIVE, history_starts=whole.first, until=whole.last)
    return {
        (one.kpi.id, one.subject or "", one.period.label): [one.numerator or Decimal(0), one.denominator or Decimal(0)]
        for one in found
        if one.scope == "identified customers"
    }


@FEW
@given(cases(conflicts=False), LENGTHS, st.integers(0, 10**6))
def test_an_anonymous_sale_changes_no_figure_of_members(case: Case, by, place: int):
    before = replayed(case, case.rows)
    warehouse = measured(before)
    day = warehouse.first + place % (warehouse.last - warehouse.first + 1)
    sale = {"event_id": "anonymous", "type": "purchase", "at": f"{iso_day(day)} 12:00", "amount": "12.34"}
    after = measured(replayed(case, [*case.rows, sale]))
    if (after.first, after.last) == (warehouse.first, warehouse.last):
        assert of_members(after, by) == of_members(warehouse, by)


def of_members(warehouse: Warehouse, by) -> list[tuple[object, ...]]:
    """Every figure of identified customers and members."""
    ids = [name for name, kpi in catalogue().items() if kpi.model != "lifetime"]
    found = measure(warehouse, by=by, ids=ids)
    return [
        (one.kpi.id, one.scope, one.subject, one.period.label, one.numerator, one.denominator)
        for one in found
        if one.scope != "all sales"
    ]


@FEW
@given(cases(), LENGTHS)
def test_the_roll_forward_closes(case: Case, by):
    """Line by line, from each period into the next, and in the end with the summary, for every wallet."""
    result = replayed(case, case.rows)
    ids = [f"points.{flow}" for flow in FLOWS]
    found = by_period(measure(measured(result), by=by, ids=ids), ids)
    last: dict[str, Decimal] = {}
    for (_, wallet, _), figures in found.items():
        one = {flow: figures[f"points.{flow}"] for flow in FLOWS}
        assert one["opening"] == last.get(wallet, 0)
        plus, minus = one["issued"] + one["adjusted"], one["redeemed"] + one["expired"] + one["taken_back"]
        assert one["opening"] + plus - minus == one["closing"]
        last[wallet] = one["closing"]
    for name, wallet in result.summary["wallets"].items():
        assert last[name] == sum(Decimal(wallet[part]) for part in ("balance", "pending", "debt"))


@FEW
@given(cases(), LENGTHS)
def test_levels_close(case: Case, by):
    """Members of a level at the end = those of the period before + who came to it - who went; together they are all members."""
    result = replayed(case, case.rows)
    assume(result.program.tiers)
    found = measure(measured(result), by=by, ids=["tiers.members", "tiers.migration", "members.enrolled"])
    change: Counter[tuple[str, str]] = Counter()
    for one in found:
        if one.kpi.id == "tiers.migration" and one.numerator:
            origin, target = one.subject.split(" → ")
            change[one.period.label, origin] -= one.numerator
            change[one.period.label, target] += one.numerator
    ends, held = Counter(), Counter()
    for one in found:
        if one.kpi.id == "tiers.members" and one.numerator is not None:
            held[one.subject] += change[one.period.label, one.subject]
            assert one.numerator == held[one.subject]
            ends[one.period.label] += one.numerator
    for one in found:
        if one.kpi.id == "members.enrolled":
            assert one.numerator == ends[one.period.label]
    tiers, members = result.summary["tiers"], result.summary["members"] - result.summary["left"]
    assert {name: held[name] for name in tiers} == tiers
    assert sum(tiers.values()) == members


@FEW
@given(cases(), LENGTHS, st.integers(0, 10**6), st.sampled_from([None, "cohort", "tier", "attribute"]))
def test_figures_up_to_a_day_are_those_of_a_replay_up_to_it(case: Case, by, place: int, segment: str | None):
    warehouse = measured(replayed(case, case.rows))
    day = warehouse.first + place % (warehouse.last - warehouse.first + 1)
    if segment == "attribute":
        assume(warehouse.attributes)
        segment = warehouse.attributes[place % len(warehouse.attributes)]
    again = measured(replayed(case, case.rows, until=iso_day(day)))
    assert records(warehouse, by, segment, day) == records(again, by, segment, None)


def records(warehouse: Warehouse, by, segment: str | None, until: int | None) -> list[dict]:
    return [figure.record() for figure in measure(warehouse, by=by, segment=segment, until=until)]


@FEW
@given(cases(), LENGTHS)
def test_a_share_is_divided_by_something(case: Case, by):
    """A ratio without a denominator would be shown as its numerator."""
    found = measure(measured(replayed(case, case.rows)), by=by, ids=[name for name, kpi in catalogue().items() if kpi.unit == "ratio"])
    assert [one for one in found if one.numerator is not None and one.denominator is None] == []
