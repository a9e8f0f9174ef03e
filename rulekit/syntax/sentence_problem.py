"""Why a sentence does not parse: failure -> one finding with a way out.

Known mistakes speak first; for all others it is said what could have followed, with sentences of that kind.
"""

from __future__ import annotations

from rulekit.diagnostics import Diagnostic, closest
from rulekit.syntax.failure import Failure
from rulekit.syntax.sentence_mistakes import MISTAKES
from rulekit.syntax.sentence_words import expectation, written_like


def explain_failure(failure: Failure) -> Diagnostic:
    """The finding for a sentence that does not parse."""
    for recognise in MISTAKES:
        finding = recognise(failure)
        if finding is not None:
            return finding
    return _unexpected(failure)


def _unexpected(failure: Failure) -> Diagnostic:
    expected = expectation(failure.accepted, failure.spelled, failure.kind(failure.index - 1))
    forms = written_like(failure.start, failure.examples)
    if not failure.written:
        last = len(failure.tokens) - 1
        message = f"the sentence stops too early; {expected} is missing"
        help_text = failure.scalar.comment_help or forms
        return failure.finding("RK149", message, help_text, failure.start_of(last), failure.end_of(last))
    token = failure.written if len(failure.written) <= 40 else failure.written[:37] + "..."
    if failure.accepted == {"$END"}:
        return failure.finding("RK140", f"the sentence should end before `{token}`", forms)
    near = _near_keyword(failure)
    help_text = f"did you mean `{near}`?" if near else forms
    return failure.finding("RK140", f"`{token}` does not fit here; expected {expected}", help_text)


def _near_keyword(failure: Failure) -> str | None:
    """A keyword that could stand here and begins like what was written; none where nearly everything could stand."""
    if "PATH" in failure.accepted:
        return None
    words = [failure.spelled.get(kind, "") for kind in failure.accepted]
    return closest(failure.written, [word for word in words if word[:1].isalpha() and word[0] == failure.written[0]])
