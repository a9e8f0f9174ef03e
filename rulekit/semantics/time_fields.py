"""Fields about time: when points become available, when they expire, how long a reward is valid."""

from __future__ import annotations

import re
from typing import Literal, cast

from rulekit.program.model import Expiry
from rulekit.semantics.checker import Checker, as_branch
from rulekit.semantics.fields import scalar
from rulekit.semantics.quantities import duration
from rulekit.syntax.tree import Mapping, Scalar
from rulekit.values.calendar import Duration

_MONTH = r"(?:Jan|Feb|Mar|Mär|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez)\w*"
_NUMBERS = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?|\d{1,2}/\d{1,2}/\d{2,4}"
_FIXED_DATE = re.compile(
    rf"(?:(?:on|until|by|am|bis)\s+)*(?:{_NUMBERS}|\d{{1,2}}\.?\s+{_MONTH}.*|{_MONTH}\s+\d{{1,2}}.*)|(?:at\s+)?end of\b.*"
)
_EXAMPLES = {
    "wallet": ("never", "12 months after earning at end of month", "12 months after earning"),
    "card": ("never", "6 months after first stamp"),
}
"""What `expires:` takes by now; the last is the one a length of time alone is completed by."""


def check_duration(checker: Checker, owner: Mapping, key: str, what: str) -> Duration | None:
    """A field that holds a length of time."""
    found = scalar(checker, owner.get(key), f"`{key}:`")
    sentence = checker.sentence("duration", found, {}) if found else None
    return None if sentence is None else duration(checker, sentence, sentence.tree, what)


def check_available(checker: Checker, owner: Mapping) -> Duration | None:
    """`available:` of a wallet; None: at once."""
    found = scalar(checker, owner.get("available"), "`available:`")
    sentence = checker.sentence("available", found, {}) if found else None
    if sentence is None or sentence.tree.data != "after":
        return None
    return duration(checker, sentence, as_branch(sentence.tree.children[0]), "the waiting time")


def check_expiry(checker: Checker, owner: Mapping, where: Literal["wallet", "card"]) -> Expiry | None:
    """`expires:` of a wallet or a card; None: never."""
    found = scalar(checker, owner.get("expires"), "`expires:`")
    if found is None:
        return None
    if _FIXED_DATE.fullmatch(found.text.strip()):
        _fixed_date(checker, found, where)
        return None
    sentence = checker.sentence("expires", found, {}, _EXAMPLES[where])
    if sentence is None:
        return None
    tree = sentence.tree
    if tree.data == "expires_on":
        _fixed_date(checker, found, where)
        return None
    if not tree.children:
        return None
    length, anchor_branch, *end = map(as_branch, tree.children)
    after = duration(checker, sentence, length, "the life of points" if where == "wallet" else "the life of a card")
    anchor = " ".join(str(token) for token in anchor_branch.children)
    if anchor == "last activity" and where == "wallet":
        checker.not_yet(sentence.span(anchor_branch), "expiry after the last activity", "write `12 months after earning` for now")
        return None
    if (anchor == "first stamp") != (where == "card"):
        message = "only cards have a first stamp" if where == "wallet" else "a card expires after its first stamp"
        wanted = "`after earning` or `after available`" if where == "wallet" else "`after first stamp`"
        checker.report("RK312", sentence.span(anchor_branch), message, help=f"write {wanted}")
        return None
    end_of = str(end[0].children[0]) if end else None
    if end_of in ("day", "week"):
        help_text = "write `at end of month`, `at end of quarter` or `at end of year`"
        checker.report("RK312", sentence.span(end[0]), f"an expiry cannot be moved to the end of the {end_of}", help=help_text)
        return None
    if after is None:
        return None
    return Expiry(
        after,
        cast('Literal["earning", "available", "first stamp"]', anchor),
        cast('Literal["month", "quarter", "year"] | None', end_of),
    )


def _fixed_date(checker: Checker, place: Scalar, where: Literal["wallet", "card"]) -> None:
    instead = {
        "wallet": "write how long points live: `12 months after earning`, or `12 months after earning at end of year`",
        "card": "write how long a card lives: `6 months after first stamp`",
    }
    checker.not_yet(place.span, "expiry on a fixed date", instead[where])
