"""The cells of a test's events: texts, money, lines of a receipt, attributes -> columns of the ledger, spelt as there."""

from __future__ import annotations

from collections.abc import Sequence

from rulekit.diagnostics import closest
from rulekit.ledger.event import LedgerSchema
from rulekit.ledger.layout import attribute_columns
from rulekit.semantics.checker import Checker
from rulekit.semantics.fields import date_problem, mapping, quoted, scalar
from rulekit.semantics.quantities import money
from rulekit.syntax.tree import Items, Mapping, Pair, Scalar
from rulekit.values.attribute import AttributeType
from rulekit.values.money import format_amount, parse_amount

ALWAYS = frozenset(("at", "member", "id", "repeat", "profile"))
KEYS: dict[str, frozenset[str]] = {
    "purchase": frozenset(("purchase", "lines", "sku", "quantity")),
    "refund": frozenset(("refund", "ref", "reason", "lines", "sku", "quantity")),
    "activity": frozenset(("activity",)),
    "redeem": frozenset(("redeem", "points", "ref")),
    "use": frozenset(("use", "ref")),
    "enrol": frozenset(("enrol", "referred by")),
    "adjust": frozenset(("adjust", "reason")),
    "leave": frozenset(("leave", "reason")),
    "profile": frozenset(),
}
"""What happens -> the keys that say more about it; those of all events and attributes come on top."""

EVERY_KEY = frozenset.union(ALWAYS, *KEYS.values())
_LINE_KEYS = ("sku", "quantity")
_SCOPES = {
    "line": ("line",),
    "purchase": ("purchase", "line", "member"),
    "activity": ("purchase", "member"),
    "refund": ("line", "member"),
}
"""Whose attributes may stand beside what happens; else the member's alone."""



def text_of(checker: Checker, owner: Mapping, key: str) -> str | None:
    """A text under a key; None where there is none."""
    found = scalar(checker, owner.get(key), f"`{key}:`")
    return found.text.strip() or None if found else None


def set_money(checker: Checker, owner: Mapping, record: dict[str, object], key: str, column: str, what: str) -> None:
    """An amount of money under a key, into a column."""
    found = scalar(checker, owner.get(key), f"`{key}:`")
    if found is not None:
        record[column] = money_of(checker, found, what)


def money_of(checker: Checker, found: Scalar, what: str) -> str | None:
    """An amount of money as a cell of the ledger; one without a unit is told its unit."""
    if parse_amount(found.text) is None:
        minor = money(checker, found, what, zero_allowed=True)
        return None if minor is None else format_amount(minor)
    help_text = f"write `{found.text.strip()} {checker.names.currency}`"
    checker.report("RK209", found.span, f"`{found.text}` has no unit", help=help_text)
    return None


def knows_reward(checker: Checker, name: str, place: Scalar) -> bool:
    """Whether a reward is declared; where not, say so."""
    known = checker.names.of("reward")
    if name in known:
        return True
    if known:
        report_unknown(checker, place, f"unknown reward `{name}`", name, known)
    else:
        checker.report("RK201", place.span, f"unknown reward `{name}`", help="declare it in `rewards:`")
    return False


def report_unknown(
    checker: Checker, place: Scalar, message: str, written: str, known: Sequence[str], code: str = "RK201"
) -> None:
    """Report a name that is not among the known ones: the nearest, else the first few of them."""
    near = closest(written, known)
    checker.report(code, place.span, message, help=f"did you mean `{near}`?" if near else f"write {quoted(known[:12])}")


# ---------------------------------------------------------------- lines and attributes


def quantity_of(checker: Checker, owner: Mapping) -> str | None:
    """The pieces of a line, as a cell."""
    found = scalar(checker, owner.get("quantity"), "`quantity:`")
    if found is not None and parse_amount(found.text) is None:
        checker.report("RK342", found.span, f"`{found.text}` is not a number of pieces", help="write a number, such as `3`")
        return None
    return found.text.strip() if found else None


