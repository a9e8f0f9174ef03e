"""What may stand in a mapping file: its keys with their choices. Reader, drafts, schema and manual agree on this."""

from __future__ import annotations

from rulekit.ledger.build_event import HEAD_COLUMNS, LINE_COLUMNS
from rulekit.ledger.number_format import MARKS

TOP_KEYS = ("format", "columns", "constants", "skip", "type", "at", "refunds")
FORMAT_KEYS = ("delimiter", "encoding", "decimal", "thousands", "times", "timezone")
REFUND_KEYS = ("amounts", "link")

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
ENCODINGS = {"utf-8": "utf-8", "latin-1": "latin-1", "windows-1252": "cp1252", "iso-8859-15": "iso-8859-15"}
DECIMALS = {name: MARKS[name] for name in ("point", "comma")}
THOUSANDS = MARKS
AT = ("given", "earliest")
AMOUNTS = ("positive", "negative")
LINKED = "same member and sku"
LINKS = ("never", LINKED)

NUMBER_TARGETS = frozenset(("amount", "line_amount", "quantity", "points"))
"""Standard columns that take a calculation; declared attributes take one too."""

JOINED_TARGETS = ("event_id", "at", "member_id", "ref", "sku")
"""Columns of events that may be joined from several columns."""

TARGETS = (*HEAD_COLUMNS, *LINE_COLUMNS)
PREFIXES = ("member.", "purchase.", "line.")
