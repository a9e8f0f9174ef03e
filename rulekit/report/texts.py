"""The words of the report: `texts/LANG.yaml` -> sentences with their gaps filled. Both languages have the same keys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from rulekit.diagnostics import UsageError
from rulekit.kpi import Kpi

LANGUAGES = ("de", "en")


@cache
def words_of(lang: str) -> dict[str, Any]:
    """Everything the report says in one language."""
    place = resources.files("rulekit.report").joinpath("texts", f"{lang}.yaml")
    found: dict[str, Any] = yaml.safe_load(place.read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Texts:
    """One language. Names in the gaps stay text: the page escapes what comes out."""

    lang: str

    def __call__(self, key: str, **gaps: object) -> str:
        """The text of a key such as `points.heading`; where it depends on a number, `count` is that number."""
        found: Any = words_of(self.lang)
        for part in key.split("/"):
            found = found[part]
        if isinstance(found, dict):
            found = found["one" if gaps["count"] == 1 else "other"]
            gaps = {"number": gaps["count"], **gaps}
        return str(found).format(**gaps)

    def name(self, kpi: Kpi) -> str:
        """What a figure is called."""
        return kpi.name_de if self.lang == "de" else kpi.name

    def means(self, kpi: Kpi) -> str:
        """What a figure says."""
        return kpi.means_de if self.lang == "de" else kpi.means

    def good(self, kpi: Kpi) -> str:
        """What would be good."""
        return kpi.good_de if self.lang == "de" else kpi.good

    def known(self, group: str, key: str) -> str | None:
        """The text for something that comes from the data, such as the code of a rejected row; None where there is none."""
        found: str | None = words_of(self.lang)[group].get(key)
        return found


def texts_in(lang: str) -> Texts:
    """The texts of a language. Raises UsageError where there are none."""
    if lang not in LANGUAGES:
        raise UsageError(f"there is no report in `{lang}`", help=f"it can be in {' or '.join(LANGUAGES)}")
    return Texts(lang)
