"""A DuckDB in memory whose spilled data lies in a folder of its own, gone with the connection: the working folder stays clean."""

from __future__ import annotations

import weakref
from tempfile import TemporaryDirectory

import duckdb

MEMORY_LIMIT = "1GB"
"""Beyond it DuckDB spills."""


def connect() -> duckdb.DuckDBPyConnection:
    """An empty database; its times are UTC. The folder is removed with the connection, at the latest when Python ends."""
    folder = TemporaryDirectory(prefix="rulekit-", ignore_cleanup_errors=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_LIMIT, "threads": 2, "preserve_insertion_order": False, "temp_directory": folder.name,
    }  # fmt: skip
    connection = duckdb.connect(config=config)
    weakref.finalize(connection, folder.cleanup)
    connection.execute("SET TimeZone = 'UTC'")
    return connection
