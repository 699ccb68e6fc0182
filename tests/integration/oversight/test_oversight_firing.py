"""Due work on a real MongoDB: found by the index, told once whoever looks, caught up after downtime."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from firing_desk import WATCH, fire, move, put, replica, told

from sankua.core.calendar import Calendar, CalendarDays
from sankua.core.clocks import ClockBook
from sankua.core.events import Event
from sankua.core.times import SHANGHAI
from services.common.commits import events_of
from services.common.lease import Lease
from services.common.model import NewEvent
from services.oversight import agents, claims, handlers, store
from services.oversight.domain.laws import Laws
from services.oversight.domain.standing import Watch, slot_of
from services.oversight.handlers import lists
from services.oversight.handlers.reprojecting import reproject
from services.oversight.metrics import LOOKED


async def test_nothing_is_due_at_first(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    put(watcher, 3)
    assert await fire(watcher) == 0
    assert told(db) == []


async def test_every_page_is_looked_at_until_none_is_due(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    names = put(watcher, 10)
    move(shift, datetime(2023, 3, 12, tzinfo=SHANGHAI))
    # 1 March + 15 days: C04 is due on the 16th, YELLOW from the 11th; C05 lapsed after its five working days
    assert await fire(watcher, page=3) == 10
    assert told(db) == [(name, "ClockWarned", "C04", "YELLOW") for name in names]
    assert list(claims.due_pages(watcher.time.now(), 3)) == []


async def test_pages_go_oldest_first_and_never_stand_still(db: Any, shift: Path) -> None:
    names = put(replica(db, shift), 7)
    start = datetime(2023, 3, 2, tzinfo=SHANGHAI)
    for i, name in enumerate(reversed(names)):
        store.OversightState.objects(case=name).update(
            __raw__={"$set": {"next_fire_at": start + timedelta(hours=i // 2)}}
        )
    pages = list(claims.due_pages(start + timedelta(days=1), 2))
    assert [len(page) for page in pages] == [2, 2, 2, 1]
    found = [[doc["_id"] for doc in page] for page in pages]
    assert sorted(sum(found, [])) == names  # noqa: RUF017 - four short pages
    assert found[0] == sorted(names[-2:])


async def test_racing_replicas_tell_each_notice_once(db: Any, shift: Path) -> None:
    watchers = [replica(db, shift) for _ in range(3)]
    put(watchers[0], 8)
    move(shift, datetime(2023, 3, 12, tzinfo=SHANGHAI))
    given = await asyncio.gather(*(fire(watcher) for watcher in watchers))
    assert sum(given) == 8
    assert len(told(db)) == len(set(told(db))) == 8


async def test_downtime_and_a_jump_of_the_clock_are_caught_up(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    (case,) = put(watcher, 1)
    move(shift, datetime(2023, 4, 30, tzinfo=SHANGHAI))
    assert await fire(watcher) == 3
    assert told(db) == [
        (case, "ClockWarned", "C04", "YELLOW"),
        (case, "ClockWarned", "C04", "RED"),
        (case, "ClockOverdue", "C04", "RED"),
    ]
    assert await fire(replica(db, shift)) == 0
    overdue = events_of(db["commits"].find_one({"first": 3}))[0]
    assert overdue.time == datetime(2023, 3, 17, tzinfo=SHANGHAI)
    assert overdue.recorded >= datetime(2023, 4, 30, tzinfo=SHANGHAI)
    assert overdue.source == "140403-xfj"


async def test_ready_notices_are_told_without_a_look(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    move(shift, datetime(2023, 3, 10, tzinfo=SHANGHAI))  # the window for an objection is over
    names = put(watcher, 9)
    move(shift, datetime(2023, 3, 15, tzinfo=SHANGHAI))
    before = LOOKED._value.get()
    assert await fire(watcher, page=4) == 18
    assert LOOKED._value.get() == before
    assert told(db) == [(n, "ClockWarned", "C04", level) for n in names for level in ("YELLOW", "RED")]
    doc = db["cases"].find_one({"_id": names[0]})
    assert (doc["own"], doc["next_fire_at"]) == (2, datetime(2023, 3, 17, tzinfo=SHANGHAI))
    assert [(i["clock"], i["since"]) for i in doc["items"]] == [("C04", "2023-03-14")]


async def test_a_crash_between_commit_and_entry_tells_nothing_twice(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    move(shift, datetime(2023, 3, 10, tzinfo=SHANGHAI))
    put(watcher, 5)
    move(shift, datetime(2023, 3, 12, tzinfo=SHANGHAI))
    assert await fire(replace(watcher, advance=lambda entries: 0)) == 5
    assert len(next(claims.due_pages(watcher.time.now(), 10))) == 5
    assert await fire(replica(db, shift)) == 0
    assert list(claims.due_pages(watcher.time.now(), 10)) == []
    assert len(told(db)) == len(set(told(db))) == 5


async def test_a_case_that_went_on_meanwhile_is_looked_at(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    move(shift, datetime(2023, 3, 10, tzinfo=SHANGHAI))
    one, *others = put(watcher, 3)
    move(shift, datetime(2023, 3, 12, tzinfo=SHANGHAI))
    (page,) = claims.due_pages(watcher.time.now(), 10)
    urged = {"form": "PHONE", "ground": "STALLING", "to_org": "140403-rsj", "answer_due": "2023-03-20"}
    new = NewEvent("SupervisionIssued", urged, watcher.time.now(), "140403-xfj")
    await replica(db, shift).cases.execute(one, "req:1", lambda doc: [new])
    before = LOOKED._value.get()
    assert await handlers.fire_page(watcher, page) == 3
    assert LOOKED._value.get() == before + 1
    assert sorted(c["_id"] for c in db["commits"].find({"case": one})) == [
        f"{one}//oversight/1",
        f"{one}//oversight/2",
    ]
    assert db["commits"].count_documents({"case": {"$in": others}}) == 2
    assert db["cases"].find_one({"_id": one})["waiting"][0]["form"] == "PHONE"


async def test_an_entry_is_not_put_beside_a_newer_document(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    move(shift, datetime(2023, 3, 10, tzinfo=SHANGHAI))
    (case,) = put(watcher, 1)
    move(shift, datetime(2023, 3, 12, tzinfo=SHANGHAI))
    (page,) = claims.due_pages(watcher.time.now(), 10)
    doc = watcher.cases.read([case])[case]
    accepted = Event(
        "HandoffAccepted", case, 3, "dispatch", watcher.time.now(), watcher.time.now(), source="140403-rsj",
        data={"handoff_id": "h1"},
    )  # fmt: skip
    watcher.cases.apply(doc, accepted)
    db["cases"].replace_one({"_id": case}, watcher.cases.stored(doc))
    # It was due when the page was read: told as by a replica that had not heard of the acceptance yet.
    assert await handlers.fire_page(watcher, page) == 1
    now = db["cases"].find_one({"_id": case})
    assert (now["v"], now["own"]) == (2, 0)
    assert "C04" not in {row["clock"] for row in now["ready"]}


async def test_notices_of_an_older_rule_book_are_looked_at(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    move(shift, datetime(2023, 3, 10, tzinfo=SHANGHAI))
    put(watcher, 2)
    move(shift, datetime(2023, 3, 12, tzinfo=SHANGHAI))
    before = LOOKED._value.get()
    assert await fire(replace(watcher, watch=replace(WATCH, version="v2"))) == 2
    assert LOOKED._value.get() == before + 2
    move(shift, datetime(2023, 3, 15, tzinfo=SHANGHAI))
    silent = replace(watcher, watch=replace(WATCH, version="v2", firing=frozenset()))
    assert await fire(silent) == 0


async def test_derived_cases_never_warn_and_are_no_longer_due(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    put(watcher, 2, derived=True)
    move(shift, datetime(2023, 6, 1, tzinfo=SHANGHAI))
    assert await fire(watcher) == 0
    assert told(db) == []
    assert list(claims.due_pages(watcher.time.now(), 5)) == []


async def test_fields_are_not_put_beside_newer_parts(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    (case,) = put(watcher, 1)
    before = db["cases"].find_one({"_id": case})
    assert not store.refresh(case, 99, {"armed": 0})
    assert db["cases"].find_one({"_id": case}) == before
    assert store.refresh(case, 1, {"armed": 0})


async def test_lights_come_soonest_first_page_by_page(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    put(watcher, 5)
    now = datetime(2023, 3, 15, tzinfo=SHANGHAI)
    red = store.light_filter(r"^140403\-rsj$", "red_at", now)
    first = store.lights(red, None, 3)
    last = first[-1]
    rest = store.lights(red, (last["due_at"], last["case"], last["clock"], last["key"]), 10)
    assert {c["clock"] for c in first + rest} == {"C04"}
    assert [c["case"][-1] for c in first + rest] == ["1", "2", "3", "4", "5"]
    assert store.lights(store.light_filter("^999", "", now), None, 5) == []


async def test_lights_of_lapsed_windows_are_not_shown(db: Any, shift: Path) -> None:
    put(replica(db, shift), 1)
    early, late = (datetime(2023, 3, day, tzinfo=SHANGHAI) for day in (2, 20))
    shown = [
        {c["clock"] for c in store.lights(store.light_filter(None, "", at), None, 50)} for at in (early, late)
    ]
    assert "C05" in shown[0]
    assert shown[1] == shown[0] - {"C05"}


async def test_gauges_count_open_cases_without_a_clock(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    put(watcher, 2)
    assert store.count({"open": True, "armed": 0}) == 0
    assert store.count({"open": True}) == 2
    assert claims.oldest_due(watcher.time.now()) is None
    later = datetime(2023, 3, 12, tzinfo=SHANGHAI)
    assert claims.oldest_due(later) is not None


async def test_due_work_is_found_by_the_index(db: Any, shift: Path) -> None:
    put(replica(db, shift), 3)
    at = datetime(2023, 4, 1, tzinfo=SHANGHAI)
    for slot in (3, {"$in": [0, 1, 2]}):
        where = {"slot": slot, "next_fire_at": {"$lte": at}}
        plan = db["cases"].find(where).sort([("next_fire_at", 1), ("_id", 1)]).explain()
        assert "'indexName': 'slot_due'" in str(plan["queryPlanner"]["winningPlan"])
        assert "'SORT'" not in str(plan["queryPlanner"]["winningPlan"])


async def test_a_changed_calendar_moves_due_days_once_and_says_which_file(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    store.mark("", {})
    names = put(watcher, 5)
    rest = CalendarDays({date(2023, 3, 8): "防汛停工"}, (), (2023,))
    book = WATCH.book
    changed = Watch(ClockBook(book.rules, Calendar(rest), (), book.moments), WATCH.firing, version="v2")
    store.mark("v1", {"orgs/calendars/national.yaml": "a"})
    store.unmark([m.case for m in store.marked(10)])
    for _ in range(2):  # a second replica that starts with the same files marks the same
        store.mark("v2", {"orgs/calendars/national.yaml": "b"})
    assert [m.case for m in store.marked(10)] == names
    assert store.marks_left() == 5
    later = [replace(replica(db, shift), watch=changed) for _ in range(2)]
    files = {"files": store.changed_files()}
    given = await asyncio.gather(*(reproject(w, store.marked, store.unmark, files) for w in later))
    assert sum(given) == 5
    events = [e for c in db["commits"].find() for e in events_of(c)]
    assert sorted(e.case for e in events) == names
    assert {(e.name, e.data["clock"], e.data["was_due_at"][:10], e.data["due_at"][:10]) for e in events} == {
        ("ClockReprojected", "C05", "2023-03-08", "2023-03-09")
    }
    assert all("orgs/calendars/national.yaml" in e.data["reason"] for e in events)
    stored = db["cases"].find_one({"_id": names[0]})
    assert stored["book"] == "v2"
    assert next(c["due_on"] for c in stored["clocks"] if c["clock"] == "C05") == "2023-03-09"
    assert store.marks_left() == 0
    assert await reproject(later[0], store.marked, store.unmark, files) == 0


async def test_slots_share_the_work_and_a_dead_owner_only_delays_it(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    names = put(watcher, 40)
    now = datetime(2023, 3, 12, tzinfo=SHANGHAI)
    move(shift, now)
    slots = claims.due_slots(watcher.time.now())
    assert sorted(slots) == sorted({slot_of(name) for name in names})
    dead = Lease(db["slots"], f"slot-{slots[0]}", 1.0)
    # the first try only makes the document
    assert [dead.claim() is not None, dead.claim() is not None][1]
    mine = [Lease(db["slots"], f"slot-{slot}", 1.0) for slot in slots]
    for lease in mine[1:]:
        lease.claim()
    held = await agents.fire_slot(watcher, mine[0], slots[0], 5)
    done = [await agents.fire_slot(watcher, lease, slot, 5) for lease, slot in zip(mine, slots, strict=True)]
    assert (held, done[0]) == (0, 0)
    others = [name for name in names if slot_of(name) != slots[0]]
    assert sum(done) == len(others)
    dead.release()  # as its end does by itself
    assert await agents.fire_slot(watcher, mine[0], slots[0], 5) == len(names) - len(others)
    assert len(told(db)) == len(set(told(db))) == 40


async def test_a_days_list_of_an_office_from_morning_to_evening(db: Any, shift: Path) -> None:
    watcher = replica(db, shift)
    names = put(watcher, 60)
    move(shift, datetime(2023, 3, 14, 0, 0, 5, tzinfo=SHANGHAI))
    await fire(watcher, 50)
    scope, laws, day = store.Scope("^140403", ()), Laws(ahead_days=3), date(2023, 3, 14)
    morning = await lists.day_items(scope, day, laws, lists.Asked(100))
    # delivered on 1 March at 9: C04 is due on the 16th or 17th, RED two days before
    assert {row["clock"] for row in morning.rows if not row.get("next")} <= {"C04"}
    pages, after = [], None
    while True:
        page = await lists.day_items(scope, day, laws, lists.Asked(7, after))
        pages += page.rows
        if (after := page.after) is None:
            break
    assert pages == morning.rows
    assert len(pages) == len(names)
    (figures,) = await lists.day_figures(scope, day, day)
    assert figures.left == sum(not row.get("next") for row in pages)
    hidden = await lists.day_items(store.Scope("^999", ()), day, laws, lists.Asked(10))
    assert (hidden.rows, hidden.after) == ([], None)
