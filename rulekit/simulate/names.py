"""Names of variants: programs -> what each is called, by its own name and the values that were set, no two alike.

Why not by their files: whoever reads a comparison knows the program and what was changed, and seldom the files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rulekit.program.model import Program

SECTIONS = ("wallets", "rules", "cards", "milestones", "challenges", "rewards", "segments")
"""What stands below them has a name of its own, so a path says as much without them."""

Base = tuple[str, str]
"""A program before values were set: its file and its name."""


def named(programs: Sequence[Program]) -> dict[str, Program]:
    """The programs by their names, in their order.

    A program is called as it calls itself, with its file where several do so; one with other values after these, such as
    `coffee card: full at 8`, behind the program's name where there are several. What is still alike is numbered.
    """
    bases = _names_of({_base(program): None for program in programs})
    names = [_called(program, bases, in_words) for program in programs]
    counts = Counter(names)
    found: dict[str, Program] = {}
    for name, program in zip(names, programs, strict=True):
        called = name if counts[name] == 1 else _called(program, bases, "{}={}".format)
        unlike, number = called, 2
        while unlike in found:
            unlike, number = f"{called} ({number})", number + 1
        found[unlike] = program
    return found


def in_words(path: str, value: str) -> str:
    """A setting without the signs of a path.

    >>> in_words("cards.coffee card.full at", "8"), in_words("starts", "2027-01-01")
    ('coffee card: full at 8', 'starts 2027-01-01')
    """
    *steps, last = path.split(".")
    if len(steps) > 1 and steps[0] in SECTIONS:
        del steps[0]
    return f"{', '.join(steps)}: {last} {value}" if steps else f"{last} {value}"


def _names_of(bases: Mapping[Base, None]) -> dict[Base, str]:
    """The name of each, with its file where another has the same; the whole path where the files have the same name, too."""
    names = Counter(name for _, name in bases)
    short = {(file, name): name if names[name] == 1 else f"{name} ({Path(file).stem})" for file, name in bases}
    counts = Counter(short.values())
    return {(file, name): said if counts[said] == 1 else f"{name} ({file})" for (file, name), said in short.items()}


def _called(program: Program, bases: Mapping[Base, str], said: Callable[[str, str], str]) -> str:
    name = bases[_base(program)]
    values = "; ".join(said(path, value) for path, value in _settings(program).items())
    if not values:
        return name
    return f"{name}, {values}" if len(bases) > 1 else values


def _base(program: Program) -> Base:
    return "" if program.origin is None else program.origin.file, program.name


def _settings(program: Program) -> Mapping[str, str]:
    return {} if program.origin is None else program.origin.settings
