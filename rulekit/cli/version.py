"""`rulekit --version`: answers whether this installation is right."""

from __future__ import annotations

import platform
from importlib import metadata

from rulekit import __version__
from rulekit.cli import console

LIBRARIES = ("click", "duckdb", "jsonschema", "lark", "numpy", "pyarrow", "pyyaml", "rich", "tzdata")


def show_version(*, verbose: bool) -> None:
    """The version; with `verbose` also Python, the libraries, the time-zone data and the backends."""
    console.say(f"rulekit {__version__}")
    if not verbose:
        return
    from tzdata import IANA_VERSION

    console.say(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}")
    console.say(f"time zones: IANA {IANA_VERSION} of the tzdata package")
    console.say("backends: interpreter")
    for name in LIBRARIES:
        console.say(f"{name} {_installed(name)}")


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "is missing: install rulekit again"
