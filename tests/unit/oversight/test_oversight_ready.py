"""Notices made ready beforehand are those that a fold gives in their moment, and leave the same behind."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import bson
from bson.codec_options import CodecOptions
from hypothesis import given, settings
from hypothesis import strategies as st

from sankua.core.events import Event
from sankua.library.clocks import load_clock_book
from sankua.library.oversight import read_oversight
from sankua.wire import codec
from services.oversight.domain.deeds import Due
from services.oversight.domain.history import NOTICES
from services.oversight.domain.laws import parse
from services.oversight.domain.notices import Rung, Told
from services.oversight.domain.ready import MOST, Entry, entry
from services.oversight.domain.standing import Watch, stand
from tests.unit.oversight.oversight_samples import CASE, OFFICE, UNIT, at, folded, handed, history, registered

WATCH = Watch(load_clock_book(), None, parse(*read_oversight()), "v1")
STEPS = (
    *("HandoffAccepted", "HandoffObjected", "ObjectionRejected", "OpinionIssued", "OpinionDelivered"),
    *("HandlingExtended", "ReviewRequested", "FinalReviewRequested", "HearingHeld", "CaseReopened"),
    *("SupervisionIssued", "SupervisionAnswered", "ItemTaken"),
)


def stored(events: list[Event], now: datetime) -> dict[str, Any]:
    """The document as MongoDB gives it back."""
    fields = stand(CASE, folded(events), now, WATCH).fields()
    own = sum(e.producer == "oversight" for e in events)
    found = bson.encode({"_id": CASE, "v": 1, "own": own, **fields})
    return dict(bson.decode(found, CodecOptions(tz_aware=True)))


def said(deed: Due) -> tuple[Any, ...]:
    return deed.name, deed.key, deed.dedup, deed.at, deed.moment, deed.labels, dict(deed.data())


def told(one: Entry, now: datetime) -> list[Due]:
    """All notices of an entry that are due, told."""
    found: list[Due] = []
    while (rung := one.due(now)) is not None:
        one.tell(rung, one.own + 1)
        found.append(rung)
    return found


def with_notices(events: list[Event], deeds: list[Due], now: datetime) -> list[Event]:
    seq = sum(e.producer == "oversight" for e in events)
    return events + [
        Event(d.name, CASE, seq + n, "oversight", d.moment, now, source=OFFICE, data=dict(d.data()))
        for n, d in enumerate(deeds, 1)
    ]


def a_history(steps: list[tuple[str, int]]) -> list[Event]:
    found, day = [registered(1), *handed(2)], at(2)
    about = {"to_org": UNIT, "ground": "AGAINST_RULES", "form": "PHONE", "answer_due": "2023-03-20"}
    for name, days in steps:
        day += timedelta(days=days)
        data = {"handoff_id": "h1", "days": 10, "clock": "C04", "org": UNIT, "stage": "FINAL_REVIEW", **about}
        found.append((name, day, data))
    return history(*found)


HISTORIES = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 40)), max_size=6).map(a_history)


@settings(max_examples=250)
@given(HISTORIES, st.integers(0, 30), st.integers(0, 24 * 120))
def test_what_was_made_ready_is_what_a_fold_gives(events: list[Event], computed: int, hours: int) -> None:
    then = events[-1].time + timedelta(days=computed)
    now = then + timedelta(hours=hours)
    one = entry(stored(events, then))
    if one is None or not one.valid(now):
        return
    folded_now = stand(CASE, folded(events), now, WATCH)
    deeds = told(one, now)
    head = [
        d for n, d in enumerate(folded_now.due()) if all(e.name in NOTICES for e in folded_now.due()[: n + 1])
    ]
    assert [said(d) for d in deeds] == [said(d) for d in head[:MOST]]
    for deed in deeds:
        assert codec.check(deed.name, deed.data()) == (deed.data(), [])
    after = stored(with_notices(events, deeds, now), now)
    assert one.wake == after["next_fire_at"] or len(one.told) == MOST
    assert one.own == after["own"]
    before = stored(events, then)["items"]
    assert before + one.new_items() == after["items"]
    if len(one.told) + len(one.rows) < MOST:
        assert (one.rows, one.look_at) == (after["ready"], after["look_at"])


def test_a_window_that_lapses_ends_what_was_made_ready() -> None:
    one = entry(stored(history(registered(1), *handed(2)), at(3)))
    assert one is not None
    # delivered on Thursday the 2nd: the window for an objection ends with Thursday the 9th
    assert one.until == at(10, 0)
    assert one.valid(at(9, 23))
    assert not one.valid(at(10, 0))


def test_a_deed_that_is_no_notice_is_looked_at_in_its_moment() -> None:
    one = entry(stored(history(registered(1), *handed(2)), at(11)))
    assert one is not None
    # C04 ends with the 17th: OVERDUE and the supervision fall due at the same midnight, the notice first
    assert [d.key.split("/")[-1] for d in told(one, at(18, 0))] == ["YELLOW#h1", "RED#h1", "OVERDUE#h1"]
    assert one.look_at == one.wake == at(18, 0)
    assert [i["since"] for i in one.new_items()] == ["2023-03-15"]


def test_moments_finer_than_a_millisecond_are_not_kept_ready() -> None:
    late = at(17, 22) + timedelta(microseconds=1)
    events = history(registered(1), *handed(2), ("HandoffAccepted", late, {"handoff_id": "h1"}))
    offer = {"handoff_id": "h2", "from_org": OFFICE, "to_org": UNIT, "role": "LEAD", "mode": "ASSIGN"}
    due = {"report_due": "2023-04-01T10:00:00.000001+08:00"}
    events = history(
        *((e.name, e.time, dict(e.data)) for e in events),
        ("HandoffOffered", at(18), offer | due),
        ("HandoffDelivered", at(18), {"handoff_id": "h2"}),
    )
    rows = stored(events, at(19))["ready"]
    assert all(not row["at"].microsecond % 1000 for row in rows)
    over = [d for d in stand(CASE, folded(events), at(19), WATCH).pending if d.at.microsecond]
    assert over
    assert stored(events, at(19))["look_at"] <= over[0].at


def test_a_document_of_an_older_version_has_no_entry() -> None:
    doc = stored(history(registered(1)), at(1))
    assert entry(doc) is not None
    assert entry({k: v for k, v in doc.items() if k != "ready"}) is None
    assert entry({k: v for k, v in doc.items() if k != "own"}) is None


def test_a_clock_that_stands_still_is_looked_at_every_morning() -> None:
    hearing = {"stage": "FINAL_REVIEW", "days": 20}
    steps = [
        registered(1),
        ("FinalReviewRequested", at(2), {"to_org": "140400"}),
        ("HearingHeld", at(5), hearing),
    ]
    standing = stand(CASE, folded(history(*steps)), at(6), WATCH)
    assert [c.clock for c in standing.clocks if c.state == "PAUSED"]
    assert standing.wake == at(7, 0)


def test_a_notice_of_a_clock_that_is_nobodys_is_in_normal_form() -> None:
    of = Told(CASE, "C29", "", "", at(20))
    rung = Rung(of, at(15), "YELLOW")
    assert codec.check(rung.name, rung.data()) == (rung.data(), [])
    assert "org" not in rung.data()
