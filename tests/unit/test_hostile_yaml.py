"""Input that is meant to hurt: a diagnostic within a second and 100 MB above the idle process, each in a process of its own.

The whole way is measured: reading the file, the structure, the check. Time is that of the processor, so that a busy
machine does not decide.
"""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

SECONDS = 2.0
"""A second on a free machine; tests share theirs."""
MEGABYTES = 100
HEAD = "program: a\ncurrency: EUR\ntimezone: Europe/Berlin\nwallets: { points: { unit: p/ps } }\n"
RULE = HEAD + "rules:\n  x:\n    on: purchase\n    give: 1 p\n    if: "

PROBE = """
import json, sys, time
from rulekit.diagnostics import Diagnostic, Source
from rulekit.diagnostics.render import render
from rulekit.semantics import check_program
from rulekit.syntax.read_source import read_source

def peak_kilobytes():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

check_program(Source("p.yaml", sys.argv[2]))
idle = peak_kilobytes()
began = time.process_time()
source = read_source(sys.argv[1])
findings = [source] if isinstance(source, Diagnostic) else check_program(source)[1]
for kind in ("full", "json"):
    render(findings, kind)
seconds = time.process_time() - began
used = peak_kilobytes() - idle
codes = sorted({finding.code for finding in findings})
print(json.dumps({"codes": codes, "seconds": seconds, "megabytes": used / 1024, "found": len(findings)}))
"""


def bomb(levels: int) -> str:
    names = [f"a{number}" for number in range(levels)]
    lines = [f"{names[0]}: &{names[0]} [x, x, x, x, x, x, x, x, x]"]
    for above, name in pairwise(names):
        lines.append(f"{name}: &{name} [{', '.join([f'*{above}'] * 9)}]")
    return "\n".join(lines)


CASES = {
    "100,000 nested [": ("[" * 100_000, "RK105"),
    "100,000 nested [ on lines": ("[\n" * 100_000, "RK105"),
    "100,000 nested {": ("{a: " * 100_000, "RK105"),
    "100,000 nested - ": ("- " * 100_000, "RK105"),
    "100,000 nested ? ": ("? " * 100_000, "RK105"),
    "100,000 nested keys": ("\n".join(" " * depth + "a:" for depth in range(1_300)), "RK105"),
    "100,000 closing ]": ("a: [" + "]" * 100_000, "RK116"),
    "alias bomb": (bomb(200), "RK124"),
    "an alias of itself": ("a: &a [*a, *a]", "RK124"),
    "100,000 aliases": ("a: &a x\nb: [" + "*a, " * 100_000 + "]", "RK124"),
    "merge bomb": ("a: &a { x: 1 }\n" + "".join(f"b{n}: &b{n} {{ <<: *a }}\n" for n in range(20_000)), "RK125"),
    "20 MB of one line": ("a" * 20_000_000, "RK102"),
    "1 MB of one line": ("program: " + "a" * 990_000, "RK107"),
    "1 MB of one key": ("a" * 990_000 + ": b", "RK107"),
    "1 MB of one quote": ('program: "' + "a" * 990_000, "RK112"),
    "1 MB of escapes": ('program: "' + "\\n" * 490_000 + '"', "RK107"),
    "1 MB of a block": ("program: |\n" + " a\n" * 330_000, "RK107"),
    "1 MB of #": ("#" * 990_000, "RK108"),
    "1 MB of line ends": ("\n" * 990_000, "RK108"),
    "1 MB of tabs": ("\t" * 990_000, "RK110"),
    "1 MB of NUL": ("\0" * 990_000, "RK104"),
    "a million entries": ("- a\n" * 240_000, "RK106"),
    "a million empty lists": ("[" + "[]," * 300_000 + "]", "RK106"),
    "a million equal keys": ("a: b\n" * 190_000, "RK120"),
    "9,000 unknown keys": (HEAD + "".join(f"k{n}: b\n" for n in range(9_000)), "RK130"),
    "9,000 empty keys": (HEAD + "rules:\n" + "".join(f" k{n}:\n" for n in range(9_000)), "RK134"),
    "9,000 rules of the wrong form": (HEAD + "rules:\n" + "".join(f" k{n}: x\n" for n in range(9_000)), "RK132"),
    "a key as long as allowed": (HEAD + "k" * 900 + ": 1\n", "RK130"),
    "a condition of 10,000 letters": (RULE + "first purchase or " * 500 + "first purchase", "RK141"),
    "2,000 parentheses": (RULE + "(" * 1_990, "RK142"),
    "500 times not": (RULE + "not " * 490 + "first purchase", "RK142"),
    "1,000 terms": (RULE + "1 + " * 490 + "1 > 2", "RK142"),
    "2,000 quotes": (RULE + "x = " + "'" * 1_901, "RK140"),
    "a number of 1,900 digits": (RULE + f"basket.total > {'9' * 1_900} EUR", "RK211"),
    "a number of 5,000 digits": (RULE + f"basket.total > {'9' * 5_000} EUR", "RK141"),
    "not a number": (RULE + "basket.total > NaN", "RK204"),
    "1e400": (RULE + "basket.total > 1e400 EUR", "RK140"),
}


@pytest.mark.parametrize("name", CASES)
def test_it_ends_in_a_diagnostic_within_a_second_and_100_megabytes(name, tmp_path):
    text, code = CASES[name]
    path = tmp_path / "program.yaml"
    path.write_text(text, encoding="utf-8")
    measured = measure(path)
    assert code in measured["codes"]
    assert measured["found"] <= 300
    assert measured["seconds"] < SECONDS
    assert measured["megabytes"] < MEGABYTES


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff" * 900_000, "RK103"),
        (b"program: \xed\xa0\x80", "RK103"),
        (b"program: \xc3", "RK103"),
        (b"PAR1\x15\x04\x15\x00" + bytes(range(256)) * 100, "RK103"),
    ],
    ids=["not UTF-8", "lone surrogates", "a truncated letter", "a ledger"],
)
def test_bytes_that_are_no_text_end_in_a_diagnostic(data, code, tmp_path):
    path = tmp_path / "program.yaml"
    path.write_bytes(data)
    measured = measure(path)
    assert measured["codes"] == [code]
    assert measured["seconds"] < SECONDS
    assert measured["megabytes"] < MEGABYTES


def test_a_folder_is_no_program(tmp_path):
    assert measure(tmp_path)["codes"] == ["RK101"]


def test_the_measurement_sees_time_and_memory(tmp_path):
    path = tmp_path / "program.yaml"
    path.write_text(HEAD)
    reads = "source = read_source(sys.argv[1])\n"
    wastes = "waste = [bytearray(1 << 20) for _ in range(400)]\nwhile time.process_time() - began < 2.1: pass\n"
    measured = measure(path, PROBE.replace(reads, reads + wastes))
    assert measured["seconds"] > SECONDS
    assert measured["megabytes"] > MEGABYTES


def measure(path: Path, probe: str = PROBE) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", probe, str(path), RULE + "first purchase"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
