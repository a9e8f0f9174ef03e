"""What a program was made of, as far as the model knows: it can be made again with other values, and its keys have places."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from rulekit.diagnostics import Span, UsageError

if TYPE_CHECKING:
    from rulekit.program.model import Program

Value = str | int | Decimal
"""What a path can be set to from Python: text as in the file, or a number."""


class Origin(Protocol):
    """The files and values a program was read from."""

    @property
    def file(self) -> str:
        """Its own file, or what it is called where it came from no file."""

    @property
    def settings(self) -> Mapping[str, str]:
        """The values that were set from outside, as they were written, by path."""

    def with_values(self, values: Mapping[str, Value]) -> Program:
        """The program with these values at their paths; ProgramError where they do not fit."""

    def place(self, path: str) -> Span | None:
        """Where the key of a path stands in a file."""


def with_values(origin: Origin | None, values: Mapping[str, Value]) -> Program:
    """Make a program again; UsageError for one that was not read from a text."""
    if origin is None:
        raise UsageError("this program was not read from a text, so it has no paths", help="load it with `rk.load`")
    return origin.with_values(values)
