"""The head of a program and its attributes: name, currency, time zone, days, enrolment, what the ledger carries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from rulekit.diagnostics import closest
from rulekit.program.model import Attributes
from rulekit.semantics.checker import Checker
from rulekit.semantics.currencies import CURRENCIES
from rulekit.semantics.facts import STANDARD
from rulekit.semantics.fields import date, key_of, mapping, pairs, quoted, required, scalar, word
from rulekit.semantics.names import Declared
from rulekit.semantics.spelling import is_phrase, problem_with
from rulekit.semantics.timezones import zone_help
from rulekit.syntax.tree import Items, Mapping, Pair, Scalar
from rulekit.values.attribute import AttributeKind, AttributeType
from rulekit.values.calendar import Day, iso_day
from rulekit.values.zone import zone_names

LONGEST_TITLE = 100
LONGEST_CHOICE = 80

COLUMNS = (
    "event_id", "type", "at", "member_id", "amount", "currency", "ref", "activity", "reward", "code", "reason",
    "wallet", "points", "referred_by", "order", "tier", "earned_on", "usable_until", "line", "sku", "quantity", "line_amount",
)  # fmt: skip
"""The standard columns of a ledger; attributes cannot take their names."""

_CODE = re.compile(r"\b[A-Z]{3}\b")
_COMMON_TYPES: dict[str, AttributeKind] = {
    "bool": "yes/no", "boolean": "yes/no", "string": "text", "integer": "number", "decimal": "number",
}  # fmt: skip
_TYPES = tuple(kind for kind in get_args(AttributeKind) if kind != "choice")


@dataclass(frozen=True, slots=True)
class Head:
    """The first lines of a program."""

    name: str
    currency: str
    timezone: str
    starts: Day | None
    ends: Day | None
    enrolment: Literal["automatic", "required"]
    late: Literal["recompute", "reject"]
    seed: str


def check_head(checker: Checker, tree: Mapping) -> Head:
    """The program's name, currency, time zone, days, enrolment, what happens with late events, and the seed."""
    title = scalar(checker, required(checker, tree, "program", "a program"), "`program:`")
    if title is not None and not 0 < len(title.text.strip()) <= LONGEST_TITLE:
        checker.report("RK202", title.span, "this cannot be the name of a program", help=f"write 1 to {LONGEST_TITLE} characters")
    starts, ends = date(checker, tree, "starts"), date(checker, tree, "ends")
    if starts is not None and ends is not None and ends < starts:
        message = f"the program ends on {iso_day(ends)}, before it starts on {iso_day(starts)}"
        checker.report("RK305", key_of(tree, "ends").span, message, help="exchange the two days")
    enrolment: Literal["automatic", "required"] = word(checker, tree, "enrolment", ("automatic", "required"), "automatic")
    late: Literal["recompute", "reject"] = word(checker, tree, "late", ("recompute", "reject"), "recompute")
    name = title.text.strip() if title else ""
    seed = scalar(checker, tree.get("seed"), "`seed:`")
    text = seed.text.strip() if seed else ""
    return Head(name, _currency(checker, tree), _timezone(checker, tree), starts, ends, enrolment, late, text)


def _currency(checker: Checker, tree: Mapping) -> str:
    found = scalar(checker, required(checker, tree, "currency", "a program"), "`currency:`")
    text = found.text if found else ""
    if found is not None and text not in CURRENCIES:
        near = text.upper() if text.upper() in CURRENCIES else closest(text, CURRENCIES)
        help_text = f"did you mean `{near}`?" if near else "write its three letters, such as `EUR`"
        checker.report("RK215", found.span, f"`{text}` is not a currency code of ISO 4217", help=help_text)
    if text not in CURRENCIES:
        text = _currency_meant(tree)
    if text:
        checker.names.currency = text
        checker.names.add(Declared("currency", text, text, found.span if found else None))
    return text


def _currency_meant(tree: Mapping) -> str:
    """The first currency the program itself mentions: one mistake in the head is not one in every amount."""
    written = tree.span.text
    return next((match[0] for match in _CODE.finditer(written) if match[0] in CURRENCIES), "")