def lines_of(checker: Checker, schema: LedgerSchema, owner: Mapping) -> list[dict[str, object]]:
    """The lines of a receipt, numbered."""
    node = owner.get("lines")
    found = []
    for number, item in enumerate(node.items if isinstance(node, Items) else (), start=1):
        line = mapping(checker, item, "a line")
        if line is None:
            continue
        record: dict[str, object] = {"line": str(number), "sku": text_of(checker, line, "sku")}
        record["quantity"] = quantity_of(checker, line)
        set_money(checker, line, record, "amount", "line_amount", "a line")
        for pair in line.pairs:
            if pair.key.text not in ("amount", *_LINE_KEYS):
                set_attribute(checker, schema, pair, record, "line")
        found.append(record)
    return found


def add_attributes(
    checker: Checker, schema: LedgerSchema, owner: Mapping, kind: str, record: dict[str, object]
) -> None:
    """Keys that say more about an event: known ones that do not belong here, and attributes."""
    allowed = ALWAYS | KEYS[kind]
    for pair in owner.pairs:
        key = pair.key
        if key.text in allowed and not (key.text in _LINE_KEYS and owner.get("lines") is not None):
            continue
        if key.text in _LINE_KEYS and key.text in allowed:
            help_text = "write it in each line"
            checker.report("RK340", key.span, f"this event has `lines:`, and `{key.text}` belongs to one line", help=help_text)
        elif key.text in EVERY_KEY:
            owners = [f"`{one}`" for one, keys in KEYS.items() if key.text in keys]
            message = f"`{key.text}` says nothing about this event, which is `{kind}`"
            checker.report("RK340", key.span, message, help=f"it belongs to {' and '.join(owners)}")
        else:
            set_attribute(checker, schema, pair, record, kind)


def set_attribute(checker: Checker, schema: LedgerSchema, pair: Pair, record: dict[str, object], where: str) -> None:
    """One attribute: of a `line`, of a `member` (in `profile:`), or of an event of the kind `where`."""
    name = _column(checker, schema, pair, where)
    found = scalar(checker, pair.value, "the value of an attribute") if name else None
    if name is None or found is None:
        return
    scope, _, own = name.partition(".")
    kinds = {"member": schema.member, "purchase": schema.purchase, "line": schema.line}[scope]
    record[name] = _value(checker, kinds[own], own, found)


def _column(checker: Checker, schema: LedgerSchema, pair: Pair, where: str) -> str | None:
    """The column of an attribute, where it may stand here."""
    scopes = _SCOPES.get(where, ("member",))
    written, columns = pair.key.text, attribute_columns(schema)
    meanings = columns.get(written, ())
    fitting = [name for name in meanings if name.partition(".")[0] in scopes]
    if len(fitting) == 1:
        return fitting[0]
    if len(fitting) > 1:
        help_text = f"write {quoted(fitting)}"
        checker.report("RK340", pair.key.span, f"`{written}` is declared more than once", help=help_text)
        return None
    if meanings:
        message = f"`{written}` belongs to {meanings[0].partition('.')[0]}s, and there is none here"
        checker.report("RK340", pair.key.span, message, help="leave it out, or write it where it belongs")
        return None
    here = [name for name, found in columns.items() if found[0].partition(".")[0] in scopes]
    keys = ("amount", *_LINE_KEYS) if where == "line" else () if where == "member" else tuple(ALWAYS | KEYS[where])
    near = closest(written, [*here, *keys])
    help_text = f"did you mean `{near}`?" if near else f"declare it in `attributes:`, or write {quoted(sorted([*here, *keys]))}"
    checker.report("RK201", pair.key.span, f"`{written}` is neither a key of events nor an attribute", help=help_text)
    return None


def _value(checker: Checker, kind: AttributeType, name: str, found: Scalar) -> str | None:
    """The value of an attribute as a cell of the ledger."""
    if kind.kind == "money":
        return money_of(checker, found, f"`{name}`")
    if kind.parse(found.text) is not None:
        return found.text
    if kind.kind == "date":
        problem = date_problem(found.text.strip()) or ("", "")
        checker.report("RK213", found.span, problem[0], help=problem[1])
    elif kind.kind == "choice":
        message = f"`{found.text}` is not one of the values of `{name}`"
        report_unknown(checker, found, message, found.text, kind.choices, "RK208")
    else:
        example = "`yes` or `no`" if kind.kind == "yes/no" else "a number such as `5`"
        what = "neither yes nor no" if kind.kind == "yes/no" else "not a number"
        checker.report("RK342", found.span, f"`{found.text}` is {what}", help=f"write {example}")
    return None
