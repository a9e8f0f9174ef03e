"""Kinds of customers (RFM), and what promotions brought: figures that are measured for each of several subjects."""

from __future__ import annotations

from rulekit.report.blocks import Chart, Section, Table
from rulekit.report.charts import BLUE, Row, ranking, titled
from rulekit.report.formats import UNKNOWN
from rulekit.report.material import Material, number_of, plain_name

UPLIFT = ("promotion.uplift", "promotion.uplift.low", "promotion.uplift.high", "promotion.uplift.control")


def segments(material: Material) -> Section | None:
    """Customers by how recently, how often and for how much they bought; None where nobody is known."""
    texts = material.texts
    customers = texts("segments/customers")
    rows: list[Row] = []
    lines = []
    for subject in subjects(material, "rfm.customers"):
        figure, sales = material.total("rfm.customers", subject=subject), material.total("rfm.sales", subject=subject)
        if figure is None or figure.exact is None:
            continue
        name, count = texts.known("segment_names", subject) or plain_name(subject), material.shown(figure)
        rows.append({"x": name, "y": number_of(figure), "s": customers, "o": 0, "tip": f"{name}: {count}"})
        lines.append((name, count, material.shown(sales) if sales else UNKNOWN))
    if not rows:
        return None
    rows.sort(key=lambda row: -row["y"])
    title = texts("segments/title")
    table = Table(title, (texts("segments/kind"), customers, texts("segments/sales")), tuple(lines), frozenset({1, 2}))
    chart = Chart(title, texts("segments/says"), titled(ranking(rows, "count", {customers: BLUE}), customers, "x"), table)
    return Section("segments", texts("segments/heading"), texts("segments/lead"), (chart,))


def promotions(material: Material) -> Table | None:
    """Of each promotion what it brought per member, between which bounds; None where none could be compared."""
    texts = material.texts
    controlled = any(_is_seen(material, UPLIFT[-1], subject) for subject in subjects(material, UPLIFT[0]))
    shown = UPLIFT if controlled else UPLIFT[:-1]
    rows = []
    for subject in subjects(material, UPLIFT[0]):
        figures = [material.total(kpi_id, subject=subject) for kpi_id in shown]
        if _is_seen(material, UPLIFT[0], subject):
            rows.append((plain_name(subject), *(material.shown(figure) if figure else UNKNOWN for figure in figures)))
    if not rows:
        return None
    head = tuple(texts(f"promotions/{name}") for name in ("promotion", "uplift", "low", "high", "control")[: len(shown) + 1])
    return Table(texts("promotions/title"), head, tuple(rows), frozenset(range(1, len(head))), note=texts("promotions/note"))


def _is_seen(material: Material, kpi_id: str, subject: str) -> bool:
    figure = material.total(kpi_id, subject=subject)
    return figure is not None and figure.exact is not None


def subjects(material: Material, kpi_id: str) -> list[str]:
    """What a figure was measured for, in its first scope's order."""
    return list(dict.fromkeys(subject for found, _, subject in material.totals if found == kpi_id and subject is not None))
