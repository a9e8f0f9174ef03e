"""Figures, cohorts and RFM scores of small shops, against what somebody with paper and pencil would count: no SQL, no shared code."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import rulekit as rk
from rulekit.kpi import Warehouse, measure, of_ledger
from rulekit.kpi.cohorts import cohorts
from rulekit.kpi.kpis import schema_for

FEW = settings(max_examples=max(10, settings().max_examples // 4))
"""Each example builds a warehouse."""


@dataclass(frozen=True)
class Sale:
    day: date
    hour: int
    customer: str
    money: int


SALES = st.lists(
    st.builds(
        Sale, st.builds(lambda days: date(2023, 12, 15) + timedelta(days=days), st.one_of(st.integers(0, 9), st.integers(0, 150))),
        st.integers(0, 23), st.sampled_from(["", "anna", "bo", "cleo", "dora", "emil"]), st.integers(0, 50),
    ), min_size=1, max_size=40,
)  # fmt: skip


def warehouse_of(sales: Sequence[Sale]) -> Warehouse:
    rows = "".join(
        f"{place:03},{sale.day} {sale.hour:02}:00,{sale.customer},{sale.money}\n" for place, sale in enumerate(sales)
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "l.csv")
        file.write_text("event_id,at,member_id,amount\n" + rows, encoding="utf-8")
        return of_ledger(rk.read_ledger(file), schema_for(None))


class Paper:
    """The sales to customers who can be told apart, looked at by hand."""

    def __init__(self, sales: Sequence[Sale]) -> None:
        self.last = max(sale.day for sale in sales)
        self.sales = [sale for sale in sales if sale.customer]
        self.days = {name: sorted({sale.day for sale in self.sales if sale.customer == name}) for name in self.names()}

    def names(self) -> list[str]:
        return sorted({sale.customer for sale in self.sales})

    def bought(self, starts: date, ends: date) -> list[Sale]:
        return [sale for sale in self.sales if starts <= sale.day <= ends]

    def gaps(self, starts: date, ends: date) -> dict[str, list[int]]:
        """The days between a visit in the period and the one before it, by customer."""
        found = {
            name: [(later - earlier).days for earlier, later in pairwise(own) if starts <= later <= ends]
            for name, own in self.days.items()
        }
        return {name: own for name, own in found.items() if own}


def ratio(numerator: int | Fraction, denominator: int) -> Fraction | None:
    return Fraction(numerator) / denominator if denominator else None


def middle(numbers: Sequence[int]) -> Fraction | None:
    ordered = sorted(numbers)
    return ratio(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2], 2) if ordered else None


def of_period(paper: Paper, starts: date, ends: date, before: set[str]) -> dict[str, Fraction | int | None]:
    """What the figures of a period come to; `before` are the customers of the one before it."""
    bought = paper.bought(starts, ends)
    orders = Counter(sale.customer for sale in bought)
    new = {name for name in orders if starts <= paper.days[name][0] <= ends}
    kept = before & orders.keys()
    gaps = paper.gaps(starts, ends)
    every = sorted(gap for own in gaps.values() for gap in own)
    seconds = [(days[1] - days[0]).days for days in paper.days.values() if len(days) > 1 and starts <= days[1] <= ends]
    firsts = sum(starts <= days[0] <= ends for days in paper.days.values())
    earlier = [sale for sale in paper.sales if sale.day <= ends]
    return {
        "customers.started": len(before), "customers.active": len(orders), "customers.new": len(new), "customers.kept": len(kept),
        "customers.lost": len(before - kept), "customers.reactivated": len(orders.keys() - new - kept),
        "customers.one_time": sum(count == 1 for count in orders.values()),
        "retention.strict": ratio(len(kept), len(before)), "churn": ratio(len(before - kept), len(before)),
        "retention.net_of_new": ratio(len(orders) - len(new), len(before)),
        "repeat_rate.customers": ratio(sum(count > 1 for count in orders.values()), len(orders)),
        "repeat_rate.orders": ratio(len(bought) - firsts, len(bought)),
        "visits": len({(sale.customer, sale.day) for sale in bought}),
        "purchase_interval.mean": ratio(sum(every), len(every)), "purchase_interval.median": middle(every),
        "purchase_interval.first_to_second": middle(seconds),
        "purchase_interval.of_customers": ratio(sum((Fraction(sum(own), len(own)) for own in gaps.values()), Fraction()), len(gaps)),
        "purchase_interval.p90": every[-(-9 * len(every) // 10) - 1] if every else None,
        "clv.historic": ratio(sum(sale.money for sale in earlier), len({sale.customer for sale in earlier})),
        "sales.gross": sum(sale.money for sale in bought), "spend_per_customer": ratio(sum(sale.money for sale in bought), len(orders)),
        "spend_per_customer.net": ratio(sum(sale.money for sale in bought), len(orders)),
    }  # fmt: skip


OF_THE_PERIOD_BEFORE = ("customers.started", "customers.kept", "customers.lost", "customers.reactivated")


def within(paper: Paper, new: set[str], days: int, ends: date | None) -> Fraction | None:
    """A period waits for its end, the whole time (None) for each newcomer."""
    over = [name for name in new if (ends or paper.days[name][0]) + timedelta(days=days) <= paper.last]
    again = [name for name in over if len(paper.days[name]) > 1 and (paper.days[name][1] - paper.days[name][0]).days <= days]
    return ratio(len(again), len(over))


@FEW
@given(SALES, st.sampled_from(["week", "month", "quarter", 30, None]))
def test_figures(sales: list[Sale], by):
    paper, before = Paper(sales), set[str]()
    found = {}
    for figure in measure(warehouse_of(sales), by=by):
        if figure.scope == "identified customers":
            found.setdefault(figure.period, {})[figure.kpi.id] = figure.exact
    for period, figures in found.items():
        starts, ends = date.fromordinal(period.starts), date.fromordinal(period.ends)
        expected = of_period(paper, starts, ends, before)
        new = {name for name, days in paper.days.items() if starts <= days[0] <= ends}
        for days in (30, 60, 90):
            expected[f"repeat_rate.within_{days}d"] = within(paper, new, days, ends if by else None)
        if by is None:
            expected |= dict.fromkeys(OF_THE_PERIOD_BEFORE)
        assert {name: figures[name] for name in expected} == expected, period.label
        before = {sale.customer for sale in paper.bought(starts, ends)}


@FEW
@given(SALES)
def test_cohorts(sales: list[Sale]):
    paper = Paper(sales)
    hours = {name: [sale.day.toordinal() * 24 + sale.hour for sale in paper.sales if sale.customer == name] for name in paper.names()}

    def place(name: str, day: date) -> int:
        first = paper.days[name][0]
        return (day.year - first.year) * 12 + day.month - first.month

    found = cohorts(warehouse_of(sales), "month")["rows"]
    assert sum(row["size"] for row in found) == len(paper.names())
    for row in found:
        own = [name for name in paper.names() if f"{paper.days[name][0]:%Y-%m}" == row["cohort"]]
        counts: dict[str, Callable[[str, int], bool]] = {
            "on": lambda name, at: any(place(name, day) == at for day in paper.days[name]),
            "on_or_after": lambda name, at: any(place(name, day) >= at for day in paper.days[name]),
            "rolling_30_days": lambda name, at: any((hour - min(hours[name])) // 720 == at for hour in hours[name]),
        }
        for kind, is_there in counts.items():
            assert row[kind] == [sum(is_there(name, at) for name in own) for at in range(len(row[kind]))]
        assert len(row["on"]) == len(row["on_or_after"]) == place(own[0], paper.last) + 1


def fifth(values: Sequence[int], value: int) -> int:
    """From 1 to 5, by four cuts between the ordered values."""
    ordered, end = sorted(values), len(values) - 1
    cuts = []
    for cut in range(1, 5):
        whole, rest = divmod(end * cut, 5)
        cuts.append(ordered[whole] + Fraction(rest, 5) * (ordered[min(whole + 1, end)] - ordered[whole]))
    return 1 + sum(value > cut for cut in cuts)


@FEW
@given(SALES)
def test_scores(sales: list[Sale]):
    paper = Paper(sales)
    warehouse = warehouse_of(sales)
    measure(warehouse, ids=["rfm.customers"])
    found = warehouse.connection.execute("SELECT member_id, r, f, m FROM rfm ORDER BY member_id").fetchall()
    own = {name: [sale for sale in paper.sales if sale.customer == name] for name in paper.names()}
    recency = {name: (paper.last - paper.days[name][-1]).days for name in own}
    orders = {name: len(bought) for name, bought in own.items()}
    money = {name: sum(sale.money for sale in bought) for name, bought in own.items()}
    assert found == [
        (name, 6 - fifth([*recency.values()], recency[name]), fifth([*orders.values()], orders[name]), fifth([*money.values()], money[name]))
        for name in own
    ]
