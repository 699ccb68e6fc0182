"""`report --history` of `sankua export` and `report --live`: the same bytes, whatever happened on the way."""

from __future__ import annotations

import asyncio
import json
import os
import random
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import grpc
import pytest
from live_world import LiveWorld, interleaved, repeated
from pymongo import MongoClient

from sankua.cli.client import connect
from sankua.core.events import OFFICE, Event
from sankua.core.times import SHANGHAI
from sankua.wire.gen.reporting.v1 import reporting_service_pb2 as pb
from sankua.wire.gen.reporting.v1.reporting_service_pb2_grpc import ReportingServiceStub
from tests.histories import accusation, history, write_history

CASES = 120
SECRET = accusation()[0].case
KILLS = 3
QUESTIONS = (
    ("2023", "2023-12-31"),
    ("2023", "2024-06-30"),
    ("2023Q3", "2023-08-15"),
    ("2023-07", "2024-01-31"),
)
pytestmark = [pytest.mark.stack, pytest.mark.crash, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def world() -> Iterator[LiveWorld]:
    name = tempfile.TemporaryDirectory(prefix="sankua-live-", ignore_cleanup_errors=True)
    with name as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANKUA_STATE", str(Path(folder) / "state"))
        found = LiveWorld(Path(folder) / "data")
        with found.stack:
            yield found


@pytest.fixture(scope="module")
def events(world: LiveWorld) -> list[Event]:
    """A history on the topic, published with repeats while reporting was killed again and again."""
    seed = int(os.environ.get("SANKUA_TEST_SEED", "20230504"))
    dice = random.Random(seed)
    found = [*history(CASES, dice), *accusation(), *campaign()]
    world.commit(found)
    sent = list(repeated(interleaved(found, dice), dice))
    assert len(sent) > len(found) + CASES, "nothing is repeated"
    cuts = [0, *sorted(dice.sample(range(len(sent)), KILLS)), len(sent)]
    for first, last in pairwise(cuts):
        world.publish(sent[first:last])
        if last < len(sent):
            world.stack.kill("reporting")
            world.stack.restart("reporting", ready=bool(dice.getrandbits(1)))
    cases = [event for event in found if event.name not in OFFICE]
    world.wait_for(len(cases))
    return cases


def campaign() -> list[Event]:
    """What an office says of a campaign: its target, then a higher one."""
    first = datetime(2023, 3, 1, 10, tzinfo=SHANGHAI)
    data = {"campaign": "专项", "target": 40}
    opened = Event("CampaignOpened", "140400-xfj", 1, "oversight", first, first, "140400-xfj", data=data)
    later = first + timedelta(days=400)
    return [opened, opened._replace(seq=2, time=later, recorded=later, data={**data, "target": 55})]


@pytest.fixture(scope="module")
def exported(world: LiveWorld, events: list[Event], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "h.jsonl"
    path.write_text(world.sankua("export", "--data", str(world.stack.folder)), encoding="utf-8")
    assert len(path.read_text("utf-8").splitlines()) == len(events) + len(campaign())
    return path


@pytest.mark.parametrize(("period", "as_of"), QUESTIONS)
def test_every_figure_is_the_same_to_the_byte(
    world: LiveWorld, exported: Path, period: str, as_of: str
) -> None:
    words = ("report", "--period", period, "--as-of", as_of, "--by", "org,category,month", "--json")
    offline = world.sankua(*words, "--history", str(exported))
    assert world.live(*words) == offline
    assert '"registered": 0' not in offline.split('"rates"')[0]
    target = 40 if as_of < "2024-04" else 55
    assert json.loads(offline)["campaigns"]["专项"]["target"] == target


@pytest.mark.parametrize(("period", "as_of"), QUESTIONS)
def test_so_is_what_rates_hide(world: LiveWorld, exported: Path, period: str, as_of: str) -> None:
    words = ("report", "behind", "--period", period, "--as-of", as_of, "--json")
    offline = world.sankua(*words, "--history", str(exported))
    assert world.live(*words) == offline
    assert '"ping_pong"' in offline


def test_so_is_what_changed_between_two_moments(world: LiveWorld, exported: Path) -> None:
    words = ("report", "diff", "--period", "2023", "--from", "2023-12-31", "--to", "2024-06-30", "--json")
    offline = world.sankua(*words, "--history", str(exported))
    assert world.live(*words) == offline
    causes = {cause["cause"] for case in json.loads(offline)["cases"] for cause in case["causes"]}
    assert {"LATE", "CORRECTION", "NEWS"} <= causes


def asked(figure: str, token: str = "", **where: str) -> pb.ListCasesRequest:
    request = pb.ListCasesRequest(period="2023", figure=figure, where=where, page_size=7, page_token=token)
    request.as_of_time.FromJsonString("2024-06-30T16:00:00Z")
    return request


def listed(world: LiveWorld, figure: str, where: dict[str, str], **caller: Any) -> list[pb.CaseBehind]:
    found: list[pb.CaseBehind] = []
    token = ""
    while True:
        page = world.call("ListCases", asked(figure, token, **where), **caller)
        assert len(page.cases) <= 7
        found += page.cases
        token = page.next_page_token
        if not token:
            return found


def test_the_cases_behind_a_figure_are_listed_as_far_as_rights_go(
    world: LiveWorld, events: list[Event]
) -> None:
    words = ("report", "--period", "2023", "--as-of", "2024-06-30", "--by", "org", "--json")
    cells = {cell["org"]: cell for cell in json.loads(world.live(*words))["cells"]}
    where = {"org": "140403-zjj"}
    everybody = listed(world, "open", where)
    assert len(everybody) == cells["140403-zjj"]["open"] > 7
    assert [c.case_id for c in everybody] == sorted({c.case_id for c in everybody})
    mine = {"roles": ("handler",), "org": "140403-zjj"}
    assert listed(world, "open", where, **mine) == everybody
    assert listed(world, "open", {}, **mine) == everybody
    assert listed(world, "open", where, roles=("handler",), org="140403-rsj") == []
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        world.call("ListCases", asked("open"), roles=("operator",))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    with pytest.raises(grpc.aio.AioRpcError) as wrong:
        world.call("ListCases", asked("speed"))
    assert wrong.value.code() is grpc.StatusCode.INVALID_ARGUMENT


def test_so_is_what_offices_hand_in(world: LiveWorld, exported: Path, events: list[Event]) -> None:
    case, moment = events[0].case, ("--as-of", "2024-06-30")
    for words in (("article41", "--period", "2023"), ("file", case)):
        offline = world.sankua("report", *words, *moment, "--history", str(exported))
        assert world.live("report", *words, *moment) == offline
        assert offline.startswith("{")


def test_a_ledger_and_a_file_are_given_as_far_as_rights_go(world: LiveWorld, events: list[Event]) -> None:
    request = pb.GetLedgerRequest(period="2023")
    lines = json.loads(world.call("GetLedger", request).ledger_json)
    assert {line["case"] for line in lines} == {e.case for e in events} - {SECRET}
    mine = {"roles": ("handler",), "org": "140403-rsj"}
    some = json.loads(world.call("GetLedger", request, **mine).ledger_json)
    assert some == [line for line in lines if line["lead"] == "140403-rsj"]
    assert 0 < len(some) < len(lines)
    other = next(line["case"] for line in lines if line["lead"] == "140403-zjj")
    codes = []
    for case in (other, "140403-2023-999999"):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            world.call("GetCaseFile", pb.GetCaseFileRequest(case_id=case), **mine)
        codes.append((refused.value.code(), str(refused.value.details()).replace(case, "")))
    assert codes[0] == codes[1], "a case that is not his looks like one that is not there"
    assert codes[0][0] is grpc.StatusCode.NOT_FOUND


def test_an_accusation_shows_itself_to_its_own_organs_alone(
    world: LiveWorld, events: list[Event], exported: Path
) -> None:
    whole = [c.case_id for c in listed(world, "registered", {})]
    assert SECRET not in whole
    assert sorted({*whole, SECRET}) == sorted({e.case for e in events})
    for caller in ({"roles": ("supervisor",), "org": "140403-zjj"}, {"roles": ("leader",), "org": "140400"}):
        assert SECRET not in [c.case_id for c in listed(world, "registered", {}, **caller)]
    own = {"roles": ("handler",), "org": "140403-jw"}
    assert [c.case_id for c in listed(world, "registered", {}, **own)] == [SECRET]
    counts = world.call("GetCounts", pb.GetCountsRequest(by=["org"])).counts
    assert "140403-jw" not in {count.key["org"] for count in counts}
    assert SECRET in exported.read_text("utf-8")


def test_counters_stream_what_changes(world: LiveWorld, events: list[Event]) -> None:
    more = history(1, random.Random(1))
    renamed = [
        e._replace(case="140403-2024-999999", data={**e.data}) for e in more if e.name != "EventCorrected"
    ]

    async def follow() -> list[pb.WatchCountsResponse]:
        async with connect(world.stack.info, "reporting", roles=("auditor",)) as channel:
            stream = ReportingServiceStub(channel).WatchCounts(
                pb.WatchCountsRequest(by=["state"]), timeout=60
            )
            found = [await anext(aiter(stream))]
            await asyncio.to_thread(world.publish, renamed)
            async for news in stream:
                found.append(news)
                if total(found) == total(found[:1]) + 1:
                    stream.cancel()
                    return found
        raise AssertionError("the stream ended")

    found = asyncio.run(follow())
    assert found[0].whole
    assert not any(news.whole for news in found[1:])
    assert total(found[:1]) == len({e.case for e in events})


def total(found: list[pb.WatchCountsResponse]) -> int:
    held: dict[str, int] = {}
    for news in found:
        held |= {count.key["state"]: count.cases for count in news.counts}
    return sum(held.values())


def test_the_backlog_is_there_as_metrics(world: LiveWorld, events: list[Event]) -> None:
    def text() -> str:
        with urllib.request.urlopen(f"{world.stack.info.services['reporting'].http}/metrics") as answer:
            return answer.read().decode()

    until = time.monotonic() + 60
    while "sankua_year_hidden_cases" not in text():
        assert time.monotonic() < until, text()
        time.sleep(0.3)
    while "sankua_counted_lights" not in text() or value(text(), "sankua_unlit_cases") > 0:
        assert time.monotonic() < until, text()
        time.sleep(0.3)
    open_now = json.loads(world.live("report", "--period", "2023", "--json"))
    while (found := value(text(), "sankua_backlog_cases")) != open_now["totals"]["open"]:
        assert time.monotonic() < until, (found, open_now["totals"])
        time.sleep(0.3)


def value(text: str, metric: str) -> float:
    """The sum over a metric's labels."""
    return sum(
        float(line.rsplit(" ", 1)[1])
        for line in text.splitlines()
        if line.startswith((metric + " ", metric + "{"))
    )


def test_a_rebuild_from_the_first_event_is_shown_without_a_restart_and_goes_on(
    world: LiveWorld, events: list[Event], exported: Path, tmp_path: Path
) -> None:
    pid = world.stack.info.services["reporting"].pid
    with MongoClient(world.stack.info.mongo) as client:
        database = client[world.stack.info.database("reporting")]
        shown = documents(database["cases"])
        # What a broken disk or a wrong hand does to a row, counting anew puts right.
        database["cases"].update_one({"_id": events[0].case}, {"$set": {"parts": {}, "month": "1999-01"}})
        found = json.loads(world.sankua("report", "rebuild", "--json", "--data", str(world.stack.folder)))
        assert found["cases"] == len(shown)
        one = [e._replace(case="140403-2024-999998") for e in history(1, random.Random(5))]
        after = [e for e in one if e.name != "EventCorrected"]
        world.publish(after)
        until = time.monotonic() + 60
        while database["rebuild"].count_documents({}):
            assert time.monotonic() < until, "the rebuild is not shown"
            time.sleep(0.2)
        world.wait_for(found["events"] + len(after))
        assert "cases_next" not in database.list_collection_names()
        anew = documents(database["cases"])
        assert anew.pop(after[0].case)["events"] == len(after)
        assert anew == shown
    assert world.stack.info.services["reporting"].pid == pid, "nobody restarted it"
    words = ("report", "--period", "2023", "--as-of", "2024-06-30", "--by", "org", "--json")
    more = write_history(tmp_path / "more.jsonl", [*after, *extra(world)])
    offline = world.sankua(*words, "--history", str(exported), "--history", str(more))
    assert world.live(*words) == offline


def extra(world: LiveWorld) -> list[Event]:
    """What the test of live counters has published."""
    one = [e for e in history(1, random.Random(1)) if e.name != "EventCorrected"]
    return [e._replace(case="140403-2024-999999") for e in one]


def documents(collection: Any) -> dict[str, Any]:
    """State documents by case, without the counter of writes and the lamp."""
    left_out = dict.fromkeys(("v", "lit", "lamp", "marks"), 0)
    return {doc["_id"]: doc for doc in collection.find({}, left_out)}
