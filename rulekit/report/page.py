"""The page: sections -> one self-contained HTML file under a strict policy.

It loads nothing, and runs nothing but its own two scripts.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rulekit.report.blocks import Chart, Section
from rulekit.report.formats import Format
from rulekit.report.texts import Texts
from rulekit.values.calendar import Day

MARK = '<meta name="generator" content="rulekit">'
"""By it a page is known that may be replaced."""


def page(texts: Texts, form: Format, kind: str, title: str, span: tuple[Day, Day], sections: Sequence[Section]) -> str:
    """The page: `kind` is the key of what it is called, `title` a name, `span` its first and last day."""
    charts = [block.spec for section in sections for block in section.blocks if isinstance(block, Chart)]
    numbers = {id(block): place for place, block in enumerate(b for s in sections for b in s.blocks if isinstance(b, Chart))}
    days = tuple(map(form.day, span))
    footer = f"{title} · {texts(kind)} · {days[0]} \N{EN DASH} {days[1]}"
    style, scripts = _asset("style.css") + _footer(footer), [_asset("charts.js"), _asset("draw.js")]
    return _templates().get_template("page.html").render(
        t=texts, lang=texts.lang, kind=texts(kind), title=title, span=days, sections=sections,
        place_of=lambda block: numbers[id(block)],
        policy=policy_of(style, scripts), mark=Markup(MARK), style=Markup(style), scripts=[Markup(script) for script in scripts],  # noqa: S704  our own files
        data=json_text({"signs": form.signs(), "charts": charts}),
    )  # fmt: skip


def _footer(text: str) -> str:
    """What stands at the foot of every sheet of paper, with its number, as a part of the style: each sign by its code."""
    said = "".join(f"\\{ord(sign):x} " for sign in text)
    number = 'counter(page) " / " counter(pages)'
    return f'@media print {{ @page {{ @bottom-left {{ content: "{said}" }} @bottom-right {{ content: {number} }} }} }}\n'


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
