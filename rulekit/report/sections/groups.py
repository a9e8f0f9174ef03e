"""Kinds of customers (RFM), and what promotions brought: figures that are measured for each of several subjects."""

from __future__ import annotations

from collections.abc import Iterator

from rulekit.report.blocks import Chart, Section, Table
from rulekit.report.charts import BLUE, Row, ranking, titled
from rulekit.report.formats import UNKNOWN
from rulekit.report.material import Material, number_of, plain_name
from rulekit.report.misleading import CONTROLLED, UPLIFT


def segments(material: Material) -> Section | None:
    """Customers by how recently, how often and for how much they bought; None where nobody is known."""
    texts = material.texts
    customers = texts("segments/customers")
    rows: list[Row] = []
    lines, days = [], _days(material)
    for subject in subjects(material, "rfm.customers"):
        figure, sales = material.total("rfm.customers", subject=subject), material.total("rfm.sales", subject=subject)
        if figure is None or figure.exact is None:
            continue
        name, count = texts.known("segment_names", subject) or plain_name(subject), material.shown(figure)
        rows.append({"x": name, "y": number_of(figure), "s": customers, "o": 0, "tip": f"{name}: {count}", "label": count})
        lines.append((figure.exact, (name, count, days.get(subject, UNKNOWN), material.shown(sales) if sales else UNKNOWN)))
    if not rows:
        return None
    rows.sort(key=lambda row: -row["y"])
    lines.sort(key=lambda line: -line[0])
    title = texts("segments/title")
    head = (texts("segments/kind"), customers, texts("segments/days"), texts("segments/sales"))
    table = Table(title, head, tuple(line for _, line in lines), frozenset({1, 2, 3}))
    chart = Chart(title, texts("segments/says"), titled(ranking(rows, "count", {customers: BLUE}), customers, "x"), table)
    return Section("segments", texts("segments/heading"), texts("segments/lead"), (chart,))


def _days(material: Material) -> dict[str, str]:
    """By kind of customer how many days ago they bought last."""
    texts, number = material.texts, material.format.number
    return {
        segment: number(least) if least == most else texts("segments/between", least=number(least), most=number(most))
        for segment, (least, most) in material.recency.items()
    }


def promotions(material: Material) -> Iterator[Table]:
    """What promotions with a control group brought, and between which bounds; of the others a difference that is no proof."""
    known = [subject for subject in subjects(material, CONTROLLED) if _is_seen(material, CONTROLLED, subject)]
    others = [one for one in subjects(material, UPLIFT) if _is_seen(material, UPLIFT, one) and one not in known]
    kinds = (("controlled", CONTROLLED, ("", ".low", ".high"), known), ("uncontrolled", UPLIFT, ("",), others))
    for kind, kpi_id, ends, promoted in kinds:
        rows = []
        for subject in promoted:
            figures = [material.total(kpi_id + end, subject=subject) for end in ends]
            rows.append((plain_name(subject), *(material.shown(figure) if figure else UNKNOWN for figure in figures)))
        if rows:
            texts = material.texts
            head = tuple(texts(f"promotions/{name}") for name in ("promotion", "uplift", "low", "high")[: len(ends) + 1])
            title, note = texts(f"promotions/{kind}/title"), texts(f"promotions/{kind}/note")
            yield Table(title, head, tuple(rows), frozenset(range(1, len(head))), note=note)


def _is_seen(material: Material, kpi_id: str, subject: str) -> bool:
    figure = material.total(kpi_id, subject=subject)
    return figure is not None and figure.exact is not None


def subjects(material: Material, kpi_id: str) -> list[str]:
    """What a figure was measured for, in its first scope's order."""
    return list(dict.fromkeys(subject for found, _, subject in material.totals if found == kpi_id and subject is not None))
