"""The report: a result -> one self-contained HTML page under a strict policy.

It loads nothing, and runs nothing but its own two scripts.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rulekit.diagnostics import UsageError
from rulekit.report.blocks import Chart, Section
from rulekit.report.material import Material, material_of, plain_name
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
from rulekit.report.texts import LANGUAGES

if TYPE_CHECKING:
    from rulekit.result import Result

SECTIONS = (
    overview,
    goals,
    customers,
    cohort_map,
    segments,
    sales,
    points,
    rewards,
    rules,
    tiers,
    returns,
    rejections,
    quality,
    all_figures,
)
"""In the order of the page; `reproduce` ends it."""


def report(source: Result | str | Path, lang: str = "en", *, command: str | None = None) -> str:
    """The page, in German (`de`) or English (`en`), of a result in memory or of its folder; the same result gives the same bytes.

    `command` is what was typed, for the last section. Raises UsageError for another language and for what is no result folder.
    """
    if lang not in LANGUAGES:
        raise UsageError(f"there is no report in `{lang}`", help=f"it can be in {' or '.join(LANGUAGES)}")
    material = material_of(source, lang)
    found = [section for build in SECTIONS if (section := build(material)) is not None]
    folder = "RESULT" if not isinstance(source, str | Path) else str(source)
    found.append(reproduce(material, command or f"rulekit report {folder} -o report.html --lang {lang}"))
    return _page(material, found)


def _page(material: Material, sections: list[Section]) -> str:
    charts = [block.spec for section in sections for block in section.blocks if isinstance(block, Chart)]
    numbers = {id(block): place for place, block in enumerate(b for s in sections for b in s.blocks if isinstance(b, Chart))}
    style, scripts = _asset("style.css"), [_asset("charts.js"), _asset("draw.js")]
    return _templates().get_template("page.html").render(
        t=material.texts, lang=material.texts.lang, title=plain_name(material.summary["program"]["name"]),
        span=(material.format.day(material.warehouse.first), material.format.day(material.warehouse.last)),
        sections=sections, place_of=lambda block: numbers[id(block)],
        policy=policy_of(style, scripts), style=Markup(style), scripts=[Markup(script) for script in scripts],  # noqa: S704  our own files
        data=json_text({"signs": material.format.signs(), "charts": charts}),
    )  # fmt: skip


def policy_of(style: str, scripts: list[str]) -> str:
    """The content security policy: these scripts and this style, by their hashes, and nothing else from anywhere."""
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; connect-src 'none'; img-src 'none'; "
        "object-src 'none'; base-uri 'none'; form-action 'none'"
    )


def json_text(data: Any) -> Markup:
    r"""Data inside a script element: JSON in which nothing can end the element.

    >>> str(json_text({"name": "</script>"}))
    '{"name":"\\u003c/script>"}'
    """
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704  nothing in it can be read as markup


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _asset(name: str) -> str:
    return resources.files("rulekit.report").joinpath("assets", name).read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    """Everything is escaped, and a name that a template misspells is an error."""
    loader = PackageLoader("rulekit.report")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
