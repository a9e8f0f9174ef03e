"""How a source writes numbers: foreign text -> plain decimal text, or None. Groups of thousands must be groups of three."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MARKS = {"point": ".", "comma": ",", "space": " ", "apostrophe": "'"}
"""The marks a mapping can name."""

_SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{RIGHT SINGLE QUOTATION MARK}": "'"})


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """The decimal mark and the mark between thousands, if any.

    >>> NumberFormat(",", ".").plain("1.234,50"), NumberFormat(",", ".").plain("12.50"), NumberFormat().plain(" -7 ")
    ('1234.50', None, '-7')
    """

    decimal: str = "."
    thousands: str | None = None
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        whole = r"[0-9]+"
        if self.thousands:
            whole = rf"(?:[0-9]{{1,3}}(?:{re.escape(self.thousands)}[0-9]{{3}})+|[0-9]+)"
        object.__setattr__(self, "pattern", re.compile(rf"([-+]?)({whole})(?:{re.escape(self.decimal)}([0-9]+))?"))

    def plain(self, text: str) -> str | None:
        """The number as `-1234.5`; None if the text is not written in this format."""
        match = self.pattern.fullmatch(text.translate(_SPACES).strip(" \t"))
        if match is None:
            return None
        sign, whole, fraction = match.groups()
        digits = whole.replace(self.thousands, "") if self.thousands else whole
        return ("-" if sign == "-" else "") + digits + (f".{fraction}" if fraction else "")
