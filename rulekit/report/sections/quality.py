"""How good the data is: what was rejected and declined, and why; what was read, left out and remarked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rulekit.engine.referral import REJECTED_REFERRALS
from rulekit.report.blocks import Block, Cell, Notes, Prose, Section, Table
from rulekit.report.material import Material, count_of, plain_name
from rulekit.report.remarks import remark
from rulekit.report.texts import Texts

_QUOTED = re.compile(r"`[^`]+`")


def rejections(material: Material) -> Section:
    """The reasons, the most frequent first; a sentence where there are none."""
    texts, ledger = material.texts, material.summary["ledger"]
    blocks: list[Block] = []
    if ledger["rejected"]:
        head = tuple(texts(f"rejections/{name}") for name in ("reason", "count", "example"))
        rows = tuple(
            (texts.known("codes", code) or code, material.format.number(count), _example(material, code))
            for code, count in _by_count(ledger["rejected"])
        )
        blocks.append(Table(texts("rejections/rejected"), head, rows, frozenset({1}), note=_note(texts, ledger["rejected"])))
    if ledger["declined"]:
        head = tuple(texts(f"rejections/{name}") for name in ("reason", "count"))
        answers = tuple(
            (texts.known("declined", reason) or reason, material.format.number(count))
            for reason, count in _by_count(ledger["declined"])
        )
        blocks.append(Table(texts("rejections/declined"), head, answers, frozenset({1}), note=texts("rejections/declined_note")))
    if not blocks:
        skipped = sum(ledger["skipped"].values())
        more = f" {texts('rejections/skipped', count=skipped, number=material.format.number(skipped))}" if skipped else ""
        blocks.append(Prose(texts("rejections/nothing") + more))
    return Section("rejections", texts("rejections/heading"), texts("rejections/lead"), tuple(blocks))


def quality(material: Material) -> Section:
    """Counts of the ledger, and the remarks of the replay."""
    texts, form, ledger = material.texts, material.format, material.summary["ledger"]
    rows = [(texts(f"quality/{key}"), form.number(ledger[key])) for key in ("rows", "events", "anonymous", "duplicates")]
    rows.append((texts("quality/rejected"), form.number(sum(ledger["rejected"].values()))))
    rows.append((texts("quality/declined"), form.number(sum(ledger["declined"].values()))))
    rows += [(texts("quality/skipped"), form.number(sum(ledger["skipped"].values())))] if ledger["skipped"] else []
    rows += [(texts("quality/unlinked"), form.number(sum(ledger["unlinked"].values())))] if ledger["unlinked"] else []
    head = (texts("quality/what"), texts("quality/count"))
    used = ledger["rows"] - ledger["duplicates"] - sum(ledger["rejected"].values()) - sum(ledger["skipped"].values())
    note = texts("quality/more_rows") if used > count_of(material.total("sales.orders")) else None
    blocks: list[Block] = [Table(texts("quality/table"), head, tuple(rows), frozenset({1}), note=note)]
    if material.warehouse.is_resumed:
        blocks.insert(0, Prose(texts("quality/resumed"), stressed=True))
    notes = material.summary["notes"]
    if notes:
        blocks.append(Notes(texts("quality/notes"), tuple(remark(note, form) for note in notes)))
    return Section("quality", texts("quality/heading"), texts("quality/lead"), tuple(blocks))


def _note(texts: Texts, rejected: Iterable[str]) -> str:
    """What to do about rejected rows; where a referral was rejected, that the enrolment stands."""
    referral = f" {texts('rejections/referral_note')}" if REJECTED_REFERRALS.intersection(rejected) else ""
    return texts("rejections/rejected_note") + referral


def _by_count(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _example(material: Material, code: str) -> Cell:
    """Where the first one stands and what is wrong with it; where only English says that, what it is about."""
    if code not in material.rejected:
        return Cell("")
    source, row, event_id, _, reason = material.rejected[code]
    row_text = material.texts("rejections/row", row=material.format.number(row)) if row else ""
    place = ", ".join(part for part in (source.rpartition("/")[2], row_text, event_id) if part)
    told = remark(reason, material.format)
    said = told.text if told.lang is None else ", ".join(_QUOTED.findall(reason))
    return Cell(plain_name(f"{place}: {said}" if said else place))
