"""`explain --why-not`: why a rule, counter, reward, level or referral gave nothing, the nearest miss, and how things stand now.

Every event that looked at it is told, those with the same reasons together, so that no line repeats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rulekit.cli import console
from rulekit.diagnostics.display import visible
from rulekit.engine.trace import Trace
from rulekit.engine.trace.chapter import Chapter
from rulekit.engine.trace.givers import givers_of
from rulekit.engine.trace.lines import trace_lines
from rulekit.engine.trace.misses import distance, missing
from rulekit.engine.trace.referral import REFERRAL
from rulekit.engine.trace.standing import sides_of, standing, waits_for
from rulekit.program.model import Program
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
    givers = [(chapter, trace) for chapter, trace in told if trace.name == name or trace.kind in ("rule", "referral")]
    blocks = list(_gave(givers))
    missed = [(chapter, trace) for chapter, trace in told if trace.misses]
    blocks += [_block(body, same) for body, same in _alike(missed).items()]
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


def _gave(told: Sequence[Told]) -> Iterator[str]:
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