def _timezone(checker: Checker, tree: Mapping) -> str:
    found = scalar(checker, required(checker, tree, "timezone", "a program"), "`timezone:`")
    if found is None:
        return ""
    if found.text not in zone_names():
        checker.report("RK214", found.span, f"the time zone `{found.text}` is not known", help=zone_help(found.text))
    return found.text


# ---------------------------------------------------------------- attributes


def check_attributes(checker: Checker, tree: Mapping) -> Attributes:
    """The attributes of members, purchases and lines with their types."""
    with checker.within("in `attributes`"):
        owner = mapping(checker, tree.get("attributes"), "`attributes:`")
        member, purchase, line = (
            _attributes(checker, scope, pairs(checker, owner and owner.get(scope), f"`{scope}:`"))
            for scope in ("member", "purchase", "line")
        )
    return Attributes(member, purchase, line)


def _attributes(checker: Checker, scope: str, declared: Sequence[Pair]) -> dict[str, AttributeType]:
    """The attributes of one scope; two that differ only in capital letters could not be told apart in a table."""
    found: dict[str, AttributeType] = {}
    spelled: dict[str, str] = {}
    for pair in declared:
        name = pair.key.text
        other = spelled.setdefault(name.casefold(), name)
        if other != name:
            message = f"the name `{name}` is taken by the attribute `{other}`"
            checker.report("RK203", pair.key.span, message, help="choose another name for one of the two")
        found[name] = _attribute(checker, scope, pair)
    return found


def _attribute(checker: Checker, scope: str, pair: Pair) -> AttributeType:
    _check_name(checker, scope, pair.key)
    if isinstance(pair.value, Items):
        return _choice(checker, pair.value)
    found = scalar(checker, pair.value, "the type of an attribute")
    if found is None:
        return AttributeType("text")
    for kind in _TYPES:
        if found.text == kind:
            return AttributeType(kind)
    near = _COMMON_TYPES.get(found.text) or next((kind for kind in _TYPES if kind == closest(found.text, _TYPES)), None)
    help_text = f"did you mean `{near}`?" if near else f"write {quoted(_TYPES)}, or a list of values in `[ ]`"
    checker.report("RK218", found.span, f"`{found.text}` is not a type of attribute", help=help_text)
    return AttributeType(near or "text")


def _check_name(checker: Checker, scope: str, key: Scalar) -> None:
    name = key.text
    problem = problem_with(name)
    if problem is not None:
        checker.report("RK202", key.span, f"`{name}` cannot be the name of an attribute: {problem[0]}", help=problem[1])
    elif name in COLUMNS and (scope, name) != ("member", "tier"):
        message = f"`{name}` is a standard column of every ledger"
        checker.report("RK218", key.span, message, help="choose another name; the column needs no declaration")
    elif name in STANDARD[scope] or (scope == "member" and name == "tier"):
        checker.report("RK218", key.span, f"`{scope}.{name}` is always there", help="leave it out, or choose another name")
    if scope == "member":  # `member.` is also how balances are called
        checker.names.add(Declared("attribute", name, name, key.span, mute=True))


def _choice(checker: Checker, node: Items) -> AttributeType:
    values: list[str] = []
    for item in node.items:
        found = scalar(checker, item, "a value of the list")
        if found is None:
            continue
        text = found.text
        if not text.strip() or len(text) > LONGEST_CHOICE or text != text.strip():
            checker.report(
                "RK218",
                found.span,
                "this cannot be a value of the list",
                help=f"write 1 to {LONGEST_CHOICE} characters, no white space at the ends",
            )
        elif text in values:
            checker.report("RK218", found.span, f"the value `{text}` stands twice in the list", help="leave one out")
        else:
            values.append(text)
            if problem_with(text) or is_phrase(text, checker.names.amounts()):
                checker.names.mute_choices.add(text)
    if not node.items:
        checker.report("RK218", node.span, "the list of values is empty", help="write the values, such as `[store, app]`")
    return AttributeType("choice", tuple(values))
