"""From the ledger files to events in their total order.

Public, for the engine, the replay and the commands:

- `read_ledger(paths, mapping=None) -> Ledger`: a frozen description of the sources; cheap checks only. Raises UsageError for files,
  ProgramError for a faulty mapping file.
- `Ledger.load(schema, until_day=None, progress=None) -> LoadedLedger`: reads every row once. `LoadedLedger` has `events` (a list in the
  order of S2.4, after `until_day` left out), `rejections` (list of `Rejection`), `rows`, `duplicates`, `anonymous`, `after_until`,
  `skipped` {reason: rows}, `unlinked` {reason: refund lines}, `first_day`, `last_day` (of all readable events, None without any),
  `hash`, `notes` (tuple of sentences), `rejected` {code: n}.
- `parse_event(record, schema) -> Event | Rejection`: one event given as a mapping with the ledger's column names.
- `draft_mapping(path) -> str`: a commented mapping file for a foreign export.
- `Event.source` and `Event.row` say where an accepted event came from (None for one given by itself).
"""

from rulekit.ledger.draft_mapping import draft_mapping
from rulekit.ledger.event import Event, LedgerSchema, Line, Rejection
from rulekit.ledger.faults import EVENT_CODES, ROW_CODES
from rulekit.ledger.ledger import Ledger, LoadedLedger, read_ledger
from rulekit.ledger.parse_event import parse_event

__all__ = [
    "EVENT_CODES",
    "ROW_CODES",
    "Event",
    "Ledger",
    "LedgerSchema",
    "Line",
    "LoadedLedger",
    "Rejection",
    "draft_mapping",
    "parse_event",
    "read_ledger",
]
