"""A strategy for ledgers: rows by the ledger's column names, for a few members over some years.

Days, amounts and references are drawn from what is likely to matter: days around expiry and month ends, amounts around thresholds,
refunds of real purchases in parts, things at one instant, rows that are wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

Draw = Any
Row = dict[str, Any]

STARTS = ("2024-01-14", "2024-01-30", "2024-02-28", "2024-03-30", "2024-10-26", "2023-12-30", "2011-12-28")
GAPS = (0, 0, 0, 0, 1, 1, 2, 6, 7, 8, 13, 14, 15, 28, 29, 30, 31, 32, 60, 61, 90, 92, 182, 184, 364, 365, 366, 367)
TIMES = ("12:00", "12:00", "00:00", "23:59", "02:30", "14:00", "13:59:59.999999", "01:59", "09:00")
AMOUNTS = ("5.00", "10.00", "3.20", "20.00", "0.00", "0.01", "4.99", "5.01", "19.99", "33.33", "50.00", "105", "9.9999", "7.5")
PARTS = ("all", "all", "half", "1.00", "0.01", "3.33", "too much", "lines", "nothing")
MEMBERS = ("anna", "anna", "anna", "anna", "bert", "bert", "cleo")
LENGTHS = (1, 2, 4, 6, 8, 10, 12, 14, 16)
KINDS = (
    *("purchase",) * 7, *("refund",) * 4, *("spree",) * 8, *("round",) * 4, *("redeem",) * 3, *("use",) * 2, "adjust", "adjust",
    "opening", "opening", "activity", "activity", "enrol", "profile", "leave", "refund redemption", "refund redemption", "unlinked refund", "again",
    "wrong", "anonymous",
)  # fmt: skip


@dataclass(slots=True)
class Story:
    """What was drawn so far."""

    day: date
    wallets: tuple[str, ...]
    members: tuple[str, ...]
    conflicts: bool
    rows: list[Row] = field(default_factory=list)

    def earlier(self, kind: str) -> list[Row]:
        """The rows of one kind so far."""
        return [row for row in self.rows if row.get("type", "purchase") == kind]


@st.composite
def ledgers(
    draw: Draw, wallets: tuple[str, ...], *, friends: bool = True, conflicts: bool = True, members: tuple[str, ...] = MEMBERS
) -> list[Row]:
    """Rows in the order they were told; the total order is the reader's business.

    `friends`: Anna brings Bert. `conflicts`: ids may come again with other content.
    """
    story = Story(date.fromisoformat(draw(st.sampled_from(STARTS))), wallets, members, conflicts)
    if friends:
        _befriend(draw, story)
    for _ in range(draw(st.sampled_from(LENGTHS))):
        _wait(draw, story)
        _TELLERS[draw(st.sampled_from(KINDS))](draw, story)
    return story.rows


def _at(story: Story, row: Row, time: str) -> None:
    row["at"] = f"{story.day.isoformat()} {time}"


def _wait(draw: Draw, story: Story) -> None:
    story.day += timedelta(days=draw(st.sampled_from(GAPS)))


def _row(draw: Draw, story: Story, kind: str, member: str | None = None, **columns: Any) -> Row:
    """A row of a kind, with an id, a time and mostly a member."""
    at = f"{story.day.isoformat()} {draw(st.sampled_from(TIMES))}"
    row: Row = {"event_id": f"e{len(story.rows) + 1:02}", "type": kind, "at": at}
    row["member_id"] = member or draw(st.sampled_from(story.members))
    row.update(columns)
    if draw(st.integers(0, 7)) == 7:
        row["member.city"] = draw(st.sampled_from(("Bonn", "Köln")))
        row["member.newsletter"] = draw(st.sampled_from(("yes", "no")))
        row["member.birthday"] = draw(st.sampled_from(("1988-02-29", "2000-06-15", "1990-12-30")))
        row["member.drink"] = draw(st.sampled_from(("coffee", "tea", "")))
    if draw(st.integers(0, 15)) == 15:
        row["order"] = draw(st.sampled_from((-1, 1)))
    story.rows.append(row)
    return row


def _befriend(draw: Draw, story: Story) -> None:
    """Anna enrols and brings Bert, who buys something; she may name him too, and he may leave and come back with another friend."""
    named = {"referred_by": "bert"} if draw(st.booleans()) else {}
    _at(story, _row(draw, story, "enrol", "anna", **named), "00:00")
    _at(story, _row(draw, story, "enrol", "bert", referred_by="anna"), "12:00")
    _wait(draw, story)
    if draw(st.integers(0, 3)) == 0:
        _row(draw, story, "purchase", "bert", amount="20.00")
        _wait(draw, story)
        _at(story, _row(draw, story, "leave", "bert"), "08:00")
        _at(story, _row(draw, story, "enrol", "bert", referred_by=draw(st.sampled_from(story.members))), "12:00")
        _wait(draw, story)
    _row(draw, story, "purchase", "bert", amount=draw(st.sampled_from(("20.00", "5.00", "4.99"))))


def _spree(draw: Draw, story: Story) -> None:
    """A purchase, points spent at once, and the purchase brought back: where debts and returned points come from."""
    member = draw(st.sampled_from(story.members))
    bought = _row(draw, story, "purchase", member, amount=draw(st.sampled_from(("50.00", "20.00", "105"))))
    _at(story, bought, "00:00")
    _wait(draw, story)
    what = draw(_prices(story))
    spent = [_row(draw, story, "redeem", member, **what) for _ in range(draw(st.sampled_from((1, 1, 2, 3))))]
    for row in spent:
        _at(story, row, "12:00")
    if draw(st.booleans()):
        _wait(draw, story)
    if draw(st.booleans()):
        _at(story, _row(draw, story, "refund", member, ref=spent[0]["event_id"]), "23:59")
    back = paid_in(bought) // draw(st.sampled_from((1, 1, 1, 2, 3)))
    _at(story, _row(draw, story, "refund", member, ref=bought["event_id"], amount=amount_text(back)), "23:59")


def _round(draw: Draw, story: Story) -> None:
    """Purchases in a row by one member, what fills cards and climbs ladders; the last may be brought back, a gift may be used."""
    member = draw(st.sampled_from(story.members))
    for _ in range(draw(st.integers(2, 4))):
        last = _row(draw, story, "purchase", member, amount=draw(st.sampled_from(("5.00", "10.00", "20.00"))))
        _at(story, last, "00:00")
        story.day += timedelta(days=draw(st.sampled_from((0, 1))))
    if draw(st.booleans()):
        _row(draw, story, "use", member, reward=draw(st.sampled_from(("mug", "mug", "free coffee", "voucher"))))
    if draw(st.booleans()):
        _row(draw, story, "refund", member, ref=last["event_id"], amount=last["amount"])


# ---------------------------------------------------------------- purchases and refunds


def _purchase(draw: Draw, story: Story) -> None:
    row = _row(draw, story, "purchase")
    if draw(st.booleans()):
        row["lines"] = draw(st.lists(_line(), min_size=1, max_size=3))
        total = sum(_cents(line["line_amount"]) for line in row["lines"])
        change = draw(st.sampled_from((None, None, "-1.00", "-0.0001", "2.50")))
        if total < 0 or (change is not None and total + _cents(change) >= 0):
            row["amount"] = amount_text(max(0, total + _cents(change or "0")))
    else:
        row["amount"] = draw(st.sampled_from(AMOUNTS))
    if draw(st.integers(0, 2)) == 2:
        row["channel"] = draw(st.sampled_from(("app", "web", "store")))
    if draw(st.integers(0, 5)) == 5:
        row["tip"] = draw(st.sampled_from(("0.50", "0.49")))
    if draw(st.integers(0, 9)) == 9:
        del row["member_id"]


@st.composite
def _line(draw: Draw) -> Row:
    line: Row = {"sku": draw(st.sampled_from(("a", "b", "c"))), "line_amount": draw(st.sampled_from((*AMOUNTS, "-1.00")))}
    if draw(st.booleans()):
        line["quantity"] = draw(st.sampled_from(("2", "1", "3", "0.5", "0")))
    if draw(st.booleans()):
        line["category"] = draw(st.sampled_from(("coffee", "cake", "tobacco")))
    if draw(st.integers(0, 3)) == 3:
        line["weight"] = draw(st.sampled_from(("1", "2.25")))
    if draw(st.integers(0, 3)) == 3:
        line["offer"] = draw(st.sampled_from(("yes", "no")))
    return line


def _refund(draw: Draw, story: Story) -> None:
    """A part or all of one earlier purchase, by amount or by lines; sometimes too much."""
    purchases = story.earlier("purchase")
    if not purchases:
        return _purchase(draw, story)
    bought = purchases[-1 - draw(st.integers(0, min(2, len(purchases) - 1)))]
    member = bought.get("member_id")
    row = _row(draw, story, "refund", member or "anna", ref=bought["event_id"])
    if member is None or draw(st.integers(0, 5)) == 5:
        del row["member_id"]
    elif draw(st.integers(0, 9)) == 9:
        row["member_id"] = draw(st.sampled_from(story.members))
    _returned(draw, row, bought)
    return None


def _returned(draw: Draw, row: Row, bought: Row) -> None:
    paid = paid_in(bought)
    part = draw(st.sampled_from(PARTS))
    if part == "lines" and "lines" in bought:
        named = [line for line in bought["lines"] if _cents(line["line_amount"]) >= 0]
        if named:
            row["lines"] = [dict(line) for line in draw(st.lists(st.sampled_from(named), min_size=1, max_size=2))]
            return
    row["amount"] = {
        "all": amount_text(paid), "lines": amount_text(paid), "half": amount_text(paid // 2), "too much": amount_text(paid + 1), "nothing": "0",
    }.get(part, part)  # fmt: skip


def _unlinked_refund(draw: Draw, story: Story) -> None:
    _row(draw, story, "refund", amount=draw(st.sampled_from(AMOUNTS)))


def _anonymous(draw: Draw, story: Story) -> None:
    del _row(draw, story, "purchase", amount=draw(st.sampled_from(AMOUNTS)))["member_id"]


@st.composite
def purchases(draw: Draw) -> Row:
    """One purchase of Anna's, `p`, with lines or without."""
    story = Story(date(2024, 3, 1), ("points",), ("anna",), conflicts=False)
    _purchase(draw, story)
    return {**story.rows[0], "event_id": "p", "member_id": "anna"}


