"""As of: what had happened and was recorded; corrections; values that cannot be used."""

from __future__ import annotations

from sankua.core.clocks import compute
from sankua.library.clocks import load_clock_book
from tests.unit.clocks.clock_story import CASE, OTHER, Story, at, due


def test_a_fact_counts_from_when_it_was_recorded():
    story = Story().register("2023-05-04")
    story.tell(
        "HandoffOffered", "2023-05-08", recorded="2023-05-25", handoff_id="h1", to_org=OTHER, role="LEAD"
    )
    assert story.one("C01", "2023-05-24").state == "OVERDUE"
    assert story.one("C01", "2023-05-26").state == "MET"


def test_the_order_of_recording_does_not_matter_only_that_of_happening():
    story = Story().register("2023-05-04").offer("2023-05-05").accept("2023-05-09")
    story.tell("HandoffDelivered", "2023-05-06", recorded="2023-05-10", handoff_id="h1")
    clock = story.one("C04", "2023-05-11")
    assert (due(clock), clock.met_at) == (("MET", "2023-05-21"), at("2023-05-09"))


def test_a_correction_holds_from_when_it_is_known():
    story = Story().register("2023-05-04", received_at="2023-05-01T09:00:00+08:00")
    story.tell("EventCorrected", "2023-05-10", event_id=f"{CASE}/intake/1", field="received_at",
               old="2023-05-01T09:00:00+08:00", new="2023-05-03T09:00:00+08:00", reason="r")  # fmt: skip
    assert story.one("C01", "2023-05-09").due_on.isoformat() == "2023-05-16"
    assert story.one("C01", "2023-05-11").due_on.isoformat() == "2023-05-18"


def test_a_corrected_time_moves_the_clock_and_numbers_stay_numbers():
    story = Story().register("2023-05-04").handed("2023-05-05").accept("2023-05-09")
    story.tell("HandlingExtended", "2023-06-01", days=3, approver="a", reason="r")
    story.tell("EventCorrected", "2023-06-02", event_id=f"{CASE}/dispatch/3", field="time",
               new="2023-05-08T10:00:00+08:00", reason="r")  # fmt: skip
    story.tell(
        "EventCorrected", "2023-06-02", event_id=f"{CASE}/dispatch/4", field="days", new="30", reason="r"
    )
    assert due(story.one("C09", "2023-06-03")) == ("RUNNING", "2023-08-06")


def test_what_cannot_be_used_is_noted_and_the_rest_is_computed():
    story = Story().register("2023-05-04", received_at="soon").handed("2023-05-05", report_due="never")
    story.tell("EventCorrected", "2023-05-06", event_id=f"{CASE}/intake/9", field="x", new="y", reason="r")
    notes = []
    found = compute(story.events, at("2023-05-07"), load_clock_book(), notes)
    assert [(n.event_id, n.field) for n in notes] == [
        (f"{CASE}/dispatch/3", "event_id"),
        (f"{CASE}/intake/1", "received_at"),
        (f"{CASE}/dispatch/2", "report_due"),
    ]
    assert {c.clock for c in found} == {"C01", "C04", "C05", "C21", "C22"}


def test_unknown_events_move_nothing_and_nothing_gives_nothing():
    story = Story().register("2023-05-04").handed("2023-05-05")
    before = story.clocks("2023-05-20")
    assert story.tell("SomethingNew", "2023-05-06", handoff_id="h1").clocks("2023-05-20") == before
    assert compute([], at("2023-05-20"), load_clock_book()) == []
    assert compute(story.events, at("2022-01-01"), load_clock_book()) == []


def test_a_history_without_its_beginning_still_has_clocks():
    story = Story().deliver("2023-05-05").accept("2023-05-08")
    assert story.one("C04", "2023-05-09").state == "MET"
    assert story.one("C09", "2023-05-09").state == "RUNNING"
    peer = Story().tell("PeerCaseReceived", "2023-05-05", source="140421-xfj")
    assert peer.one("C30", "2023-05-09").org == "140421-xfj"


def test_derived_cases_are_marked():
    assert all(c.derived for c in Story().register("2023-05-04", derived=True).clocks("2023-05-05"))


def test_before_2022_the_older_regulations_are_named():
    old = Story().register("2020-05-04").one("C01", "2020-05-05")
    assert ("信访条例" in old.basis, old.certainty) == (True, "ADVICE")
    new = Story().register("2023-05-04").one("C01", "2023-05-05")
    assert (new.basis, new.certainty) == ("《信访工作条例》第二十二条第一款", "LAW")


def test_an_event_taken_back_is_gone():
    story = Story().register("2023-05-04").handed("2023-05-05").accept("2023-05-08")
    story.tell(
        "EventCorrected", "2023-05-10", event_id=f"{CASE}/dispatch/3", field="type", new="", reason="r"
    )
    assert story.one("C04", "2023-05-09").state == "MET"
    assert story.one("C04", "2023-05-11").state == "RUNNING"


def test_the_branch_may_stand_in_the_facts_and_be_amended():
    facts = {"purpose": "APPEAL", "branch": "PETITION_PROCEDURE"}
    story = Story().register("2023-05-04", facts=facts).handed("2023-05-05")
    story.tell("FactsAmended", "2023-05-06", facts={"branch": "DUTY_PERFORMANCE"}).accept("2023-05-08")
    assert story.all("C09", "2023-05-09") == []
    assert story.one("C20", "2023-05-09").variant == "duty_performance"
