"""What is known of one case at a moment: its row as facts, corrected, in the order of what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sankua.core.counting.corrections import Misfit, corrected
from sankua.core.counting.rows import Row

EVER: Final = "9999"
"""After every moment that a row can hold."""

_RANK: Final = {"dispatch": 1, "intake": 2, "oversight": 3}


class Fact(NamedTuple):
    """One event as the figures read it; `time` and `recorded` are RFC 3339 text with the Shanghai offset."""

    time: str
    rank: int
    stream: str
    seq: int
    name: str
    recorded: str
    source: str
    data: Mapping[str, Any]

    @property
    def event_id(self) -> tuple[str, int]:
        """The stream (`[node/]producer`) and the place in it."""
        return (self.stream, self.seq)


def facts(row: Row, as_of: str, misfits: list[Misfit] | None = None) -> list[Fact]:
    """What had happened and was recorded by `as_of`, corrections applied, in order of time.

    At one moment registration comes first, then what dispatch did, then what the petitioner did about it.
    Corrections that change nothing are added to `misfits`.
    """
    found: list[Fact] = []
    corrections: list[Fact] = []
    for stream, entries in row["streams"].items():
        rank_of_stream = _RANK.get(stream.rpartition("/")[2], 4)
        for seq, name, time, recorded, source, data in entries:
            if (recorded or time) <= as_of:
                rank = 0 if name == "CaseRegistered" else rank_of_stream
                fact = Fact(time, rank, stream, seq, name, recorded or time, source, data)
                (corrections if name == "EventCorrected" else found).append(fact)
    if corrections:
        known = sorted((c for c in corrections if c.time <= as_of), key=_order_of_recording)
        found = corrected(row["case"], found, known, misfits)
    found = [fact for fact in found if fact.time <= as_of]
    found.sort(key=order)
    return found


def misfits(row: Row) -> list[Misfit]:
    """The corrections in a row that change nothing."""
    found: list[Misfit] = []
    if any(entry[1] == "EventCorrected" for entries in row["streams"].values() for entry in entries):
        facts(row, EVER, found)
    return found


def order(fact: Fact) -> tuple[str, int, str, int]:
    """The sort key of facts."""
    return fact[:4]


def _order_of_recording(fact: Fact) -> tuple[str, str, int, str, int]:
    return (fact.recorded, *fact[:4])
