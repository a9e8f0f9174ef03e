"""What a figure is divided from: every value is numerator / denominator, and money is in major units, as summed up here."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import lcm

import pytest

import rulekit as rk
from rulekit.kpi import catalogue
from rulekit.kpi.figure import decimal_text

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
attributes: { member: { control_group: yes/no }, purchase: { score: number, satisfaction: number } }
wallets: { points: { unit: point/points, value: 0.02 EUR, expires: 200 days after earning } }
tiers: { by: spend, over: last 12 months, levels: { Gold: 100 EUR } }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  spring: { on: purchase, from: 2024-03-01, until: 2024-03-10, if: member.control_group is no, give: 3 points, budget: 5000 points }
  review: { on: activity "survey", give: voucher }
cards: { tea: { stamp: 1 per purchase, full at: 3, give: cup } }
rewards:
  mug: { kind: gift, price: 20 points, worth: 3.50 EUR, cost: 1.25 EUR }
  voucher: { kind: voucher, worth: 2.50 EUR, cost: 2.10 EUR }
  cup: { kind: gift, worth: 4 EUR, cost: 0.70 EUR }
"""
MEMBERS, OTHERS = 80, 90
VALUE, BUDGET = Fraction("0.02"), Decimal("512.5")


def cents(number: int) -> str:
    return f"{number // 100}.{number % 100:02}"


def rows() -> list[dict[str, str]]:
    """Three visits each with odd cents; some give back, redeem, answer. Later others come, some often; and somebody anonymous."""
    found = []
    for number in range(MEMBERS):
        control = {"control_group": "no" if number % 2 else "yes"}
        days = [f"2024-01-{1 + number % 20:02}", f"2024-02-{20 + number % 10}", f"2024-03-{1 + number % 10:02}"]
        for place, day in enumerate(days):
            amount = cents(1999 + 37 * number * (place + 1))
            found.append({"event_id": f"{number}-{place}", "at": day, "member_id": f"m{number}", "amount": amount, **control})
        if number % 9 == 0:
            found.append({"event_id": f"r{number}", "type": "refund", "at": "2024-03-20", "ref": f"{number}-1", "amount": "7.31"})
        if number % 3 == 0:
            found.append({"event_id": f"b{number}", "type": "redeem", "at": "2024-03-22", "member_id": f"m{number}", "reward": "mug"})
        if number % 5 == 0:
            found.append({"event_id": f"u{number}", "type": "use", "at": "2024-03-26", "member_id": f"m{number}", "reward": "voucher"})
            survey = {"activity": "survey", "score": str(number % 11), "satisfaction": str(1 + number % 5)}
            found.append({"event_id": f"s{number}", "type": "activity", "at": "2024-03-25", "member_id": f"m{number}", **survey})
    for number in range(OTHERS):
        for place in range(1 + (number * number % 11) * (number % 3)):
            day = str(date(2024, 4, 5) + timedelta(days=number % 30 + place * (2 + number % 9)))
            amount = cents(1000 + 311 * (number % 17) + 7 * place)
            found.append({"event_id": f"o{number}-{place}", "at": day, "member_id": f"o{number}", "amount": amount})
    found.append({"event_id": "j", "type": "enrol", "at": "2024-03-26", "member_id": "zoe", "referred_by": "m1"})
    found.append({"event_id": "o", "type": "adjust", "at": "2024-03-26", "member_id": "zoe", "wallet": "points", "points": "40"})
    for row in found:
        if row["event_id"] in ("0-1", "r0"):
            row |= {"sku": "tea", "quantity": "2" if row["event_id"] == "0-1" else "1", "line_amount": row["amount"]}
    return [*found, {"event_id": "anonymous", "at": "2024-12-31", "amount": "12.34"}]


@pytest.fixture(scope="module")
def result(tmp_path_factory) -> rk.Result:
    folder = tmp_path_factory.mktemp("parts")
    columns = list(dict.fromkeys(key for row in rows() for key in row))
    lines = [",".join(columns), *(",".join(row.get(key, "") for key in columns) for row in rows())]
    (folder / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    (folder / "l.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv"))
    assert not result.rejections
    return result


@pytest.fixture(scope="module")
def records(result) -> list[dict]:
    return rk.kpis(result=result, assumptions=rk.Assumptions(marketing_budget=BUDGET))["kpis"]


def test_every_figure_is_what_it_was_divided_from(records):
    seen = set()
    for one in records:
        if one["value"] is None:
            continue
        parts = [Fraction(one[name]) for name in ("numerator", "denominator") if one[name] is not None]
        assert one["value"] == decimal_text(parts[0] / parts[1] if len(parts) == 2 else parts[0]), one
        seen.add(one["id"])
    assert catalogue().keys() - seen == NOT_SEEN


NOT_SEEN = {
    "retention.strict", "retention.net_of_new", "churn",
    "customers.started", "customers.kept", "customers.lost", "customers.reactivated",
}  # fmt: skip
"""The whole time has no period before it."""


