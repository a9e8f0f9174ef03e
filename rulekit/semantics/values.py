"""Constants and bare names in expressions. What a bare name means depends on the other side of its operator."""

from __future__ import annotations

import re

from rulekit.diagnostics import closest
from rulekit.program.expression import Literal_, Node, ValueType
from rulekit.semantics.checker import Branch
from rulekit.semantics.fields import date_problem, quoted
from rulekit.semantics.names import WORDS
from rulekit.semantics.quantities import amount, duration, name_of, number, too_fine
from rulekit.semantics.reading import Reading, reads
from rulekit.semantics.types import DATE, MONEY, NUMBER, PERCENT, TEXT, TIME, YES_NO, Expected, noun
from rulekit.syntax.schedule_mistakes import slot
from rulekit.values.calendar import parse_day
from rulekit.values.money import SCALE
from rulekit.values.rounding import ratio

_TIME = re.compile(r"(\d{1,2}):(\d{2})")
FACTS = (
    "basket.total",
    "basket.units",
    "basket.lines",
    "member.tier",
    "member.joined",
    "line.amount",
    "line.quantity",
    "line.sku",
)

_LEFT_OUT = re.compile(r"(?:all |everything )?(?:except|but|without|excluding) ")
_SPOKEN = {
    **dict.fromkeys(("basket", "total", "amount", "order", "cart", "purchase amount", "order total"), "basket.total"),
    **dict.fromkeys(("new customer", "new guest", "first order", "first visit"), "first purchase"),
    **dict.fromkeys(("tier", "level", "status"), "member.tier"),
}
"""What people call a fact."""


