"""How fast the interpreter is: the whole UCI Online Retail file through the example program.

    python benchmarks/interpreter.py [LEDGER.parquet]

Asserts first (two runs, equal digests), then times. Events are invoices and linked cancellations, not lines. The reading of the file
is timed apart. Prints peak memory of the whole process.
"""

from __future__ import annotations

import gc
import resource
import sys
import time
from pathlib import Path

import rulekit as rk
from rulekit.engine import Engine, digest, interpreter
from rulekit.engine.entry import Entry
from rulekit.engine.plan import schema_of
from rulekit.ledger import LoadedLedger
from rulekit.values.zone import Zone

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "online-retail"
RUNS = 5


def run(program: rk.Program, loaded: LoadedLedger) -> tuple[float, list[Entry]]:
    """Seconds of processor time for one replay of all events, and its entries."""
    book = Engine(program).book
    gc.collect()
    gc.disable()
    began = time.process_time()
    for event in loaded.events:
        interpreter.apply(book, event)
    taken = time.process_time() - began
    gc.enable()
    return taken, book.entries


def main(path: str) -> None:
    """Print the figures."""
    program = rk.load(EXAMPLE / "program.yaml")
    ledger = rk.read_ledger(path, mapping=EXAMPLE / "mapping.yaml")
    began = time.perf_counter()
    loaded = ledger.load(schema_of(program, Zone(program.timezone)))
    reading = time.perf_counter() - began
    lines = sum(len(event.lines) for event in loaded.events)
    digests = {digest(run(program, loaded)[1]) for _ in range(2)}
    assert len(digests) == 1, "two runs of one ledger differ"
    seconds = sorted(run(program, loaded)[0] for _ in range(RUNS))
    events = len(loaded.events)
    print(f"{loaded.rows:,} rows, {events:,} events with {lines:,} lines, digest {digests.pop()[:16]}")
    print(f"reading      {loaded.rows / reading:>10,.0f} rows/s   ({reading:.1f} s)")
    print(f"interpreter  {events / seconds[RUNS // 2]:>10,.0f} events/s (median of {RUNS}; best {events / seconds[0]:,.0f})")
    print(f"             {lines / seconds[RUNS // 2]:>10,.0f} lines/s")
    print(f"peak memory  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:>10.2f} GB")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else str(ROOT.parent / "shared" / "data" / "online_retail.parquet"))
