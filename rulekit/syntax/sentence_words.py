"""The words of messages about sentences: examples per field, signs of other languages, what could have followed."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

EXAMPLES = {
    "condition": ("basket.total >= 5 EUR", "member.tier is at least Gold and first purchase"),
    "award": ("50 points", "1 point per 1 EUR", "5% back to cashback", "free coffee"),
    "price": ("100 points", "100 points per 1 EUR"),
    "share": ("50% of basket.total",),
    "bonus": ("double points", "1.5x points", "+50% points"),
    "stamp": ("1 per purchase", "1 per visit", "1 per unit", "1 per 5 EUR"),
    "limit": ("500 points per day", "2 times per month", "once per year"),
    "budget": ("20000 points", "1000 times"),
    "trigger": ("purchase", "enrol", 'activity "review"', "first day of month", "60 days without purchase"),
    "available": ("at once", "after 14 days"),
    "expires": ("never", "12 months after earning", "12 months after earning at end of month"),
    "over": ("last 12 months", "last 365 days", "ever"),
    "keep": ("while qualified", "12 months", "until end of next calendar year", "for ever"),
    "measure": ("purchases", "visits", "spend", "units", "points earned", 'activities "review"'),
    "band": ("up to 5000 EUR", "above"),
    "reach": ("3 within 14 days", "200 EUR within 30 days"),
    "afterwards": ("start again", "stop"),
    "qualifies": ("first purchase", "first purchase of at least 20 EUR within 30 days of enrolling"),
    "goal": ("at least 60%", "at most 25 EUR", "at most 30 days"),
    "repeat": ("daily 10 times", "weekly 4 times"),
    "schedule": ("Sat-Sun; Mon-Fri 14:00-17:00",),
    "balance": ("30", "12.50 EUR", "3 stamps"),
    "duration": ("30 days", "12 months"),
    "amount": ("5 EUR", "100 points"),
    "change": ("100 points", "-100 points"),
}
"""Sentences of each kind, for help."""

SIGNS = {
    "=>": ">=", "=<": "<=", "==": "=", "===": "=", "<>": "!=", "!==": "!=", "=!": "!=", "≥": ">=", "≤": "<=", "≠": "!=",
    "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not", ":": "=", "\u00a0": "a plain space",
    "\u00d7": "*", "\u00b7": "*", "\u2212": "-", "\u2013": "-", "\u2014": "-", "\u201c": '"', "\u201d": '"',
    "\u201e": '"', "\u00ab": '"', "\u00bb": '"', "\u2018": "'", "\u2019": "'", "\u201a": "'",
}  # fmt: skip
"""Signs that other languages or word processors use -> what a sentence writes."""

CURRENCY_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₣": "CHF", "₹": "INR", "₺": "TRY"}

PHRASES = {
    "greater than": ">", "more than": ">", "bigger than": ">", "larger than": ">", "over": ">", "above": ">",
    "less than": "<", "smaller than": "<", "fewer than": "<", "below": "<", "under": "<",
    "equals": "=", "equal to": "=", "equal": "=", "at least": ">=", "at most": "<=",
    "for each": "per", "for every": "per", "each": "per", "every": "per", "for": "per", "a": "per", "an": "per",
    "twice": "2 times", "thrice": "3 times", "into": "to", "prorata": "pro rata",
    "when": "", "if": "", "max": "", "maximum": "", "up to": "", "on": "",
}  # fmt: skip
"""Words people write instead of the language's own; nothing: words that are left out."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PARTS_OF_TEXTS = ("contains", "like", "starts with", "ends with", "begins with", "matches")

WINDOWS = "`in the last 30 days`, `this month`, `since joining` or `ever`"

_KINDS = {
    "NUMBER": "a number", "NAME": "a name", "UNKNOWN": "a name", "TEXT": "a text in quotes", "PERCENT": "a percentage",
    "DATE": "a date", "TIME": "a time such as `14:00`", "FACTOR": "a factor such as `2x`",
    "PATH": "a fact such as `line.amount`",
    "COMPARE": "a comparison such as `>=`", "$END": "the end of the sentence",
}  # fmt: skip
_GROUPS = (
    ({"day", "week", "month", "quarter", "year"}, "a period such as `month`"),
    (set(WEEKDAYS), "a weekday such as `Mon`"),
    ({"purchase", "visit", "unit", "line"}, "a thing such as `visit`"),
)
_ARITHMETIC = {"+", "-", "*"}
_CONDITIONS = {"in", "is", "not", "between"}
_MOST = 6


def expectation(accepted: AbstractSet[str], spelled: Mapping[str, str], previous: str) -> str:
    """What could have followed, in words. `accepted`, `previous`: kinds of token; `spelled`: kind -> keyword.

    >>> expectation({"NUMBER", "PER"}, {"PER": "per"}, "WORD")
    '`per` or a number'
    """
    words = {spelled[kind] for kind in accepted if kind in spelled}
    if {"NUMBER", "PATH", "TEXT"} <= accepted:
        return "a value or a condition" if "not" in words else "a value"
    kinds = dict(_KINDS)
    if previous == "NUMBER":
        kinds |= {"NAME": "a unit such as `points`", "UNKNOWN": "a unit such as `points`"}
    if "started" in words:
        words.discard("started")
        kinds |= {"NUMBER": "an amount such as `1 EUR`", "NAME": "", "UNKNOWN": ""}
    if "NAME" in accepted:
        kinds["TEXT"] = ""
    listed = list(dict.fromkeys(text for kind, text in kinds.items() if kind in accepted and text))
    for group, text in _GROUPS:
        if group <= words:
            words -= group
            listed.append(text)
    words -= _CONDITIONS if "COMPARE" in accepted else set()
    words -= _ARITHMETIC if "and" in words or "COMPARE" in accepted else set()
    return _either([*(f"`{word}`" for word in sorted(words)), *listed])


def _either(listed: list[str]) -> str:
    if len(listed) > _MOST:
        listed = [*listed[: _MOST - 1], "the like"]
    return f"{', '.join(listed[:-1])} or {listed[-1]}" if len(listed) > 1 else "".join(listed)


def written_like(start: str, examples: tuple[str, ...] = ()) -> str:
    """The help that shows sentences of a kind, or the `examples` of one field.

    >>> written_like("over")
    'write it like `last 12 months`, `last 365 days` or `ever`'
    """
    return f"write it like {_either([f'`{example}`' for example in examples or EXAMPLES[start]])}"
