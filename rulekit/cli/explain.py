"""`rulekit explain`: why each entry of one member came out as it did; or what a code means."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import click

from rulekit.cli import console
from rulekit.cli.code_page import is_code, show_page
from rulekit.cli.program_file import Settings, load_editions, programs_and_ledgers, set_option
from rulekit.cli.progress import ProgressLine
from rulekit.cli.trace_text import reason_lines, trace_lines
from rulekit.cli.why_not import asked_names, why_not_text
from rulekit.diagnostics import UsageError, closest
from rulekit.diagnostics.display import visible
from rulekit.engine.entry import Entry
from rulekit.engine.trace import sentence
from rulekit.engine.trace.misses import missing
from rulekit.engine.trace.standing import names_of
from rulekit.engine.trace.story import Chapter, tell
from rulekit.ledger import read_ledger
from rulekit.program.model import Program
from rulekit.replay import replay
from rulekit.result import Result

EPILOG = """\b
Examples:
  rulekit explain program.yaml sales.csv --member anna
  rulekit explain program.yaml sales.csv --member anna --event p17 -v
  rulekit explain program.yaml sales.csv --member anna --why-not "gold bonus"
  rulekit explain RK204                                  what a finding means
\b
Each entry is followed by its reasons: a condition with yes or no and its values, then the calculation.
"""

MOST_TOLD_ALONE = 3
"""So many equal gifts in one chapter are told one by one; more are told in sum."""

FIRST_CODES = 2
"""So many codes are told then."""


@click.command("explain", epilog=EPILOG)
@click.argument("files", metavar="PROGRAM... LEDGER... | CODE", nargs=-1, required=True)
@click.option("--member", "-m", metavar="M", show_envvar=True, help="The member's id.")
@click.option("--event", "-e", metavar="E", show_envvar=True, help="Only what this event led to.")
@click.option(
    "--why-not", metavar="RULE", show_envvar=True,
    help="Why this rule, card, ladder, challenge, reward, level or the `referral` gave nothing, and how near it was.",
)  # fmt: skip
@click.option("--until", metavar="DATE", show_envvar=True, help="The last day to replay, e.g. 2024-12-31.")
@click.option("--mapping", metavar="FILE", show_envvar=True, help="What the columns of a foreign export mean.")
@click.option(
    "-v", "--verbose", is_flag=True, show_envvar=True,
    help="Also the rules and cards that gave nothing, and each of many equal gifts.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, show_envvar=True,
    help="How it is shown.",
)  # fmt: skip
@set_option
def command(
    files: tuple[str, ...], member: str | None, event: str | None, why_not: str | None, until: str | None,
    mapping: str | None, verbose: bool, form: str, set: Settings,  # noqa: A002  the option's name
) -> None:  # fmt: skip
    """Explain every entry of one member: rule, formula with its values, bonus, rounding, cut, lots. Or a code, such as RK204."""
    if len(files) == 1 and is_code(files[0]):
        show_page(files[0])
        return
    if len(files) == 1:
        raise click.UsageError("Missing argument 'LEDGER...': the sales to explain.")
    if member is None:
        raise click.UsageError("Missing option '--member' / '-m': whose entries to explain.")
    programs, ledgers = programs_and_ledgers(files)
    editions = load_editions(programs, set)
    if why_not is not None:
        _know("rule, card, ladder, reward or level", why_not, [name for edition in editions for name in names_of(edition)])
    ledger = read_ledger(ledgers, mapping=mapping)
    with ProgressLine() as progress:
        result = replay(editions, ledger, until=until, progress=progress, explain_member=member)
    chapters, checked = _chapters(result, member), result.program
    if event is not None:
        _know("event of this member", event, [chapter.event_id for chapter in chapters if chapter.event_id is not None])
        chapters = [chapter for chapter in chapters if chapter.event_id == event]
    if form == "json":
        asked = None if why_not is None else asked_names(checked, why_not)
        events = [_record(chapter, checked, asked) for chapter in chapters]
        told = [record for record in events if asked is None or record["rules"]]
        console.say(json.dumps({"member": member, "events": told}, ensure_ascii=False, indent=2))
    elif why_not is not None:
        console.say(why_not_text(result, member, chapters, why_not))
    else:
        worth_telling = [c for c in chapters if verbose or c.entries or c.event_id is not None]
        console.say("\n\n".join([_heading(result, member), *(_text(c, checked, verbose=verbose) for c in worth_telling)]))


def _chapters(result: Result, member: str) -> list[Chapter]:
    """The member's story; UsageError for a member the ledger does not know."""
    entries = [entry for entry in result.entries_list if entry.member_id == member]
    causes = {entry.event_id for entry in entries}
    owned = {event.event_id for event in result.loaded.events if event.member_id == member}
    events = [
        event
        for event in result.loaded.events
        if event.event_id in owned or event.event_id in causes or (event.member_id is None and event.ref in owned)
    ]
    if not events:
        _know("member", member, [event.member_id for event in result.loaded.events if event.member_id], " in this ledger")
    book = result.engine.book
    return tell(lambda day: book.plan_on(day).program, member, events, entries, result.explanations, result.rejections)


