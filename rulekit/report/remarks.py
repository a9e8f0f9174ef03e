"""Sentences that come from the replay in English -> the language of the page, by the patterns of `texts/remarks.yaml`.

What a shop wrote itself, such as why a mapping skips rows, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

import yaml

from rulekit.kpi.figure import NOTES
from rulekit.report.blocks import Cell
from rulekit.report.formats import Format
from rulekit.report.material import plain_name
from rulekit.report.texts import Texts

ELSEWHERE = ("partial", "resumed")

_NUMBERS = ("count", "whole", "least")
"""The gaps of patterns that are numbers; what a shop named itself may look like one and stays as it is."""


def remark(sentence: str, form: Format, before: str = "") -> Cell:
    """The sentence with something said before it; marked as English where nobody has put it into the language of the page."""
    if form.lang == "en":
        return Cell(plain_name(before + sentence))
    for pattern, text in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            gaps = {name: _gap(name, value or "", form) for name, value in found.groupdict().items()}
            return Cell(plain_name(before + text.format(**gaps)))
    return Cell(plain_name(sentence), "en")


def minded(flags: Iterable[str], texts: Texts, form: Format) -> str:
    """What to mind about a figure with these flags, after a space; nothing where they say nothing of their own.

    That a period is `partial` is a star beside it, and what is `resumed` is all of a page, which says so once.
    """
    said = [remark(NOTES[flag], form).text for flag in flags if flag not in ELSEWHERE]
    return "".join(f" {texts('page/mind')} {sentence.rstrip('.')}." for sentence in said)


def _gap(name: str, text: str, form: Format) -> str:
    """A part of the sentence that is taken over: a number as the language writes it, a sentence within it translated."""
    if name in _NUMBERS and text:
        return form.number(text.replace(",", ""))
    return next((german for pattern, german in _patterns() if pattern.fullmatch(text)), text)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = resources.files("rulekit.report").joinpath("texts", "remarks.yaml").read_text(encoding="utf-8")
    return tuple((re.compile(one["english"]), one["german"]) for one in yaml.safe_load(text))