@reads("number")
def _number(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001  one signature for all
    value = number(reading.checker, reading.sentence, branch)
    return None if value is None else Literal_(type=NUMBER, text=reading.text(branch), value=value)


@reads("percent")
def _percent(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    minor = number(reading.checker, reading.sentence, branch)
    if minor is None:
        return None
    if minor % 100:
        reading.report("RK210", branch, f"`{reading.text(branch)}` has too many decimals", "write at most 2, such as `2.25%`")
        return None
    return Literal_(type=PERCENT, text=reading.text(branch), value=minor // 100)


@reads("date")
def _date(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    text = reading.text(branch)
    problem = date_problem(text)
    if problem is not None:
        reading.report("RK213", branch, *problem)
        return None
    return Literal_(type=DATE, text=text, value=parse_day(text) or 0)


@reads("time")
def _time(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    text = reading.text(branch)
    minute = minute_of(text)
    if minute is None or minute == 24 * 60:
        reading.report("RK217", branch, f"`{text}` is not a time of day", "write 00:00 to 23:59")
        return None
    return Literal_(type=TIME, text=text, value=minute)


def minute_of(text: str) -> int | None:
    """The minute of the day of `14:00`, up to `24:00`; None for other texts.

    >>> minute_of("14:30"), minute_of("24:00"), minute_of("24:01"), minute_of("9:60")
    (870, 1440, None, None)
    """
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes = int(match[1]), int(match[2])
    total = hours * 60 + minutes
    return total if minutes < 60 and total <= 24 * 60 else None


@reads("yes_no")
def _yes_no(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:
    text = reading.text(branch)
    if expected is not None and text in expected.choices:
        return Literal_(type=expected.type, text=text, value=text)
    return Literal_(type=YES_NO, text=text, value=text == "yes")


@reads("text")
def _text(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:
    text = reading.text(branch)
    value = text[1:-1]
    if not value:
        help_text = f"write `{expected.said} is missing`" if expected else "write `is missing`"
        reading.report("RK208", branch, "an empty cell is a missing value, never an empty text", help_text)
        return None
    if expected is not None and expected.type.kind in ("choice", "tier"):
        return _one_of(reading, branch, value, expected)
    if expected is not None and expected.type.kind == "yes/no" and value in ("yes", "no"):
        return Literal_(type=YES_NO, text=text, value=value == "yes")
    return Literal_(type=TEXT, text=text, value=value)


@reads("duration")
def _duration(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:
    if duration(reading.checker, reading.sentence, branch, "a length of time") is None:
        return None
    plain = expected is not None and expected.type.kind == "number"
    help_text = f"write `{branch.children[0]}`" if plain else "lengths of time stand in windows, such as `in the last 30 days`"
    reading.report("RK204", branch, f"a length of time, `{reading.text(branch)}`, cannot be compared", help_text)
    return None


@reads("amount")
def _amount(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:
    found = amount(reading.checker, reading.sentence, branch)
    text = reading.text(branch)
    if found is None:
        return None
    if found.reward is not None:
        reading.report("RK204", branch, f"`{found.reward}` is a reward; rewards cannot be compared", _for_amount(reading))
        return None
    wallet = found.wallet
    if wallet is None or (found.is_money and (expected is None or expected.type != ValueType("points", wallet.name))):
        return Literal_(type=MONEY, text=text, value=found.minor)
    units = ratio(found.minor * 10**wallet.decimals, SCALE)
    if isinstance(units, int):
        return Literal_(type=ValueType("points", wallet.name), text=text, value=units)
    too_fine(reading.checker, reading.sentence.span(branch.children[0]), wallet, found.minor)
    return None


@reads("name")
def _name(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:
    written = name_of(branch)
    if expected is None:
        _alone(reading, branch, written)
        return None
    kind = expected.type.kind
    if kind in ("choice", "tier"):
        return _one_of(reading, branch, written, expected)
    if kind == "text":
        reading.report("RK220", branch, f"the text `{written}` stands without quotes", f'write `"{written}"`')
    elif kind == "yes/no":
        reading.report("RK208", branch, f"`{written}` is neither yes nor no", "write `yes` or `no`")
    else:
        kinds = reading.names.kinds_of(written)
        what = f"`{written}`, {WORDS[kinds[0]]}" if kinds else f"the word `{written}`"
        help_text = {
            "money": f"write an amount such as `5 {reading.names.currency}`",
            "points": _for_amount(reading),
            "number": "write a number such as `5`",
            "date": "write a date such as `2024-06-01`; what happens on a member's birthday is a rule `on: birthday`",
        }
        reading.report("RK204", branch, f"cannot compare {noun(expected.type, reading.names)} with {what}", help_text.get(kind))
    return None


def _one_of(reading: Reading, branch: Branch, written: str, expected: Expected) -> Node | None:
    """A level or a choice, among those that are declared."""
    if written in expected.choices:
        return Literal_(type=expected.type, text=reading.text(branch), value=written)
    near = closest(written, expected.choices)
    help_text = f"did you mean `{near}`?" if near else f"write {quoted(expected.choices[:12])}" if expected.choices else None
    if expected.type.kind == "tier":
        reading.report("RK201", branch, f"there is no level `{written}`", help_text)
    else:
        reading.report("RK208", branch, f"`{written}` is not one of the values of `{expected.said}`", help_text)
    return None


def _alone(reading: Reading, branch: Branch, written: str) -> None:
    """A bare name where nothing says what it could mean."""
    kinds = reading.names.kinds_of(written)
    if "segment" in kinds:
        help_text: str | None = f"write `member in {written}`"
    elif "level" in kinds:
        help_text = f"write `member.tier is {written}`"
    elif (days := slot(written)) is not None:
        help_text = f"say when a rule works with `at: {days}`"
    elif choosers := _choosers(reading, written):
        help_text = f"write {' or '.join(f'`{fact} is {written}`' for fact in choosers)}"
    elif reading.place.line and (left_out := _LEFT_OUT.match(written)) is not None:
        help_text = f'write `{reading.text_of_line()} != "{written[left_out.end() :]}"`'
    else:
        near = _SPOKEN.get(written) or _attribute(reading, written)
        near = near or closest(written.replace(" ", "."), [*FACTS, *(f"member.{unit}" for unit in reading.names.wallets)])
        help_text = (
            f"did you mean `{near}`?"
            if near
            else f'write `{reading.text_of_line()} = "{written}"`'
            if reading.place.line
            else f'facts have a point, such as `basket.total`; texts stand in quotes: `"{written}"`'
        )
    reading.report("RK206", branch, f"`{written}` is not a fact", help_text)


def _choosers(reading: Reading, written: str) -> list[str]:
    """The attributes that have a value of this name."""
    declared = reading.names.attributes
    scopes = [("member", declared.member)]
    scopes += [("purchase", declared.purchase)] if reading.place.purchase else []
    scopes += [("line", declared.line)] if reading.place.line else []
    return [f"{scope}.{name}" for scope, kinds in scopes for name, kind in kinds.items() if written in kind.choices]


def _attribute(reading: Reading, written: str) -> str | None:
    """The declared attribute meant by its name alone: `category` is `line.category`, first what can be seen here."""
    declared = reading.names.attributes
    place = reading.place
    scopes = [("member", declared.member)]
    if place.purchase:
        scopes.insert(0, ("purchase", declared.purchase))
    scopes.insert(0 if place.line else len(scopes), ("line", declared.line))
    own = {name: f"{scope}.{name}" for scope, names in reversed(scopes) for name in names}
    near = written if written in own else closest(written, own)
    return own[near] if near else None


def _for_amount(reading: Reading) -> str | None:
    wallets = tuple(reading.names.wallets.values())
    return f"write an amount such as `50 {wallets[0].plural}`" if wallets else None
