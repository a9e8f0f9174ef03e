"""Why a row or an event cannot be used: the codes of rejected.csv with their meaning and mend (S2.6)."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN_CHARACTERS = 40
"""So much of a cell is repeated in a reason; the rest is cut."""

ROW_CODES: dict[str, tuple[str, str]] = {
    "row.amount": (
        "An amount of money is not decimal text, is too long, or has the wrong sign.",
        "Write `12.50`: at most 10 digits before and 4 after the point. A return is a `refund` with a positive amount.",
    ),
    "row.attribute": (
        "A cell does not fit the type that the program declares for this attribute.",
        "Correct the cell, or declare another type under `attributes`.",
    ),
    "row.columns": (
        "The row has more or fewer cells than the header, or a cell holds a list where one value belongs.",
        "Put a cell that holds the delimiter in double quotes.",
    ),
    "row.currency": ("The amount is in another currency than the program's.", "Convert the amounts before the replay."),
    "row.encoding": (
        "The row holds bytes that are not UTF-8, a NUL character or half a character.",
        "Save the file as UTF-8, or say `encoding: windows-1252` under `format` in a mapping.",
    ),
    "row.event": ("Another row of the same event is rejected, so the event is incomplete.", "Correct that row."),
    "row.id": (
        "The id of the event begins with `@`: such ids name what the program does by itself, such as an expiry.",
        "Give the event another id.",
    ),
    "row.json": (
        "The line is not one JSON object.",
        "Write one object per line; every key once; numbers as plain decimals.",
    ),
    "row.long": (
        "The row is longer than 1,000,000 characters, or a cell longer than 131,072.",
        "Look for a quote or a line end that is missing.",
    ),
    "row.missing": (
        "A cell that this type of event needs is empty.",
        "Fill the cell; docs/ledger.md lists what each type needs.",
    ),
    "row.mixed": (
        "The rows of one event differ in type, member, time or another event column, or one line number stands for two lines.",
        "Give each event its own `event_id`; a mapping may say `at: earliest`.",
    ),
    "row.number": (
        "Points, a quantity, `order` or `line` is not a number, or has the wrong sign.",
        "Write plain decimals; `order` and `line` are whole numbers.",
    ),
    "row.quotes": (
        "A double quote is opened and not closed, or text stands behind a closing quote.",
        "Close the quote; inside a quoted cell write a quote twice.",
    ),
    "row.time": (
        "The time is not ISO 8601, or lies before 1900 or after 2399.",
        "Write `2024-03-01 14:30` or `2024-03-01T14:30:00+01:00`; other formats are said by a mapping.",
    ),
    "row.type": (
        "The type of the event is unknown.",
        "Write purchase, refund, enrol, profile, activity, redeem, use, adjust or leave.",
    ),
}
"""Code: what it means, how to mend it."""

EVENT_CODES: dict[str, tuple[str, str]] = {
    "event.conflict": (
        "An event of this id, but with other content, comes before it in the total order and stays.",
        "Give each event its own id; correct a sale by a refund and a new sale.",
    ),
    "event.unknown_purchase": (
        "The refund names a purchase or redemption that is not known at this time.",
        "Correct `ref`; deliver the purchase with the refund, or before it.",
    ),
    "event.foreign_purchase": (
        "The refund names a purchase or redemption of another member.",
        "Correct `ref` or `member_id`; `member_id` may be empty.",
    ),
    "event.over_refund": (
        "The refund returns more money than is left of what was paid.",
        "Correct the amount.",
    ),
    "event.unknown_member": (
        "Somebody leaves who is not a member.",
        "Correct `member_id`.",
    ),
    "event.unknown_referrer": (
        "The referrer is not a member at this time. The enrolment stands, without the referral.",
        "Correct `referred_by`.",
    ),
    "event.self_referral": (
        "A member names herself as referrer. The enrolment stands.",
        "Correct `referred_by`.",
    ),
    "event.late_referral": (
        "A referrer is named after the enrolment. The event stands.",
        "Name the referrer on the event that enrols.",
    ),
    "event.points": (
        "An adjustment of 0 points, or a redemption of none.",
        "Correct `points`.",
    ),
    "event.late": (
        "An engine met the event after later ones, and the program says `late: reject` or shares a budget or a stock.",
        "Apply events in order, or let the program recompute (docs/embedding.md).",
    ),
}
"""Contradictions between events: the first is found by the reader, the others by the engine, which knows the state."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be used: a code of `ROW_CODES` and a sentence about this row."""

    code: str
    reason: str


class RowFault(Exception):  # noqa: N818  it is a fault of the data, not an error of ours
    """Carries a Fault out of the readers of cells; where rows are handled it is kept as plain data, without its traceback."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.fault = Fault(code, reason)


def shown(text: str) -> str:
    """A cell as it may stand in a reason: short, on one line, without control characters.

    >>> shown("12,50"), shown("a" * 60)[-3:]
    ('`12,50`', 'a…`')
    """
    cut = text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"
    return "`" + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut) + "`"
