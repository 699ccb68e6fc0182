"""通报 and 约谈: the joint meeting's own events, counts only, about no case and no person."""

from __future__ import annotations

from datetime import datetime

import grpc
import pytest
from office_world import eventually, fields
from watch_world import WatchWorld

from sankua.core.events import Event
from sankua.core.times import SHANGHAI
from sankua.wire import cloudevents

pytestmark = pytest.mark.stack
OFFICE, MEETING, COUNTY_MEETING = "141002-xfj", "141000-lxb", "141002-lxb"
NOW = datetime(2023, 5, 10, 10, tzinfo=SHANGHAI)
CALLS = {"IssueCircular": "CircularIssued", "RecordInterview": "InterviewHeld"}


def office_events(world: WatchWorld, org: str, count: int) -> list[Event]:
    """The events of an office on `office.events`, once there are so many."""

    def found() -> list[Event] | None:
        records = world.records(f"{world.topic}.office")
        events = [
            cloudevents.from_kafka(headers, value) for key, headers, value in records if key == org.encode()
        ]
        return events if len(events) >= count else None

    return list(eventually(found, 20, lambda: world.text("oversight")))


def refusal(
    world: WatchWorld, name: str, org: str, role: str = "supervisor", /, **asked: object
) -> grpc.RpcError:
    with pytest.raises(grpc.RpcError) as error:
        world.call(name, org, role, **asked)
    return error.value


def test_a_circular_and_an_interview_are_counts_on_the_offices_topic(world: WatchWorld) -> None:
    world.at(NOW)
    circular = {"request_id": "tb1", "org": MEETING, "count": 3}
    assert world.call("IssueCircular", MEETING, **circular) == {"created": True}
    assert world.call("IssueCircular", MEETING, **circular) == {}
    assert world.call("RecordInterview", MEETING, request_id="yt1", org=MEETING, count=2) == {"created": True}
    first, second = office_events(world, MEETING, 2)
    assert [(e.name, e.seq, e.source, dict(e.data)) for e in (first, second)] == [
        ("CircularIssued", 1, MEETING, {"count": 3}),
        ("InterviewHeld", 2, MEETING, {"count": 2}),
    ]
    assert {e.case for e in (first, second)} == {MEETING}
    assert {e.producer for e in (first, second)} == {"oversight"}
    assert all(abs((e.time - NOW).total_seconds()) < 600 for e in (first, second))


@pytest.mark.parametrize("name", sorted(CALLS))
def test_only_a_joint_meeting_office_may(world: WatchWorld, name: str) -> None:
    asked = {"request_id": f"no-{name}", "count": 1}
    office = refusal(world, name, OFFICE, org=OFFICE, **asked)
    assert office.code() is grpc.StatusCode.PERMISSION_DENIED
    assert "lxb" in fields(office)["org"]
    other = refusal(world, name, COUNTY_MEETING, org=MEETING, **asked)
    assert other.code() is grpc.StatusCode.PERMISSION_DENIED
    assert MEETING in fields(other)["org"]
    handler = refusal(world, name, MEETING, "handler", org=MEETING, **asked)
    assert handler.code() is grpc.StatusCode.PERMISSION_DENIED
    commits = world.database("oversight")["office_commits"]
    assert commits.count_documents({"dedup": f"req:no-{name}"}) == 0


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_count_is_a_count_and_an_id_is_used_once(world: WatchWorld, name: str) -> None:
    for count in (0, -1, 1_000_001):
        error = refusal(world, name, COUNTY_MEETING, request_id=f"c{count}", org=COUNTY_MEETING, count=count)
        assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert fields(error)["count"].startswith(f"{count}; from 1 to")
    missing = refusal(world, name, COUNTY_MEETING, org=COUNTY_MEETING, count=1)
    assert "request_id" in fields(missing)
    world.call(name, COUNTY_MEETING, request_id=f"one-{name}", org=COUNTY_MEETING, count=1)
    other = next(call for call in CALLS if call != name)
    taken = refusal(world, other, COUNTY_MEETING, request_id=f"one-{name}", org=COUNTY_MEETING, count=1)
    assert taken.code() is grpc.StatusCode.ABORTED
    assert "another request" in fields(taken)["request_id"]
    events = office_events(world, COUNTY_MEETING, 1)
    assert [e.seq for e in events] == list(range(1, len(events) + 1))
    assert sum(e.name == CALLS[name] for e in events) == 1
