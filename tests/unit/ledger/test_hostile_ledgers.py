"""Files made to harm end in rejections or one clear error, within about a second and 100 MB above the idle process."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

MOST_TIMES_THE_LOOP = 20
"""About a second on a free machine: the processor's time is measured against a fixed loop in the same process."""
MOST_MEGABYTES = 100
MOST_ADDRESS_SPACE = 3 * 2**30

CHILD = """
import json, resource, sys, time
import duckdb
from rulekit.diagnostics import ProgramError, UsageError
from rulekit.ledger import LedgerSchema, read_ledger
from rulekit.values.zone import Zone
import rulekit.ledger.csv_table, rulekit.ledger.jsonl_table, rulekit.ledger.parquet_table

def megabytes(name):
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) // 1024

schema = LedgerSchema("EUR", Zone("Europe/Berlin"))
duckdb.connect().close()
began = time.process_time()
sum(range(7_000_000))
idle, start = megabytes("VmRSS"), time.process_time()
try:
    loaded = read_ledger(sys.argv[1], *sys.argv[2:]).load(schema)
    said = {"events": len(loaded.events), "rows": loaded.rows, "rejected": loaded.rejected}
except UsageError as problem:
    said = {"error": str(problem)}
except ProgramError as problem:
    said = {"error": problem.diagnostics[0].message}
said |= {"loops": (time.process_time() - start) / (start - began), "megabytes": megabytes("VmHWM") - idle}
print(json.dumps(said))
"""

HEADER = b"event_id,at,member_id,amount\n"
GOOD = b"good,2024-03-01,anna,1\n"
GOOD_JSON = b'{"event_id":"good","at":"2024-03-01","amount":1}\n'


def long_line() -> Iterator[bytes]:
    yield from (HEADER, GOOD, b"x" * 20_000_000, b"\n", GOOD.replace(b"good", b"last"))


def quoted_lines() -> Iterator[bytes]:
    yield from (HEADER, GOOD, b'bad,"', b"x\n" * 10_000_000, b'",a,1\n')


def open_quotes() -> Iterator[bytes]:
    yield from (HEADER, GOOD, b'x",y,"z,1\n' * 400_000)


def unclosed_quotes() -> Iterator[bytes]:
    yield from (HEADER, GOOD, b'a,"b""\n' * 1_000_000)


def random_bytes() -> Iterator[bytes]:
    generator = random.Random(1)
    yield from (HEADER, GOOD)
    yield from (generator.randbytes(1_000_000) for _ in range(5))


