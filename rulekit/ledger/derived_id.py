"""The ids of rows that have none: S2.3."""

from __future__ import annotations


def derived_id(content_hash: str, ordinal: int) -> str:
    """`#`, the first 32 hex digits of the content's SHA-256, `-`, the ordinal among equal rows of one source from 1.

    >>> derived_id("0123456789abcdef0123456789abcdef0123", 2)
    '#0123456789abcdef0123456789abcdef-2'
    """
    return f"#{content_hash[:32]}-{ordinal}"
