"""How fast the interpreter is: the whole UCI Online Retail file through two programs.

    python benchmarks/interpreter.py [LEDGER.parquet]

Asserts first (two runs, equal digests), then times in processor seconds. Events are invoices and linked cancellations, each with
all its lines. Reading the file is timed apart. Prints the peak memory of the whole process.
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
from rulekit.engine.stream import stream
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
    for event in stream(book, loaded.events):
        interpreter.apply(book, event)
    taken = time.process_time() - began
    gc.enable()
    return taken, book.entries


def measure(name: str, program: rk.Program, loaded: LoadedLedger) -> None:
    """Assert that two runs agree, then print what one takes."""
    digests = {digest(run(program, loaded)[1]) for _ in range(2)}
    assert len(digests) == 1, "two runs of one ledger differ"
    seconds = sorted(run(program, loaded)[0] for _ in range(RUNS))
    events = len(loaded.events)
    median, best = events / seconds[RUNS // 2], events / seconds[0]
    print(f"{name:24}{median:>9,.0f} events/s, median of {RUNS}; best {best:,.0f}; digest {digests.pop()[:16]}")


def main(path: str) -> None:
    """Print the figures."""
    programs = {
        "benchmark program": rk.load(ROOT / "benchmarks" / "online-retail.yaml"),
        "example program": rk.load(EXAMPLE / "program.yaml"),
    }
    ledger = rk.read_ledger(path, mapping=EXAMPLE / "mapping.yaml")
    for name, program in programs.items():
        began = time.perf_counter()
        loaded = ledger.load(schema_of((program,), Zone(program.timezone)))
        reading = time.perf_counter() - began
        lines = sum(len(event.lines) for event in loaded.events)
        print(f"{loaded.rows:,} rows read in {reading:.1f} s; {len(loaded.events):,} events with {lines:,} lines")
        measure(name, program, loaded)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else str(ROOT.parent / "shared" / "data" / "online_retail.parquet"))
