"""What a YAML mistake means: the reader's complaint and its place -> one finding in our own words.

The complaint only says where the reader got stuck; what the author did wrong is read off the lines around that place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from rulekit.diagnostics import Diagnostic, Label, Source
from rulekit.syntax.stuck import Stuck
from rulekit.syntax.yaml_findings import MAX_DEPTH, too_deep
from rulekit.syntax.yaml_layout import (
    COLON,
    LONGEST_EXAMPLE,
    QUOTES,
    indentation,
    key_expected,
    key_without_colon,
    list_entry_expected,
    second_colon,
    tab,
)

if TYPE_CHECKING:
    import yaml

_BEGINNINGS = {"`": "a backtick", "-": "`- `", "?": "`? `"}
_BLOCKS_AND_ANCHORS = ("|", ">", "&", "*")
_CONTEXTS_WITH_TABS = ("quoted", "flow")


def explain_problem(problem: yaml.MarkedYAMLError, source: Source) -> Diagnostic:
    """The finding for a complaint of the YAML reader."""
    at = problem.problem_mark.index if problem.problem_mark else 0
    began = problem.context_mark.index if problem.context_mark else at
    stuck = Stuck(source, problem.problem or "", problem.context or "", at, began)
    margin = stuck.line[: len(stuck.line) - len(stuck.line.lstrip())]
    if "\t" in (stuck.character, *margin) and not any(word in stuck.context for word in _CONTEXTS_WITH_TABS):
        return tab(stuck)
    if "nesting depth" in stuck.problem:  # the reader's own bound, met while it looks ahead
        return too_deep(source, max(at - 1, 0), MAX_DEPTH)
    for words, explain in _EXPLANATIONS:
        if words in f"{stuck.context}: {stuck.problem}":
            return explain(stuck)
    help_text = "compare with the lines around it; is a quote, a bracket or a colon missing?"
    return stuck.finding("RK119", "this is not YAML", help_text)


def _bracket(stuck: Stuck) -> Diagnostic:
    """`did not find expected ',' or '}'`: what cannot stand in brackets, or brackets that are never closed."""
    opening = stuck.text[stuck.began]
    pair = f"`{opening} {'}' if opening == '{' else ']'}`"
    labels = (Label(stuck.source.span(stuck.began, stuck.began + 1), "opened here"),)
    same_line = stuck.text.count("\n", stuck.began, stuck.at) == 0
    entry = re.split(r"[,{\[]", stuck.text[max(stuck.began, stuck.line_start) : stuck.at])[-1]
    if stuck.character == ":" and (same_line or COLON.search(entry)):
        return stuck.finding("RK114", "a second `: ` in one entry", f"inside {pair} {QUOTES}", labels=labels)
    if stuck.character and (same_line or stuck.character in "[{\"'"):
        message = "text goes on behind what YAML takes as the whole value"
        help_text = f"inside {pair} {QUOTES}, or write the entries on lines of their own, without brackets"
        return stuck.finding("RK116", message, help_text, labels=labels)
    return _never_closed(stuck, stuck.began)


def _never_closed(stuck: Stuck, at: int) -> Diagnostic:
    opening = stuck.text[at]
    closing = "}" if opening == "{" else "]"
    return stuck.finding("RK113", f"the bracket `{opening}` is never closed", f"add `{closing}` where it ends", at)


def _never_opened(stuck: Stuck) -> Diagnostic:
    return stuck.finding("RK113", f"the bracket `{stuck.character}` closes nothing", f"remove it, or {QUOTES}")


def _open_quote(stuck: Stuck) -> Diagnostic:
    quote = stuck.text[stuck.began]
    name = "single" if quote == "'" else "double"
    help_text = f"close it with `{quote}`"
    if quote == "'":
        help_text += "; inside single quotes write `''` for an apostrophe"
    size = len(stuck.rest_of_line(stuck.began))
    return stuck.finding("RK112", f"the {name} quote that opens here is never closed", help_text, stuck.began, size)


def _beginning(stuck: Stuck) -> Diagnostic:
    """A sign at the start of a value that means something else to YAML."""
    at = stuck.began if stuck.text.startswith(_BLOCKS_AND_ANCHORS, stuck.began) else stuck.at
    sign = stuck.text[at : at + 1]
    rest = stuck.rest_of_line(at)
    example = f": `'{rest}'`" if "'" not in rest and len(rest) < LONGEST_EXAMPLE else ""
    message = f"a value cannot begin with {_BEGINNINGS.get(sign, f'`{sign}`')}, which means something else to YAML"
    return stuck.finding("RK115", message, f"{QUOTES}{example}", at, len(rest))


def _escape(stuck: Stuck) -> Diagnostic:
    at = stuck.text.rfind("\\", stuck.began, stuck.at + 1)
    help_text = r"in double quotes a backslash begins an escape; use single quotes, or write `\\`"
    return stuck.finding("RK117", "YAML does not know this escape", help_text, max(at, stuck.began), 2)


def _value_expected(stuck: Stuck) -> Diagnostic:
    """`did not find expected node content`: a comma, a closing bracket or the end of the file instead of a value."""
    if stuck.character in ("]", "}"):
        return _never_opened(stuck)
    if stuck.character == ",":
        return stuck.finding("RK115", "a comma stands where a value is expected", f"remove it, or {QUOTES}")
    opening = max(stuck.text.rfind("[", 0, stuck.at), stuck.text.rfind("{", 0, stuck.at))
    if opening >= 0 and not stuck.character:
        return _never_closed(stuck, opening)
    return stuck.finding("RK119", "a value is expected here", "write the value, or remove the key")


def _after_the_end(stuck: Stuck) -> Diagnostic:
    """`did not find expected <document start>`: something follows what YAML takes as the whole document."""
    size = len(stuck.line.strip())
    if stuck.character in ("]", "}"):
        return _never_opened(stuck)
    if stuck.previous()[1].startswith("..."):
        return stuck.finding("RK121", "text follows the end mark `...`", "remove the line `...`", size=size)
    if COLON.search(stuck.line) or stuck.indent:
        return indentation(stuck)
    message = "this line does not belong to what stands above"
    return stuck.finding("RK119", message, "write `key: value` lines", size=size)


def _tag(stuck: Stuck) -> Diagnostic:
    written = (stuck.text[stuck.began :].split(maxsplit=1) or ["!"])[0]
    help_text = f"for `not` write the word `not`; else {QUOTES}"
    message = f"`{written}` is a YAML tag, which programs do not use"
    return stuck.finding("RK122", message, help_text, stuck.began, len(written))


def _directive(stuck: Stuck) -> Diagnostic:
    start = stuck.text.rfind("\n", 0, stuck.began + 1) + 1
    message = "a line that begins with `%` is an instruction to YAML, which programs do not use"
    return stuck.finding("RK128", message, "remove the line", start, len(stuck.rest_of_line(start)))


_EXPLANATIONS: tuple[tuple[str, Callable[[Stuck], Diagnostic]], ...] = (
    ("directive", _directive),
    ("a tag", _tag),
    ("tag handle", _tag),
    ("escape", _escape),
    ("hexdecimal", _escape),
    ("while scanning a quoted scalar", _open_quote),
    ("while scanning a block scalar", _beginning),
    ("while scanning an anchor", _beginning),
    ("while scanning an alias", _beginning),
    ("cannot start any token", _beginning),
    ("block sequence entries are not allowed", _beginning),
    ("mapping keys are not allowed", _beginning),
    ("mapping values are not allowed", second_colon),
    ("could not find expected ':'", key_without_colon),
    ("expected ',' or '", _bracket),
    ("expected '-' indicator", list_entry_expected),
    ("expected key", key_expected),
    ("expected node content", _value_expected),
    ("<document start>", _after_the_end),
)
"""Words of the reader's complaint and what explains it; the first that occurs counts."""
