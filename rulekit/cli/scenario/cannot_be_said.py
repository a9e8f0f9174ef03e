"""What people ask of `rulekit try` that it cannot play: a part of a sentence -> UsageError with what can be said in its place."""

from __future__ import annotations

import re

from rulekit.cli.scenario.vocabulary import Vocabulary
from rulekit.diagnostics import UsageError

_USES = re.compile(
    r"(?:.*\s)?(?:uses?|using|cashes in|pays with)\s+(?:an?\s+|the\s+|their\s+)?(?P<reward>.+?)"
    r"(?:\s+(?:on|for|with)\s+(?P<rest>.+))?"
)
_SPENT = re.compile(
    r"(?:.*\s)?spent\s+.*?\d.*\b(?:this|last|past|year|month|ever|so far|already|before|in total)\b.*|(?:.*\s)?has spent .*"
)
_QUIET = re.compile(r"(?:.*\s)?\d+ (?:day|week|month|year)s? (?:without|with no|no|since|of no|inactive|after)\b.*")
_NO_MEMBER = re.compile(r"(?:an?\s+)?(?:non[- ]?members?|not a member|no member|anonymous|stranger)\b.*")
_OFTEN = re.compile(r"(?:an?\s+|the\s+)?(?:regular|frequent|loyal|existing|good|returning)s?(?:\s+(?:customer|member|guest)s?)?")


def refuse(part: str, vocabulary: Vocabulary) -> None:
    """UsageError for a part that has a clear meaning and cannot be played; the words of the program itself come first."""
    folded = part.casefold()
    names = (*vocabulary.levels, *vocabulary.days, *vocabulary.words, *vocabulary.activities)
    if any(folded.startswith(name) for name in names):
        return
    using = _USES.fullmatch(folded)
    if using is not None and using["reward"] in vocabulary.rewards:
        purchase = (using["rest"] or f"25 {vocabulary.program.currency}").upper()
        reward = vocabulary.rewards[using["reward"]]
        message = f"`{reward}` is used at the till, and gives nothing more here"
        raise UsageError(message, help=f"say `redeems {reward}` for buying it with points, or the purchase alone: `{purchase}`")
    if _SPENT.fullmatch(folded):
        level = next(iter(reversed(vocabulary.levels.values())), None)
        said = f"the level it gave, such as `{level} member`, or " if level else ""
        raise UsageError("what was spent before cannot be said", help=f"say {said}the purchases, such as `9 purchases before`")
    waits = "purchase" not in folded and _QUIET.fullmatch(folded) is not None
    if waits and any("without purchase" in day for day in vocabulary.days):
        days = [f"`{day}`" for day in vocabulary.days if "without purchase" in day]
        raise UsageError("a rule waits for any purchase, not for anything else", help=f"say {' or '.join(days)}")
    if _NO_MEMBER.fullmatch(folded):
        raise UsageError("who is no member gets nothing", help="say `new member` for somebody who joins with this purchase")
    if _OFTEN.fullmatch(folded):
        raise UsageError(f"`{part}` does not say how often", help="say it like `9 purchases before`, or leave it out")
