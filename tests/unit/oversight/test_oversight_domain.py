from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations

import bson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sankua.core.events import Event
from sankua.core.times import format_time
from sankua.library.clocks import load_clock_book
from services.oversight.domain.history import compact, events_of, expand, told
from services.oversight.domain.standing import Standing, Watch, stand
from tests.unit.oversight.oversight_samples import CASE, OFFICE, UNIT, at, folded, handed, history, registered

WATCH = Watch(load_clock_book(), frozenset({"C01", "C04", "C05", "C09"}))


def standing(events: list[Event], now: datetime) -> Standing:
    return stand(CASE, folded(events), now, WATCH)


def notice(events: list[Event], now: datetime) -> list[Event]:
    """The notices due at `now`, as oversight's next events."""
    seq = sum(e.producer == "oversight" for e in events)
    return [
        Event(r.name, CASE, seq + i, "oversight", r.at, now, source=OFFICE, data=r.data())
        for i, r in enumerate(standing(events, now).due(), 1)
    ]


def test_a_compact_event_keeps_what_clocks_read() -> None:
    event = history(registered())[0]
    assert expand(CASE, compact(event)) == event


def test_words_and_traces_are_left_out() -> None:
    decision = {"outcome": "ROUTE", "lead": UNIT, "trace": [{"rule": "R10"}], "basis": ["条例"]}
    event = history(("CaseRouted", at(1), {"decision": decision, "mode": "FORWARD"}))[0]
    assert compact(event)["d"] == {"decision": {"outcome": "ROUTE", "lead": UNIT}, "mode": "FORWARD"}


def test_what_was_recorded_later_stays_so() -> None:
    late = Event("CaseConcluded", CASE, 1, "dispatch", at(1), at(9))
    assert expand(CASE, compact(late)) == late


def test_parts_do_not_mind_how_producers_interleave() -> None:
    events = history(registered(), *handed(), ("PetitionerNotified", at(3), {"kind": "ROUTED"}))
    by_producer = {p: [e for e in events if e.producer == p] for p in ("intake", "dispatch")}
    orders = [[e for p in order for e in by_producer[p]] for order in permutations(by_producer)]
    assert all(folded(order) == folded(events) for order in orders)
    assert all(standing(o, at(5)).fields() == standing(events, at(5)).fields() for o in orders)


def test_a_registered_case_has_c01_and_is_looked_at_when_it_turns_yellow() -> None:
    found = standing(history(registered(1)), at(1)).fields()
    # received on 1 March: the 15th day is 16 March, YELLOW from 5 days left: 11 March 00:00
    c01 = next(c for c in found["clocks"] if c["clock"] == "C01")
    assert (c01["org"], c01["due_on"]) == (OFFICE, "2023-03-16")
    assert c01["yellow_at"] == found["next_fire_at"] == at(11, 0)
    assert c01["red_at"] == at(14, 0)
    assert found["open"]
    assert found["armed"] > 0


def test_a_warning_says_which_organ_how_many_days_and_until_when() -> None:
    first, *rest = notice(history(registered(1)), at(11))
    assert not rest
    assert first.name == "ClockWarned"
    assert first.time == at(11, 0)
    assert first.data["clock"] == "C01"
    assert first.data["org"] == OFFICE
    assert first.data["level"] == "YELLOW"
    assert first.data["due_at"] == "2023-03-16T23:59:59+08:00"
    assert "还有5天" in first.data["reason"]


def test_what_was_told_is_not_told_again() -> None:
    events = history(registered(1))
    events += notice(events, at(11))
    assert notice(events, at(11)) == []
    assert standing(events, at(11)).wake == at(14, 0)


def test_downtime_is_caught_up_rung_by_rung() -> None:
    events = history(registered(1))
    found = notice(events, at(20))
    assert [(e.name, e.data["level"]) for e in found] == [
        ("ClockWarned", "YELLOW"),
        ("ClockWarned", "RED"),
        ("ClockOverdue", "RED"),
    ]
    assert [e.time for e in found] == [at(11, 0), at(14, 0), at(17, 0)]
    assert not [e for e in notice(events + found, at(25)) if e.data["clock"] == "C01"]


def test_a_clock_that_was_met_is_not_warned_about() -> None:
    found = notice(history(registered(1), *handed(2)), at(18))
    assert "C01" not in {e.data["clock"] for e in found}
    assert {"C04", "C05"} >= {e.data["clock"] for e in found} > set()
    assert {e.data["org"] for e in found} == {UNIT}


