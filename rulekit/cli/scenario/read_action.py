"""What happens besides a purchase: `joins`, `review`, `redeems a mug`, `birthday` -> the action of a scenario."""

from __future__ import annotations

import re

from rulekit.cli.scenario.scenario import Scenario
from rulekit.cli.scenario.vocabulary import Vocabulary
from rulekit.diagnostics import UsageError, closest

_ENROLS = re.compile(r"enrol(?:l?s|l)?|joins?|signs?\s+up|registers?", re.IGNORECASE)
_REDEEMS = re.compile(r"(?:redeems?|buys?|gets?)\s+(?:an?\s+|the\s+)?(.+?)(?:\s+(?:for|with)\s+points)?", re.IGNORECASE)
_BESIDE_DAYS = re.compile(r"^(?:(?:has|on|it is|it's)\s+)?(?:(?:an?|the|their|his|her)\s+)?|(?<=without)\s+(?:a|any)(?=\s)")
_NUMBER_OF = re.compile(r"(\d[\d.]*)\s+(.+)")


def read_calendar(part: str, scenario: Scenario, vocabulary: Vocabulary) -> bool:
    """`birthday`, `60 days without purchase`: a day of the calendar that a rule waits for."""
    name = _BESIDE_DAYS.sub("", part.casefold()).strip()
    if name not in vocabulary.days:
        return False
    scenario.action, scenario.subject, scenario.trigger = "calendar", name, vocabulary.days[name]
    return True


def read_action(part: str, scenario: Scenario, vocabulary: Vocabulary) -> bool:
    """Joining, an activity, or a reward that is bought."""
    activity = part.casefold().removeprefix("activity ").strip("`'\"")
    redeems = _REDEEMS.fullmatch(part)
    if _ENROLS.fullmatch(part) is not None:
        scenario.action, scenario.is_new = "enrol", True
    elif activity in vocabulary.activities:
        scenario.action, scenario.subject = "activity", vocabulary.activities[activity]
    elif redeems is not None and redeems[1].casefold() in vocabulary.rewards:
        scenario.action, scenario.subject = "redeem", vocabulary.rewards[redeems[1].casefold()]
    elif redeems is not None and part.casefold().startswith("redeem"):
        raise _no_reward(redeems[1], vocabulary)
    else:
        return False
    return True


def _no_reward(written: str, vocabulary: Vocabulary) -> UsageError:
    if _NUMBER_OF.fullmatch(written):
        message = f"`{written}` are no reward; points alone are not redeemed"
        return UsageError(message, help="name the reward, or write `pays with 50 points` where points pay for a purchase")
    near = closest(written, vocabulary.rewards.values())
    listed = ", ".join(f"`{name}`" for name in vocabulary.rewards.values())
    known = f"the rewards are {listed}" if listed else "this program has no rewards"
    return UsageError(f"there is no reward `{written}`", help=f"did you mean `{near}`?" if near else known)
