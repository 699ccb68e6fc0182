"""Each notice exactly once, with replicas that race and die while the clock jumps to and fro."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from office_world import eventually
from watch_world import UNIT, WatchWorld, offered

from sankua.core.events import Event
from sankua.core.times import SHANGHAI, local_date
from services.common.topics import Topic, ensure_topics
from services.oversight.domain.history import NOTICES, told
from services.oversight.domain.standing import Watch, stand
from services.oversight.settings import OversightSettings
from services.oversight.wiring import watch_of
from tests.unit.oversight.oversight_samples import folded

pytestmark = [pytest.mark.stack, pytest.mark.crash, pytest.mark.timeout(600)]
START = datetime(2023, 3, 1, 10, tzinfo=SHANGHAI)
CASES = [f"141002-2023-{n:06}" for n in range(1, 31)]
JUMPS = (12, 16, 15, 18, 40, 30, 120)
"""Days after the start to which the clock is set, one after the other; twice it goes back."""


def registered(case: str) -> tuple[str, str, datetime, dict[str, Any]]:
    office = "141002-xfj"
    data = {"channel": "LETTER", "purpose": "APPEAL", "registered_by": office, "petitioner_count": 1}
    return (case, "CaseRegistered", START, {**data, "by": office})


def expected(events: list[Event], case: str, now: datetime, watch: Watch) -> set[str]:
    """The notices that a case has to have got by now, from the log without oversight's own part."""
    given = [e for e in events if e.case == case and e.producer != "oversight"]
    return {deed.key for deed in stand(case, folded(given), now, watch).due() if deed.name in NOTICES}


async def test_random_kills_races_and_clock_jumps(world: WatchWorld) -> None:
    dice = random.Random(7)
    world.more |= {
        "SANKUA_LEASE_SECONDS": "1",
        "SANKUA_FIRE_PAGE": "7",
        "SANKUA_FIRING": "C04,C05,C21,C22,C30",
    }
    world.at(START)
    ensure_topics(world.bootstrap, [Topic(world.topic, 4)])
    await world.play(*(registered(case) for case in CASES), producer="intake")
    await world.play(*(step for case in CASES for step in offered(case, START + timedelta(hours=1))))
    replicas = [launch(world, f"replica-{n}") for n in range(2)]
    cases = world.database("oversight")["cases"]
    wait = lambda: cases.count_documents({"armed": {"$gt": 0}, "pos.dispatch": 2}) == len(CASES)  # noqa: E731
    eventually(wait, 180, lambda: world.text("oversight"))
    for day in JUMPS:
        world.at(START + timedelta(days=day))
        at_work(world, dice.randrange(1, 25), START + timedelta(days=day))
        world.kill(replicas.pop(dice.randrange(2)))
        replicas.append(launch(world, f"replica-{day}"))
    now = START + timedelta(days=max(JUMPS))
    quiet = lambda: not cases.count_documents({"next_fire_at": {"$lte": now}})  # noqa: E731
    eventually(quiet, 120, lambda: world.text("oversight"))
    commits = world.database("oversight")["commits"]
    published = lambda: sum(e.producer == "oversight" for e in world.events()) >= total(commits)  # noqa: E731
    eventually(published, 60, lambda: world.text("oversight"))
    check(world.events(), now)


def check(events: list[Event], now: datetime) -> None:
    watch = watch_of(OversightSettings(firing="C04,C05,C21,C22,C30"))
    own = {e.id: e for e in events if e.producer == "oversight"}
    seqs: dict[str, list[int]] = {case: [] for case in CASES}
    for event in own.values():
        seqs[event.case].append(event.seq)
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in seqs.values())
    notices = Counter((e.case, told(e.name, e.data)) for e in own.values() if e.name in NOTICES)
    assert set(notices.values()) == {1}
    for case in CASES:
        assert {key for name, key in notices if name == case} == expected(events, case, now, watch)
    issued = [e for e in own.values() if e.name == "SupervisionIssued"]
    urged = Counter((e.case, e.data["to_org"], e.data["ground"], local_date(e.time)) for e in issued)
    assert set(urged.values()) == {1}
    assert {e.data["to_org"] for e in issued} == {UNIT}
    assert len({e.case for e in issued}) == len(CASES)


def launch(world: WatchWorld, name: str) -> str:
    """One more replica of oversight, known by a name of its own."""
    world.start("oversight")
    world.processes[name] = world.processes.pop("oversight")
    return name


def at_work(world: WatchWorld, further: int, now: datetime) -> None:
    """Waits until so many further commits were made, or nothing is due: the middle of the work of a jump."""
    database = world.database("oversight")
    until = database["commits"].count_documents({}) + further
    due = {"next_fire_at": {"$lte": now}}
    reached = lambda: database["commits"].count_documents({}) >= until  # noqa: E731
    # Both replicas may have been killed one after the other: on a busy machine a start takes half a minute.
    quiet = lambda: not database["cases"].count_documents(due)  # noqa: E731
    eventually(lambda: reached() or quiet(), 120, lambda: world.text("oversight"))


def total(commits: Any) -> int:
    """How many events were committed."""
    return sum(int(c["n"]) for c in commits.find({}, {"n": 1}))
