"""Mistakes in what sets a rule off: several levels at once, any rise of level, waiting for what is no purchase.

Each function: failure -> finding, or None where the mistake is another one. Help repeats the author's own figures.
"""

from __future__ import annotations

import re

from rulekit.diagnostics import Diagnostic
from rulekit.syntax.failure import Failure

_JOINTS = re.compile(r"\s*,\s*|\s+(?:or|and|oder|und)\s+|\s*[/&+]\s*", re.IGNORECASE)
_REACHING = re.compile(r"(?:(?:on |when )?(?:reach(?:es|ed|ing)?|becom(?:es|ing)|upgrade to) )?(?P<levels>.+)", re.IGNORECASE)
_LADDER = "(?:tier|level|status)"
_RISE = re.compile(
    rf"(?:any |an? |the |every |each )?(?:(?:new|next|higher) )?{_LADDER}(?:[ -]?(?:ups?|change[sd]?|upgrades?|reached|rises?))?"
    rf"|upgrades?|promotion|(?:reach|becom)\w* (?:any|an?|the|every|each|another)(?: (?:new|next|higher|other))? {_LADDER}",
    re.IGNORECASE,
)
_LENGTH = "[0-9]+ (?:day|week|month|year)s?"
_WITHOUT = re.compile(
    rf"(?:after |for )?(?P<length>{_LENGTH}) (?:without|with no|of no|no|(?:since|after)(?: the)?(?: last)?) (?P<what>.+)"
    rf"|(?:no|without|not|last) (?P<other>.+?) (?:for|in|within|since|during|over)(?: the)?(?: last)? (?P<time>{_LENGTH})",
    re.IGNORECASE,
)
_PURCHASE = re.compile(
    r"(?:an? |the |any |last )*"
    r"(?:purchas\w*|orders?|sales?|buy\w*|bought|shopping|checkouts?|kauf|einkauf|bestellung|inactivity)"
    r"(?: (?:anything|at all|made|by (?:the |a )?(?:member|customer)|of (?:the |a )?(?:member|customer)))?",
    re.IGNORECASE,
)


def several_levels(failure: Failure) -> Diagnostic | None:
    """`reaching Silver or Gold`: a rule waits for one level."""
    written = " ".join(failure.text.split())
    found = _REACHING.fullmatch(written)
    if failure.start != "trigger" or found is None:
        return None
    declared = {name.casefold(): name for name, kind in failure.names.items() if kind == "level"}
    levels = [declared.get(word.casefold()) for word in _JOINTS.split(found["levels"])]
    known = [level for level in levels if level is not None]
    if len(known) < 2 or len(known) < len(levels):
        return None
    others = " and ".join(f"`on: reaching {level}`" for level in known[1:])
    help_text = f"write `reaching {known[0]}`, and a rule of its own with {others}"
    return failure.finding("RK140", "a rule waits for one level", help_text, 0, failure.size)


def any_level(failure: Failure) -> Diagnostic | None:
    """`tier up`, `reaching any level`."""
    written = " ".join(failure.text.split())
    if failure.start != "trigger" or _RISE.fullmatch(written) is None:
        return None
    levels = [name for name, kind in failure.names.items() if kind == "level"]
    help_text = f"write `reaching {levels[-1]}`" if levels else "declare `tiers:`, and write it like `reaching Gold`"
    help_text += "; each level has a rule of its own" if len(levels) > 1 else ""
    return failure.finding("RK140", f"`{written}` does not say which level is reached", help_text, 0, failure.size)


def waiting_without(failure: Failure) -> Diagnostic | None:
    """`45 days without activity "visit"`: only purchases are waited for."""
    written = " ".join(failure.text.split())
    found = _WITHOUT.fullmatch(written)
    if failure.start != "trigger" or found is None or _PURCHASE.fullmatch(found["what"] or found["other"]):
        return None
    length = found["length"] or found["time"]
    message = "a rule waits for any purchase, not for anything else"
    help_text = f"write `{length} without purchase` where a purchase is what is missing; other events cannot be waited for"
    return failure.finding("RK140", message, help_text, 0, failure.size)
