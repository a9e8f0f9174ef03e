"""YAML mistakes of layout: tabs, indentation, lines without their colon or with two: where it got stuck -> finding."""

from __future__ import annotations

import re

from rulekit.diagnostics import Diagnostic, Label
from rulekit.syntax.stuck import Stuck

QUOTES = "put the whole value in single quotes"
COLON = re.compile(r":(?=[ \t]|$)")
"""A colon that YAML takes as the end of a key."""

LONGEST_EXAMPLE = 80
_LONGEST_KEY = 1_000


def tab(stuck: Stuck) -> Diagnostic:
    """A tab in the indentation, or where a value should begin."""
    at = stuck.at if stuck.character == "\t" else stuck.line_start + stuck.line.index("\t")
    return stuck.finding("RK110", "a tab stands where YAML needs spaces", "replace the tab with spaces", at)


def second_colon(stuck: Stuck) -> Diagnostic:
    """`mapping values are not allowed`: a colon where no key can be."""
    first = COLON.search(stuck.before)
    if first:
        key = stuck.before[: first.start()].strip().removeprefix("- ")
        value = without_comment(stuck.line[first.end() :]).replace("'", "''")
        help_text = f"{QUOTES}: `{key}: '{value}'`" if len(value) < LONGEST_EXAMPLE else QUOTES
        place = stuck.source.span(stuck.line_start + first.start(), stuck.line_start + first.end())
        labels = (Label(place, "the first"),)
        return stuck.finding("RK114", "a second `: ` in one entry", help_text, labels=labels)
    if stuck.before.startswith("---"):
        return stuck.finding("RK119", "text follows `---` on its line", "remove `---`", stuck.line_start, 3)
    start, above = stuck.previous()
    size = len(stuck.before.strip())
    here = stuck.line_start + len(stuck.before) - len(stuck.before.lstrip())
    if size > _LONGEST_KEY:
        help_text = "a key is a word or a short name"
        return stuck.finding("RK107", f"a key of more than {_LONGEST_KEY} characters", help_text, here, 40)
    margin = _margin(above)
    if COLON.search(above) and stuck.indent > margin:
        place = stuck.source.span(start + margin, start + len(above.rstrip()))
        labels = (Label(place, "this entry has its value already"),)
        help_text = "begin it below the first letter of the line above"
        return stuck.finding("RK111", "this line is indented deeper than it can be", help_text, here, size, labels=labels)
    return _no_colon(stuck, start + margin, above.strip())


def key_without_colon(stuck: Stuck) -> Diagnostic:
    """`could not find expected ':'`: the line began like a key."""
    return _no_colon(stuck, stuck.began, stuck.rest_of_line(stuck.began))


def _no_colon(stuck: Stuck, start: int, line: str) -> Diagnostic:
    """A line that should be `key: value` and has no colon that YAML sees."""
    text, _, comment = line.partition(" #")
    glued = re.search(r"[^\s:]:(?=[^\s:/])", text)
    if ":" in comment:
        help_text = "what follows ` #` is a comment; put a key that holds ` #` in single quotes"
    elif glued:
        help_text = f"write a space behind the colon: `{text[: glued.end()]} {text[glued.end() :]}`"
    else:
        help_text = "write `key: value`; a value that goes on from the line above is indented deeper than its key"
    return stuck.finding("RK118", "this line has no `: ` behind its key", help_text, start, len(text.rstrip()))


def key_expected(stuck: Stuck) -> Diagnostic:
    """`did not find expected key`: text behind a closed value, a stray `-`, or an indentation that fits nothing."""
    before = stuck.before.rstrip()
    if before.endswith(('"', "'", "}", "]")) or re.search(r"[*&]\S+$", before):
        return _text_behind(stuck)
    if stuck.line.lstrip().startswith("- "):
        help_text = "indent the list deeper than the key it belongs to"
        at = stuck.line_start + stuck.indent
        return stuck.finding("RK111", "a list entry `-` stands where a key is expected", help_text, at)
    return indentation(stuck)


def _text_behind(stuck: Stuck) -> Diagnostic:
    """`a: "cake" = x`: YAML ends the value at its closing quote or bracket."""
    first = COLON.search(stuck.before)
    value = without_comment(stuck.line[first.end() :] if first else stuck.line)
    if value.startswith("'") and value.endswith("'"):
        value = value[1:-1].replace("''", "'")
    written = value.replace("'", "''")
    key = stuck.before[: first.start()].strip() + ": " if first else ""
    help_text = f"{QUOTES}: `{key}'{written}'`" if len(written) < LONGEST_EXAMPLE else QUOTES
    message = "text goes on behind what YAML takes as the whole value"
    return stuck.finding("RK116", message, help_text, size=len(stuck.rest_of_line(stuck.at)))


def without_comment(value: str) -> str:
    """A value without a comment behind it and the white space around it."""
    return re.split(r"\s#", value.strip(), maxsplit=1)[0].rstrip()


def list_entry_expected(stuck: Stuck) -> Diagnostic:
    """`did not find expected '-'`: something else stands among the entries of a list."""
    message = "this line stands among the entries of a list but does not begin with `-`"
    help_text = "begin the line with `- `, or indent it as the key it belongs to"
    return stuck.finding("RK111", message, help_text, size=len(stuck.line.strip()))


def indentation(stuck: Stuck) -> Diagnostic:
    """A line that begins below none of the lines it could belong to, or below one that is no key."""
    start, above = stuck.previous()
    if above and _margin(above) == stuck.indent and not COLON.search(without_comment(above)):
        return _no_colon(stuck, start + _margin(above), above.strip())
    margins = {_margin(line) for line in _lines_above(stuck)} - {stuck.indent}
    if without_comment(stuck.line).endswith(":"):
        margins = {margin for margin in margins if margin < _margin(stuck.next())} or margins
    help_text = "begin it below the first letter of a line above that it belongs with"
    if margins:
        best = min(sorted(margins), key=lambda margin: (abs(margin - stuck.indent), margin != _margin(above)))
        help_text = f"it has {_spaces(stuck.indent)} in front; {_spaces(best)} would fit"
    at = stuck.line_start + stuck.indent
    message = "the indentation of this line fits no line above"
    return stuck.finding("RK111", message, help_text, at, len(stuck.line.strip()))


def _lines_above(stuck: Stuck) -> list[str]:
    """The lines of the block above the place, as far as the last line without indentation."""
    lines: list[str] = []
    for line in reversed(stuck.text[: stuck.line_start].splitlines()):
        if line.strip() and not line.lstrip().startswith("#"):
            lines.append(line)
            if not line.startswith(" "):
                break
    return lines


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _spaces(count: int) -> str:
    return {0: "no space", 1: "1 space"}.get(count, f"{count} spaces")
