"""What holds for every history, whatever is in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sankua.core.clocks import compute
from sankua.core.clocks.corrections import as_known
from sankua.core.clocks.engine import with_ledgers
from sankua.core.clocks.rules import Unit
from sankua.core.clocks.situation import Situation
from sankua.core.events import OWNER_OF, Event
from sankua.core.times import local_date
from sankua.library.clocks import load_clock_book
from tests.unit.clocks.clock_story import CASE, OFFICE, OTHER, UNIT, at

BOOK = load_clock_book()
HANDOFFS = st.sampled_from(["h1", "h2", "h3"])
STATES = {"RUNNING", "PAUSED", "MET", "OVERDUE", "LAPSED", "CANCELLED"}


def _step(name: str, **fields: st.SearchStrategy) -> st.SearchStrategy:
    return st.tuples(st.just(name), st.fixed_dictionaries(fields))


LEADS = st.sampled_from([UNIT, OTHER])
ROLES = st.sampled_from(["LEAD", "CO_HANDLER", "SUPPORT"])
STAGES = st.sampled_from(["HANDLING", "REVIEW", "FINAL_REVIEW"])
STEPS = st.one_of(
    _step("HandoffOffered", handoff_id=HANDOFFS, from_org=st.sampled_from([OFFICE, UNIT]),
          to_org=st.sampled_from([UNIT, OTHER, "140403-jw", "140421-xfj"]),
          role=ROLES, mode=st.sampled_from(["FORWARD", "ASSIGN"]),
          report_due=st.sampled_from(["", "2023-09-30", "2023-10-10T17:00:00+08:00"])),
    *(_step(name, handoff_id=HANDOFFS) for name in (
        "HandoffDelivered", "HandoffAccepted", "UnitNotAccepted", "HandoffObjected", "ObjectionUpheld",
        "ObjectionRejected", "ProgressReported")),
    *(_step(name, dispute_id=st.just("d1"), lead=LEADS, to_org=st.just("140400")) for name in (
        "DisputeOpened", "DisputeReferred", "DisputeAgreed", "DisputeDecided")),
    *(_step(name) for name in (
        "OpinionIssued", "OpinionDelivered", "ReviewRequested", "ReviewDecided", "ReviewDelivered",
        "FinalReviewRequested", "FinalReviewDecided", "ResultReported", "CaseConcluded", "CaseReopened",
        "CaseWithdrawn", "CaseLinked", "CaseNotAccepted", "SupervisionAnswered")),
    _step("HandlingExtended", days=st.integers(0, 60)),
    _step("HearingHeld", stage=STAGES, days=st.integers(0, 40)),
    _step("ConversionMade", to_procedure=st.sampled_from(["simplified", "ordinary"])),
    _step("SupervisionIssued", to_org=st.just(UNIT), answer_due=st.just("2023-08-01")),
)  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    moment = at("2023-01-10")
    first = {
        "registered_by": OFFICE,
        "simplified": draw(st.booleans()),
        "purpose": draw(st.sampled_from(["", "APPEAL", "SUGGESTION"])),
    }
    events = [Event("CaseRegistered", CASE, 1, "intake", moment, moment, data=first)]
    for name, data in draw(st.lists(STEPS, max_size=14)):
        moment += timedelta(hours=draw(st.integers(0, 900)))
        producer = OWNER_OF[name]
        seq = 1 + sum(event.producer == producer for event in events)
        events.append(Event(name, CASE, seq, producer, moment, moment, data=data))
    return events


MOMENTS = st.integers(0, 24 * 900).map(lambda hours: at("2023-01-10") + timedelta(hours=hours))


def _is_open(events: list[Event], as_of: datetime) -> bool:
    now = Situation()
    for event in as_known(events, as_of):
        now.signals(event)
    return now.is_open


@given(histories(), MOMENTS)
def test_an_open_case_always_has_a_live_clock(events: list[Event], as_of: datetime):
    live = [c for c in compute(events, as_of, BOOK) if c.live and c.covers]
    assert live or not _is_open(events, as_of)


@given(histories(), MOMENTS)
def test_running_and_paused_days_are_all_days(events: list[Event], as_of: datetime):
    for clock, ledger in with_ledgers(events, as_of, BOOK):
        if ledger.rule.unit is Unit.NATURAL and not ledger.rule.rolls:
            elapsed = (clock.due_on - local_date(clock.started_at)).days
            assert elapsed == ledger.length + ledger.extended + len(ledger.paused)
        if ledger.rule.unit is Unit.WORKING:
            counted = ledger.calendar.working_between(local_date(clock.started_at), clock.due_on)
            assert counted == ledger.length + ledger.extended


@given(histories(), MOMENTS)
def test_progress_moves_nothing(events: list[Event], as_of: datetime):
    without = [event for event in events if event.name != "ProgressReported"]
    assert compute(events, as_of, BOOK) == compute(without, as_of, BOOK)


@given(histories(), MOMENTS)
def test_states_lights_and_changes_agree(events: list[Event], as_of: datetime):
    for clock in compute(events, as_of, BOOK):
        assert clock.state in STATES
        assert clock.due_at.date() == clock.due_on
        assert (clock.light is not None) == (clock.state in ("RUNNING", "PAUSED", "OVERDUE"))
        assert clock.live == bool(clock.changes)
        past = [level for moment, level in clock.changes if moment <= as_of]
        if clock.live and clock.state != "PAUSED":
            shown = {None: "GREEN", "OVERDUE": "RED"}.get(
                past[-1] if past else None, past[-1] if past else ""
            )
            assert clock.light == shown


@given(histories(), MOMENTS, st.randoms())
def test_the_order_of_the_file_does_not_matter(events: list[Event], as_of: datetime, random):
    shuffled = list(events)
    random.shuffle(shuffled)
    assert compute(shuffled, as_of, BOOK) == compute(events, as_of, BOOK)


@given(histories(), MOMENTS, st.integers(1, 24 * 60))
def test_what_ended_stays_as_it_ended(events: list[Event], as_of: datetime, hours: int):
    """Time alone changes no ended clock: only running ones go on."""
    later = as_of + timedelta(hours=hours)
    known = [event for event in events if event.time <= as_of]
    before = [c for c in compute(known, as_of, BOOK) if not c.live]
    after = compute(known, later, BOOK)
    assert all(clock in after for clock in before)


@given(histories(), MOMENTS)
def test_id_and_key_name_one_clock_of_a_case(events: list[Event], as_of: datetime):
    names = [(c.clock, c.key) for c in compute(events, as_of, BOOK)]
    assert len(names) == len(set(names))
