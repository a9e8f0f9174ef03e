"""Who stays: customers kept, won, won back and lost; retention over time; how soon they come again; cohorts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from rulekit.kpi.cohorts import coarse_enough, cohorts
from rulekit.kpi.periods import periods_between
from rulekit.report.blocks import Chart, Section, Table
from rulekit.report.charts import GREEN, ORANGE, RED, Row, bars, columns, heat_map, lines
from rulekit.report.material import CALENDARS, Calendar, Material
from rulekit.report.sections.courses import FEWEST_PERIODS, Series, course_chart, facts, present

FEWEST_COHORTS, MOST_COHORTS = 2, 24


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
            "purchase_interval.p90",
            "aov.gross",
            "clv.historic",
            "clv.predicted",
            "csat",
            "nps",
        ),
    )
    lead = f"{texts('customers/lead')} {_begins(material)}"
    return Section("customers", texts("customers/heading"), lead, blocks) if blocks else None


def _begins(material: Material) -> str:
    """Who counts as new though they are not."""
    return material.texts("customers/begins", first=material.format.day(material.warehouse.first))


def _second_visit(material: Material) -> Chart | Table | None:
    """Of the newcomers who have had the longest window, how many came a second time within it and shorter ones."""
    if not material.second_visits:
        return None
    texts, form = material.texts, material.format
    rows: list[Row] = []
    lines_of_table = []
    for days, count, whole in material.second_visits:
        share, within = Fraction(count, whole), texts("customers/within_days", count=days)
        counted = texts("customers/second/counted", count=form.number(count), whole=form.number(whole))
        label, tip = f"{form.percent(share, 0)} ({form.number(count)})", f"{within}: {counted}, {form.percent(share)}"
        rows.append({"x": form.number(days), "y": float(share), "label": label, "tip": tip})
        lines_of_table.append((within, counted, form.percent(share)))
    longest, _, whole = material.second_visits[-1]
    title = texts("customers/second/title")
    says = texts("customers/second/says", whole=form.number(whole), days=form.number(longest))
    head = tuple(texts(f"customers/second/{name}") for name in ("within", "customers", "share"))
    table = Table(title, head, tuple(lines_of_table), frozenset({1, 2}))
    if len(rows) < FEWEST_PERIODS:
        return replace(table, note=says)
    return Chart(title, says, columns(rows, "ratio", texts("customers/second/across")), table)


def cohort_map(material: Material) -> Section | None:
    """The heat map, from the period after the first purchase on; None with fewer than two cohorts that have one."""
    texts, number = material.texts, material.format.number
    by = coarse_enough(material.warehouse, CALENDARS[CALENDARS.index(material.by) :], MOST_COHORTS)
    seen = periods_between(material.warehouse.first, material.warehouse.last, by)
    is_over = "partial" not in seen[-1].flags
    places = {period.label: place for place, period in enumerate(seen)}
    rows: list[Row] = []
    lines_of_table: list[tuple[str, ...]] = []
    for cohort in cohorts(material.warehouse, by)["rows"][-MOST_COHORTS:]:
        first = places[cohort["cohort"]]
        length = len(seen) - 1 - first
        if not length:
            continue
        name, size = material.format.period(seen[first], by), number(cohort["size"])
        counts = (cohort["on"][1:] + [0] * length)[:length]
        cells = [
            _heat(material, by, (name, size), place, Fraction(count, cohort["size"]), count, is_over=is_over or place < length)
            for place, count in enumerate(counts, start=1)
        ]
        rows += cells
        lines_of_table.append((name, size, *(cell["label"] for cell in cells)))
    if len(lines_of_table) < FEWEST_COHORTS:
        return None
    width = max(len(line) for line in lines_of_table)
    head = (texts("cohorts/cohort"), texts("cohorts/size"), *(str(place) for place in range(1, width - 1)))
    note = None if is_over else texts("cohorts/note", last=material.format.day(material.warehouse.last))
    table = Table(
        texts("cohorts/title"),
        head,
        tuple((*line, *[""] * (width - len(line))) for line in lines_of_table),
        frozenset(range(1, width)),
        note=note,
    )
    spec = heat_map(rows, range(1, width - 1), len(lines_of_table), texts(f"cohorts/across/{by}"))
    chart = Chart(texts("cohorts/title"), texts(f"cohorts/says/{by}"), spec, table, wide=True, note=note)
    return Section("cohorts", texts("cohorts/heading"), f"{texts(f'cohorts/lead/{by}')} {_begins(material)}", (chart,))


def _heat(
    material: Material, by: Calendar, cohort: tuple[str, str], place: int, share: Fraction, count: int, *, is_over: bool
) -> Row:  # fmt: skip
    """`cohort`: its name and size, which stand before its cells. What is not over yet has a star."""
    name, size = cohort
    star = "" if is_over else "*"
    percent = material.format.percent(share, 0)
    tip = material.texts(f"cohorts/tip/{by}", cohort=name, count=place, percent=percent, customers=material.format.number(count))
    return {"x": place, "s": f"{name} ({size})", "y": float(share), "label": percent + star, "tip": tip + star, "p": not is_over}
