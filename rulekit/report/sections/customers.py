"""Who stays: customers kept, won, won back and lost; retention over time; how soon they come again; cohorts."""

from __future__ import annotations

from fractions import Fraction

from rulekit.kpi.cohorts import coarse_enough, cohorts
from rulekit.kpi.periods import periods_between
from rulekit.report.blocks import Chart, Section, Table
from rulekit.report.charts import GREEN, ORANGE, RED, Row, bars, columns, heat_map, lines
from rulekit.report.material import CALENDARS, Calendar, Material, number_of
from rulekit.report.sections.courses import Series, course_chart, facts, present

MOST_COHORTS = 24
WITHIN_DAYS = (30, 60, 90, 180, 270)


def customers(material: Material) -> Section | None:
    """None where nobody can be told apart."""
    texts = material.texts
    movements = [
        Series(texts("customers/kept"), material.course("customers.kept")),
        Series(texts("customers/reactivated"), material.course("customers.reactivated"), GREEN),
        Series(texts("customers/new"), material.course("customers.new"), ORANGE),
        Series(texts("customers/lost"), material.course("customers.lost"), RED, -1),
    ]
    retention = [Series(texts("customers/retention_line"), material.course("retention.strict"))]
    behind = [Series(texts("customers/churn"), material.course("churn"))]
    blocks = present(
        course_chart(material, "customers/retention", lines, retention, behind, only_full=True),
        course_chart(material, "customers/movements", bars, movements, axis=texts("segments/customers")),
        _second_visit(material),
        facts(
            material,
            texts("customers/rhythm"),
            "repeat_rate.customers",
            "purchase_frequency",
            "purchase_interval.median",
            "aov.gross",
            "clv.historic",
            "clv.predicted",
            "csat",
            "nps",
        ),
    )
    return Section("customers", texts("customers/heading"), texts("customers/lead"), blocks) if blocks else None


def _second_visit(material: Material) -> Chart | None:
    """Of all new customers, how many came a second time within so many days."""
    texts, form = material.texts, material.format
    rows: list[Row] = []
    for days in WITHIN_DAYS:
        figure = material.total(f"repeat_rate.within_{days}d")
        if figure is not None and figure.exact is not None:
            place = texts("customers/within_days", count=days)
            value = material.shown(figure)
            rows.append(
                {
                    "x": place,
                    "y": number_of(figure),
                    "label": form.percent(figure.exact, 0),
                    "tip": f"{place}: {value}",
                    "value": value,
                }
            )
    if not rows:
        return None
    title = texts("customers/second/title")
    table = Table(
        title,
        (texts("customers/second/within"), texts("customers/second/share")),
        tuple((row["x"], row["value"]) for row in rows),
        frozenset({1}),
    )
    return Chart(title, texts("customers/second/says"), columns(rows, "ratio"), table)


def cohort_map(material: Material) -> Section | None:
    """The heat map; None with fewer than two cohorts."""
    texts = material.texts
    by = coarse_enough(material.warehouse, CALENDARS[CALENDARS.index(material.by) :], MOST_COHORTS)
    found = cohorts(material.warehouse, by)["rows"]
    if len(found) < 2:
        return None
    seen = periods_between(material.warehouse.first, material.warehouse.last, by)
    places = {period.label: place for place, period in enumerate(seen)}
    names = {period.label: material.format.period(period, by) for period in seen}
    rows: list[Row] = []
    lines_of_table = []
    for cohort in found[-MOST_COHORTS:]:
        name = names[cohort["cohort"]]
        length = len(seen) - places[cohort["cohort"]]
        counts = (cohort["on"] + [0] * length)[:length]
        shares = [Fraction(count, cohort["size"]) for count in counts]
        rows += [_heat(material, by, name, place, counts[place], share) for place, share in enumerate(shares)]
        texts_of_row = [material.format.percent(share, 0) for share in shares]
        lines_of_table.append((name, material.format.number(cohort["size"]), *texts_of_row))
    width = max(len(line) for line in lines_of_table)
    head = (texts("cohorts/cohort"), texts("cohorts/size"), *(str(place) for place in range(width - 2)))
    table = Table(
        texts("cohorts/title"),
        head,
        tuple((*line, *[""] * (width - len(line))) for line in lines_of_table),
        frozenset(range(1, width)),
        note=texts("cohorts/note"),
    )
    spec = heat_map(rows, width - 2, len(lines_of_table), texts(f"cohorts/across/{by}"))
    chart = Chart(texts("cohorts/title"), texts(f"cohorts/says/{by}"), spec, table, wide=True)
    return Section("cohorts", texts("cohorts/heading"), texts(f"cohorts/lead/{by}"), (chart,))


def _heat(material: Material, by: Calendar, name: str, place: int, count: int, share: Fraction) -> Row:
    percent = material.format.percent(share, 0)
    tip = material.texts(f"cohorts/tip/{by}", cohort=name, count=place, percent=percent, customers=material.format.number(count))
    return {"x": place, "s": name, "y": float(share), "label": percent, "tip": tip}