def test_a_window_warns_and_lapses_without_being_overdue() -> None:
    events = history(registered(1), *handed(2))
    # delivered on Thursday 2 March: five working days end on Thursday 9 March
    warned = [e for e in notice(events, at(9)) if e.data["clock"] == "C05"]
    assert [e.data["level"] for e in warned] == ["YELLOW", "RED"]
    assert not [e for e in notice(events, at(30)) if e.data["clock"] == "C05"]


def test_a_moved_due_day_is_worth_a_new_warning() -> None:
    steps = [registered(1), *handed(2), ("HandoffAccepted", at(3), {"handoff_id": "h1"})]
    events = history(*steps)
    events += notice(events, at(20, month=4))
    first = [e.data for e in events if e.name == "ClockWarned" and e.data["clock"] == "C09"]
    extended = Event(
        "HandlingExtended", CASE, 4, "dispatch", at(25, month=4), at(25, month=4), data={"days": 30}
    )
    again = [e.data for e in notice([*events, extended], at(20, month=5)) if e.data["clock"] == "C09"]
    assert [d["level"] for d in first] == [d["level"] for d in again] == ["YELLOW"]
    assert first[0]["due_at"] != again[0]["due_at"]


def test_a_derived_case_never_warns() -> None:
    events = history(registered(1, derived=True))
    assert notice(events, at(30)) == []
    found = standing(events, at(30)).fields()
    assert found["derived"]
    assert found["armed"] > 0


def test_only_the_firing_clocks_warn() -> None:
    parts = folded(history(registered(1)))
    quiet = stand(CASE, parts, at(30), Watch(WATCH.book, frozenset()))
    assert quiet.due() == []
    assert quiet.live


def test_a_concluded_case_is_closed() -> None:
    assert not standing(history(registered(1), ("CaseConcluded", at(2), {})), at(3)).open


def test_told_names_rung_organ_and_day() -> None:
    data = {"clock": "C09", "org": UNIT, "due_at": "2023-05-02T23:59:59+08:00", "level": "RED"}
    assert told("ClockWarned", data) == f"C09/{UNIT}@2023-05-02/RED"
    assert told("ClockOverdue", data) == f"C09/{UNIT}@2023-05-02/OVERDUE"


def test_nothing_known_is_nothing_to_do() -> None:
    assert stand(CASE, {}, at(1), WATCH).fields()["next_fire_at"] is None


@given(st.integers(0, 200), st.integers(0, 999_999))
def test_fields_follow_from_parts_and_computed_at(days: int, micros: int) -> None:
    parts = folded(history(registered(1), *handed(2)))
    found = stand(CASE, parts, at(2) + timedelta(days=days, microseconds=micros), WATCH).fields()
    again = stand(CASE, parts, found["computed_at"], WATCH).fields()
    assert again == found
    assert bson.decode(bson.encode(found)) == bson.decode(bson.encode(again))


@given(st.lists(st.integers(1, 120), min_size=1, max_size=6))
def test_whenever_looked_at_each_rung_is_told_once(days: list[int]) -> None:
    events = history(registered(1), *handed(2))
    for day in sorted(days):
        events += notice(events, at(1) + timedelta(days=day))
    told_all = [told(e.name, e.data) for e in events if e.producer == "oversight"]
    assert len(told_all) == len(set(told_all))
    for key in ("C04",):
        rungs = [t.rpartition("/")[2].partition("#")[0] for t in told_all if t.startswith(key)]
        assert rungs == ["YELLOW", "RED", "OVERDUE"][: len(rungs)]


@pytest.mark.parametrize("hours", [0, 24 * 10, 24 * 16, 24 * 100])
def test_an_open_case_always_has_a_live_clock(hours: int) -> None:
    for steps in ([registered(1)], [registered(1), *handed(2)]):
        assert standing(history(*steps), at(2) + timedelta(hours=hours)).live


def test_all_remembered_events_come_back() -> None:
    events = history(registered(), *handed())
    assert sorted(events_of(CASE, folded(events)), key=lambda e: e.id) == sorted(events, key=lambda e: e.id)
    assert format_time(events[0].time) == "2023-03-01T09:00:00+08:00"


@given(st.integers(1, 200))
def test_after_a_notice_nothing_need_be_computed_anew(day: int) -> None:
    watch = Watch(load_clock_book())
    events = history(registered(1), *handed(2))
    now = at(1) + timedelta(days=day)
    short = stand(CASE, folded(events), now, watch)
    for rung in short.due():
        seq = 1 + sum(e.producer == "oversight" for e in events)
        events.append(Event(rung.name, CASE, seq, "oversight", rung.at, now, source=OFFICE, data=rung.data()))
        short = short.told(folded(events), rung.key)
        assert told(rung.name, rung.data()) == rung.key
        assert short == stand(CASE, folded(events), now, watch)
