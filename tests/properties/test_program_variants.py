"""`extends`, `--set` and `goals`: a program written as a variant of another is the program it comes to, whatever the other one has.

A generated program is taken apart: at some of its paths another one has something else, or nothing, and the variant puts it right.
"""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from generators.cases import Case, Shown, by_member, run, through_json
from generators.ledgers import ledgers
from generators.programs import Spec, programs, yaml_text
from hypothesis import given
from hypothesis import strategies as st

from rulekit.diagnostics import Severity, Source, UsageError
from rulekit.engine import Engine
from rulekit.program.compose import compose
from rulekit.program.model import Program
from rulekit.semantics import check_composition, check_program, format_program

Draw = Any
ALWAYS_WRITTEN = ("program", "currency", "timezone", "attributes", "goals")
"""Sections that stay as they are: the first three are single values, which a variant may set too, the others have no entries with keys."""


@dataclass(frozen=True, repr=False)
class Variant(Shown):
    """A program, another one that differs at some paths, and the values that make the one of the other."""

    whole: Spec
    other: Spec
    values: dict[str, Any]

    def text(self, name: str = "other.yaml") -> str:
        """The variant as a file that extends the other."""
        return yaml_text({"extends": f"./{name}", **self.values})

    def __repr__(self) -> str:
        return f"\n# other.yaml\n{yaml_text(self.other)}\n# variant.yaml\n{self.text()}"


@st.composite
def variants(draw: Draw) -> Variant:
    """Some paths of a program have another value elsewhere, or are left out there."""
    spec = draw(programs())
    other, values = copy.deepcopy(dict(spec)), {}
    for path in draw(st.lists(st.sampled_from(list(_paths(spec))), min_size=1, max_size=4, unique=True)):
        values[".".join(path)] = _at(spec, path)
        owner = _at(other, path[:-1])
        if not isinstance(owner, dict) or path[-1] not in owner:
            continue  # what holds it was taken out before
        if len(path) == 3 and path[0] != "tiers" and len(owner) > 1 and draw(st.booleans()):
            del owner[path[-1]]  # levels have an order, and a new one comes last
        else:
            owner[path[-1]] = draw(st.sampled_from(("0", "else", owner[path[-1]])))
    return Variant(spec, other, values)


def _paths(spec: Spec) -> Iterator[tuple[str, ...]]:
    """Everything a variant may set: single values, named entries, and what they hold."""
    yield from ((key,) for key in ("currency", "timezone"))
    for section, entries in spec.items():
        if section not in ALWAYS_WRITTEN and isinstance(entries, Mapping):
            for name, entry in entries.items():
                yield section, name
                yield from ((section, name, key) for key in entry) if isinstance(entry, Mapping) else ()


def _at(spec: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        spec = spec.get(key) if isinstance(spec, Mapping) else None
    return spec


def written(spec: Spec) -> Program:
    """The program of one file."""
    program, findings = check_program(Source("whole.yaml", yaml_text(spec)))
    assert program is not None, findings
    return program


def put_together(folder: str, variant: Variant) -> Program:
    """The program of both files."""
    Path(folder, "other.yaml").write_text(yaml_text(variant.other), encoding="utf-8")
    program, findings = check_program(Source(str(Path(folder, "variant.yaml")), variant.text()))
    assert program is not None, [finding for finding in findings if finding.severity is Severity.ERROR]
    return program


def same(one: Program, other: Program) -> bool:
    """Whether two programs are one, wherever they were written."""
    return replace(one, hash=other.hash) == other


@given(variants())
def test_a_variant_is_the_program_it_comes_to(variant: Variant):
    with tempfile.TemporaryDirectory() as folder:
        program = put_together(folder, variant)
        assert same(program, written(variant.whole))
        assert program.hash == put_together(folder, variant).hash


@given(variants())
def test_values_for_one_run_make_the_same_program(variant: Variant):
    """`--set` and `with_values`, in any order of the paths."""
    values = {path: value for path, value in variant.values.items() if isinstance(value, str)}
    if len(values) < len(variant.values):
        return  # a value of `--set` is written as in a file; mappings are tried above
    found = compose(Source("other.yaml", yaml_text(variant.other)))
    program, findings = check_composition(found.with_values(dict(reversed(values.items())), "--set"))
    assert program is not None, findings
    assert same(program, written(variant.whole))


@given(variants())
def test_a_formatted_variant_is_the_same_variant(variant: Variant):
    """I11, file by file: the other one may be no program by itself, and stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        program, place = put_together(folder, variant), str(Path(folder, "variant.yaml"))
        tidy, _ = format_program(Source(place, variant.text()))
        assert tidy is not None
        assert check_program(Source(place, tidy))[0] == program
        assert format_program(Source(place, tidy))[0] == tidy


@given(variants(), st.data())
def test_a_variant_resumes_where_it_stopped(variant: Variant, data: Any):
    """I7: its state is its own, and no other text goes on with it."""
    rows = data.draw(ledgers(tuple(variant.whole["wallets"]), friends="referral" in variant.whole))
    with tempfile.TemporaryDirectory() as folder:
        program, again = put_together(folder, variant), put_together(folder, variant)
    events = Case(yaml_text(variant.whole), rows).events
    cut = data.draw(st.integers(0, len(events)))
    whole = run(program, events)
    first = run(program, events[:cut])
    snapshot = through_json(first.engine.snapshot())
    second = run(again, events[cut:], snapshot=snapshot, until=max((event.day for event in events), default=None))
    assert by_member((*first.entries, *second.entries)) == by_member(whole.entries)
    with pytest.raises(UsageError):
        Engine(written(variant.whole), snapshot)


@given(programs())
def test_goals_take_no_part_in_a_replay(spec: Spec):
    """Neither the hash, and with it the codes of rewards, nor anything else of the program changes with them."""
    with_goals = {**spec, "goals": {"retention.strict per quarter": "at least 60%", **spec.get("goals", {})}}
    without = {key: value for key, value in spec.items() if key != "goals"}
    assert replace(written(with_goals), goals=()) == written(without)
    assert len(written(with_goals).goals) >= 1
