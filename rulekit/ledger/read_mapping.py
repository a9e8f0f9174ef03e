"""Mapping files, first step: guarded YAML -> SourceFormat and Reading. What can be checked without a ledger is checked here."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from rulekit.diagnostics import Diagnostic, ProgramError, Source
from rulekit.ledger import mapping_keys as keys
from rulekit.ledger.event import EventKind
from rulekit.ledger.mapping import Reading, SourceFormat
from rulekit.ledger.mapping_file import MOST_SHOWN, MappingFile, meant
from rulekit.ledger.number_format import NumberFormat
from rulekit.ledger.table import TextFormat
from rulekit.ledger.time_format import TimeFormat, time_format
from rulekit.syntax.read_source import read_source
from rulekit.syntax.tree import Mapping, Pair, Scalar
from rulekit.syntax.yaml import read_yaml
from rulekit.values.zone import Zone, zone_names

_SECTIONS = {
    "format": "keys such as `decimal`",
    "columns": "columns of events with columns of the ledger, e.g. `at: invoice_date`",
    "constants": "columns of events with their text, e.g. `currency: EUR`",
    "skip": "reasons with conditions, e.g. `stock write-off: quantity < 0`",
    "type": "types with conditions, e.g. `refund: invoice starts with C`",
    "refunds": "keys such as `amounts`",
}


def read_mapping(path: str | Path) -> MappingFile:
    """Read a mapping file. Raises ProgramError where it is no mapping at all; other findings are in it."""
    source = read_source(path)
    if isinstance(source, Diagnostic):
        raise ProgramError([source])
    return read_mapping_text(source)


def read_mapping_text(source: Source) -> MappingFile:
    """Read a mapping from its text; see `read_mapping`."""
    tree, findings = read_yaml(source)
    if not isinstance(tree, Mapping):
        if tree is not None:
            findings.append(Diagnostic("RK402", "a mapping needs keys such as `columns`", tree.span))
        raise ProgramError(findings)
    file = MappingFile(tree, list(findings))
    file.check_keys(tree.pairs, keys.TOP_KEYS, "a mapping")
    for section, entries in _SECTIONS.items():
        file.check_section(section, entries)
    _check_names(file)
    return file


def read_format(file: MappingFile) -> SourceFormat:
    """How the files are written. Raises ProgramError where they could not even be opened rightly."""
    file.check_keys(file.pairs("format"), keys.FORMAT_KEYS, "`format`")
    delimiter = file.choice(file.pair("format", "delimiter"), tuple(keys.DELIMITERS))
    encoding = file.choice(file.pair("format", "encoding"), tuple(keys.ENCODINGS))
    if any(finding.code in ("RK401", "RK403") for finding in file.findings):
        _read_values(file)
        file.raise_findings()
    text = TextFormat(keys.DELIMITERS[delimiter] if delimiter else None, keys.ENCODINGS[encoding or "utf-8"])
    numbers, times, zone = _read_values(file)
    return SourceFormat(text, numbers, times, zone)


def read_reading(file: MappingFile) -> Reading:
    """What the mapping says about events as a whole."""
    file.check_keys(file.pairs("refunds"), keys.REFUND_KEYS, "`refunds`")
    link = file.choice(file.pair("refunds", "link"), keys.LINKS) == keys.LINKED
    pair = file.pair("refunds", "link")
    said = _said(file)
    missing = [name for name in ("member_id", "sku") if name not in said]
    if link and missing and pair is not None:
        message = f"refunds cannot be linked without `{missing[0]}`"
        file.report("RK410", message, pair.value.span, f"add `{missing[0]}: …` to `columns`")
    return Reading(earliest=file.choice(file.pair(None, "at"), keys.AT) == "earliest", link_refunds=link)


def _check_names(file: MappingFile) -> None:
    """Names of events' columns and types, which no ledger can change."""
    for pair in (*file.pairs("columns"), *file.pairs("constants")):
        _check_target(file, pair.key)
    filled = {pair.key.text for pair in file.pairs("columns")}
    for pair in file.pairs("constants"):
        if pair.key.text in filled:
            help_text = "keep it under `columns` or under `constants`"
            file.report("RK409", f"`{pair.key.text}` is filled twice", pair.key.span, help_text)
    kinds = get_args(EventKind)
    for pair in file.pairs("type"):
        if pair.key.text not in kinds:
            message = f"`{pair.key.text[:MOST_SHOWN]}` is no type of event"
            file.report("RK408", message, pair.key.span, meant(pair.key.text, kinds, "the types are"))
    columns = file.pair(None, "columns") or file.root.pairs[0]
    if "at" not in _said(file) and (isinstance(columns.value, Mapping) or columns.key.text != "columns"):
        message = "the mapping does not say which column is the time"
        file.report("RK410", message, columns.key.span, "add `at: …` to `columns`")


def _check_target(file: MappingFile, name: Scalar) -> None:
    text = name.text
    if text in keys.TARGETS or any(text.startswith(prefix) and text != prefix for prefix in keys.PREFIXES):
        return
    help_text = meant(text, keys.TARGETS, "")
    if not help_text.startswith("did"):
        help_text = f"an attribute is written `member.{text[:MOST_SHOWN]}`, `purchase.…` or `line.…`"
    file.report("RK405", f"events have no column `{text[:MOST_SHOWN]}`", name.span, help_text)


def _said(file: MappingFile) -> set[str]:
    return {pair.key.text for section in ("columns", "constants") for pair in file.pairs(section)}


def _read_values(file: MappingFile) -> tuple[NumberFormat, TimeFormat | None, Zone | None]:
    """How numbers and times are written."""
    decimal = file.choice(file.pair("format", "decimal"), tuple(keys.DECIMALS)) or "point"
    pair = file.pair("format", "thousands")
    thousands = file.choice(pair, tuple(keys.THOUSANDS))
    if thousands == decimal and pair is not None:
        help_text = "name another mark, or leave `thousands` out"
        file.report("RK409", "`thousands` and `decimal` name the same mark", pair.value.span, help_text)
    numbers = NumberFormat(keys.DECIMALS[decimal], keys.THOUSANDS[thousands] if thousands else None)
    return numbers, _times(file, file.pair("format", "times")), _zone(file, file.pair("format", "timezone"))


def _times(file: MappingFile, pair: Pair | None) -> TimeFormat | None:
    text = file.text(pair) if pair is not None else None
    if text is None or pair is None:
        return None
    found = time_format(text)
    if isinstance(found, TimeFormat):
        return found
    parts = "YYYY or YY (20YY), MM, DD, hh, mm, ss, f (fraction), M, D, h and AM"
    file.report("RK407", found, pair.value.span, f"write e.g. `DD.MM.YYYY hh:mm`; the parts are {parts}")
    return None


def _zone(file: MappingFile, pair: Pair | None) -> Zone | None:
    text = file.text(pair) if pair is not None else None
    if text is None or pair is None:
        return None
    if text in zone_names():
        return Zone(text)
    help_text = meant(text, sorted(zone_names()), "")
    if not help_text.startswith("did"):
        help_text = "write a name such as `Europe/Berlin` or `UTC`"
    file.report("RK403", f"`{text[:MOST_SHOWN]}` is no time zone", pair.value.span, help_text)
    return None
