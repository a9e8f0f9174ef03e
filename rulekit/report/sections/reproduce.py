"""How to come to the same report again: everything it depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from rulekit.report.blocks import Block, Pairs, Prose, Section
from rulekit.report.formats import Format
from rulekit.report.material import Material, plain_name
from rulekit.report.texts import Texts

HIDDEN = " --secret "
"""In a command: the secret itself is never in it."""


def reproduce(material: Material, command: str) -> Section:
    """`command`: the line that writes the report."""
    texts, summary = material.texts, material.summary
    versions = ", ".join(f"{name} {version}" for name, version in summary["versions"].items())
    pairs = [
        (texts("reproduce/program"), plain_name(summary["program"]["name"])),
        (texts("reproduce/program_hash"), summary["program"]["hash"]),
        *((texts("reproduce/edition_hash"), one) for one in summary["program"].get("editions", ())),
        (texts("reproduce/ledger_hash"), summary["ledger"]["hash"]),
        (texts("reproduce/horizon"), horizon_of(material.format, summary)),
        (texts("reproduce/timezone"), material.program["timezone"]),
        (texts("reproduce/digest"), summary["digest"]),
        (texts("reproduce/versions"), versions),
        (texts("reproduce/command"), plain_name(command)),
    ]
    blocks: tuple[Block, ...] = (Pairs(tuple(pairs)), *secret_note(texts, command))
    return Section("reproduce", texts("reproduce/heading"), texts("reproduce/lead"), blocks)


def secret_note(texts: Texts, command: str) -> Iterator[Prose]:
    """That a secret was used which the command does not show; nothing where none was."""
    if HIDDEN in command:
        yield Prose(texts("reproduce/secret"), stressed=True)


def horizon_of(form: Format, summary: Mapping[str, Any]) -> str:
    """The last day of a replay, as the page writes days."""
    horizon = summary["horizon"]
    return form.day(date.fromisoformat(horizon).toordinal()) if horizon else ""
