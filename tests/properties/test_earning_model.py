"""S3.3 to S3.6 once more, written down straight from the text: rates, own limits, bonuses, rounding, cuts."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from generators.cases import Case, Shown, run
from generators.programs import yaml_text
from hypothesis import given
from hypothesis import strategies as st

Draw = Any
FORMS = ("{} per {} EUR", "{} per started {} EUR", "{} per {} EUR pro rata", "{} per purchase", "{}")


@dataclass(frozen=True)
class Earning:
    """One rule as it was drawn. `limit` in whole units of the wallet per `period`; `extra` makes it a bonus."""

    form: str
    number: Fraction
    per: Fraction
    extra: Fraction | None
    limit: int | None
    period: str

    def sentence(self, plural: str) -> dict[str, str]:
        """The rule as it stands in the program."""
        rule = {"on": "purchase"}
        if self.extra is not None:
            rule["bonus"] = f"+{decimal(self.extra * 100)}% {plural}"
        else:
            rule["give"] = self.form.format(f"{decimal(self.number)} {plural}", decimal(self.per))
        if self.limit is not None:
            rule["limit"] = f"{self.limit} {plural} per {self.period}"
        return rule


@dataclass(frozen=True, repr=False)
class Example(Shown):
    """A program with one wallet, and the amounts of one purchase after another in ten-thousandths, some on one day."""

    case: Case
    rules: tuple[Earning, ...]
    decimals: int
    rounding: str
    stacking: str
    per_purchase: bool
    purchases: tuple[tuple[str, date, int], ...]

    def __repr__(self) -> str:
        return repr(self.case)


@st.composite
def earnings(draw: Draw) -> Earning:
    """One rule."""
    bonus = draw(st.booleans())
    form = draw(st.sampled_from((*FORMS, FORMS[3])))
    numbers = ("1", "5", "20") if form == "{}" else ("0.5", "1", "1.5", "20")
    return Earning(
        form=form,
        number=Fraction(draw(st.sampled_from(numbers))),
        per=Fraction(draw(st.sampled_from(("1", "3", "10", "0.30")))),
        extra=Fraction(draw(st.sampled_from(("1", "0.5", "0.333", "2")))) if bonus else None,
        limit=draw(st.sampled_from((None, None, 1, 3, 1, 25))),
        period=draw(st.sampled_from(("day", "purchase", "month"))),
    )


@st.composite
def examples(draw: Draw) -> Example:
    """A small program and purchases without lines."""
    rules = tuple(draw(st.lists(earnings(), min_size=1, max_size=4)))
    decimals = draw(st.sampled_from((0, 0, 0, 1, 2)))
    rounding = draw(st.sampled_from(("half even", "down", "half up", "up", "half even")))
    stacking = draw(st.sampled_from(("add", "multiply", "best")))
    per_purchase = draw(st.booleans())
    spec = {
        "program": "Earning", "currency": "EUR", "timezone": "UTC",
        "wallets": {"miles": {"unit": "mile/miles", "decimals": str(decimals), "rounding": rounding}},
        "rules": {f"rule {number}": rule.sentence("miles") for number, rule in enumerate(rules)},
        "stacking": {"bonuses": stacking, "rounding": "once per purchase" if per_purchase else "once per rule"},
    }  # fmt: skip
    day = date(2024, 1, 30)
    purchases = []
    for number in range(draw(st.integers(1, 4))):
        day += timedelta(days=draw(st.sampled_from((0, 0, 1, 30))))
        purchases.append(
            (
                f"p{number}",
                day,
                draw(st.one_of(st.integers(0, 300_000), st.sampled_from((10_000, 30_000, 50_000, 99_999, 5_000)))),
            )
        )
    rows = [
        {"event_id": name, "at": f"{day} 12:00", "member_id": "anna", "amount": decimal(Fraction(minor, 10_000))}
        for name, day, minor in purchases
    ]
    return Example(Case(yaml_text(spec), rows), rules, decimals, rounding, stacking, per_purchase, tuple(purchases))


@given(examples())
def test_what_rules_give_is_what_the_text_says(example: Example):
    """Per purchase and rule the whole units that were credited, and nothing else."""
    ran = run(example.case.program, example.case.events)
    found = {(e.event_id, e.rule): e.amount for e in ran.entries if e.kind in ("earn", "bonus") and e.amount}
    assert found == expected(example)


def expected(example: Example) -> dict[tuple[str, str], int]:
    """What every purchase credits, rule by rule."""
    used: dict[tuple[int, object], int] = defaultdict(int)
    found = {}
    for name, day, minor in example.purchases:
        rooms = {
            index: Fraction(rule.limit * 10**example.decimals - used[index, period(rule, day, name)])
            for index, rule in enumerate(example.rules)
            if rule.limit is not None
        }
        exact = exact_shares(example, Fraction(minor, 10_000), rooms)
        for index, amount in whole_shares(example, exact).items():
            granted = min(amount, int(rooms.get(index, amount)))
            used[index, period(example.rules[index], day, name)] += granted
            if granted:
                found[name, f"rule {index}"] = granted
    return found


def period(rule: Earning, day: date, name: str) -> object:
    """What a limit counts together."""
    return {"day": day, "month": (day.year, day.month), "purchase": name}[rule.period]


def exact_shares(example: Example, amount: Fraction, rooms: dict[int, Fraction]) -> dict[int, Fraction]:
    """Exact shares after own limits (S3.3, S3.4)."""
    shares: dict[int, Fraction] = {}
    rates = Fraction(0)
    for index, rule in enumerate(example.rules):
        if rule.extra is None and amount > 0:
            full = given_by(rule, amount) * 10**example.decimals
            shares[index] = min(full, rooms.get(index, full))
            rates += shares[index] if " per " in rule.form else 0
    chained = rates
    bonuses: dict[int, Fraction] = {}
    for index, rule in enumerate(example.rules):
        if rule.extra is not None:
            extra = (chained if example.stacking == "multiply" else rates) * rule.extra
            chained += extra
            bonuses[index] = min(extra, rooms.get(index, extra))
    if example.stacking == "best" and bonuses:
        best = max(bonuses, key=lambda index: (bonuses[index], -index))
        bonuses = {best: bonuses[best]}
    return dict(sorted({**shares, **bonuses}.items()))


def given_by(rule: Earning, amount: Fraction) -> Fraction:
    """What a rate or a fixed gift gives, in whole points."""
    steps = {
        FORMS[0]: Fraction(math.floor(amount / rule.per)), FORMS[1]: Fraction(math.ceil(amount / rule.per)),
        FORMS[2]: amount / rule.per, FORMS[3]: Fraction(1), FORMS[4]: Fraction(1),
    }[rule.form]  # fmt: skip
    return rule.number * steps


def whole_shares(example: Example, exact: dict[int, Fraction]) -> dict[int, int]:
    """S3.5: shares of the running total, or each by itself."""
    total, found = Fraction(0), {}
    for index, share in exact.items():
        if example.per_purchase:
            found[index] = whole(total + share, example.rounding) - whole(total, example.rounding)
            total += share
        else:
            found[index] = whole(share, example.rounding)
    return found


def whole(value: Fraction, mode: str) -> int:
    """The four ways to round an amount that is not below zero."""
    return {
        "down": math.floor(value), "up": math.ceil(value), "half up": math.floor(value + Fraction(1, 2)), "half even": round(value),
    }[mode]  # fmt: skip


def decimal(value: Fraction) -> str:
    """A ratio of ten-thousandths as decimal text."""
    minor = value * 10_000
    assert minor.denominator == 1
    return f"{minor.numerator // 10_000}.{minor.numerator % 10_000:04}".rstrip("0").rstrip(".")
