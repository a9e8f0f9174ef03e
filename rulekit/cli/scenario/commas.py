"""Missing commas: a part that was not understood -> the same words in the author's order, with a comma between the parts."""

from __future__ import annotations

from collections.abc import Callable

_MOST_WORDS = 40
_UNKNOWN_WORD = 10
"""What a word nobody understands costs; an understood run of words costs 1, so that few, long runs win."""


def with_commas(part: str, is_understood: Callable[[str], bool]) -> str | None:
    """The part with commas where they are missing; None where commas alone would not help.

    >>> with_commas("12 EUR Sat", lambda words: words in ("12 EUR", "Sat")), with_commas("12 EUR", lambda words: words == "EUR")
    ('12 EUR, Sat', None)
    """
    words = part.split()
    if not 1 < len(words) <= _MOST_WORDS:
        return None
    runs = _cheapest(words, is_understood)
    if sum(is_known for _, is_known in runs) < 2:
        return None
    return ", ".join(_joined(runs))


def _cheapest(words: list[str], is_understood: Callable[[str], bool]) -> list[tuple[str, bool]]:
    """The words in runs, each understood or one unknown word, at the least cost; the longer run first."""
    best: list[tuple[int, list[tuple[str, bool]]]] = [(0, [])]
    for end in range(1, len(words) + 1):
        cost, runs = best[end - 1]
        found = (cost + _UNKNOWN_WORD, [*runs, (words[end - 1], False)])
        for start in range(end):
            run = " ".join(words[start:end])
            cost, runs = best[start]
            if cost + 1 < found[0] and is_understood(run):
                found = (cost + 1, [*runs, (run, True)])
        best.append(found)
    return best[-1][1]


def _joined(runs: list[tuple[str, bool]]) -> list[str]:
    """Unknown words stay with what stands before them, at the beginning with what follows."""
    parts: list[str] = []
    waits = False
    for text, is_known in runs:
        if parts and (waits or not is_known):
            parts[-1] += f" {text}"
            waits = waits and not is_known
        else:
            parts.append(text)
            waits = not is_known
    return parts
