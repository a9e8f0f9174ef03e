"""How a name may be spelled (language.md, "Names"), and declaring it.

A name that sentences mention must not look like a sentence of its own: `5 EUR`, `first purchase`, `once`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from unicodedata import normalize

from rulekit.diagnostics import Label, Source, Span
from rulekit.semantics.checker import Checker
from rulekit.semantics.names import CONFUSABLE, WORDS, Declared, Kind
from rulekit.syntax.sentence import KEYWORDS, STARTS, parse_sentence
from rulekit.syntax.tree import Scalar

LONGEST_NAME = 40
RESERVED = ("and", "or", "not", "is", "in", "between", "where")
MENTIONED = frozenset(("wallet", "unit", "currency", "reward", "level", "segment"))
"""The kinds that sentences mention by name; rules and counters stand in keys alone."""

_STRANGE = re.compile(r"[^\w \-&%]")
_NUMERIC = re.compile(r"\d+(?:[.,]\d+)?(?:%|x)?")


def declare(checker: Checker, kind: Kind, name: str, span: Span, owner: str | None = None) -> bool:
    """Add a name to what is declared; False where it cannot be used or is taken, which is then reported."""
    mute = not is_usable(checker, kind, name, span)
    taken = _report_taken(checker, kind, name, span, owner or name)
    checker.names.add(Declared(kind, name, owner or name, span, mute))
    return not mute and not taken


def is_usable(checker: Checker, kind: Kind, name: str, span: Span) -> bool:
    """Whether the spelling of a name is allowed; where not, say why."""
    problem = problem_with(name)
    if problem is None and kind in MENTIONED and is_phrase(name, checker.names.amounts()):
        problem = "in a sentence it would mean something else", "add or choose a word of your own"
    if problem is None and kind == "level" and name.casefold() == "none":
        problem = "`none` stands for members without a level", "choose another name"
    if problem is None:
        return True
    checker.report("RK202", span, f"`{_short(name)}` cannot be the name of {WORDS[kind]}: {problem[0]}", help=problem[1])
    return False


def problem_with(name: str) -> tuple[str, str] | None:
    """What hinders any name of this spelling, and what to do.

    >>> problem_with("free coffee") is None, problem_with("a = b")[0]
    (True, '`=` is not allowed in names')
    """
    composed = normalize("NFC", name)
    strange = _STRANGE.search(name)
    words = name.split()
    if not name.strip():
        return "it is empty", "write a name"
    if len(name) > LONGEST_NAME:
        return f"it has {len(name)} characters", f"use at most {LONGEST_NAME}"
    if composed != name:
        return "it holds letters that are made of two characters", f"write `{composed}`"
    if strange:
        return f"`{strange[0]}` is not allowed in names", "use letters, digits, spaces, `-`, `_`, `&` and `%`"
    if name != " ".join(words):
        return "it has white space at an end or twice in a row", "write single spaces between the words"
    if not any(character.isalpha() for character in name):
        return "it has no letter", "add a word"
    for word in (words[0], words[-1]):
        if word.lower() in RESERVED:
            return f"it begins or ends with `{word}`, a word of the language", "choose another name"
    return None


def is_phrase(name: str, units: Mapping[str, str]) -> bool:
    """Whether a name is a phrase of the language: words of the grammar alone, or with numbers and units a whole sentence.

    >>> is_phrase("5 EUR", {"EUR": "currency"}), is_phrase("first purchase", {}), is_phrase("2 for 1", {})
    (True, True, False)
    """
    words = name.split()
    if len(words) == 1 and name in units:
        return False  # that is a name which is taken
    if not all(word in KEYWORDS or word in units or _NUMERIC.fullmatch(word) for word in words):
        return False
    if all(word in KEYWORDS for word in words):
        return True
    source = Source("", name)
    scalar = Scalar(name, quoted=True, source=source, offsets=range(len(name) + 1), span=source.span(0, len(name)))
    return any(parse_sentence(start, scalar, units)[0] is not None for start in STARTS)


def _report_taken(checker: Checker, kind: Kind, name: str, span: Span, owner: str) -> bool:
    for other in checker.names.alike(name):
        own = other.owner == owner and {kind, other.kind} <= {"wallet", "unit"}
        if own or other.kind not in CONFUSABLE[kind]:
            continue
        spelled = "" if other.name == name else f" `{other.name}`"
        what = f"the unit of the wallet `{other.owner}`" if other.kind == "unit" else WORDS[other.kind]
        labels = (Label(other.span, "declared here"),) if other.span and other.span != span else ()
        help_text = "choose another name" + (" for one of the two" if other.span else "")
        said = f"is kept for {what}" if other.kind == "deed" else f"is taken by {what}{spelled}"
        checker.report("RK203", span, f"the name `{name}` {said}", help=help_text, labels=labels)
        return True
    return False


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME + 8 else name[:LONGEST_NAME] + "…"
