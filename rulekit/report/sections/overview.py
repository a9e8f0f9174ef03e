"""At a glance: what a shop owner reads first. A sentence on the whole time, then the headline figures of the last full period.

Where too few customers bought in it, they are of the whole time as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from rulekit.kpi import Figure, catalogue
from rulekit.report.blocks import Block, Card, Cards, Prose, Section
from rulekit.report.material import Material, count_of, mood_of, plain_name
from rulekit.report.misleading import FEW_CUSTOMERS
from rulekit.report.sections.last_year import SEASONAL, last_year
from rulekit.report.sections.payoff import payoff
from rulekit.report.sections.trial import trial_run
from rulekit.report.spark import spark

HEADLINES = (
    "sales.net",
    "customers.active",
    "retention.strict",
    "spend_per_customer.net",
    "participation.sales",
    "members.enrolled",
    "reward_cost_ratio",
    "liability.closing",
)

OF_CUSTOMERS = ("retention.strict",)
"""Shares of customers, which stand with the count behind them."""

MUCH_MONEY = 100_000

FEWEST = 10
"""With fewer customers a period is no headline; with fewer in the one before, a change is no verdict."""


def overview(material: Material) -> Section:
    """Always there."""
    cards = tuple(card for kpi_id in HEADLINES for card in _cards(material, kpi_id))
    trial = [*trial_run(material)]
    blocks: list[Block] = [*trial, Prose(summary_sentence(material)), *(() if trial else (payoff(material),))]
    if cards:
        blocks += [Cards(_compared(material), cards), *_remarks(material, cards)]
    texts = material.texts
    return Section("overview", texts("overview/heading"), texts("overview/lead"), tuple(blocks))


def summary_sentence(material: Material) -> str:
    """Members, purchases, what the program gave and owes, in words."""
    texts, form = material.texts, material.format
    first, last = form.day(material.warehouse.first), form.day(material.warehouse.last)
    orders, sales = material.total("sales.orders"), material.total("sales.net")
    members = count_of(material.total("members.enrolled"))
    parts = [
        texts(
            "overview/sales" if first != last else "overview/sales_of_a_day",
            count=count_of(orders),
            first=first,
            last=last,
            number=material.shown(orders) if orders else "0",
            sales=material.shown(sales) if sales else "",
        ),
        texts("overview/members", count=members, number=form.number(members)),
    ]
    return " ".join(parts)


def _remarks(material: Material, cards: Sequence[Card]) -> Iterator[Prose]:
    """What the lines show, and warnings where chance plays a part."""
    texts, count = material.texts, count_of(material.total("customers.active"))
    said = [texts("overview/line")] if any(card.spark for card in cards) else []
    if 0 < count < FEW_CUSTOMERS:
        said.append(texts("overview/few", count=count))
    elif not _is_whole(material) and is_thin(material, material.full[-1]):
        said.append(texts("overview/few_before", fewest=FEWEST))
    if said:
        yield Prose(" ".join(said))


def _is_whole(material: Material) -> bool:
    """Whether headlines are of the whole time: no period is complete, or too few customers bought in the last one."""
    course = material.course("customers.active")
    return not material.full or course is None or (course[material.full[-1]].exact or 0) < FEWEST


def last_full(course: list[Figure]) -> int | None:
    """Where the last complete period stands."""
    full = [place for place, figure in enumerate(course) if "partial" not in figure.flags]
    return full[-1] if full else None


def is_thin(material: Material, place: int | None) -> bool:
    """Whether too few customers bought in a period, or in the one before, to call a change good or bad."""
    course = material.course("customers.active")
    if course is None or not place:
        return True
    return any((course[one].exact or 0) < FEWEST for one in (place - 1, place))


def change_of(material: Material, figure: Figure, before: Figure | None, *, thin: bool) -> tuple[str | None, str]:
    """How a figure moved since the period before, in words, and whether that is good, bad or neither.

    What looks the same is called unchanged; what too few customers brought about is no verdict.
    """
    if before is None or "partial" in before.flags or before.exact is None or figure.exact is None:
        return None, "even"
    texts, value, old, shown = material.texts, figure.exact, before.exact, _value(material, before)[0]
    if _value(material, figure)[0] == shown:
        return texts("change/same"), "even"
    if thin:
        return texts("change/before", before=shown), "even"
    key = "more" if value > old else "less"
    relative = material.format.percent(value / old - 1 if value > old else 1 - value / old) if old > 0 else ""
    said = (
        texts(f"change/{key}_from", before=shown)
        if figure.kpi.unit == "ratio" or not relative
        else texts(f"change/{key}", amount=relative)
    )
    return said, mood_of(value - old, figure.kpi.better)


def _cards(material: Material, kpi_id: str) -> Iterator[Card]:
    """One card, or one per wallet that has a value; none for what was never observed."""
    kpi = catalogue()[kpi_id]
    is_whole = _is_whole(material)
    subjects = sorted(subject or "" for found, scope, subject in material.totals if (found, scope) == (kpi_id, kpi.scopes[0]))
    for subject in subjects:
        course = None if is_whole else material.course(kpi_id, subject=subject or None)
        total = material.total(kpi_id, subject=subject or None)
        place = None if course is None else last_full(course)
        figure = total if course is None or place is None else course[place]
        if figure is None or figure.exact is None:
            continue
        before = course[place - 1] if course and place else None
        thin = is_thin(material, place)
        change, mood = change_of(material, figure, before, thin=thin)
        seasons = ""
        if kpi_id in SEASONAL and course:
            said, of_season = last_year(material, course, place)
            seasons, mood = f" {said}", "even" if thin else of_season
        texts, name = material.texts, material.texts.name(kpi, credit=material.is_money(subject))
        value, of = _value(material, figure)
        yield Card(
            f"{name} ({plain_name(subject)})" if len(subjects) > 1 else name,
            value,
            of,
            change,
            mood,
            _so_far(material, course, place),
            spark([one.exact for one in course if "partial" not in one.flags]) if course else None,
            (_is_of_few(figure) and texts.known("few_means", kpi_id)) or texts.means(kpi, credit=material.is_money(subject)),
            texts.good(kpi) + seasons,
            material.usual(kpi),
        )


def _value(material: Material, figure: Figure) -> tuple[str, str | None]:
    """A card's value, and the count behind it where it is a share of customers; of few customers the count alone."""
    if figure.kpi.id not in OF_CUSTOMERS or figure.numerator is None or not figure.denominator:
        return _headline(material, figure), None
    count, whole = (material.format.number(number) for number in (figure.numerator, figure.denominator))
    said = material.texts("overview/of_customers", count=count, whole=whole)
    return (said, None) if _is_of_few(figure) else (_headline(material, figure), said)


