"""What a replay found out: tables, summary, digest, and the files of a result folder."""

from rulekit.result.result import Result
from rulekit.result.state_file import read_snapshot, write_snapshot

__all__ = ["Result", "read_snapshot", "write_snapshot"]
