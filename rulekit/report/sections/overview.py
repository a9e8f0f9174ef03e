"""At a glance: what a shop owner reads first. A sentence on the whole time, then the headline figures of the last full period."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rulekit.kpi import Figure, catalogue
from rulekit.report.blocks import Block, Card, Cards, Prose, Section
from rulekit.report.material import Material, cost_of, plain_name
from rulekit.report.sections.last_year import SEASONAL, last_year
from rulekit.report.sections.trial import trial_run
from rulekit.report.spark import spark

HEADLINES = (
    "sales.net",
    "customers.active",
    "retention.strict",
    "spend_per_customer",
    "participation.sales",
    "members.enrolled",
    "reward_cost_ratio",
    "liability.closing",
)

MUCH_MONEY = 100_000

FEW_CUSTOMERS = 30
"""Below it a share says little."""


def overview(material: Material) -> Section:
    """Always there."""
    cards = tuple(card for kpi_id in HEADLINES for card in _cards(material, kpi_id))
    blocks: list[Block] = [*trial_run(material), Prose(summary_sentence(material))]
    if cards:
        blocks += [Cards(cards), Prose(_compared(material) + _few(material))]
    texts = material.texts
    return Section("overview", texts("overview/heading"), texts("overview/lead"), tuple(blocks))


def summary_sentence(material: Material) -> str:
    """Members, purchases, what the program gave and owes, in words."""
    texts, form, summary = material.texts, material.format, material.summary
    first, last = form.day(material.warehouse.first), form.day(material.warehouse.last)
    orders, sales = material.total("sales.orders"), material.total("sales.net")
    parts = [
        texts(
            "overview/sales" if first != last else "overview/sales_of_a_day",
            count=int(orders.exact or 0) if orders else 0,
            first=first,
            last=last,
            number=material.shown(orders) if orders else "0",
            sales=material.shown(sales) if sales else "",
        ),
        texts("overview/members", count=summary["members"], number=form.number(summary["members"])),
    ]
    cost = cost_of(summary["rewards"].values())
    if cost:
        parts.append(texts("overview/cost", cost=form.money(cost)))
    owed = [Fraction(wallet["liability"]) for wallet in summary["wallets"].values() if wallet["liability"] is not None]
    if sum(owed):
        parts.append(texts("overview/owed", owed=form.money(sum(owed, Fraction()))))
    return " ".join(parts)


def _few(material: Material) -> str:
    """A warning where chance plays a part."""
    total = material.total("customers.active")
    count = int(total.exact) if total is not None and total.exact is not None else 0
    return f" {material.texts('overview/few', count=count)}" if 0 < count < FEW_CUSTOMERS else ""


def last_full(course: list[Figure]) -> int | None:
    """Where the last complete period stands."""
    full = [place for place, figure in enumerate(course) if "partial" not in figure.flags]
    return full[-1] if full else None


def change_of(material: Material, figure: Figure, before: Figure | None) -> tuple[str | None, str]:
    """How a figure moved since the period before, in words, and whether that is good, bad or neither."""
    if before is None or "partial" in before.flags or before.exact is None or figure.exact is None:
        return None, "even"
    value, old = figure.exact, before.exact
    key = "same" if value == old else "more" if value > old else "less"
    relative = None if figure.kpi.unit == "ratio" or not old else material.format.percent(abs(value / old - 1))
    text = (
        material.texts(f"change/{key}", amount=relative)
        if relative
        else material.texts(f"change/{key}_from", before=material.shown(before))
    )
    if value == old or figure.kpi.better not in ("higher", "lower"):
        return text, "even"
    return text, "good" if (value > old) == (figure.kpi.better == "higher") else "bad"


def _cards(material: Material, kpi_id: str) -> Iterator[Card]:
    """One card, or one per wallet that has a value; none for what was never observed."""
    kpi = catalogue()[kpi_id]
    subjects = sorted(subject or "" for found, scope, subject in material.totals if (found, scope) == (kpi_id, kpi.scopes[0]))
    for subject in subjects:
        course = material.course(kpi_id, subject=subject or None)
        total = material.total(kpi_id, subject=subject or None)
        place = None if course is None else last_full(course)
        figure = total if course is None or place is None else course[place]
        if figure is None or figure.exact is None:
            continue
        before = course[place - 1] if course and place else None
        change, mood = change_of(material, figure, before)
        seasons = ""
        if kpi_id in SEASONAL and course:
            said, mood = last_year(material, course, place)
            seasons = f" {said}"
        texts, name = material.texts, material.texts.name(kpi, credit=material.is_money(subject))
        yield Card(
            f"{name} ({plain_name(subject)})" if len(subjects) > 1 else name,
            _headline(material, figure),
            change,
            mood,
            spark([one.exact for one in course if "partial" not in one.flags]) if course else None,
            texts.means(kpi, credit=material.is_money(subject)),
            texts.good(kpi) + seasons,
            material.usual(kpi),
        )


def _headline(material: Material, figure: Figure) -> str:
    """Its value, large: of much money nobody reads the cents."""
    value = figure.exact or Fraction()
    is_much = figure.kpi.unit == "money" and value >= MUCH_MONEY
    return material.format.whole_money(value) if is_much else material.shown(figure)


def _compared(material: Material) -> str:
    """Which period the cards are of."""
    full = [period for period in material.periods if "partial" not in period.flags]
    if not full:
        return material.texts("overview/whole")
    if len(full) == 1:
        return material.texts("overview/one_period", period=material.period(full[-1]))
    return material.texts("overview/compared", period=material.period(full[-1]), before=material.period(full[-2]))
