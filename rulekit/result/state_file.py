"""The state file: a snapshot <-> state.parquet, one canonical record per member, version and program in its metadata (S10.2)."""

from __future__ import annotations

from pathlib import Path

from rulekit.diagnostics import UsageError
from rulekit.engine.snapshot import VERSION, Snapshot
from rulekit.result.staged import staged

_VERSION_KEY = b"rulekit.state.version"
_PROGRAM_KEY = b"rulekit.program.hash"
_SHARED_KEY = b"rulekit.state.shared"


def write_snapshot(path: str | Path, snapshot: Snapshot) -> None:
    """Write a state.parquet that `read_snapshot` reads, whole or not at all; a file of this name is replaced at the end.

    Raises UsageError where it cannot be written.
    """
    place = Path(path)
    with staged(place.parent) as stage:
        write_state(stage.place(place.name), snapshot)


def write_state(path: Path, snapshot: Snapshot) -> None:
    """Write a snapshot as Parquet, right at its place; the same snapshot gives the same bytes."""
    import pyarrow as pa  # noqa: PLC0415  loaded when a file is written
    from pyarrow import parquet  # noqa: PLC0415  likewise

    metadata = {
        _VERSION_KEY: str(snapshot.version).encode(), _PROGRAM_KEY: snapshot.program.encode(),
        _SHARED_KEY: snapshot.shared.encode(),
    }  # fmt: skip
    schema = pa.schema([("member_id", pa.string()), ("record", pa.string())], metadata=metadata)
    columns = [[member_id for member_id, _ in snapshot.records], [record for _, record in snapshot.records]]
    table = pa.table([pa.array(column, pa.string()) for column in columns], schema=schema)
    parquet.write_table(table, path, compression="zstd")


def read_snapshot(path: str | Path) -> Snapshot:
    """Read a state.parquet for `resume` or `Engine`. Raises UsageError for a file that is none, or of another version."""
    import pyarrow as pa  # noqa: PLC0415  loaded when a file is read
    from pyarrow import parquet  # noqa: PLC0415  likewise

    place = Path(path)
    if not place.is_file():
        raise UsageError(f"there is no file `{path}`", help="name the state.parquet of a result folder")
    try:
        table = parquet.read_table(place)
    except (pa.ArrowException, OSError):
        raise _not_a_state(path) from None
    metadata = table.schema.metadata or {}
    if any(key not in metadata for key in (_VERSION_KEY, _PROGRAM_KEY, _SHARED_KEY)):
        raise _not_a_state(path)
    columns = [(field.name, field.type) for field in table.schema]
    if columns != [("member_id", pa.string()), ("record", pa.string())]:
        raise _not_a_state(path)
    try:
        version, program, shared = (metadata[key].decode() for key in (_VERSION_KEY, _PROGRAM_KEY, _SHARED_KEY))
    except UnicodeDecodeError:
        raise _not_a_state(path) from None
    if version != str(VERSION):
        raise UsageError(
            f"`{path}` has version {version} of the state, this rulekit reads version {VERSION}",
            help="replay the ledger from its beginning with this rulekit",
        )
    ids, records = (table.column(name).to_pylist() for name in ("member_id", "record"))
    return Snapshot(program, tuple(zip(ids, records, strict=True)), VERSION, shared)


def _not_a_state(path: str | Path) -> UsageError:
    return UsageError(f"`{path}` is not a state file of rulekit", help="name the state.parquet of a result folder")
