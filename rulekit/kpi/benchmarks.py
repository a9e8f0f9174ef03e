"""Benchmarks: a YAML list of what is usual in an industry, each with its source, shown beside the own figures.

    - id: retention.strict
      low: 20%
      high: 30%
      source: Shop Monitor 2024, page 12

`low` or `high` may be left out; percentages for shares, plain numbers for all else. They judge nothing: industries differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from rulekit.diagnostics import Diagnostic, ProgramError, Span, closest
from rulekit.kpi.catalogue import catalogue
from rulekit.kpi.figure import decimal_text
from rulekit.syntax.read_source import read_source
from rulekit.syntax.tree import Items, Mapping, Scalar, Tree
from rulekit.syntax.yaml import read_yaml
from rulekit.values.money import SCALE, parse_amount

EMPTY = "RK108"
"""What the reader of files says of an empty one, with advice for programs."""

KEYS = ("id", "low", "high", "source")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What is usual for a figure, in its unit: 20% is 1/5."""

    id: str
    low: Fraction | None
    high: Fraction | None
    source: str

    def record(self) -> dict[str, str | None]:
        """As in the JSON of `rulekit kpis` (schemas/kpis.schema.json)."""
        low, high = (None if bound is None else decimal_text(bound) for bound in (self.low, self.high))
        return {"id": self.id, "low": low, "high": high, "source": self.source}


def read_benchmarks(path: str | Path) -> tuple[Benchmark, ...]:
    """The benchmarks of a file, in its order. Raises ProgramError with all findings where it cannot be read or used."""
    source = read_source(path)
    if isinstance(source, Diagnostic):
        raise ProgramError([source])
    tree, findings = read_yaml(source)
    found: list[Benchmark] = []
    if [one.code for one in findings] == [EMPTY]:
        findings = [_finding(source.span(0, 0), "there are no benchmarks in this file", "begin each with `- id: …`")]
    if not findings:
        if not isinstance(tree, Items):
            raise ProgramError([_finding(source.span(0, 0), "benchmarks are a list", "begin each with `- id: …`")])
        for item in tree.items:
            read = list(_read(item))
            findings += [one for one in read if isinstance(one, Diagnostic)]
            found += [one for one in read if isinstance(one, Benchmark)]
    if findings:
        raise ProgramError(findings)
    return tuple(found)


def _read(item: Tree) -> Iterator[Benchmark | Diagnostic]:
    """A benchmark, or what is wrong with it."""
    if not isinstance(item, Mapping):
        yield _finding(item.span, "a benchmark is made of `key: value` lines", "begin each with `- id: …`")
        return
    wrong = list(_wrong(item))
    yield from wrong
    if not wrong:
        low, high = (_number(item.get(key), _is_share(item)) for key in ("low", "high"))
        yield Benchmark(_text(item, "id"), low, high, _text(item, "source"))


def _wrong(item: Mapping) -> Iterator[Diagnostic]:
    for pair in item.pairs:
        if pair.key.text not in KEYS:
            message = f"a benchmark has no key `{pair.key.text}`"
            yield _finding(pair.key.span, message, "its keys are `id`, `low`, `high` and `source`")
        elif not isinstance(pair.value, Scalar) or pair.value.is_missing:
            yield _finding(pair.key.span, f"`{pair.key.text}:` is one piece of text", "write it behind the colon")
        elif pair.key.text in ("low", "high") and _is_no_value(item, pair.value):
            example = "a percentage, such as `20%`" if _is_share(item) else "a number, such as `20`"
            yield _finding(pair.value.span, f"`{pair.value.text}` is no value of this figure", f"write {example}")
        elif pair.key.text == "id" and pair.value.text not in catalogue():
            near = closest(pair.value.text, catalogue())
            help_text = f"did you mean `{near}`?" if near else "docs/kpis.md lists all figures"
            yield _finding(pair.value.span, f"no figure is called `{pair.value.text}`", help_text)
    low, high = (_number(item.get(key), _is_share(item)) for key in ("low", "high"))
    if low is not None and high is not None and low > high:
        yield _finding(item.span, "`low:` is more than `high:`", "exchange them")
    if item.get("low") is None and item.get("high") is None:
        yield _finding(item.span, "this benchmark says nothing", "add `low:`, `high:` or both")
    for key, why in (("id", "which figure it is about"), ("source", "where it comes from")):
        if item.get(key) is None or (key == "source" and isinstance(item.get(key), Scalar) and not _text(item, key)):
            yield _finding(item.span, f"this benchmark does not say {why}", f"add `{key}:`")


def _is_no_value(item: Mapping, value: Scalar) -> bool:
    """For a figure that is known."""
    return _text(item, "id") in catalogue() and _number(value, _is_share(item)) is None


def _is_share(item: Mapping) -> bool:
    kpi = catalogue().get(_text(item, "id"))
    return kpi is not None and kpi.unit == "ratio"


def _text(item: Mapping, key: str) -> str:
    value = item.get(key)
    return " ".join(value.text.split()) if isinstance(value, Scalar) else ""


def _number(value: Tree | None, is_share: bool) -> Fraction | None:
    if not isinstance(value, Scalar) or value.text.strip().endswith("%") != is_share:
        return None
    minor = parse_amount(value.text.strip().removesuffix("%"))
    return None if minor is None or (is_share and minor < 0) else Fraction(minor, SCALE * (100 if is_share else 1))


def _finding(span: Span, message: str, help_text: str) -> Diagnostic:
    return Diagnostic("RK420", message, span, help=help_text)
