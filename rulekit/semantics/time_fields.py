"""Fields about time: when points become available, when they expire, how long a reward is valid."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import Literal, cast

from rulekit.diagnostics import closest
from rulekit.program.model import Expiry, FixedExpiry
from rulekit.semantics.checker import Checker, Sentence, as_branch, as_token
from rulekit.semantics.fields import scalar
from rulekit.semantics.quantities import count, duration, name_of
from rulekit.syntax.tree import Mapping
from rulekit.values.calendar import Duration, day_of

_MONTH = r"(?:Jan|Feb|Mar|Mär|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez)\w*"
_NUMBERS = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?|\d{1,2}/\d{1,2}/\d{2,4}"
_FIXED_DATE = re.compile(
    rf"(?:(?:on|until|by|am|bis)\s+)*(?:{_NUMBERS}|\d{{1,2}}\.?\s+{_MONTH}.*|{_MONTH}\s+\d{{1,2}}.*)|(?:at\s+)?end of\b.*"
)
_ON_A_DATE = re.compile(r"on \d{1,2} [^\W\d]+(?: of the next year)?")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_LEAP_YEAR = 2000
_EXAMPLES = {
    "wallet": ("never", "12 months after last activity", "on 31 December", "12 months after earning"),
    "card": ("never", "on 31 December", "6 months after first stamp"),
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


def check_expiry(checker: Checker, owner: Mapping, where: Literal["wallet", "card"]) -> Expiry | FixedExpiry | None:
    """`expires:` of a wallet or a card; None: never."""
    found = scalar(checker, owner.get("expires"), "`expires:`")
    if found is None:
        return None
    if _FIXED_DATE.fullmatch(found.text.strip()) and not _ON_A_DATE.fullmatch(" ".join(found.text.split())):
        example = "`on 31 December`, or `on 31 December of the next year`"
        checker.report("RK312", found.span, "an expiry on a date is a day and a month of every year", help=f"write {example}")
        return None
    sentence = checker.sentence("expires", found, {}, _EXAMPLES[where])
    if sentence is None:
        return None
    tree = sentence.tree
    if tree.data == "expires_on":
        return _fixed_date(checker, sentence)
    if not tree.children:
        return None
    length, anchor_branch, *end = map(as_branch, tree.children)
    after = duration(checker, sentence, length, "the life of points" if where == "wallet" else "the life of a card")
    anchor = " ".join(str(token) for token in anchor_branch.children)
    if (anchor == "first stamp") != (where == "card"):
        message = "only cards have a first stamp" if where == "wallet" else "a card expires after its first stamp"
        wanted = "`after earning`, `after available` or `after last activity`" if where == "wallet" else "`after first stamp`"
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
        cast('Literal["earning", "available", "first stamp", "last activity"]', anchor),
        cast('Literal["month", "quarter", "year"] | None', end_of),
    )


def _fixed_date(checker: Checker, sentence: Sentence) -> FixedExpiry | None:
    """`on 31 December [of the next year]`; 29 February is a date, 31 April is none."""
    token, name, *next_year = sentence.tree.children
    written = name_of(as_branch(name))
    matching = [month for month in MONTHS if month.casefold().startswith(written.casefold())] if len(written) > 2 else []
    if len(matching) != 1:
        near = closest(written, MONTHS)
        help_text = f"did you mean `{near}`?" if near else "write its English name, such as `on 31 December`"
        checker.report("RK213", sentence.span(name), f"`{written}` is not a month", help=help_text)
        return None
    month, last = MONTHS.index(matching[0]) + 1, monthrange(_LEAP_YEAR, MONTHS.index(matching[0]) + 1)[1]
    found = count(checker, sentence, as_token(token), f"the day in {matching[0]}", most=last)
    return None if found is None else FixedExpiry(day_of(_LEAP_YEAR, month, found), bool(next_year))
