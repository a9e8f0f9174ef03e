"""`then:` of cards and ladders: start again, stop, or continue with another ladder (S6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rulekit.diagnostics import Span
from rulekit.program.model import Counter
from rulekit.semantics.checker import Checker, as_branch
from rulekit.semantics.fields import scalar
from rulekit.semantics.quantities import name_of
from rulekit.syntax.tree import Mapping

Then = Literal["start again", "stop", "continue"]


def check_then(checker: Checker, owner: Mapping, default: Then) -> tuple[Then, str | None]:
    """What happens after the last step, and the ladder to continue with."""
    found = scalar(checker, owner.get("then"), "`then:`")
    sentence = checker.sentence("afterwards", found, checker.names.counters()) if found else None
    if sentence is None:
        return default, None
    if sentence.tree.data == "continue_with":
        return "continue", name_of(as_branch(sentence.tree.children[0])).strip("\"'")
    return ("stop" if sentence.tree.data == "stop" else "start again"), None


def check_succession(checker: Checker, tree: Mapping, counters: Sequence[Counter]) -> None:
    """A ladder continues with another ladder that counts the same; no circle, or nobody would know where to start."""
    by_name = {counter.name: counter for counter in counters}
    for counter in counters:
        if counter.successor is None:
            continue
        span = _place(tree, counter)
        with checker.within(f"in {'milestones' if counter.kind == 'milestone' else counter.kind} `{counter.name}`"):
            successor = by_name.get(counter.successor)
            if successor is None:
                near = checker.names.closest(counter.successor, "milestone")
                help_text = f"did you mean `{near}`?" if near else "continue with a ladder of `milestones:`"
                checker.report("RK201", span, f"there is no ladder `{counter.successor}`", help=help_text)
            elif (counter.kind, successor.kind) != ("milestone", "milestone"):
                message, help_text = "only a ladder of milestones continues with another ladder", "write `start again`"
                checker.report("RK314", span, message, help=help_text)
            elif successor.step != counter.step:
                message = f"`{successor.name}` does not count the same as `{counter.name}`"
                checker.report("RK314", span, message, help="both ladders need the same `count:`")
            elif _leads_back(counter, by_name):
                message = f"a circle: `{counter.name}` leads back to itself"
                checker.report("RK308", span, message, help="write `start again` in the last ladder")


def _leads_back(counter: Counter, by_name: dict[str, Counter]) -> bool:
    following = counter
    for _ in by_name:
        if following.successor is None or following.successor not in by_name:
            return False
        following = by_name[following.successor]
        if following is counter:
            return True
    return False


def _place(tree: Mapping, counter: Counter) -> Span:
    section = tree.get(f"{counter.kind}s")
    owner = section.get(counter.name) if isinstance(section, Mapping) else None
    then = owner.get("then") if isinstance(owner, Mapping) else None
    assert then is not None, "it was read from there"
    return then.span
