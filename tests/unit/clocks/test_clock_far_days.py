"""Days and spans that are slips: they are named, and the clock is counted all the same."""

from __future__ import annotations

import pytest

from sankua.core.clocks import Note, compute, explain
from sankua.library.clocks import load_clock_book
from tests.unit.clocks.clock_story import Story, at, due


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("9999-12-31", "2199-12-31"),
        ("9999-12-31T23:59:59-08:00", "2199-12-31"),
        ("0001-01-01", "1900-01-01"),
        ("0001-01-01T00:00:00+14:00", "1900-01-01"),
    ],
)
def test_a_day_at_the_end_of_the_calendar_is_named_and_the_clock_is_counted_all_the_same(text, day):
    story = Story().register("2023-05-04").handed("2023-05-04", mode="ASSIGN", report_due=text)
    notes: list[Note] = []
    (c08,) = [
        c for c in compute(story.events, at("2023-06-01"), load_clock_book(), notes) if c.clock == "C08"
    ]
    assert c08.due_on.isoformat() == day
    assert c08.changes or c08.state == "OVERDUE"
    assert [(note.field, text in note.reason) for note in notes] == [("report_due", True)]
    assert explain(story.events, at("2023-06-01"), load_clock_book(), "C08")


def test_a_hearing_of_three_million_days_leaves_out_a_year_and_is_named():
    story = Story().register("2023-05-04").tell("FinalReviewRequested", "2023-12-04", to_org="140400")
    story.tell("HearingHeld", "2023-12-05", stage="FINAL_REVIEW", days=3_000_000)
    notes: list[Note] = []
    found = compute(story.events, at("2023-12-20"), load_clock_book(), notes)
    (c13,) = [c for c in found if c.clock == "C13"]
    # 4 Dec + 30 is 3 Jan 2024; 366 days more: 3 Jan 2025.
    assert due(c13) == ("PAUSED", "2025-01-03")
    assert [(note.field, "slip" in note.reason) for note in notes] == [("days", True)]


def test_to_and_fro_between_the_procedures_does_not_reset_the_simplified_clock():
    # Accepted Thu 11 May 2023: ten working days later is Thu 25 May.
    story = Story(simplified=True, purpose="APPEAL", branch="PETITION_PROCEDURE").register("2023-05-08")
    story.handed("2023-05-08").accept("2023-05-11")
    assert due(story.one("C16", "2023-05-12")) == ("RUNNING", "2023-05-25")
    story.tell("ConversionMade", "2023-05-20 10:00", to_procedure="ORDINARY")
    story.tell("ConversionMade", "2023-05-20 11:00", to_procedure="SIMPLIFIED")
    (again,) = [c for c in story.all("C16", "2023-05-21") if c.live]
    assert due(again) == ("RUNNING", "2023-05-25")
    assert again.started_at == at("2023-05-11")
