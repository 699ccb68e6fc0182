"""A report for the public: no cell so small that a person could be recognised in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_KEYED: Final = ("cells", "by_org")
_NOT_COUNTS: Final = frozenset({"oldest_days", "rank"})


def suppressed(document: Mapping[str, Any], minimum: int) -> dict[str, Any]:
    """The report with every count of 1 to `minimum` - 1 in `cells` and `by_org` set to null."""
    return {
        name: [_masked(cell, minimum) for cell in part] if name in _KEYED else part
        for name, part in document.items()
    }


def _masked(cell: Mapping[str, Any], minimum: int) -> dict[str, Any]:
    return {
        name: None if isinstance(value, int) and name not in _NOT_COUNTS and 0 < value < minimum else value
        for name, value in cell.items()
    }
