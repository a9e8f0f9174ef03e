"""Whole sentences said in other words: failure -> a finding with the sentence of this language, in the author's own figures.

rewordings.csv says what people write and what it is here, for each kind of sentence. `written` is a pattern of the whole
sentence, whatever its capitals, with the shorthands below; a part of it in `( )` stands in the answer as `{1}`.
"""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from functools import cache
from importlib import resources

from rulekit.diagnostics import Diagnostic, closest
from rulekit.syntax.failure import Failure
from rulekit.syntax.sentence_words import EXAMPLES

_ADVERBS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year", "annually": "year"}
_SHORTHANDS = {
    "LENGTH": r"([0-9]+ (?:day|week|month|year)s?)",
    "PERIOD": r"(day|week|month|quarter|year)",
    "MONEY": r"([0-9]+(?:\.[0-9]+)? [A-Z]{3})",
    "AMOUNT": r"([0-9]+(?:\.[0-9]+)? (?!(?:times?|stamps?|per)\b)[\w-]+(?: (?!(?:per|every|each|an?|in|or)\b)[\w-]+)?)",
    "ADVERB": f"({'|'.join(_ADVERBS)})",
    "PER": "(?:per|for every|for each|every|each|an?|in an?|in|/)",
    "MAX": r"(?:max\.? |maximum |at most |up to )?",
    "SOME": "(?:every |each |any |all |an? |the |their |per )?",
    "COUNT": "(?:number of |count of |all |the |total |yearly |annual )?",
    "LEVEL": "(?:the )?(?:(?:tier|level|status) )?(.+?)(?: (?:tier|level|status))?",
    "PERSON": "(?:person|customer|user|client|account|card|guest|birthday|lifetime)",
    "THINGS": "(?:purchases?|visits?|units?|times|orders?|pieces?|activities|reviews?|stamps?)",
    "QUOTED": "[\"'\u201c\u201e]?([^\"'\u201c\u201d\u201e]+)[\"'\u201c\u201d]?",
}


@cache
def _rewordings() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    """The table: kind of sentence -> patterns with what is written instead."""
    tables: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for row in csv.DictReader(resources.files("rulekit.syntax").joinpath("rewordings.csv").read_text("utf-8").splitlines()):
        pattern = re.compile(row["written"].format(**_SHORTHANDS), re.IGNORECASE)
        tables.setdefault(row["kind"], []).append((pattern, row["instead"]))
    return tables


def said_otherwise(failure: Failure) -> Diagnostic | None:
    """A whole sentence of the tables."""
    kind = "year end" if failure.start == "expires" else failure.start
    written = " ".join(failure.text.split()).rstrip(".!")
    sentence = _reworded(kind, written)
    return None if sentence in (None, written) else say_instead(failure, sentence)


def _reworded(kind: str, written: str) -> str | None:
    for pattern, instead in _rewordings().get(kind, ()):
        found = pattern.fullmatch(written)
        if found is not None:
            parts = [_plain(part) for part in found.groups() if part is not None]
            return instead.format("", *parts, "", "")
    return None


def _plain(part: str) -> str:
    """A part as the language writes it: periods in small letters, `monthly` as the month it means."""
    folded = part.casefold()
    return _ADVERBS.get(folded, folded if folded in _ADVERBS.values() else part)


def say_instead(failure: Failure, sentence: str) -> Diagnostic:
    """The finding that says the whole sentence in the words of the language."""
    code = "RK140" if failure.written else "RK149"
    message = f"`{failure.text.strip()}` is said in other words here"
    return failure.finding(code, message, f"write `{sentence}`", 0, failure.size)


def expiring(failure: Failure) -> Diagnostic | None:
    """`after 2 years, at the end of the year`: how long, from when on, and to the end of what."""
    written = " ".join(failure.text.split())
    end = re.search(r",? (?:(?:at|to|on|until) )?(?:the )?end of (?:the |that )?(month|quarter|year)$", written, re.IGNORECASE)
    sentence = _reworded("expires", written[: end.start()] if end else written) if failure.start == "expires" else None
    if sentence is None:
        return None
    if any("first stamp" in example for example in failure.examples):
        sentence = re.sub("after .*", "after first stamp", sentence)
    finding = say_instead(failure, f"{sentence} at end of {end[1].casefold()}" if end else sentence)
    if re.fullmatch(f"(?:after |in )?{_SHORTHANDS['LENGTH']}", written):
        return replace(finding, message="this does not say what the time is counted from")
    return finding


def qualifying(failure: Failure) -> Diagnostic | None:
    """`first purchase over 20 EUR within 30 days`: the same figures in the one order there is."""
    least, within = (re.search(_SHORTHANDS[part], failure.text) for part in ("MONEY", "LENGTH"))
    if failure.start != "qualifies" or not (least or within or "purchase" in failure.text.casefold()):
        return None
    sentence = "first purchase"
    sentence += f" of at least {least[0]}" if least else ""
    sentence += f" within {within[0]} of enrolling" if within else ""
    return say_instead(failure, sentence)


def earned(failure: Failure) -> Diagnostic | None:
    """`by: points`: what a wallet collects is counted as `points earned`."""
    if failure.start != "measure" or "EARNED" not in failure.accepted:
        return None
    written = failure.text.strip()
    wallets = [name for name, kind in failure.names.items() if kind in ("wallet", "unit")]
    named = [name for name in wallets if re.search(rf"\b{re.escape(name)}\b", written)]
    near = max(named, key=len) if named else closest(written, wallets)
    if near is not None:
        return say_instead(failure, f"{near} earned")
    message = f"`{written}` is nothing that can be counted"
    help_text = f"""write `activities "{written}"` for an activity of this name, or `points earned` for what a wallet collects"""
    return failure.finding("RK140" if failure.written else "RK149", message, help_text, 0, failure.size)


def happening(failure: Failure) -> Diagnostic | None:
    """`on: Gold`, `on: review`: a level, or the bare name of an activity."""
    written = failure.text.strip()
    if failure.start != "trigger" or failure.index or len(failure.tokens) != 1:
        return None
    if written in failure.names:
        return say_instead(failure, f"reaching {written}")
    if failure.kind(0) != "UNKNOWN" or closest(written, [example for example in EXAMPLES["trigger"] if example.isalpha()]):
        return None
    return say_instead(failure, f'activity "{written}"')
