"""The words of the report: `texts/LANG.yaml` -> sentences with their gaps filled. Both languages have the same keys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from rulekit.diagnostics import UsageError
from rulekit.diagnostics.display import visible
from rulekit.kpi import Kpi
from rulekit.report.formats import Format

LANGUAGES = ("de", "en")


@cache
def words_of(lang: str) -> dict[str, Any]:
    """Everything the report says in one language."""
    place = resources.files("rulekit.report").joinpath("texts", f"{lang}.yaml")
    found: dict[str, Any] = yaml.safe_load(place.read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Texts:
    """One language. Names in the gaps stay text: the page escapes what comes out.

    `one` and `hundred` are so much money, as sentences say it.
    """

    lang: str
    one: str = "1"
    hundred: str = "100"

    def __call__(self, key: str, **gaps: object) -> str:
        """The text of a key such as `points.heading`; where it depends on a number, `count` is that number."""
        found: Any = words_of(self.lang)
        for part in key.split("/"):
            found = found[part]
        if isinstance(found, dict):
            found = found["one" if gaps["count"] == 1 else "other"]
            gaps = {"number": gaps["count"], **gaps}
        return str(found).format(**{"one": self.one, "hundred": self.hundred, **gaps})

    def name(self, kpi: Kpi, *, credit: bool = False) -> str:
        """What a figure is called, in the report's own words where it has some; `credit`: of a wallet of money."""
        return self._said("names", kpi.id, credit=credit) or (kpi.name_de if self.lang == "de" else kpi.name)

    def means(self, kpi: Kpi, *, credit: bool = False) -> str:
        """What a figure says."""
        return self._said("means", kpi.id, credit=credit) or (kpi.means_de if self.lang == "de" else kpi.means)

    def good(self, kpi: Kpi) -> str:
        """What would be good."""
        return self._said("good", kpi.id) or (kpi.good_de if self.lang == "de" else kpi.good)

    def explained(self, kpi: Kpi, *, credit: bool = False) -> str:
        """What a figure says and what would be good, in one paragraph."""
        return f"{self.means(kpi, credit=credit)} {self('page/good')} {self.good(kpi)}"

    def named(self, kpi: Kpi, subject: str | None, *, credit: bool = False) -> str:
        """What a figure is called, with what it is measured for: a wallet, a kind of customers, a level."""
        if subject is None or subject == "":
            return self.name(kpi, credit=credit)
        if kpi.id.startswith("rfm."):
            said = self.known("segment_names", subject) or visible(subject)
        elif kpi.id.startswith("tiers."):
            words = ("none", "joined", "left") if " → " in subject else ("none",)
            said = " → ".join(self(f"tiers/{level}") if level in words else visible(level) for level in subject.split(" → "))
        else:
            said = self.rule(subject)
        return f"{self.name(kpi, credit=credit)} ({said})"

    def rule(self, name: str) -> str:
        """A name from the data; the sides of a referral, which a program does not name, are called by what they are."""
        side, gap, wallet = name.partition(" (")
        said = self.known("sides", side)
        return visible(f"{said}{gap}{wallet}" if said else name)

    def _said(self, group: str, kpi_id: str, *, credit: bool = False) -> str | None:
        found = (self.known(f"credit_{group}", kpi_id) if credit else None) or self.known(group, kpi_id)
        return found and found.format(one=self.one, hundred=self.hundred)

    def known(self, group: str, key: str) -> str | None:
        """The text for something that comes from the data, such as the code of a rejected row; None where there is none."""
        found: str | None = words_of(self.lang)[group].get(key)
        return found


def texts_in(form: Format) -> Texts:
    """The texts of a language, with its money."""
    return Texts(form.lang, form.whole_money(1), form.whole_money(100))


def check_language(lang: str) -> None:
    """Raises UsageError for a language that there is no report in."""
    if lang not in LANGUAGES:
        raise UsageError(f"there is no report in `{lang}`", help=f"it can be in {' or '.join(LANGUAGES)}")
