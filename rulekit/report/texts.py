"""The words of the report: `texts/LANG.yaml` -> sentences with their gaps filled. Both languages have the same keys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

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

    def known(self, group: str, key: str) -> str | None:
        """The text for something that comes from the data, such as the code of a rejected row; None where there is none."""
        found: str | None = words_of(self.lang)[group].get(key)
        return found
