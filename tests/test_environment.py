"""The machine never shows in the bytes: hash seed, time zone, locale and row order change no digest."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "online-retail"
ENVIRONMENTS = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "de_DE.UTF-8"},
    {"PYTHONHASHSEED": "4242", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8"},
    {"PYTHONHASHSEED": "7", "TZ": "Pacific/Apia", "LC_ALL": "tr_TR.ISO-8859-9", "PYTHONUTF8": "0"},
)


def summary(ledger: Path, out: Path, environment: dict[str, str]) -> dict[str, object]:
    command = [sys.executable, "-m", "rulekit", "replay", str(EXAMPLE / "program.yaml"), str(ledger)]
    command += ["--mapping", str(EXAMPLE / "mapping.yaml"), "--out", str(out)]
    ran = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads((out / "summary.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reference(tmp_path_factory) -> tuple[dict[str, object], dict[str, bytes]]:
    out = tmp_path_factory.mktemp("reference")
    found = summary(EXAMPLE / "ledger.csv", out, ENVIRONMENTS[0])
    return found, {path.name: path.read_bytes() for path in sorted(out.iterdir())}


@pytest.mark.parametrize("environment", ENVIRONMENTS[1:], ids=lambda each: each["LC_ALL"])
def test_hash_seed_zone_and_locale_change_no_byte(environment, reference, tmp_path):
    found = summary(EXAMPLE / "ledger.csv", tmp_path, environment)
    assert found == reference[0]
    assert {path.name: path.read_bytes() for path in sorted(tmp_path.iterdir())} == reference[1]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_row_order_changes_no_digest(seed, reference, tmp_path):
    header, *rows = (EXAMPLE / "ledger.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    random.Random(seed).shuffle(rows)
    shuffled = tmp_path / "shuffled.csv"
    shuffled.write_text(header + "".join(rows), encoding="utf-8")
    found = summary(shuffled, tmp_path / "out", {})
    assert found["digest"] == reference[0]["digest"]
    assert found["ledger"] == reference[0]["ledger"]