HOSTILE: dict[str, tuple[str, Callable[[], Iterator[bytes]], dict[str, object]]] = {
    "20 MB of one line": ("csv", long_line, {"events": 2, "rejected": {"row.long": 1}}),
    "20 MB of one header": ("csv", lambda: iter([b"x" * 20_000_000]), {}),
    "20 MB of NUL bytes": ("csv", lambda: iter([HEADER, GOOD, bytes(20_000_000)]), {"events": 1, "rejected": {"row.long": 1}}),
    "NUL bytes in rows": ("csv", lambda: iter([HEADER, GOOD, b"a,\0,b,1\n" * 10]), {"rejected": {"row.encoding": 10}}),
    "20 MB of lines in one quoted cell": ("csv", quoted_lines, {}),
    "quotes opened over and over": ("csv", open_quotes, {}),
    "quotes never closed": ("csv", unclosed_quotes, {}),
    "5 MB of chance": ("csv", random_bytes, {}),
    "NaN, 1e400 and 5,000 digits": (
        "csv",
        lambda: iter([HEADER, GOOD, b"a,2024-03-01,m,NaN\nb,2024-03-01,m,1e400\nc,2024-03-01,m," + b"9" * 5000 + b"\n"]),
        {"events": 1, "rejected": {"row.amount": 3}},
    ),
    "a header of 100,000 columns": ("csv", lambda: iter([b",".join(b"c%d" % n for n in range(100_000)), b",at\n"]), {}),
    "very many different ids": (
        "csv",
        lambda: iter([b"event_id,at,member_id,sku,line_amount\n", *(b"%d,2024-03-01,m,%d,1\n" % (n, n) for n in range(50_000))]),
        {"events": 50_000},
    ),
    "lone surrogates": (
        "jsonl",
        lambda: iter([GOOD_JSON, b'{"event_id":"\\ud800","at":"2024-03-01","amount":1}\n']),
        {"events": 1, "rejected": {"row.encoding": 1}},
    ),
    "100,000 nested lists": ("jsonl", lambda: iter([GOOD_JSON, b"[" * 100_000]), {"rejected": {"row.json": 1}}),
    "100,000 nested objects": ("jsonl", lambda: iter([GOOD_JSON, b'{"a":' * 100_000]), {"rejected": {"row.json": 1}}),
    "20 MB of one JSON line": (
        "jsonl",
        lambda: iter([GOOD_JSON, b'{"a":"' + b"x" * 20_000_000 + b'"}']),
        {"rejected": {"row.long": 1}},
    ),
    "a number of 900,000 digits": (
        "jsonl",
        lambda: iter([GOOD_JSON, GOOD_JSON[:-3], b"9" * 900_000, b"}\n"]),
        {"rejected": {"row.amount": 1}},
    ),
    "900,000 empty lists": ("jsonl", lambda: iter([GOOD_JSON, b'{"lines":[', b"[]," * 300_000, b"[]]}\n"]), {"events": 1}),
    "very many keys": ("jsonl", lambda: iter([b"{" + b",".join(b'"k%d":1' % n for n in range(80_000)) + b"}\n"]), {}),
    "a torn Parquet file": ("parquet", lambda: iter([b"PAR1" + bytes(1_000_000)]), {}),
    "a Parquet footer of nonsense": (
        "parquet",
        lambda: iter([b"PAR1", random.Random(2).randbytes(100_000), b"\xff\xff\xff\x7fPAR1"]),
        {},
    ),
    "no gzip file": ("csv.gz", lambda: iter([b"\x1f\x8b" + random.Random(3).randbytes(100_000)]), {}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_harm_is_bounded(name, tmp_path):
    ending, make, expected = HOSTILE[name]
    path = tmp_path / f"ledger.{ending}"
    with path.open("wb") as file:
        file.writelines(make())
    said = run(path)
    assert said["megabytes"] <= MOST_MEGABYTES
    assert said["loops"] <= MOST_TIMES_THE_LOOP
    assert {key: said.get(key) for key in expected} == expected
    if "error" in said:
        assert len(said["error"]) < 400
    else:
        assert said["rows"] == said["events"] + sum(said["rejected"].values())


def test_a_gzip_bomb(tmp_path):
    import gzip

    path = tmp_path / "ledger.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(HEADER + GOOD)
        for _ in range(100):
            file.write(bytes(1_000_000))
    said = run(path)
    assert said["megabytes"] <= MOST_MEGABYTES
    assert said["rejected"] == {"row.long": 1}


def test_a_folder_as_a_file(tmp_path):
    path = tmp_path / "ledger.csv"
    path.mkdir()
    assert "is a folder" in run(path)["error"]


def test_a_hostile_mapping(tmp_path):
    (tmp_path / "ledger.csv").write_bytes(HEADER + GOOD)
    mapping = tmp_path / "mapping.yaml"
    for text in ("columns: " + "[" * 100_000, "columns: {at: " + "(" * 9_000 + "}", "columns:\n  at: " + "x" * 900_000, "\0"):
        mapping.write_text(text, encoding="utf-8")
        said = run(tmp_path / "ledger.csv", mapping)
        assert "error" in said
        assert said["megabytes"] <= MOST_MEGABYTES
        assert said["loops"] <= MOST_TIMES_THE_LOOP


def run(*paths: Path) -> dict[str, object]:
    """Load a ledger in a process of its own and say what came out and what it took."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, paths)],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESS_SPACE, MOST_ADDRESS_SPACE)),
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
