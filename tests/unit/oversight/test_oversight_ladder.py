"""督办 and 上交 by themselves, and the daily list: whenever somebody looks, each once and never two a day."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sankua.core.clocks import compute
from sankua.core.events import Event
from sankua.core.times import local_date, parse_time
from sankua.library.clocks import load_clock_book
from sankua.library.oversight import read_oversight
from services.oversight.domain.items import Figures, figures, items_of, listed, open_items
from services.oversight.domain.laws import parse
from services.oversight.domain.standing import Standing, Watch, stand
from services.oversight.domain.supervise import issuer, office_above
from tests.unit.oversight.oversight_samples import CASE, OFFICE, UNIT, at, folded, handed, history, registered

WATCH = Watch(load_clock_book(), None, parse(*read_oversight()))


def standing(events: list[Event], now: datetime) -> Standing:
    return stand(CASE, folded(events), now, WATCH)


def done(events: list[Event], now: datetime) -> list[Event]:
    """The history after all that is due at `now` was done, one deed after another as the service does it."""
    found = list(events)
    while due := standing(found, now).due():
        deed = due[0]
        seq = 1 + sum(e.producer == "oversight" for e in found)
        data, source = dict(deed.data()), deed.source or OFFICE
        assert deed.dedup not in {e.trace_parent for e in found}, "claimed before: it would stay due for ever"
        event = Event(deed.name, CASE, seq, "oversight", deed.moment, now, source=source, data=data)
        found.append(event._replace(trace_parent=deed.dedup))
        assert seq < 200, "the ladder climbs on itself"
    return found


def of(events: list[Event], name: str) -> list[Event]:
    return [e for e in events if e.name == name]


def test_a_duty_that_ran_out_is_supervised_by_itself() -> None:
    # delivered on 2 March: C04 is due on the 17th
    events = done(history(registered(1), *handed(2)), at(18))
    (first,) = of(events, "SupervisionIssued")
    assert {k: first.data[k] for k in ("form", "ground", "to_org", "clock", "automatic", "number")} == {
        "form": "SYSTEM",
        "ground": "AGAINST_RULES",
        "to_org": UNIT,
        "clock": "C04",
        "automatic": True,
        "number": 1,
    }
    # Saturday the 18th: three working days end on Wednesday the 22nd
    assert first.data["answer_due"] == "2023-03-22"
    assert first.source == OFFICE
    assert any(c.clock == "C18" for c in standing(events, at(19)).live)


def test_silence_brings_a_letter_and_goes_up() -> None:
    events = history(registered(1), *handed(2))
    for day in range(18, 31):
        events = done(events, at(day))
    # unanswered on the 22nd, three days past due: the 26th
    forms = [(e.data["form"], local_date(e.time)) for e in of(events, "SupervisionIssued")]
    assert forms == [("SYSTEM", date(2023, 3, 18)), ("LETTER", date(2023, 3, 26))]
    for day in range(1, 29):
        events = done(events, at(day, month=4))
    rungs = [(e.data["rung"], e.data["to_org"]) for e in of(events, "EscalationRaised")]
    assert rungs == [("COUNTY_OFFICE", "140403-lxb"), ("CITY_OFFICE", "140400-lxb")]


def test_an_answer_ends_the_ladder_of_that_supervision() -> None:
    events = done(history(registered(1), *handed(2)), at(18))
    answer = {"to_org": OFFICE, "number": 1}
    seq = 1 + sum(e.producer == "oversight" for e in events)
    events.append(
        Event("SupervisionAnswered", CASE, seq, "oversight", at(20), at(20), source=UNIT, data=answer)
    )
    assert [e.data["form"] for e in of(done(events, at(31)), "SupervisionIssued")] == ["SYSTEM"]


def test_after_downtime_the_answer_is_due_after_it_was_asked_for() -> None:
    (first,) = of(done(history(registered(1), *handed(2)), at(30)), "SupervisionIssued")
    assert local_date(first.time) == date(2023, 3, 30)
    assert first.data["answer_due"] == "2023-04-04"


def test_derived_cases_and_closed_ones_are_never_supervised() -> None:
    derived = done(history(registered(1, derived=True), *handed(2)), at(30, month=12))
    assert (
        not of(derived, "SupervisionIssued") + of(derived, "ClockOverdue") + of(derived, "EscalationRaised")
    )
    closed = history(registered(1), *handed(2), ("CaseConcluded", at(17), {}))
    assert not of(done(closed, at(30, month=6)), "SupervisionIssued")


def test_an_office_that_is_late_itself_is_supervised_from_above() -> None:
    events = done(history(registered(1)), at(20))
    (first,) = of(events, "SupervisionIssued")
    assert (first.data["to_org"], first.source) == (OFFICE, "140400-xfj")
    assert issuer("140000-xfj", "140000-xfj") == "000000-xfj"
    assert office_above("140400-xfj", "COUNTY") == ""


def test_two_silences_that_end_on_one_day_bring_one_letter() -> None:
    # Two duties of one organ run out on a Friday and a Saturday: both answers are due on the same Wednesday.
    offer = {"from_org": OFFICE, "to_org": UNIT, "mode": "FORWARD", "role": "CO_HANDLER", "handoff_id": "h2"}
    second = [("HandoffOffered", at(3), offer), ("HandoffDelivered", at(3), {"handoff_id": "h2"})]
    events = history(registered(1), *handed(2), *second)
    for day in range(17, 32):
        events = done(events, at(day))
    issued = [(e.data["form"], local_date(e.time).day) for e in of(events, "SupervisionIssued")]
    assert issued == [("SYSTEM", 18), ("SYSTEM", 19), ("LETTER", 26)]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 150), min_size=1, max_size=12, unique=True),
    st.lists(st.integers(3, 9), max_size=3),
    st.booleans(),
)
def test_whenever_looked_at_the_ladder_keeps_its_word(
    days: list[int], more: list[int], accepted: bool
) -> None:
    steps = [registered(1), *handed(2)]
    if accepted:
        steps.append(("HandoffAccepted", at(5), {"handoff_id": "h1"}))
    for n, day in enumerate(sorted(more), 2):
        offer = {"from_org": OFFICE, "to_org": UNIT, "mode": "FORWARD", "role": "CO_HANDLER"}
        steps += [
            ("HandoffOffered", at(day), {**offer, "handoff_id": f"h{n}"}),
            ("HandoffDelivered", at(day), {"handoff_id": f"h{n}"}),
        ]
    events = history(*sorted(steps, key=lambda step: step[1]))
    for day in sorted(days):
        now = at(5) + timedelta(days=day)
        events = done(events, now)
        assert standing(events, now).due() == []
    issued = of(events, "SupervisionIssued")
    a_day = Counter((e.data["to_org"], e.data["ground"], local_date(e.time)) for e in issued)
    assert set(a_day.values()) <= {1}
    assert [e.data["number"] for e in issued] == list(range(1, len(issued) + 1))
    assert max(Counter(e.data["rung"] for e in of(events, "EscalationRaised")).values(), default=1) == 1
    assert all(parse_time(f"{e.data['answer_due']}T23:59:59+08:00") > e.time for e in issued)


def test_a_light_that_is_out_is_cleared_and_a_burning_one_is_not() -> None:
    events = done(history(registered(1), *handed(2)), at(16))
    (item,) = open_items(items_of(folded(events)))
    # C04 of 17 March is RED from the 15th
    assert (item.clock, item.since, item.due_on) == ("C04", date(2023, 3, 15), "2023-03-17")
    seq = 1 + sum(e.producer == "dispatch" for e in events)
    accepted = {"handoff_id": "h1"}
    events.append(
        Event("HandoffAccepted", CASE, seq, "dispatch", at(16, 11), at(16, 11), source=UNIT, data=accepted)
    )
    events = done(events, at(17))
    (cleared,) = of(events, "ItemCleared")
    assert (cleared.data["day"], cleared.time) == ("2023-03-16", at(16, 11))
    assert items_of(folded(events))[0].cleared == date(2023, 3, 16)


def test_a_list_of_a_past_day_stays_what_it_was_after_an_extension() -> None:
    steps = [registered(1), *handed(2), ("HandoffAccepted", at(3), {"handoff_id": "h1"})]
    # accepted on 3 March: C09 is due on 2 May, RED from 27 April
    events = done(history(*steps), at(28, month=4))
    day = date(2023, 4, 28)
    before = [i.name for i in items_of(folded(events)) if listed(i, day)]
    seq = 1 + sum(e.producer == "dispatch" for e in events)
    data = {"days": 30, "approver": "x", "reason": "复杂"}
    events.append(
        Event("HandlingExtended", CASE, seq, "dispatch", at(28, 12, 4), at(28, 12, 4), source=UNIT, data=data)
    )
    events = done(events, at(30, month=4))
    assert [i.name for i in items_of(folded(events)) if listed(i, day)] == before
    assert "C09/h1" in before
    # found when somebody looked, on the 30th: cleared then
    assert not [i for i in open_items(items_of(folded(events))) if i.clock == "C09"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 12), st.booleans(), st.integers(0, 40)), max_size=25
    )
)
def test_the_figures_of_a_day_carry_over_to_the_next(kinds: list[tuple[int, int, bool, int]]) -> None:
    first = date(2023, 3, 1)
    parts = {"oversight": {"items": []}}
    for n, (since, lasts, clears, taken) in enumerate(kinds):
        for name, offset in (("ClockOverdue", since), ("ItemTaken", taken), ("ItemCleared", since + lasts)):
            if name == "ItemCleared" and not clears:
                continue
            moment = f"{first + timedelta(days=offset)}T09:00:00+08:00"
            entry = {"n": name, "c": "C04", "k": f"h{n}", "o": UNIT, "t": moment, "u": "2023-03-17"}
            parts["oversight"]["items"].append(entry)
    span = [first + timedelta(days=n) for n in range(45)]
    found = figures(items_of(parts), span)
    assert found[0].carried == 0
    for today, tomorrow in pairwise(found):
        assert tomorrow.carried == today.left
    assert sum(f.turned for f in found) - sum(f.cleared for f in found) == found[-1].left
    assert Figures(first).left == 0


EVENTS = (
    *("HandoffAccepted", "HandoffObjected", "ObjectionRejected", "ObjectionUpheld", "DisputeOpened"),
    *(
        "OpinionIssued",
        "OpinionDelivered",
        "CaseConcluded",
        "CaseSettled",
        "CaseReopened",
        "ProgressReported",
    ),
    *("ProgressReported", "HandlingExtended", "ReviewRequested", "ReviewDecided", "RoutingConfirmed"),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(1, 100)), max_size=8), st.integers(0, 400))
def test_every_open_case_has_an_armed_clock(steps: list[tuple[str, int]], later: int) -> None:
    told = [registered(1), *handed(2)]
    day = at(3)
    for name, days in steps:
        day += timedelta(days=days)
        told.append((name, day, {"handoff_id": "h1", "dispute_id": "d1", "days": 10}))
    events = history(*told)
    now = day + timedelta(days=later)
    found = standing(events, now).fields()
    assert not found["open"] or found["armed"] > 0
    assert found["armed"] == sum(c.live for c in compute(events, now, WATCH.book))


def test_an_absent_owner_owns_again_after_the_substitution() -> None:
    owner = {"owner_ref": "a/1", "owner_org": "140403", "level": "COUNTY", "scheme": "领导包案"}
    away = {
        "owner_ref": "a/1",
        "successor_ref": "a/2",
        "successor_org": UNIT,
        "until": "2023-03-10",
        "reason": "x",
    }
    steps = [registered(1), *handed(2), ("OwnerAssigned", at(3), owner), ("OwnerReplaced", at(4), away)]
    events = history(*steps)
    assert [o.ref for o in standing(done(events, at(10)), at(10)).matter.owning()] == ["a/2"]
    events = done(events, at(11))
    (back,) = standing(events, at(12)).matter.owning()
    assert (back.ref, back.org, back.until) == ("a/1", "140403", None)
    assert len(of(done(events, at(30)), "OwnerReplaced")) == 2
