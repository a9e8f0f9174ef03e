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
_LINE_TYPES: tuple[frozenset[type], ...] = tuple(map(frozenset, ((str, NoneType), (int,), (int,), (int, NoneType), (dict,))))
_ATTRIBUTES = frozenset((int, str, bool))
_EVENT_FIELDS = tuple(field.name for field in fields(Event) if field.compare)


def to_plain(kind: type, value: object) -> Any:
    """A value of a declared type as dicts, lists and plain values, ready for JSON."""
    convert = _encoder(kind)
    return value if convert is None else convert(value)


def from_plain(kind: type, value: Any) -> Any:
    """A value of a declared type, from what JSON gave; TypeError, ValueError or AttributeError where it is none."""
    return _decoder(kind)(value)


@cache
def _encoder(kind: Any) -> Convert | None:
    """From a value of a declared type to plain JSON."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind is Event:
        return _event
    if kind is Line or _plain_types(kind) is not None:
        return None  # JSON writes a named tuple as a list
    if is_dataclass(kind):
        return _of_fields(kind)
    if origin in (Union, UnionType):
        structured = [found for found in map(_encoder, parts) if found is not None]
        return _of_union(structured) if structured else None
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


def _of_union(structured: list[Convert]) -> Convert:
    """Of a union only one type is structured; None, text, numbers and booleans are themselves."""
    (convert,) = structured
    return lambda value: value if type(value) in _PLAIN else convert(value)


@cache
def _decoder(kind: Any) -> Convert:
    """From plain JSON to a value of a declared type. What does not fit raises TypeError, ValueError or AttributeError."""
    origin, parts = get_origin(kind), get_args(kind)
    plain = _plain_types(kind)
    if plain is not None:
        return _checked(plain) if origin is not Literal else _one_of(frozenset(parts))
    if is_dataclass(kind):
        return _to_fields(kind)
    if origin in (Union, UnionType):
        return _of_union([_decoder(part) for part in parts if _plain_types(part) is None])
    if origin in (dict, Mapping):
        return _to_mapping(*parts)
    if origin is tuple and parts[-1] is not Ellipsis:
        return _to_tuple(parts)
    return _to_lines if parts[0] is Line else _to_list(parts[0], tuple if origin is tuple else list)


@cache
def _plain_types(kind: Any) -> frozenset[type] | None:
    """The types of values that are themselves in JSON; None where something structured can stand."""
    if kind in _PLAIN:
        return frozenset((kind,))
    if get_origin(kind) is Literal:
        return frozenset(map(type, get_args(kind)))
    if get_origin(kind) not in (Union, UnionType):
        return None
    found = [_plain_types(part) for part in get_args(kind)]
    return None if None in found else frozenset().union(*(types for types in found if types is not None))


def _checked(plain: frozenset[type]) -> Convert:
    def check(value: Any) -> Any:
        if type(value) not in plain:
            raise TypeError(value)
        return value

    return check


def _one_of(values: frozenset[Any]) -> Convert:
    def check(value: Any) -> Any:
        if value not in values:
            raise ValueError(value)
        return value

    return check


def _to_fields(kind: Any) -> Convert:
    hints = get_type_hints(kind)
    plain = {field.name: types for field in fields(kind) if (types := _plain_types(hints[field.name])) is not None}
    plain = {name: types for name, types in plain.items() if get_origin(hints[name]) is not Literal}
    others = [(field.name, _decoder(hints[field.name])) for field in fields(kind) if field.name not in plain]

    def decode(value: Any) -> Any:
        record = dict(value.items())
        for name, item in record.items():
            if name in plain and type(item) not in plain[name]:
                raise TypeError(item)
        for name, convert in others:
            if name in record:
                record[name] = convert(record[name])
        return kind(**record)

    return decode


def _to_mapping(key: type, item: Any) -> Convert:
    plain, convert = _plain_types(item), _decoder(item)

    def decode(value: Any) -> Any:
        if plain is not None and not plain.issuperset(map(type, value.values())):
            raise TypeError(value)
        pairs = value.items() if plain is not None else [(name, convert(each)) for name, each in value.items()]
        return {int(name): each for name, each in pairs} if key is int else dict(pairs)

    return decode


def _to_tuple(parts: tuple[Any, ...]) -> Convert:
    converts = [_decoder(part) for part in parts]
    return lambda value: tuple(convert(each) for convert, each in zip(converts, _listed(value), strict=True))


def _listed(value: Any) -> list[Any]:
    if type(value) is not list:
        raise TypeError(value)
    return value


def _to_list(item: Any, kind: type) -> Convert:
    plain, convert = _plain_types(item), _decoder(item)

    def decode(value: Any) -> Any:
        if plain is not None and not plain.issuperset(map(type, _listed(value))):
            raise TypeError(value)
        return kind(value if plain is not None else map(convert, _listed(value)))

    return decode


def _to_lines(value: Any) -> tuple[Line, ...]:
    """The lines of a purchase, checked column by column: a state has more of them than of anything else."""
    lines = tuple(map(Line._make, _listed(value)))
    for types, column in zip(_LINE_TYPES, zip(*lines, strict=True), strict=False):
        if not types.issuperset(map(type, column)):
            raise TypeError(column)
    for line in lines:
        if line.attributes and not _ATTRIBUTES.issuperset(map(type, line.attributes.values())):
            raise TypeError(line)
    return lines
