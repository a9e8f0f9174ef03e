"""`explain --why-not`: why a rule, counter, reward, level or referral gave nothing, the nearest miss, and how things stand now.

Every event that looked at it is told, those with the same reasons together, so that no line repeats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rulekit.cli import console
from rulekit.diagnostics.display import visible
from rulekit.engine.trace import Trace
from rulekit.engine.trace.chapter import Chapter
from rulekit.engine.trace.givers import givers_of
from rulekit.engine.trace.lines import trace_lines
from rulekit.engine.trace.misses import distance, missing
from rulekit.engine.trace.referral import REFERRAL
from rulekit.engine.trace.standing import sides_of, standing, waits_for
from rulekit.engine.trace.wording import steps_text
from rulekit.program.model import Counter, Program
from rulekit.result import Result

Told = tuple[Chapter, Trace]


def asked_names(program: Program, name: str) -> list[str]:
    """Whose traces answer a question: a reward is asked of all that give it, a side of the referral of what qualifies for it."""
    if name in sides_of(program):
        return sides_of(program) if name == REFERRAL else [REFERRAL, name]
    return [name, *givers_of(program, name)] if any(reward.name == name for reward in program.rewards) else [name]


def why_not_text(result: Result, member_id: str, chapters: Sequence[Chapter], name: str) -> str:
    """The whole answer: where it did give, each miss with its reasons, the nearest of them, and how things stand now."""
    program = result.program
    asked = asked_names(program, name)
    told = [(chapter, trace) for chapter in chapters for trace in chapter.traces if trace.name in asked]
    blocks = list(_gave(pair for pair in told if _gives(*pair, name)))
    blocks += [text for counter in program.counters if counter.name in asked for text in _rounds(chapters, counter, program)]
    missed = [(chapter, trace) for chapter, trace in told if trace.misses]
    others = [pair for pair in told if pair[1].kind == "rule" and pair[1].gives_something and not _gives(*pair, name)]
    blocks += [_block(body, same) for body, same in _alike([*others, *missed]).items()]
    if len({missing(trace) for _, trace in missed}) > 1:
        chapter, trace = min(reversed(missed), key=lambda pair: distance(pair[1]))
        about = f" of {trace.name}" if len(asked) > 1 else ""
        lacking = "; ".join(missing(trace))
        blocks += [visible(f"nearest miss{about}: {_title(chapter)}: {lacking}")] if lacking else []
    if result.horizon is not None:
        stands = standing(result.engine.book, member_id, result.horizon)
        blocks += dict.fromkeys(visible(text) for one in asked for text in stands.of(one))
    if not told and (not blocks or any(rule.name == name for rule in program.rules)):
        blocks.append(visible(_never(program, name)))
    return "\n\n".join(blocks)


def _title(chapter: Chapter) -> str:
    return f"{chapter.when}  {chapter.title}"


def _alike(missed: Sequence[Told]) -> dict[str, list[Chapter]]:
    """The reasons of every miss as text, with the events that share them."""
    alike: dict[str, list[Chapter]] = {}
    for chapter, trace in missed:
        alike.setdefault("\n".join(trace_lines(trace, 2)), []).append(chapter)
    return alike


def _block(body: str, same: Sequence[Chapter]) -> str:
    heading = console.bold(visible(_title(same[0])))
    if len(same) == 1:
        return f"{heading}\n{body}"
    return "\n".join([heading, visible(f"and {len(same) - 1} more, the last: {_title(same[-1])}"), body])


def _gives(chapter: Chapter, trace: Trace, name: str) -> bool:
    """Whether a trace gave what is asked for: of several answers a rule may have given another one."""
    if trace.name == name or trace.kind == "referral":
        return True
    given = {(one.rule, one.reward) for one in chapter.entries if one.kind == "issue" and one.code}
    return trace.kind in ("rule", "milestone") and (trace.name, name) in given


def _rounds(chapters: Sequence[Chapter], counter: Counter, program: Program) -> Iterator[str]:
    """How often a card was filled or a challenge completed, and how near a challenge came whose steps leave its window."""
    kind, word = ("card_full", "filled") if counter.kind == "card" else ("challenge", "completed")
    own = [(chapter, entry) for chapter in chapters for entry in chapter.entries if entry.rule == counter.name]
    full = [chapter for chapter, entry in own if entry.kind == kind]
    if full:
        times = "once" if len(full) == 1 else f"{len(full)} times, last"
        yield visible(f"{counter.name} was {word} {times}: {_title(full[-1])}")
    steps = [(entry.balance or 0, chapter) for chapter, entry in own if entry.kind == "step"]
    if steps and not full and counter.within is not None:
        most, chapter = max(steps, key=lambda pair: pair[0])
        goal = steps_text(counter.thresholds[-1].at, counter, program)
        best = steps_text(most, counter, program).partition(" ")[0]
        yield visible(f"{counter.name}: the most within {counter.within} was {best} of {goal}, at {_title(chapter)}")


def _gave(told: Iterable[Told]) -> Iterator[str]:
    """Where it did give something, so that nobody looks for a reason that is not there."""
    fired: dict[str, list[Told]] = {}
    for chapter, trace in told:
        if trace.gives_something:
            fired.setdefault(trace.name, []).append((chapter, trace))
    for same in fired.values():
        chapter, trace = same[-1]
        times = "once" if len(same) == 1 else f"{len(same)} times, last"
        yield visible(f"{trace.name} gave something {times}: {trace.gives} at {_title(chapter)}")


def _never(program: Program, name: str) -> str:
    trigger = next((rule.trigger for rule in program.rules if rule.name == name), None)
    if trigger is not None:
        return f"no event of this member while the program ran set off `{name}`, which is for `on: {waits_for(trigger)}`"
    return f"no event of this member had to do with `{name}`"
