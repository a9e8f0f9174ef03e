"""The types of declared attributes and how their text is read: `text`, `number`, `money`, `date`, `yes/no`, a list of choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rulekit.values.calendar import parse_day
from rulekit.values.money import parse_amount

AttributeKind = Literal["text", "number", "money", "date", "yes/no", "choice"]
AttributeValue = str | int | bool
"""Text and choices as text, numbers and money in ten-thousandths, dates as day ordinals, yes/no as a boolean."""

_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class AttributeType:
    """The type of one declared attribute; `choices` only for the kind `choice`."""

    kind: AttributeKind
    choices: tuple[str, ...] = ()

    def parse(self, text: str) -> AttributeValue | None:
        """Read one cell; None if the text is not of this type. An empty cell never gets here: it is a missing attribute.

        >>> AttributeType("yes/no").parse("Yes"), AttributeType("number").parse("1.5"), AttributeType("date").parse("x")
        (True, 15000, None)
        """
        if self.kind == "text":
            return text
        if self.kind == "choice":
            return text if text in self.choices else None
        if self.kind == "yes/no":
            return _YES_NO.get(text.strip().lower())
        return parse_day(text.strip()) if self.kind == "date" else parse_amount(text)

    def __str__(self) -> str:
        return f"one of {', '.join(self.choices)}" if self.kind == "choice" else self.kind
