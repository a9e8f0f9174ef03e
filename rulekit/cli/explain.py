"""`rulekit explain`: why each entry of one member came out as it did; or what a code means."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from rulekit.cli import console
from rulekit.cli.code_page import is_code, show_page
from rulekit.cli.program_file import Settings, load_editions, programs_and_ledgers, set_option
from rulekit.cli.progress import ProgressLine
from rulekit.cli.typed_options import refuse
from rulekit.cli.why_not import asked_names, why_not_text
from rulekit.diagnostics import UsageError, closest
from rulekit.diagnostics.display import visible
from rulekit.engine.trace.chapter import Chapter
from rulekit.engine.trace.standing import names_of
from rulekit.engine.trace.story import tell
from rulekit.ledger import read_ledger
from rulekit.replay import replay
from rulekit.result import Result

EPILOG = """\b
Examples:
  rulekit explain program.yaml sales.csv --member anna
  rulekit explain program.yaml sales.csv --member anna --event p17 -v
  rulekit explain program.yaml sales.csv --member anna --why-not "gold bonus"
  rulekit explain RK204                                  what a finding means
  rulekit explain event.over_refund                      why a row was rejected
\b
Each entry is followed by its reasons: a condition with yes or no and its values, then the calculation.
"""


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
    if is_code(code := " ".join(files)):
        refuse(None, f"is for the entries of a member, and `{code}` is a code: leave it out.")
        show_page(code)
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
    chapters = _chapters(result, member)
    if event is not None:
        _know("event of this member", event, [chapter.event_id for chapter in chapters if chapter.event_id is not None])
        chapters = [chapter for chapter in chapters if chapter.event_id == event]
    if form == "json":
        asked = None if why_not is None else asked_names(result.program, why_not)
        events = [chapter.record(asked) for chapter in chapters]
        told = [record for record in events if asked is None or record["rules"]]
        console.say(json.dumps({"member": member, "events": told}, ensure_ascii=False, indent=2))
    elif why_not is not None:
        console.say(why_not_text(result, member, chapters, why_not))
    else:
        worth_telling = [c for c in chapters if verbose or c.entries or c.event_id is not None]
        console.say("\n\n".join([_heading(result, member), *(_text(c, verbose=verbose) for c in worth_telling)]))


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
    book, program = result.engine.book, result.program
    return tell(lambda day: book.plan_on(day).program, program, member, events, entries, result.explanations, result.rejections)


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


def _text(chapter: Chapter, *, verbose: bool) -> str:
    return "\n".join([console.bold(chapter.heading), *chapter.lines(verbose=verbose)])
