"""The chain of an audit log (审计留痕): each record carries the hash of the one before it, from the first on.

Pure: the services write with it, and `sankua audit verify` checks with it on any machine, without a server.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sankua.core.errors import Problem

GENESIS: Final = "0" * 64
"""What the first record names as the hash before it."""


def linked(record: Mapping[str, Any], number: int, before: str) -> dict[str, Any]:
    """The record with its number, the hash before it and its own hash. Values are plain JSON."""
    whole = {k: v for k, v in record.items() if k not in ("n", "prev", "hash")} | {
        "n": number,
        "prev": before,
    }
    return whole | {"hash": hash_of(whole)}


def hash_of(record: Mapping[str, Any]) -> str:
    """SHA-256, hex, of a record's canonical JSON without its own hash."""
    plain = {k: v for k, v in record.items() if k != "hash"}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Chain:
    """Checks records in order. `number` and `head` are the last record's; `problems` says the faults."""

    def __init__(self, number: int = 0, head: str = GENESIS) -> None:
        self.number, self.head = number, head
        self.problems: list[Problem] = []

    def take(self, record: Any, file: str = "", line: int = 0) -> None:
        """Reads the next record; after a fault the chain goes on from what the record itself says."""
        if not isinstance(record, Mapping) or not isinstance(record.get("n"), int):
            self.problems.append(Problem("n", "is no audit record: no number", file, line))
            return
        for field, reason in self._faults(record):
            self.problems.append(Problem(field, reason, file, line))
        self.number, self.head = record["n"], str(record.get("hash", ""))

    def _faults(self, record: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        n = record["n"]
        if n != self.number + 1:
            yield "n", f"{n} follows {self.number}: records are missing, doubled or out of order"
        elif record.get("prev") != self.head:
            yield (
                "prev",
                f"record {n} does not name the hash of record {self.number}: one of them was changed",
            )
        if record.get("hash") != hash_of(record):
            yield "hash", f"record {n} is not what was written: its hash differs"

    def end(self, number: int | None, head: str, file: str = "") -> None:
        """Compares the end with what is known of it from elsewhere: a cut tail shows only so."""
        if number is not None and number > self.number:
            self.problems.append(
                Problem("n", f"ends at record {self.number}, but record {number} is known to exist", file)
            )
        elif head and head != self.head:
            self.problems.append(Problem("hash", f"record {self.number} has another hash than {head}", file))
