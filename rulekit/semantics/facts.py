"""Facts in expressions: of the basket, the purchase, its lines, the member and the member's history."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from lark import Token

from rulekit.diagnostics import closest
from rulekit.program.expression import (
    Balance,
    Chance,
    DaysSinceLastPurchase,
    Fact,
    FirstPurchase,
    History,
    InSegment,
    Measure,
    Node,
    Scope,
    TierAtLeast,
    ValueType,
    Window,
)
from rulekit.semantics.checker import Branch, as_branch, as_token
from rulekit.semantics.names import WORDS
from rulekit.semantics.nodes import nodes
from rulekit.semantics.place import PAST_PURCHASE
from rulekit.semantics.quantities import count, duration, name_of
from rulekit.semantics.reading import Reading, reads
from rulekit.semantics.types import DATE, MONEY, NUMBER, TEXT, TIER, YES_NO, Expected

STANDARD: Mapping[str, Mapping[str, ValueType]] = {
    "basket": {"total": MONEY, "units": NUMBER, "lines": NUMBER},
    "purchase": {},
    "line": {"sku": TEXT, "amount": MONEY, "quantity": NUMBER},
    "member": {"joined": DATE},
}
"""The facts every program has; `member.tier` and balances depend on what it declares."""

_MEASURES: Mapping[str, ValueType] = {
    "purchases": NUMBER, "visits": NUMBER, "units": NUMBER, "refunds": NUMBER, "activities": NUMBER,
    "spend": MONEY, "refunded": MONEY,
}  # fmt: skip
_OF_PURCHASES = ("purchases", "visits", "spend", "units")
"""What can have a condition of its own."""

_PAID = ("amount", "total", "sum", "value", "price")
_TIMES = ("weekday", "day", "dayofweek", "day_of_week", "time", "hour")
_DATES = ("at", "date", "datetime", "timestamp", "on", "month", "year")
"""What people ask of a purchase: the basket has its money, and `at:` says when."""

_SCOPES: Mapping[str, Scope] = {"basket": "basket", "purchase": "purchase", "line": "line", "member": "member"}


@reads("path")
def _path(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001  one signature for all
    return fact(reading, branch)


def fact(reading: Reading, place: Branch | Token) -> Node | None:
    """A fact by its path; the branch may also be the bare token of `sum of line.amount`."""
    token = place if isinstance(place, Token) else place.children[0]
    scope_name, _, name = " ".join(str(token).split()).partition(".")
    scope = _SCOPES[scope_name]
    text = reading.text(place)
    if not isinstance(place, Token) and len(place.children) > 1:
        _stray_word(reading, place, f"{scope}.{name}")
        return None
    if not _is_known_here(reading, place, scope):
        return None
    type_ = _facts_of(reading, scope).get(name)
    if type_ is not None:
        return Fact(type=type_, text=text, scope=scope, name=name)
    if scope == "member" and name in reading.names.units:
        wallet = reading.names.units[name]
        return Balance(type=ValueType("points", wallet), text=text, wallet=wallet)
    _unknown_fact(reading, place, scope, name)
    return None


def _facts_of(reading: Reading, scope: Scope) -> dict[str, ValueType]:
    attributes = reading.names.attributes
    declared = {"member": attributes.member, "purchase": attributes.purchase, "line": attributes.line}.get(scope, {})
    facts = {**STANDARD[scope], **{name: ValueType(kind.kind) for name, kind in declared.items()}}
    if scope == "member" and reading.names.of("level"):
        facts["tier"] = TIER
    return facts


def _is_known_here(reading: Reading, place: Branch | Token, scope: Scope) -> bool:
    text = reading.text(place)
    if scope == "line" and not reading.place.line:
        example = "write `any line where …`, `sum of line.amount where ( … )`, or put it in `lines:`"
        help_text = (
            example if reading.place.purchase else "facts of the member can be used, such as `purchases in the last 30 days`"
        )
        reading.report("RK207", place, f"`{text}` is a fact of one line, and no line is looked at here", help_text)
        return False
    if scope in ("basket", "purchase") and not reading.place.purchase:
        help_text = "facts of the member can be used, such as `member.joined` or `purchases in the last 30 days`"
        reading.report("RK207", place, f"`{text}` is not known here: {reading.place.who} sees no purchase", help_text)
        return False
    return True


def _stray_word(reading: Reading, place: Branch, path: str) -> None:
    extra = as_branch(place.children[1])
    word = name_of(extra)
    scope, _, name = path.partition(".")
    if scope == "member":
        units = [f"member.{unit}" for unit in reading.names.units]
        near = closest(f"{path} {word}", units)
        if near and name not in _facts_of(reading, "member"):
            reading.report("RK206", place, f"the fact `{path} {word}` does not exist", f"did you mean `{near}`?")
            return
    reading.report("RK206", extra, f"`{word}` does not fit behind `{path}`", f"write `{path} is {word}`")


def _unknown_fact(reading: Reading, place: Branch | Token, scope: Scope, name: str) -> None:
    if scope == "member" and name == "tier":
        reading.report("RK206", place, "this program has no tiers", "declare `tiers:` with its levels")
        return
    known = [*_facts_of(reading, scope), *(reading.names.units if scope == "member" else ())]
    near = closest(name, known)
    elsewhere = [other for other in ("purchase", "line", "member", "basket") if name in _facts_of(reading, _SCOPES[other])]
    if scope == "purchase" and name in _PAID:
        help_text = "did you mean `basket.total`?"
    elif scope == "purchase" and name in _TIMES:
        help_text = "say when a rule works with `at:`, such as `at: Sat-Sun 14:00-17:00`"
    elif scope == "purchase" and name in _DATES:
        help_text = "say on which days a rule works with `from:` and `until:`, such as `from: 2026-04-01`"
    elif near:
        help_text = f"did you mean `{scope}.{near}`?"
    elif elsewhere:
        help_text = f"did you mean `{elsewhere[0]}.{name}`?"
    elif scope == "basket":
        help_text = "a basket has `basket.total`, `basket.units` and `basket.lines`"
    else:
        help_text = f"declare it: `attributes: {{ {scope}: {{ {name}: {_likely_type(reading, place)} }} }}`"
    reading.report("RK206", place, f"the fact `{scope}.{name}` does not exist", help_text)


def _likely_type(reading: Reading, place: Branch | Token) -> str:
    """The type of an attribute that nobody declared, by what it is compared with."""
    behind = reading.sentence.scalar.text.partition(reading.text(place))[2]
    compared = re.match(r" *(?:[<>!]?=|[<>]|between|is) *(?P<value>.+)", behind)
    value = compared["value"] if compared else ""
    if re.match("[0-9]{4}-", value):
        return "date"
    if re.match(r"(?:yes|no)\b", value):
        return "yes/no"
    return "money" if re.match(r"[0-9.]+ [A-Z]{3}\b", value) else "number" if re.match("[0-9]", value) else "text"


@reads("first_purchase")
def _first_purchase(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    return FirstPurchase(type=YES_NO, text=reading.text(branch))


@reads("days_since_last_purchase")
def _days_since(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    return DaysSinceLastPurchase(type=NUMBER, text=reading.text(branch))


@reads("chance")
def _chance(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    hits, of = as_token(branch.children[0]), as_token(branch.children[1])
    one_in = count(reading.checker, reading.sentence, of, "the number of draws for one hit")
    if str(hits) != "1":
        help_text = f"write `chance 1 in {of}`, or another whole number"
        reading.report("RK211", hits, f"a draw is one hit in so many, not {hits}", help_text)
        return None
    if one_in is None:
        return None
    places = [part.meta.start_pos for part in reading.sentence.tree.iter_subtrees() if part.data == "chance"]
    ordinal = sorted(places).index(branch.meta.start_pos)
    return Chance(type=YES_NO, text=reading.text(branch), one_in=one_in, path=reading.place.path, ordinal=ordinal)


@reads("filtered_history")
def _filtered_history(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    found = measure(reading, as_branch(branch.children[0]))
    past = replace(reading, place=PAST_PURCHASE)
    condition = past.condition(branch.children[1])
    over = window(reading, as_branch(branch.children[2]))
    if found is not None and found[0] not in _OF_PURCHASES:
        help_text = "leave `where ( … )` out, or count `purchases`, `visits`, `spend` or `units`"
        message = f"`{reading.text(branch.children[0])}` are no purchases, so there is no basket to look at"
        reading.report("RK322", branch.children[0], message, help_text)
        return None
    if found is None or condition is None or over is None or not _looks_at_the_purchase(reading, branch, condition):
        return None
    name, _ = found
    return History(type=_MEASURES[name], text=reading.text(branch), measure=name, window=over, condition=condition)


def _looks_at_the_purchase(reading: Reading, branch: Branch, condition: Node) -> bool:
    """What the member was when a purchase of the past was made is not kept: only the purchase itself can be asked."""
    for node in nodes(condition):
        of_member = isinstance(node, Fact) and node.scope == "member"
        if of_member or isinstance(node, Balance | History | FirstPurchase | DaysSinceLastPurchase | TierAtLeast | InSegment):
            help_text = "write it outside, with `and`; inside, ask for `basket.total`, `purchase.…` or `any line where …`"
            message = f"`{node.text}` is about the member, and `where ( … )` looks at purchases of the past"
            reading.report("RK322", branch.children[1], message, help_text)
            return False
    return True


@reads("history")
def _history(reading: Reading, branch: Branch, expected: Expected | None) -> Node | None:  # noqa: ARG001
    found = measure(reading, as_branch(branch.children[0]))
    over = window(reading, as_branch(branch.children[1]))
    if found is None or over is None:
        return None
    name, subject = found
    type_ = ValueType("points", subject) if name == "earned" else _MEASURES[name]
    return History(type=type_, text=reading.text(branch), measure=name, window=over, subject=subject)


def measure(reading: Reading, branch: Branch) -> tuple[Measure, str | None] | None:
    """`purchases`, `points earned`, `activities "review"`: the measure and what it is about."""
    first = branch.children[0]
    if isinstance(first, Token):
        name = str(branch.children[1])[1:-1]
        if not name.strip():
            reading.report("RK208", branch, "an activity has a name", 'write `activities "review"`')
            return None
        return "activities", name
    if first.data != "name":
        return str(first.children[0]), None  # type: ignore[return-value]  # the grammar's own words
    written = name_of(first)
    wallet = reading.names.wallet_of(written)
    if wallet is not None:
        return "earned", wallet.name
    near = reading.names.closest(written, "wallet", "unit")
    kinds = reading.names.kinds_of(written)
    what = f"`{written}` is {WORDS[kinds[0]]}, not a wallet" if kinds else f"there is no wallet `{written}`"
    reading.report(
        "RK201",
        first,
        what,
        f"did you mean `{near}`?" if near else "write the name of a wallet, such as `points earned`",
    )
    return None


def window(reading: Reading, branch: Branch) -> Window | None:
    """`in the last 30 days`, `this month`, `since joining`, `ever`."""
    last = branch.children[-1]
    if isinstance(last, Token):
        return Window("ever") if last == "ever" else Window("since joining")
    if last.data == "calendar":
        return Window("this", period=str(last.children[0]))  # type: ignore[arg-type]  # the grammar's own words
    found = duration(reading.checker, reading.sentence, last, "the window")
    return None if found is None else Window("last", duration=found)