def _is_of_few(figure: Figure) -> bool:
    """Whether it is a share of so few customers that it is said as a count."""
    return figure.kpi.id in OF_CUSTOMERS and figure.denominator is not None and 0 < figure.denominator < FEWEST


def _so_far(material: Material, course: list[Figure] | None, place: int | None) -> str | None:
    """The value of the period that follows and is not over yet; none for shares, which part of a period would mislead about."""
    if course is None or place != len(course) - 2 or course[-1].kpi.divided or course[-1].exact is None:
        return None
    last = material.format.short_day(material.warehouse.last)
    return material.texts("overview/so_far", last=last, value=_headline(material, course[-1]))


def _headline(material: Material, figure: Figure) -> str:
    """Its value, large: of much money nobody reads the cents."""
    value = figure.exact or Fraction()
    is_much = figure.kpi.unit == "money" and value >= MUCH_MONEY
    return material.format.whole_money(value) if is_much else material.shown(figure)


def _compared(material: Material) -> str:
    """Which period the cards are of."""
    full = [material.period(material.periods[place]) for place in material.full]
    if not full:
        return material.texts("overview/whole")
    week = "_week" if material.by == "week" else ""
    if _is_whole(material):
        return material.texts(f"overview/whole_of_few{week}", period=full[-1], fewest=FEWEST)
    if len(full) == 1:
        return material.texts(f"overview/one_period{week}", period=full[-1])
    return material.texts(f"overview/compared{week}", period=full[-1], before=full[-2])
