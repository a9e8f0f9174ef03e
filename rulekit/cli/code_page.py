"""`rulekit explain RK204`: the page of a code, offline: what it means, why, an example, the mend.

The codes of rejected rows, such as `event.over_refund`, have no page of their own; theirs is made of meaning and mend.
"""

from __future__ import annotations

import re
import sys
from importlib import resources
from pathlib import Path

from rulekit.cli import console
from rulekit.diagnostics import CODES, UsageError, closest
from rulekit.ledger import EVENT_CODES, ROW_CODES

_CODE = re.compile(r"rk[ -]?(\d+)", re.IGNORECASE)
_REJECTION = re.compile(r"(?:row|event)\.(?!(?:ya?ml|csv|tsv|txt|jsonl|parquet)$)\w+", re.IGNORECASE)
_REJECTIONS = ROW_CODES | EVENT_CODES

OWN_MISTAKE = "A mistake inside rulekit, not in your files. Please report it with your command and the line that was shown."


def is_code(text: str) -> bool:
    """Whether somebody asks about a code rather than about a file.

    >>> is_code("rk204"), is_code("RK 204"), is_code("event.over_refund"), is_code("rk204.yaml")
    (True, True, True, False)
    """
    return _CODE.fullmatch(text) is not None or _REJECTION.fullmatch(text) is not None


def page_of(written: str) -> str:
    """The page of a code, Markdown; raises UsageError for a code there is not."""
    found = _CODE.fullmatch(written)
    if found is None:
        return _page_of_rejection(written)
    code = f"RK{found[1]}"
    if code not in CODES:
        near = closest(code, CODES)
        help_text = f"did you mean `{near}`?" if near else "codes are written like RK204"
        raise UsageError(f"there is no code `{written}`", help=help_text)
    page = _folder() / f"{code}.md"
    return page.read_text("utf-8") if page.is_file() else f"# {code}: {CODES[code].title}\n\n{OWN_MISTAKE}\n"


def _page_of_rejection(written: str) -> str:
    """What a code of rejected.csv means."""
    code = written.casefold()
    if code not in _REJECTIONS:
        near = closest(code, _REJECTIONS)
        help_text = f"did you mean `{near}`?" if near else "docs/ledger.md lists the codes of rejected rows"
        raise UsageError(f"there is no code `{written}`", help=help_text)
    meaning, mend = _REJECTIONS[code]
    return f"# {code}: a rejected {code.partition('.')[0]}\n\n{meaning}\n\n{mend}\n"


def show_page(written: str) -> None:
    """Print the page: laid out on a terminal, else as it is."""
    text = page_of(written)
    if not console.is_interactive(sys.stdout):
        console.say(text.rstrip("\n"))
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console(no_color=not console.wants_color(sys.stdout)).print(Markdown(text))


def _folder() -> Path:
    """The pages: inside the package where it was installed, else in the repository."""
    packaged = Path(str(resources.files("rulekit"))) / "_data" / "errors"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "docs" / "errors"
