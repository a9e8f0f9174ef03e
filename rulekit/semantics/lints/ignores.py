"""`# rulekit: ignore RK352 reason`: comments that silence warnings on their own line, or alone on a line above it.

Input: a program's text, its tree and the findings about it. Output: the findings that stay, and what is to say about the
comments themselves. Errors are never silenced, nor is what is said about a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rulekit.diagnostics import CODES, Diagnostic, Severity, Source, Span, closest
from rulekit.syntax.comments import Comment, find_comments
from rulekit.syntax.tree import Tree

_ADDRESSED = re.compile(r"#+\s*rulekit(?:\s*:\s*|\s+(?=ignore\b))", re.IGNORECASE)
_IGNORE = re.compile(r"ignore\b[\s,:]*", re.IGNORECASE)
_CODE = re.compile(r"(RK\d\w*|[A-Z]{1,3}\d{3})\b[\s,:;.]*", re.IGNORECASE)
MEASURED = ("RK346", "RK347", "RK348")
"""What tests leave out: only `rulekit test --coverage` knows whether there is such a finding to ignore."""
_EXAMPLE = "write `# rulekit: ignore RK352 the second half comes in May`"


@dataclass(frozen=True, slots=True)
class Heard:
    """`loud`: the findings that no comment silences. `about`: what is to say about the comments."""

    loud: list[Diagnostic]
    about: list[Diagnostic]


@dataclass(frozen=True, slots=True)
class _Ignore:
    """One code of a comment, the place of the code, and the line whose findings it silences."""

    code: str
    span: Span
    line: int


def heed_ignores(source: Source, tree: Tree, findings: Sequence[Diagnostic]) -> Heard:
    """What is left of the findings of a check about a file, as its comments ask."""
    return _heed(source, tree, findings, are_measured=False)


def heed_ignored_coverage(source: Source, tree: Tree, findings: Sequence[Diagnostic]) -> list[Diagnostic]:
    """What is left of the findings of coverage about a file, and the comments that silence none of them."""
    heard = _heed(source, tree, findings, are_measured=True)
    return [*heard.loud, *(one for one in heard.about if one.code == "RK364")]


def _heed(source: Source, tree: Tree, findings: Sequence[Diagnostic], *, are_measured: bool) -> Heard:
    if "rulekit" not in source.text.lower():
        return Heard(list(findings), [])
    comments = find_comments(source, tree)
    meant = _lines_meant(source, comments)
    heard = [_hear(source, comment, meant) for comment in comments]
    ignores = [one for found, _ in heard for one in found if (one.code in MEASURED) == are_measured]
    about = [one for _, found in heard for one in found]
    silenced = {(one.code, one.line) for one in ignores}
    loud = [one for one in findings if not (_can_be_ignored(one.code) and _key(one, source) in silenced)]
    met = {_key(one, source) for one in findings}
    about.extend(_stale(one) for one in ignores if (one.code, one.line) not in met)
    return Heard(loud, about)


def _key(finding: Diagnostic, source: Source) -> tuple[str, int]:
    """Code and line; findings about another text have none here."""
    is_here = finding.span is not None and finding.span.source == source
    return finding.code, finding.span.line if finding.span and is_here else 0


def _can_be_ignored(code: str) -> bool:
    return code in CODES and CODES[code].severity is Severity.WARNING


def _hear(source: Source, comment: Comment, meant: Mapping[int, int]) -> tuple[list[_Ignore], list[Diagnostic]]:
    """The codes of one comment that can be ignored, and what is wrong with it."""
    addressed = _ADDRESSED.match(comment.text)
    if addressed is None:
        return [], []
    whole = source.span(comment.position, comment.position + len(comment.text))
    ignore = _IGNORE.match(comment.text, addressed.end())
    codes = list(_codes(comment, ignore.end())) if ignore else []
    if not codes:
        said = "this comment does not say which finding to ignore" if ignore else "rulekit knows only `ignore` in comments"
        return [], [Diagnostic("RK363", said, whole, (), _EXAMPLE)]
    about = []
    if not any(character.isalpha() for character in comment.text[codes[-1].end() :]):
        about.append(Diagnostic("RK363", "this comment does not say why the finding may be ignored", whole, (), _EXAMPLE))
    line = meant.get(whole.line, whole.line)
    spans = [(code[1], source.span(comment.position + code.start(1), comment.position + code.end(1))) for code in codes]
    about.extend(_refused(code, span) for code, span in spans if not _can_be_ignored(code))
    return [_Ignore(code, span, line) for code, span in spans if _can_be_ignored(code)], about


def _codes(comment: Comment, position: int) -> Iterator[re.Match[str]]:
    """The codes at the beginning of what a comment says."""
    while (code := _CODE.match(comment.text, position)) is not None:
        yield code
        position = code.end()


def _lines_meant(source: Source, comments: Sequence[Comment]) -> dict[int, int]:
    """The lines of comments that are alone, each with the next line that has a key or value; others mean their own."""
    meant: dict[int, int] = {}
    for comment in reversed(comments):
        line = source.span(comment.position, comment.position).line
        if not source.line(line)[: comment.column].strip():
            following = line + 1
            while following not in meant and following <= len(source.starts) and not source.line(following).strip():
                following += 1
            meant[line] = meant.get(following, following)
    return meant


def _refused(code: str, span: Span) -> Diagnostic:
    if code in CODES:
        return Diagnostic("RK365", f"`{code}` is an error, and errors cannot be ignored", span, (), "mend what it says")
    near = closest(code, [known for known in CODES if _can_be_ignored(known)])
    help_text = f"did you mean `{near}`?" if near else "write the code that stands in brackets behind `warning`"
    return Diagnostic("RK365", f"there is no finding `{code}`", span, (), help_text)


def _stale(ignore: _Ignore) -> Diagnostic:
    help_text = "remove it, or put it on the line of the finding or above it"
    return Diagnostic("RK364", f"there is no `{ignore.code}` to ignore here", ignore.span, (), help_text)
