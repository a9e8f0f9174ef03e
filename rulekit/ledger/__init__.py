"""From the ledger files to events in their total order.

Public, for the engine, the replay and the commands:

- `read_ledger(paths, mapping=None) -> Ledger`: a frozen description of the sources; cheap checks only. Raises UsageError for
  files, ProgramError for a faulty mapping file.
- `Ledger.load(schema, until_day=None, progress=None) -> LoadedLedger`: reads every row once; events come in their total order,
  everything left out is counted and named.
- `parse_event(record, schema) -> Event | Rejection`: one event given as a mapping with the ledger's column names; `EventParser`
  does it for many.
- `draft_mapping(path) -> str`: a commented mapping file for a foreign export.
- `Event.source` and `Event.row` say where an accepted event came from (None for one given by itself).
"""

from rulekit.ledger.draft_mapping import draft_mapping
from rulekit.ledger.event import Event, LedgerSchema, Line, Rejection
from rulekit.ledger.faults import EVENT_CODES, ROW_CODES
from rulekit.ledger.ledger import Ledger, LoadedLedger, read_ledger
from rulekit.ledger.parse_event import EventParser, parse_event

__all__ = [
    "EVENT_CODES",
    "ROW_CODES",
    "Event",
    "EventParser",
    "Ledger",
    "LedgerSchema",
    "Line",
    "LoadedLedger",
    "Rejection",
    "draft_mapping",
    "parse_event",
    "read_ledger",
]