def sums(result: rk.Result) -> dict[str, tuple[Fraction, Fraction | None]]:
    """The parts of every figure in which there is money, of the members' sales; points from the balances."""
    bought = [row for row in rows() if row.get("type", "purchase") == "purchase" and "member_id" in row]
    paid = sum(Fraction(row["amount"]) for row in bought)
    returned = sum(Fraction(row["amount"]) for row in rows() if row.get("type") == "refund")
    orders, customers = Fraction(len(bought)), Fraction(MEMBERS + OTHERS)
    balances = result.balances.to_pylist()
    points = {name: Fraction(sum(row[name] for row in balances)) for name in balances[0] if name not in ("member_id", "wallet")}
    still = points["balance"] + points["pending"] + points["debt"]
    assert points["expired"] > 0, points
    issued = Counter(row["reward"] for row in result.rewards.to_pylist())
    assert len(issued) == 3, issued
    worth, cost = issued["mug"] * Fraction("3.5"), issued["mug"] * Fraction("1.25")
    given = issued["voucher"] * Fraction("2.5") + issued["cup"] * 4
    costs = issued["voucher"] * Fraction("2.1") + issued["cup"] * Fraction("0.7")
    decided = points["spent"] + points["expired"]
    expected = still * points["spent"] / decided * VALUE
    net = paid - returned
    return {
        "aov.gross": (paid, orders), "aov.net_returns": (net, orders), "clv.historic": (net, customers),
        "sales.gross": (paid, None), "sales.net": (net, None), "spend_per_customer": (paid, customers),
        "spend_per_customer.net": (net, customers), "returns.value": (returned, None),
        "rfm.sales": (paid, None), "rewards.cost": (cost + costs, None), "return_rate.value": (returned, paid),
        "participation.sales": (paid, paid + Fraction("12.34")), "earn_rate": (points["earned"], paid),
        "effective_reward_rate": (points["earned"] * VALUE + given, paid), "reward_cost_ratio": (cost + costs, paid),
        "budget.existing_customers": (cost + costs, Fraction(BUDGET)),
        "liability.opening": (Fraction(), None), "liability.issued": (points["earned"] * VALUE, None),
        "liability.adjusted": (points["adjusted"] * VALUE, None), "liability.redeemed": (points["spent"] * VALUE, None),
        "liability.expired": (points["expired"] * VALUE, None), "liability.taken_back": (points["taken_back"] * VALUE, None),
        "liability.closing": (still * VALUE, None),
        "liability.expected": (still * VALUE * points["spent"], decided), "liability.cost": (still * VALUE * cost, worth),
        "liability.ifrs15": ended(net * expected, net + points["spent"] * VALUE + expected),
        "promotion.uplift": uplift(), "promotion.uplift.control": uplift(),
    }  # fmt: skip


def ended(*parts: Fraction) -> tuple[Fraction, ...]:
    """Both times the smallest whole number with which they are decimals."""
    rest = lcm(*(part.denominator for part in parts))
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return tuple(part * rest for part in parts)


def uplift() -> tuple[Fraction, Fraction]:
    """Of the odd members, who got something and are not in the control group, against the even ones: March 1 to 10 less the days before."""
    sides = {0: [], 1: []}
    for number in range(MEMBERS):
        spent = {row["at"]: Fraction(row["amount"]) for row in rows() if row.get("member_id") == f"m{number}" and "amount" in row}
        sides[number % 2].append(sum(amount if day >= "2024-03-01" else -amount for day, amount in spent.items() if "2024-02-20" <= day <= "2024-03-10"))
    counts = len(sides[1]), len(sides[0])
    return sum(sides[1]) * counts[1] - sum(sides[0]) * counts[0], Fraction(counts[0] * counts[1])


MODELLED = {"clv.predicted", *(f"promotion.uplift{kind}.{end}" for kind in ("", ".control") for end in ("low", "high"))}
"""Rounded results of a model: a mean over customers, and bounds that are divided by nothing."""


def test_money_is_in_major_units(result, records):
    expected = sums(result)
    assert {kpi.id for kpi in catalogue().values() if kpi.unit == "money"} <= expected.keys() | MODELLED
    for kpi_id, (numerator, denominator) in expected.items():
        scope = catalogue()[kpi_id].scopes[-1]
        own = [one for one in records if (one["id"], one["scope"]) == (kpi_id, scope) and one["numerator"] is not None]
        assert sum(Fraction(one["numerator"]) for one in own) == numerator, kpi_id
        assert {one["denominator"] and Fraction(one["denominator"]) for one in own} == {denominator}, kpi_id


def test_a_prediction_is_divided_by_the_customers(records):
    [found] = [one for one in records if (one["id"], one["scope"]) == ("clv.predicted", "members")]
    assert found["denominator"] == str(MEMBERS + OTHERS)
    assert Fraction(found["numerator"]) == pytest.approx(Fraction(found["value"]) * (MEMBERS + OTHERS), abs=1e-4)
