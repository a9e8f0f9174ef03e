"""A text as a YAML scalar on one line: plain where YAML reads it back as it is, else in quotes that lose nothing."""

from __future__ import annotations

import json
import re

from rulekit.syntax.characters import REFUSED

_PLAIN = re.compile(r"(?:[^\s,\[\]{}#&*!|>'\"%@`?:-]|[?:-](?=[^\s,\[\]{}]))(?:.*\S)?")
_CUT = re.compile(r":(?= |$)| #")
_MARKS = ("---", "...", "<<")
_IN_BRACES = re.compile(r"[,\[\]{}]")
_NOT_ON_ONE_LINE = re.compile("[\x00-\x1f]")


def quoted_where_needed(text: str, *, in_braces: bool = False) -> str:
    r"""Write a text so that YAML reads exactly it. `in_braces`: inside `{ }` or `[ ]`, where commas and brackets need quotes.

    >>> [quoted_where_needed(text) for text in ("no", "14:00", 'a: "b"', "it's #1", "", "two\nlines")]
    ['no', '14:00', '\'a: "b"\'', "'it''s #1'", "''", '"two\\nlines"']
    """
    if _NOT_ON_ONE_LINE.search(text) or REFUSED.search(text):
        return REFUSED.sub(lambda found: f"\\u{ord(found[0]):04X}", json.dumps(text, ensure_ascii=False))
    needs = not _PLAIN.fullmatch(text) or _CUT.search(text) or text.startswith(_MARKS)
    if needs or (in_braces and _IN_BRACES.search(text)):
        return "'" + text.replace("'", "''") + "'"
    return text
