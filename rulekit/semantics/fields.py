"""Reading the fields of the YAML: shapes, words of a fixed list, dates, lists.

The schema check says what is wrong with shapes; here a wrong shape is noted in case it did not, and read as absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from rulekit.diagnostics import closest
from rulekit.semantics.checker import Checker
from rulekit.syntax.spoken_date import spoken_date
from rulekit.syntax.tree import Items, Mapping, Pair, Scalar, Tree
from rulekit.values.calendar import FIRST_DAY, LAST_DAY, Day, parse_day

Word = TypeVar("Word", bound=str)

_MEANT = {
    "voucher": ("coupon", "discount", "gutschein", "rabatt", "cash"),
    "gift": ("product", "prize", "freebie", "present", "geschenk", "prämie", "reward", "item"),
    "perk": ("benefit", "privilege", "service", "vorteil"),
    "yes": ("true", "on", "ja", "1", "always"),
    "no": ("false", "off", "nein", "0", "never"),
}
"""Words people write for the options of a field: option -> others."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def scalar(checker: Checker, node: Tree | None, what: str) -> Scalar | None:
    """The node as one piece of text; None where it is absent or has another shape."""
    if node is None or (isinstance(node, Scalar) and not node.is_missing):
        return node
    missing = isinstance(node, Scalar)
    checker.misshape(node.span, f"nothing is written for {what}" if missing else f"{what} is written as one piece of text here")
    return None


def mapping(checker: Checker, node: Tree | None, what: str) -> Mapping | None:
    """The node as a mapping; None where it is absent or has another shape."""
    if node is None or isinstance(node, Mapping):
        return node
    checker.misshape(node.span, f"{what} takes `key: value` lines here")
    return None


def pairs(checker: Checker, node: Tree | None, what: str) -> tuple[Pair, ...]:
    """The pairs of a mapping; none where it is absent or has another shape."""
    found = mapping(checker, node, what)
    return found.pairs if found else ()


def each(node: Tree | None) -> tuple[Tree, ...]:
    """The items of a list; a single value is a list of one."""
    if node is None:
        return ()
    return node.items if isinstance(node, Items) else (node,)


def scalars(checker: Checker, node: Tree | None, what: str) -> Iterator[Scalar]:
    """The items of a list of texts; a single text is a list of one."""
    for item in each(node):
        found = scalar(checker, item, what)
        if found is not None:
            yield found


def required(checker: Checker, owner: Mapping, key: str, what: str) -> Tree | None:
    """The value of a key that must be there."""
    found = owner.get(key)
    if found is None:
        checker.misshape(owner.span, f"{what} needs `{key}:`")
    return found


def key_of(owner: Mapping, key: str) -> Scalar:
    """The key itself as written; the mapping must have it."""
    return next(pair.key for pair in owner.pairs if pair.key.text == key)


def name_in(written: Scalar) -> str:
    """The name a scalar holds, white space folded."""
    return " ".join(written.text.split())


def word(checker: Checker, owner: Mapping, key: str, options: Sequence[Word], default: Word) -> Word:
    """One word out of a fixed list."""
    found = scalar(checker, owner.get(key), f"`{key}:`")
    if found is None:
        return default
    for option in options:
        if " ".join(found.text.split()) == option:
            return option
    near = closest(found.text, options) or next((one for one in options if found.text.casefold() in _MEANT.get(one, ())), None)
    checker.report(
        "RK212", found.span, f"`{key}:` does not know `{found.text}`",
        help=f"did you mean `{near}`?" if near else f"write {quoted(options)}",
    )  # fmt: skip
    return default


def date(checker: Checker, owner: Mapping, key: str) -> Day | None:
    """A date; None where it is absent or not a date."""
    found = scalar(checker, owner.get(key), f"`{key}:`")
    return None if found is None else day(checker, found.text, found)


def day(checker: Checker, text: str, place: Scalar) -> Day | None:
    """The day of a date text that fills a scalar."""
    problem = date_problem(text.strip())
    if problem is None:
        return parse_day(text.strip())
    checker.report("RK213", place.span, problem[0], help=problem[1])
    return None


def date_problem(text: str) -> tuple[str, str] | None:
    """What is wrong with the text of a date, and what to do; None for a day that can be used.

    >>> date_problem("2024-02-29") is None, date_problem("2023-02-29")[0]
    (True, 'the day `2023-02-29` does not exist')
    """
    found = parse_day(text)
    if found is not None and FIRST_DAY <= found <= LAST_DAY:
        return None
    if found is not None:
        return f"the day `{text}` is too far away", "write a date from 1900-01-01 to 2399-12-31"
    if _DATE.fullmatch(text):
        return f"the day `{text}` does not exist", "check the day and the month"
    spoken = spoken_date(text)
    if spoken is not None and parse_day(spoken.iso) is not None:
        message = f"`{text}` is not a date{': a date has a year' if spoken.year is None else ''}"
        return message, f"write year, month, day{':' if spoken.is_whole else ', such as'} `{spoken.iso}`"
    return f"`{text}` is not a date", "write year, month, day, such as `2024-06-01`"


def quoted(options: Sequence[str]) -> str:
    """Words for a help line.

    >>> quoted(["down", "up", "half up"])
    '`down`, `up` or `half up`'
    """
    marked = [f"`{option}`" for option in options]
    return " or ".join([", ".join(marked[:-1]), marked[-1]]) if len(marked) > 1 else "".join(marked)
