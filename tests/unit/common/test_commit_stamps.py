"""Commits that share an encoded event are those that are made one by one; equal observations add up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest

from sankua.core.errors import Refused
from sankua.core.events import Event
from sankua.core.times import SHANGHAI
from services.common.commits import LARGEST, Stamp, make
from services.common.metrics import Tally

AT = datetime(2023, 3, 11, tzinfo=SHANGHAI)
SAID = {"clock": "C04", "org": "140403-rsj", "due_at": AT.isoformat(), "level": "YELLOW", "reason": "还有5天"}


@given(
    node=st.sampled_from(["", "140400"]),
    late=st.integers(0, 100),
    cause=st.sampled_from(["", "140403-2023-000001/dispatch/2"]),
    others=st.lists(st.tuples(st.integers(1, 999_999), st.integers(1, 30)), min_size=1),
)
def test_a_stamp_gives_the_commit_of_each_event(
    node: str, late: int, cause: str, others: list[tuple[int, int]]
) -> None:
    recorded = AT + timedelta(seconds=late)
    first = Event(
        "ClockWarned", "140403-2023-000001", 1, "oversight", AT, recorded, "140403-xfj", node, cause
    )
    first = first._replace(data=SAID)
    stamp, now = Stamp(first), datetime.now(UTC)
    for number, seq in others:
        case = f"140403-2023-{number:06}"
        dedup = f"fire:{case}/C04"
        expected = make([first._replace(case=case, seq=seq)], dedup, now)
        given_ = stamp.commit(case, seq, dedup, now)
        assert given_ == expected
        assert list(given_["events"][0]["headers"]) == list(expected["events"][0]["headers"])


def test_a_stamp_refuses_what_the_log_cannot_carry() -> None:
    event = Event("ProgressReported", "140403-2023-000001", 1, "dispatch", AT, AT)
    with pytest.raises(Refused):
        Stamp(event._replace(data={"handoff_id": "h", "summary": "x" * (LARGEST + 1)}))


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.5, 1.0, 7.0, 99.0]), st.integers(1, 50)), max_size=8))
def test_many_equal_observations_are_so_many_observations(seen: list[tuple[float, int]]) -> None:
    texts = []
    for many in (True, False):
        registry = CollectorRegistry()
        tally = Tally("late_seconds", "Lateness.", registry=registry, buckets=(0.5, 1, 10))
        for amount, count in seen:
            if many:
                tally.observe_many(amount, count)
            for _ in range(0 if many else count):
                tally.observe(amount)
        lines = generate_latest(registry).decode().splitlines()
        texts.append([line for line in lines if "_created" not in line])
    assert texts[0] == texts[1]
