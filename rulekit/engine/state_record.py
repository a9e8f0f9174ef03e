"""State as plain JSON values and back (S10.2): a declared type -> a function for each way, made once from its fields.

Most of a state is numbers, texts and lists of them, which are themselves; None stands for a function that would do nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from rulekit.ledger.event import Event, Line

Convert = Callable[[Any], Any]

_PLAIN = frozenset((int, str, bool, NoneType))
_EVENT_FIELDS = tuple(field.name for field in fields(Event) if field.compare)


def to_plain(kind: type, value: object) -> Any:
    """A value of a declared type as dicts, lists and plain values, ready for JSON."""
    convert = _encoder(kind)
    return value if convert is None else convert(value)


def from_plain(kind: type, value: Any) -> Any:
    """A value of a declared type, from what JSON gave; TypeError, ValueError or AttributeError where it is none."""
    convert = _decoder(kind)
    return value if convert is None else convert(value)


@cache
def _encoder(kind: Any) -> Convert | None:
    """From a value of a declared type to plain JSON."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind is Event:
        return _event
    if kind is Line or kind in _PLAIN or origin is Literal:
        return None  # JSON writes a named tuple as a list
    if is_dataclass(kind):
        return _of_fields(kind)
    if origin in (Union, UnionType):
        return _of_union([found for found in map(_encoder, parts) if found is not None])
    item = next((found for found in map(_encoder, parts) if found is not None), None)
    if item is None:
        return None
    if origin in (dict, Mapping):
        return lambda value: {key: item(each) for key, each in value.items()}
    return lambda value: [item(each) for each in value]


def _of_fields(kind: Any) -> Convert:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    read = attrgetter(*names)
    structured = [(name, convert) for name in names if (convert := _encoder(hints[name])) is not None]

    def encode(value: Any) -> dict[str, Any]:
        record = dict(zip(names, read(value), strict=True))
        for name, convert in structured:
            record[name] = convert(record[name])
        return record

    return encode


def _event(event: Event) -> dict[str, Any]:
    """The fields of an event that say something; where it was read is no part of it."""
    said = ((name, getattr(event, name)) for name in _EVENT_FIELDS)
    return {name: value for name, value in said if value or value == 0}


def _of_union(structured: list[Convert]) -> Convert | None:
    """Of a union only one type is structured; None, text, numbers and booleans are themselves."""
    if not structured:
        return None
    (convert,) = structured
    return lambda value: value if type(value) in _PLAIN else convert(value)


@cache
def _decoder(kind: Any) -> Convert | None:
    """From plain JSON to a value of a declared type. What does not fit raises TypeError, ValueError or AttributeError."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind in _PLAIN or origin is Literal:
        return None
    if kind is Line:
        return Line._make
    if is_dataclass(kind):
        return _to_fields(kind)
    if origin in (Union, UnionType):
        return _of_union([found for found in map(_decoder, parts) if found is not None])
    if origin in (dict, Mapping):
        return _to_mapping(parts[0], _decoder(parts[1]))
    item = _decoder(parts[0])
    if origin is tuple:
        return tuple if item is None else lambda value: tuple(map(item, value))
    return None if item is None else lambda value: list(map(item, value))


def _to_fields(kind: Any) -> Convert:
    hints = get_type_hints(kind)
    structured = [(field.name, convert) for field in fields(kind) if (convert := _decoder(hints[field.name])) is not None]

    def decode(value: Any) -> Any:
        record = dict(value.items())
        for name, convert in structured:
            if name in record:
                record[name] = convert(record[name])
        return kind(**record)

    return decode


def _to_mapping(key: type, item: Convert | None) -> Convert:
    if key is int:
        return lambda value: {int(name): each if item is None else item(each) for name, each in value.items()}
    if item is None:
        return lambda value: dict(value.items())
    return lambda value: {name: item(each) for name, each in value.items()}
