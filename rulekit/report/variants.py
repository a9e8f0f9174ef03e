"""The page of variants: a comparison -> what every variant would have given, cost and owed, each against the first."""

from __future__ import annotations

from rulekit.diagnostics.display import visible
from rulekit.report.formats import Format
from rulekit.report.page import page
from rulekit.report.sections.beside import Beside
from rulekit.report.sections.variants import (
    all_figures,
    given_rewards,
    glance,
    levels,
    members,
    over_time,
    reproduce,
    wallets,
)
from rulekit.report.texts import check_language, texts_in
from rulekit.simulate import Comparison

SECTIONS = (glance, members, wallets, given_rewards, levels, over_time, all_figures)
"""In the order of the page; `reproduce` ends it."""


def variants_report(found: Comparison, lang: str = "en", *, command: str = "rulekit simulate") -> str:
    """The page, in German (`de`) or English (`en`); the same comparison gives the same bytes.

    `command` is what was typed, for the last section. Raises UsageError for another language.
    """
    check_language(lang)
    first = found.variants[0]
    form = Format(lang, first.program.currency)
    beside = Beside(found, texts_in(form), form)
    sections = [section for build in SECTIONS if (section := build(beside)) is not None]
    sections.append(reproduce(beside, command))
    periods = [figure.period for figure in first.totals.values()]
    span = (min(one.starts for one in periods), max(one.ends for one in periods))
    return page(beside.texts, form, "page/variants", visible(first.program.name), span, sections)