def _know(what: str, name: str, known: Sequence[str], where: str = "") -> None:
    if name not in known:
        near = closest(name, sorted(set(known)))
        advice = f"did you mean `{near}`?" if near else "check the spelling; ids are compared letter by letter"
        raise UsageError(f"there is no {what} `{name}`{where}", help=advice)


def _heading(result: Result, member: str) -> str:
    view = result.engine.member(member)
    parts = [f"joined {view.joined}" if view.joined else "never enrolled"]
    if not view.is_enrolled and view.joined:
        parts.append("has left")
    if view.tier:
        parts.append(view.tier)
    parts += [f"{name} {wallet.balance}" for name, wallet in view.wallets.items()]
    return console.bold(f"{visible(member)} in {visible(result.program.name)}") + visible(f" ({', '.join(parts)})")


def _text(chapter: Chapter, program: Program, *, verbose: bool) -> str:
    lines = [console.bold(visible(f"{chapter.when}  {chapter.title}"))]
    lines += [f"  rejected: {visible(rejection.reason)} ({rejection.code})" for rejection in chapter.rejections]
    lines += reason_lines(chapter.reasons, 7)
    told = {trace.name for trace in chapter.traces if trace.kind == "reward"}
    for trace in chapter.traces:
        if trace.kind == "reward":
            lines += reason_lines(trace.reasons, 7)
    for entry, text in _told(chapter.entries, program, verbose=verbose):
        lines.append(visible(f"  {entry.seq:>3}  {text}"))
        lines += _reasons(chapter, entry, told)
    rest = [trace for trace in chapter.traces if trace.name not in told and not trace.gives_something]
    if verbose:
        for trace in rest:
            lines += trace_lines(trace, 7)
    elif not chapter.entries and not chapter.rejections:
        lines.append("       leads to nothing" + ("; -v shows why" if rest else ""))
    return "\n".join(lines)


def _told(entries: Sequence[Entry], program: Program, *, verbose: bool) -> Iterator[tuple[Entry, str]]:
    """Entries with their sentences; of many equal gifts, and of many full cards, only the first, with the number of all."""
    alike: dict[tuple[object, ...], list[Entry]] = {}
    for entry in entries:
        if entry.kind in ("issue", "card_full") and not entry.cut:
            alike.setdefault(_likeness(entry), []).append(entry)
    for entry in entries:
        same = alike.get(_likeness(entry), [])
        if verbose or entry.cut or len(same) <= MOST_TOLD_ALONE:
            yield entry, sentence(entry, program)
        elif entry is same[0]:
            yield entry, _in_sum(same, program)


def _likeness(entry: Entry) -> tuple[object, ...]:
    return entry.kind, entry.rule, entry.reward, entry.usable_until


def _in_sum(same: Sequence[Entry], program: Program) -> str:
    """Many equal entries in one sentence, with the first codes."""
    first, last = same[0], same[-1]
    if first.kind == "card_full":
        filled = f"fills {first.rule}"
        return sentence(last, program).replace(filled, f"{filled} {len(same)} times", 1)
    codes = ", ".join(str(entry.code) for entry in same[:FIRST_CODES])
    many = f"{len(same)} x {first.reward}"
    text = sentence(first._replace(code=None, reward=many), program)
    return f"{text} (codes {codes} and {len(same) - FIRST_CODES} more; -v lists them)"


def _reasons(chapter: Chapter, entry: Entry, told: set[str]) -> Iterator[str]:
    """Why a rule or counter wrote this entry, once per event."""
    if entry.kind not in ("earn", "bonus", "issue", "step", "referral") or entry.rule in told:
        return
    for trace in chapter.traces:
        if trace.name == entry.rule:
            told.add(trace.name)
            yield from reason_lines(trace.reasons, 9)


def _record(chapter: Chapter, program: Program, asked: Sequence[str] | None) -> dict[str, Any]:
    """An event as plain data; with the traces of what is `asked` about, or with all."""
    traces = [trace for trace in chapter.traces if asked is None or trace.name in asked]
    return {
        "event_id": chapter.event_id,
        "when": chapter.when,
        "what": chapter.title,
        "rejected": [{"code": rejection.code, "reason": rejection.reason} for rejection in chapter.rejections],
        "why": [reason.record() for reason in chapter.reasons],
        "entries": [entry.record() | {"text": sentence(entry, program)} for entry in chapter.entries],
        "rules": [trace.record() | {"missing": list(missing(trace))} for trace in traces],
    }
