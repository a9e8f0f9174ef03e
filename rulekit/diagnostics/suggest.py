"""Did you mean: the declared name closest to what was written."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def closest(written: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the known name most like `written`, or None if none is near; `likeness` runs from 0 to 1, the same.

    >>> closest("free cofee", ["mug", "free coffee"])
    'free coffee'
    """
    by_folded = {name.casefold(): name for name in sorted(known)}
    found = get_close_matches(written.casefold()[:80], list(by_folded), n=1, cutoff=likeness)
    return by_folded[found[0]] if found else None
