"""The short form of each benchmark: it runs, and asserts what it asserts before it times anything."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_interpreter_benchmark_runs_on_the_excerpt():
    ledger = ROOT / "examples" / "online-retail" / "ledger.csv"
    command = [sys.executable, str(ROOT / "benchmarks" / "interpreter.py"), str(ledger)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, env={"PYTHONPATH": str(ROOT)})
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("events/s") == 2


def test_the_benchmark_of_figures_counts_what_it_wrote():
    command = [sys.executable, str(ROOT / "benchmarks" / "figures.py"), "400"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, env={"PYTHONPATH": str(ROOT)})
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("rows/s") == 2
    assert "4 times the rows" in ran.stdout
