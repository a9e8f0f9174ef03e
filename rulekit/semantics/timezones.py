"""The time zone somebody meant: `Germany`, `MEZ`, `Europe/München` -> help that names a zone, never a guess far off.

Countries and cities of German speakers are known by name; other words are taken for a zone only where they are
nearly spelt like its city, since a wrong zone moves purchases to another day without any error.
"""

from __future__ import annotations

import re
from unicodedata import combining, normalize

from rulekit.diagnostics import closest
from rulekit.values.zone import zone_names

_PLACES = {
    "Europe/Berlin": (
        "germany", "deutschland", "german", "deutsch", "de", "mez", "mesz", "cest", "mitteleuropa", "mitteleuropäische zeit",
        "münchen", "munich", "hamburg", "köln", "cologne", "frankfurt", "frankfurt am main", "stuttgart", "düsseldorf",
        "leipzig", "dresden", "hannover", "hanover", "nürnberg", "nuremberg", "bremen", "essen", "dortmund", "bonn",
        "mannheim", "karlsruhe", "freiburg", "augsburg", "münster", "mainz", "wiesbaden", "kiel", "rostock", "erfurt",
        "magdeburg", "potsdam", "saarbrücken", "bayern", "sachsen", "hessen",
    ),
    "Europe/Vienna": ("austria", "österreich", "at", "wien", "graz", "linz", "salzburg", "innsbruck"),
    "Europe/Zurich": ("switzerland", "schweiz", "ch", "zürich", "bern", "basel", "genf", "geneva", "luzern"),
}  # fmt: skip
_ALIKE = 0.75
"""How alike a city must be spelt to be offered."""

_OFFSET = re.compile(r"(?:utc|gmt)?\s*[+-]\s*\d.*", re.IGNORECASE)


def zone_help(written: str) -> str:
    """What to write instead of a time zone that is not known.

    >>> zone_help("Europe/München"), zone_help("Europe/Berln")
    ('did you mean `Europe/Berlin`?', 'did you mean `Europe/Berlin`?')
    """
    city = _plain(written.rpartition("/")[2])
    for zone, places in _PLACES.items():
        if city in map(_plain, places):
            return f"did you mean `{zone}`?"
    cities = {_plain(zone.rpartition("/")[2]): zone for zone in sorted(zone_names(), reverse=True)}
    near = None if _OFFSET.fullmatch(written.strip()) else closest(city, cities, _ALIKE)
    if near is not None:
        return f"did you mean `{cities[near]}`?"
    return "write continent and city, mostly the zone of the capital, such as `Europe/Berlin`"


def _plain(words: str) -> str:
    """Without accents, capitals and underscores; the transcriptions `ue`, `oe`, `ae` as their letters."""
    letters = normalize("NFKD", words.strip().replace("_", " ").casefold())
    bare = "".join(letter for letter in letters if not combining(letter))
    return re.sub(r"(?<=[bcdfghjklmnprstvwz])(u|o|a)e(?=[a-z])", r"\1", bare)
