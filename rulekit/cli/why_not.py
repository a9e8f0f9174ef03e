"""`explain --why-not`: why a rule, card, ladder or reward gave nothing, at each event that looked at it, and the nearest miss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rulekit.cli import console
from rulekit.diagnostics.display import visible
from rulekit.engine.trace import Trace
from rulekit.engine.trace.chapter import Chapter
from rulekit.engine.trace.givers import givers_of
from rulekit.engine.trace.lines import trace_lines
from rulekit.engine.trace.misses import missing
from rulekit.engine.trace.wording import amount_text, steps_text
from rulekit.program.model import Program
from rulekit.result import Result


def names(program: Program) -> list[str]:
    """What `--why-not` can be asked about."""
    return [*(one.name for one in program.rules), *(one.name for one in program.counters), *(one.name for one in program.rewards)]


def why_not_text(result: Result, member_id: str, chapters: Sequence[Chapter], name: str) -> str:
    """The whole answer: where it did give, each miss with its reasons, the nearest of them, and how things stand now."""
    program = result.program
    asked = [name, *givers_of(program, name)] if any(reward.name == name for reward in program.rewards) else [name]
    told = [(chapter, trace) for chapter in chapters for trace in chapter.traces if trace.name in asked]
    blocks = list(_gave([(chapter, trace) for chapter, trace in told if trace.name == name or trace.kind == "rule"]))
    missed = [(chapter, trace) for chapter, trace in told if not trace.gives_something]
    blocks += ["\n".join([console.bold(visible(_title(chapter))), *trace_lines(trace, 2)]) for chapter, trace in missed]
    if len(missed) > 1:
        chapter, trace = min(reversed(missed), key=lambda pair: (not missing(pair[1]), len(missing(pair[1]))))
        about = f" of {trace.name}" if len(asked) > 1 else ""
        lacking = "; ".join(missing(trace))
        blocks += [visible(f"nearest miss{about}: {_title(chapter)}: {lacking}")] if lacking else []
    blocks += [visible(text) for one in asked for text in _state(result, member_id, one)]
    if not told:
        blocks.append(visible(_never(program, name)))
    return "\n\n".join(blocks)


def _title(chapter: Chapter) -> str:
    return f"{chapter.when}  {chapter.title}"


def _gave(told: Sequence[tuple[Chapter, Trace]]) -> Iterator[str]:
    """Where it did give something, so that nobody looks for a reason that is not there."""
    fired = [(chapter, trace) for chapter, trace in told if trace.gives_something]
    if fired:
        chapter, trace = fired[-1]
        times = "once" if len(fired) == 1 else f"{len(fired)} times, last"
        yield visible(f"{trace.name} gave something {times}: {trace.gives} at {_title(chapter)}")


def _state(result: Result, member_id: str, name: str) -> Iterator[str]:
    """How far a counter or the price of a reward is at the end of the replay."""
    view, program = result.engine.member(member_id), result.program
    for counter in program.counters:
        if counter.name == name:
            steps = int(view.steps[name].scaleb(counter.decimals))
            goal = next((threshold.at for threshold in counter.thresholds if threshold.at > steps), None)
            at = f"{name} is at {steps_text(steps, counter, program)} now"
            lacks = steps_text((goal or steps) - steps, counter, program)
            yield f"{at}, {lacks} short of {steps_text(goal, counter, program)}" if goal else at
    for reward in program.rewards:
        if reward.name == name and reward.price is not None:
            wallet = program.wallet(reward.price.wallet)
            balance = int(view.wallets[wallet.name].balance.scaleb(wallet.decimals))
            short = reward.price.amount - balance
            price = amount_text(reward.price.amount, wallet)
            how = f"{amount_text(short, wallet)} short of {price}" if short > 0 else f"enough for {price}"
            yield f"{name}: the balance is {amount_text(balance, wallet)} now, {how}"


def _never(program: Program, name: str) -> str:
    trigger = next((rule.trigger for rule in program.rules if rule.name == name), None)
    if trigger is not None:
        what = f'activity "{trigger.activity}"' if trigger.activity else trigger.kind
        return f"no event of this member while the program ran set off `{name}`, which is for `on: {what}`"
    return f"no event of this member had to do with `{name}`"
