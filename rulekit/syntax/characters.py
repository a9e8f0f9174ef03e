"""Characters that have no place in a program: source -> findings. What cannot be seen cannot be checked by reading.

Refused are control characters, hidden line ends, direction marks, lone surrogates and byte order marks inside the text.
"""

from __future__ import annotations

import re
import unicodedata

from rulekit.diagnostics import Diagnostic, Source

REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]|\r(?!\n)"
)
_WORDS = {
    "\r": "an old Mac line end",
    "\u2028": "a hidden line end",
    "\u2029": "a hidden line end",
    "\x85": "a hidden line end",
}


def check_characters(source: Source, most: int) -> list[Diagnostic]:
    r"""Every refused character, at most `most` of them.

    >>> [finding.message for finding in check_characters(Source("p.yaml", "seed: a\x00b"), 9)]
    ['a character that cannot be seen: U+0000']
    """
    findings = []
    for match in REFUSED.finditer(source.text):
        message = f"a character that cannot be seen: {_described(match.group())}"
        place = source.span(match.start(), match.end())
        findings.append(Diagnostic("RK104", message, place, help="delete it, or type the line anew"))
        if len(findings) == most:
            break
    return findings


def _described(character: str) -> str:
    name = _WORDS.get(character) or unicodedata.name(character, "").lower()
    point = f"U+{ord(character):04X}"
    return f"{point} ({name})" if name else point
