"""A rebuilt state document is the one that the consume loop comes to, also with gaps and broken events."""

from __future__ import annotations

import random
from typing import Any

from sankua.cli.rebuilding.partition import case_store, document
from sankua.core.events import Event
from sankua.wire import cloudevents
from services.common.consume.record import Seen, see
from tests.histories import history

FOLDING = case_store("")


class Record:
    """A Kafka record of an event."""

    def __init__(self, event: Event, offset: int) -> None:
        self.key, self.value = event.case.encode(), cloudevents.encode(event)
        self.headers = cloudevents.headers(event)
        self.partition, self.offset = 0, offset


def streams(found: list[Event]) -> dict[str, dict[int, Seen]]:
    by_stream: dict[str, dict[int, Seen]] = {}
    for offset, event in enumerate(found):
        seen = see(Record(event, offset))
        assert seen is not None
        by_stream.setdefault(event.producer, {})[event.seq] = seen
    return by_stream


def one_case() -> list[Event]:
    found = [e for e in history(1, random.Random(3)) if e.name != "EventCorrected"]
    assert len([e for e in found if e.producer == "dispatch"]) > 4
    return found


def test_a_whole_case() -> None:
    found = one_case()
    made = document(FOLDING, found[0].case, streams(found))
    assert made["held"] == []
    assert made["events"] == sum(made["pos"].values()) == len(found)


def test_what_comes_after_a_gap_waits() -> None:
    found = [e for e in one_case() if (e.producer, e.seq) != ("dispatch", 2)]
    made = document(FOLDING, found[0].case, streams(found))
    assert made["pos"]["dispatch"] == 1
    waiting = [h["seq"] for h in made["held"]]
    assert waiting == [e.seq for e in found if e.producer == "dispatch" and e.seq > 2]
    assert {h["reason"] for h in made["held"]} == {"gap"}


def test_an_event_that_cannot_be_read_holds_what_is_behind_it() -> None:
    found = one_case()
    by_stream: dict[str, Any] = streams(found)
    broken = by_stream["dispatch"][2]
    by_stream["dispatch"][2] = broken._replace(value=b"\xff")
    made = document(FOLDING, found[0].case, by_stream)
    assert made["pos"]["dispatch"] == 1
    assert made["held"][0] == {"stream": "dispatch", "seq": 2, "reason": "poison", "partition": 0,
                               "offset": broken.offset}  # fmt: skip
    assert {h["reason"] for h in made["held"][1:]} == {"behind"}
