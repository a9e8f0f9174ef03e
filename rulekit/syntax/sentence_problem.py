"""stub"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rulekit.diagnostics import Diagnostic
from rulekit.syntax.tree import Scalar

if TYPE_CHECKING:
    from lark import Token


def explain_sentence(start: str, scalar: Scalar, names: Mapping[str, str], tokens: list[Token], failed: Token | None) -> Diagnostic:
    """Stub."""
    place = scalar.place(failed.start_pos or 0, failed.end_pos or 0) if failed is not None else scalar.span
    return Diagnostic("RK140", "this sentence cannot be understood", place)
