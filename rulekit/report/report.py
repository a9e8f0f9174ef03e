"""The report: a result -> one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rulekit.report.material import material_of, plain_name
from rulekit.report.page import page
from rulekit.report.sections.counters import counters
from rulekit.report.sections.customers import cohort_map, customers
from rulekit.report.sections.figures import all_figures
from rulekit.report.sections.goals import goals
from rulekit.report.sections.groups import segments
from rulekit.report.sections.overview import overview
from rulekit.report.sections.points import points
from rulekit.report.sections.program import rewards, rules, tiers
from rulekit.report.sections.quality import quality, rejections
from rulekit.report.sections.reproduce import reproduce
from rulekit.report.sections.sales import returns, sales
from rulekit.report.texts import check_language

if TYPE_CHECKING:
    from rulekit.kpi.benchmarks import Benchmark
    from rulekit.result import Result

SECTIONS = (
    overview,
    goals,
    customers,
    cohort_map,
    segments,
    sales,
    points,
    counters,
    rewards,
    rules,
    tiers,
    returns,
    rejections,
    quality,
    all_figures,
)
"""In the order of the page; `reproduce` ends it."""


def report(
    source: Result | str | Path, lang: str = "en", *, command: str | None = None, benchmarks: Sequence[Benchmark] = ()
) -> str:
    """The page, in German (`de`) or English (`en`), of a result in memory or of its folder; the same result gives the same bytes.

    `command` is what was typed, for the last section; `benchmarks` say what is usual elsewhere. Raises UsageError for another
    language and for what is no result folder.
    """
    check_language(lang)
    material = material_of(source, lang, benchmarks)
    found = [section for build in SECTIONS if (section := build(material)) is not None]
    folder = "RESULT" if not isinstance(source, str | Path) else str(source)
    found.append(reproduce(material, command or f"rulekit report {folder} -o report.html --lang {lang}"))
    title = plain_name(material.summary["program"]["name"])
    span = (material.warehouse.first, material.warehouse.last)
    return page(material.texts, material.format, "page/report", title, span, found)
