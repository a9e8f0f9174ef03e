"""How to come to the same report again: everything it depends on."""

from __future__ import annotations

from rulekit.report.blocks import Pairs, Section
from rulekit.report.material import Material, plain_name


def reproduce(material: Material, command: str) -> Section:
    """`command`: the line that writes the report."""
    texts, summary = material.texts, material.summary
    versions = ", ".join(f"{name} {version}" for name, version in summary["versions"].items())
    pairs = [
        (texts("reproduce/program"), plain_name(summary["program"]["name"])),
        (texts("reproduce/program_hash"), summary["program"]["hash"]),
        *((texts("reproduce/edition_hash"), one) for one in summary["program"].get("editions", ())),
        (texts("reproduce/ledger_hash"), summary["ledger"]["hash"]),
        (texts("reproduce/horizon"), summary["horizon"] or ""),
        (texts("reproduce/timezone"), material.program["timezone"]),
        (texts("reproduce/digest"), summary["digest"]),
        (texts("reproduce/versions"), versions),
        (texts("reproduce/command"), plain_name(command)),
    ]
    return Section("reproduce", texts("reproduce/heading"), texts("reproduce/lead"), (Pairs(tuple(pairs)),))
