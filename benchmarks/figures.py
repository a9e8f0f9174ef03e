"""What figures of a long ledger cost: receipts of two rows and returns that find their purchases by the article.

    python benchmarks/figures.py [RECEIPTS]

Measures a ledger of so many receipts and one of four times as many, each in a process of its own. Asserts first that the figures
are those that were counted while the ledger was written; then prints rows per second and peak memory of both, and their ratio.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

COLUMNS = ("event_id", "type", "at", "member_id", "sku", "quantity", "line_amount")
MAPPING = "columns:\n" + "".join(f"  {name}: {name}\n" for name in COLUMNS) + "refunds:\n  link: same member and sku\n"
TIMES = 4


def write(file: Path, receipts: int) -> dict[str, Decimal]:
    """Write a year of receipts of two rows, every twentieth a return; each member has ten. What figures must say of it."""
    sold, bought = Decimal(0), 0
    state = 12_345
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(COLUMNS)
        for place in range(receipts):
            state = (state * 1_103_515_245 + 12_345) % 2**31
            day = place * 360 // receipts
            at = f"2024-{1 + day // 31:02}-{1 + day % 28:02} {8 + place % 10:02}:{place % 60:02}"
            is_return = place % 20 == 19
            head = (f"{place}", "refund" if is_return else "purchase", at, f"m{state % (receipts // 10)}")
            rows.writerow((*head, f"s{state % 7}", 1, "1.50"))
            rows.writerow((*head, f"s{state // 8 % 7}", 1, "2.50"))
            bought += not is_return
            sold += 0 if is_return else 4
    return {"sales.gross": sold, "sales.orders": Decimal(bought)}


def measure(folder: Path, receipts: int) -> float:
    """Print what the figures of so many receipts take; the peak memory in GB."""
    ledger = folder / f"{receipts}.csv"
    expected = write(ledger, receipts)
    command = [sys.executable, "-m", "rulekit", "kpis", "--ledger", str(ledger), "--mapping", str(folder / "mapping.yaml")]
    began = time.perf_counter()
    with (folder / "kpis.json").open("w", encoding="utf-8") as out:
        subprocess.run([*command, "--format", "json"], stdout=out, check=True)  # noqa: S603  our own command
    seconds = time.perf_counter() - began
    found = json.loads((folder / "kpis.json").read_text(encoding="utf-8"))["kpis"]
    for name, value in expected.items():
        [figure] = [one["value"] for one in found if one["id"] == name and one["scope"] == "all sales"]
        assert Decimal(figure) == value, f"{name} is {figure}, not {value}"
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    print(f"{2 * receipts:>12,} rows   {2 * receipts / seconds:>9,.0f} rows/s   peak memory {memory:.2f} GB")
    return memory


def main(receipts: int) -> None:
    """Print what the figures take."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
        small, large = measure(folder, receipts), measure(folder, TIMES * receipts)
    print(f"{TIMES} times the rows take {large / small:.2f} times the memory")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
