"""A DuckDB in memory whose spilled data lies in a folder of its own, gone with the connection: the working folder stays clean."""

from __future__ import annotations

import shutil
import tempfile
import weakref

import duckdb

MEMORY_LIMIT = "1GB"
"""Beyond it DuckDB spills."""


def connect() -> duckdb.DuckDBPyConnection:
    """An empty database; its times are UTC. The folder is removed with the connection, at the latest when Python ends."""
    folder = tempfile.mkdtemp(prefix="rulekit-")
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_LIMIT, "threads": 2, "preserve_insertion_order": False, "temp_directory": folder,
    }  # fmt: skip
    connection = duckdb.connect(config=config)
    weakref.finalize(connection, shutil.rmtree, folder, ignore_errors=True)
    connection.execute("SET TimeZone = 'UTC'")
    return connection
