"""The door to scipy, which only predictions and confidence intervals need: the extra `stats`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from rulekit.diagnostics import UsageError

NEEDED = "predictions and confidence intervals need scipy"
"""What is said where it is not there."""


def special() -> Any:
    """The functions of scipy.special. Raises UsageError where scipy is not installed."""
    return _part("scipy.special")


def optimize() -> Any:
    """The functions of scipy.optimize. Raises UsageError where scipy is not installed."""
    return _part("scipy.optimize")


def _part(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        raise UsageError(NEEDED, help='`pip install "rulekit[stats]"`') from missing
