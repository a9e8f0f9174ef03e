"""An Event made by hand, as the mapping that says the same: so that objects are checked by the rules for mappings."""

from __future__ import annotations

from collections.abc import Mapping

from rulekit.ledger.event import KIND_RANKS, Event, LedgerSchema, Line
from rulekit.ledger.faults import RowFault
from rulekit.values.attribute import AttributeType, AttributeValue
from rulekit.values.calendar import FIRST_DAY, LAST_DAY, iso_day
from rulekit.values.money import format_amount
from rulekit.values.zone import utc_text

_TEXTS = ("event_id", "member_id", "ref", "activity", "reward", "code", "reason", "wallet", "referred_by", "tier")
_FARTHEST = (LAST_DAY - FIRST_DAY) * 86_400_000_000
"""No instant further from 1970 than this many microseconds can be written."""


def record_of(event: Event, schema: LedgerSchema) -> dict[str, object]:
    """The mapping of an event; raises RowFault where a field has not the type it is declared with."""
    if event.kind not in KIND_RANKS:
        raise RowFault("row.type", "the event is of no known kind")
    at = _whole(event.at, "at")
    if abs(at) > _FARTHEST:
        raise RowFault("row.time", "at is too far away")
    record: dict[str, object] = {"type": event.kind, "at": utc_text(at), "order": _whole(event.order, "order")}
    for name in _TEXTS:
        value = getattr(event, name)
        if value is not None and not isinstance(value, str):
            raise RowFault("row.columns", f"{name} is no text")
        record[name] = value
    record["amount"] = _amount(event.amount, "amount")
    record["points"] = _amount(event.points, "points")
    for name in ("earned_on", "usable_until"):
        record[name] = _day(getattr(event, name), name)
    if event.lines:
        record["lines"] = [_line_record(line, schema) for line in event.lines]
    record |= _attributes("member", event.profile, schema.member)
    return record | _attributes("purchase", event.attributes, schema.purchase)


def _line_record(line: Line, schema: LedgerSchema) -> dict[str, object]:
    record: dict[str, object] = {
        "sku": line.sku,
        "line_amount": _amount(line.amount, "line_amount"),
        "quantity": _amount(line.quantity, "quantity"),
        "line": line.number,
    }
    return record | _attributes("line", line.attributes, schema.line)


def _attributes(
    scope: str, values: Mapping[str, AttributeValue], types: Mapping[str, AttributeType]
) -> dict[str, object]:
    return {f"{scope}.{name}": _text(value, types[name], name) for name, value in values.items() if name in types}


def _text(value: AttributeValue, kind: AttributeType, name: str) -> str | bool:
    if isinstance(value, str | bool):
        return value
    if kind.kind == "date":
        return _day(value, name) or ""
    return format_amount(_whole(value, name))


def _day(value: object, name: str) -> str | None:
    if value is None:
        return None
    if not FIRST_DAY <= _whole(value, name) <= LAST_DAY:
        raise RowFault("row.attribute", f"{name} is no day")
    return iso_day(_whole(value, name))


def _amount(value: object, name: str) -> str | None:
    return None if value is None else format_amount(_whole(value, name))


def _whole(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise RowFault("row.number", f"{name} is no whole number")
    return value