@st.composite
def parts_of(draw: Draw, bought: Row) -> list[Row]:
    """Up to four refunds of a purchase that stay within what was paid, of money or of named lines."""
    left, found = paid_in(bought), []
    for _ in range(draw(st.integers(1, 4))):
        row: Row = {"type": "refund", "member_id": "anna", "ref": bought["event_id"]}
        lines = [line for line in bought.get("lines", ()) if 0 <= _cents(line["line_amount"]) <= left]
        if lines and draw(st.booleans()):
            row["lines"] = [dict(draw(st.sampled_from(lines)))]
        else:
            row["amount"] = amount_text(draw(st.sampled_from((left, left // 2, left // 3, min(left, 10_000), min(left, 1)))))
        left -= paid_in(row)
        found.append(row)
    return found


# ---------------------------------------------------------------- everything else


def _redeem(draw: Draw, story: Story) -> None:
    row = _row(draw, story, "redeem", **draw(_prices(story)))
    purchases = story.earlier("purchase")
    if purchases and draw(st.integers(0, 2)) == 2:
        row.pop("wallet", None)
        row |= {"reward": "pay", "points": draw(st.sampled_from(("1", "2", "3", "6", "0.5")))}
        row["ref"] = draw(st.sampled_from(purchases))["event_id"]


@st.composite
def _prices(draw: Draw, story: Story) -> Row:
    """What to spend points on: a reward, or anything (so many points)."""
    if draw(st.booleans()):
        return {"reward": draw(st.sampled_from(("mug", "mug", "free coffee", "voucher")))}
    points = draw(st.sampled_from(("5", "1", "2", "1", "10", "20", "50", "0.5", "0")))
    wallet = draw(st.sampled_from((story.wallets[0], *story.wallets)))
    return {"wallet": "unknown" if draw(st.integers(0, 19)) == 19 else wallet, "points": points}


def _refund_redemption(draw: Draw, story: Story) -> None:
    redemptions = story.earlier("redeem")
    if not redemptions:
        return _redeem(draw, story)
    bought = draw(st.sampled_from(redemptions))
    _row(draw, story, "refund", bought["member_id"], ref=bought["event_id"])
    return None


def _use(draw: Draw, story: Story) -> None:
    row = _row(draw, story, "use", reward=draw(st.sampled_from(("mug", "free coffee", "voucher", "mug", "unknown"))))
    purchases = [bought for bought in story.earlier("purchase") if "member_id" in bought]
    if purchases and draw(st.booleans()):
        row["ref"] = draw(st.sampled_from(purchases))["event_id"]
    if draw(st.integers(0, 9)) == 9:
        row["code"] = "0123456789abcdef"


def _adjust(draw: Draw, story: Story) -> None:
    points = draw(st.sampled_from(("10", "30", "-5", "-10", "-1", "0", "0.5")))
    _row(draw, story, "adjust", wallet=draw(st.sampled_from(story.wallets)), points=points)


def _opening(draw: Draw, story: Story) -> None:
    """What somebody brings along: a lot, steps of a card, ladder or challenge, a level, money spent, or several of these."""
    row = _row(draw, story, "adjust", reason="opening")
    parts = draw(st.sampled_from((("lot",), ("lot",), ("steps",), ("steps",), ("tier",), ("money",), ("lot", "tier", "money"))))
    if "lot" in parts:
        row |= {"wallet": draw(st.sampled_from(story.wallets)), "points": draw(st.sampled_from(("10", "30", "2", "-5", "0.5")))}
    if "steps" in parts:
        counter = draw(st.sampled_from(("coffee card", "coffee card", "ladder", "sprint", "big card")))
        row |= {"wallet": counter, "points": draw(st.sampled_from(("1", "2", "3", "5", "-1", "0.5")))}
    if "tier" in parts:
        row["tier"] = draw(st.sampled_from(("Silver", "Gold", "Silver", "Lead")))
    if "money" in parts:
        row["amount"] = draw(st.sampled_from(AMOUNTS))
    if draw(st.booleans()):
        row["usable_until"] = str(story.day + timedelta(days=draw(st.sampled_from((0, 1, 7, 30, 366, -1)))))
    if draw(st.booleans()):
        row["earned_on"] = str(story.day - timedelta(days=draw(st.sampled_from((0, 1, 6, 14, 30, 366)))))


def _activity(draw: Draw, story: Story) -> None:
    _row(draw, story, "activity", activity=draw(st.sampled_from(("review", "review", "visit to the shop"))))


def _enrol(draw: Draw, story: Story) -> None:
    row = _row(draw, story, "enrol")
    if draw(st.booleans()):
        row["referred_by"] = draw(st.sampled_from((*story.members, "nobody")))


def _profile(draw: Draw, story: Story) -> None:
    _row(draw, story, "profile")["member.birthday"] = draw(st.sampled_from(("1988-02-29", "2000-06-15")))


def _leave(draw: Draw, story: Story) -> None:
    _row(draw, story, "leave")


def _again(draw: Draw, story: Story) -> None:
    """A delivery that comes again: equal, or in conflict with the first."""
    if not story.rows:
        return _purchase(draw, story)
    again = dict(draw(st.sampled_from(story.rows)))
    if story.conflicts and draw(st.booleans()):
        again["at"] = f"{story.day.isoformat()} 12:00"
    story.rows.append(again)
    return None


def _wrong(draw: Draw, story: Story) -> None:
    """A row that cannot be understood."""
    wrongs: tuple[Mapping[str, str], ...] = (
        {"amount": "12,50"}, {"amount": "-1.00"}, {"amount": "1e3"}, {"at": "2024-02-30 12:00"}, {"at": ""}, {"type": "gift"},
        {"currency": "USD", "amount": "5.00"}, {"type": "enrol", "member_id": ""}, {"type": "refund", "ref": "nowhere", "amount": "1.00"},
        {"type": "adjust", "points": "many"}, {"channel": "post", "amount": "5.00"}, {"order": "first", "amount": "5.00"},
    )  # fmt: skip
    _row(draw, story, "purchase").update(draw(st.sampled_from(wrongs)))


_TELLERS = {
    "purchase": _purchase, "refund": _refund, "redeem": _redeem, "use": _use, "adjust": _adjust, "opening": _opening, "activity": _activity,
    "enrol": _enrol, "profile": _profile, "leave": _leave, "refund redemption": _refund_redemption,
    "spree": _spree, "round": _round, "unlinked refund": _unlinked_refund, "again": _again, "wrong": _wrong, "anonymous": _anonymous,
}  # fmt: skip


# ---------------------------------------------------------------- amounts


def _cents(text: str) -> int:
    """Decimal text in ten-thousandths; written here anew, so that the tests do not lean on what they test."""
    sign = -1 if text.startswith("-") else 1
    whole, _, fraction = text.lstrip("-").partition(".")
    return sign * (int(whole) * 10_000 + int(fraction.ljust(4, "0")))


def amount_text(minor: int) -> str:
    """Ten-thousandths as decimal text."""
    return f"{minor // 10_000}.{minor % 10_000:04}"


def paid_in(row: Row) -> int:
    """Money paid or returned in a row, in ten-thousandths; 0 where it cannot be read."""
    try:
        if "amount" in row:
            return max(0, _cents(row["amount"]))
        return max(0, sum(_cents(line["line_amount"]) for line in row.get("lines", ())))
    except ValueError:
        return 0
