"""stub"""

from __future__ import annotations
from pathlib import Path


def draft_mapping(path: str | Path) -> str:
    """Stub."""
    return str(path)
