"""Dates counted by a second hand, from the command-line and event pages only, beside the first examples."""

from __future__ import annotations

import pytest

from tests.unit.clocks.clock_story import OFFICE, OTHER, UNIT, Story, due


def objected(when: str) -> Story:
    story = Story().register("2023-05-04").offer("2023-05-05").deliver("2023-05-10")
    return story.tell("HandoffObjected", when, source=UNIT, handoff_id="h1", proposed_org=OTHER)


def test_opening_a_dispute_is_the_senders_answer_to_the_objection():
    # Objected Fri 12 May: Mon 15 is 1, 16 is 2, 17 is 3. The dispute opened on the 15th takes it up.
    story = objected("2023-05-12")
    assert due(story.one("C06", "2023-05-13")) == ("RUNNING", "2023-05-17")
    story.tell("DisputeOpened", "2023-05-15", source=OFFICE, dispute_id="d1", parties=[UNIT, OTHER])
    answered = story.one("C06", "2023-05-20")
    assert (answered.state, answered.met_at) == ("MET", story.events[-1].time)
    # C04 is not moved by any of it: delivered on the 10th, day 15 is the 25th.
    assert due(story.one("C04", "2023-05-20")) == ("RUNNING", "2023-05-25")


def test_a_dispute_opened_late_leaves_the_answer_late():
    story = objected("2023-05-12").tell("DisputeOpened", "2023-05-18", source=OFFICE, dispute_id="d1")
    late = story.one("C06", "2023-05-20")
    assert (late.state, late.met_at) == ("OVERDUE", story.events[-1].time)


def test_an_objection_against_a_finished_handoff_is_no_part_of_a_dispute():
    story = objected("2023-05-12").tell("ObjectionUpheld", "2023-05-15", source=OFFICE, handoff_id="h1")
    story.offer("2023-05-16", "h2", OTHER).tell("DisputeOpened", "2023-05-18", dispute_id="d1")
    assert story.one("C06", "2023-05-20").met_at == story.events[4].time


@pytest.mark.parametrize(
    ("delivered", "last"),
    [
        # Wed 18 Jan 2023: 19, 20 are 1, 2; 21-27 rest; Sat 28, Sun 29 made up are 3, 4; Mon 30 is 5.
        ("2023-01-18", "2023-01-30"),
        # Fri 21 Apr 2023: Sun 23, made up, is 1; 24-27 are 2-5.
        ("2023-04-21", "2023-04-27"),
        # Tue 20 Jun 2023: 21 is 1; 22-24 rest; Sun 25, made up, is 2; 26-28 are 3-5.
        ("2023-06-20", "2023-06-28"),
        # Wed 27 Sep 2023: 28 is 1; 29 Sep - 6 Oct rest; Sat 7, Sun 8 made up are 2, 3; 9, 10 are 4, 5.
        ("2023-09-27", "2023-10-10"),
        # Delivered inside the rest (Mon 2 Oct 2023): Sat 7 is 1, Sun 8 is 2, 9-11 are 3-5.
        ("2023-10-02", "2023-10-11"),
        # Wed 7 Feb 2024: 8 and 9 (new year's eve, worked) are 1, 2; 10-17 rest; Sun 18 is 3; 19, 20 are 4, 5.
        ("2024-02-07", "2024-02-20"),
        # Wed 9 Oct 2024: 10, 11 are 1, 2; Sat 12, made up, is 3; Sun 13 rests; 14, 15 are 4, 5.
        ("2024-10-09", "2024-10-15"),
        # Fri 24 Jan 2025: Sun 26, made up, is 1; 27 is 2; 28 Jan - 4 Feb rest; 5, 6, 7 are 3-5.
        ("2025-01-24", "2025-02-07"),
        # Thu 12 Feb 2026: 13 is 1; Sat 14, made up, is 2; 15-23 rest; 24, 25, 26 are 3-5.
        ("2026-02-12", "2026-02-26"),
        # Mon 28 Sep 2026: 29, 30 are 1, 2; 1-7 Oct rest; 8, 9 are 3, 4; Sat 10, made up, is 5.
        ("2026-09-28", "2026-10-10"),
    ],
)
def test_c05_over_the_holidays(delivered: str, last: str):
    story = Story().register(f"{delivered} 08:00").offer(f"{delivered} 09:00").deliver(delivered)
    assert due(story.one("C05", f"{delivered} 12:00")) == ("RUNNING", last)


@pytest.mark.parametrize(
    ("delivered", "last"),
    [
        # 1 Jun 2023 + 30 is Sat 1 Jul: Mon 3.
        ("2023-06-01", "2023-07-03"),
        # 30 Aug 2023 + 30 is 29 Sep, in the National Day rest, which ends with the made-up Sat 7 Oct.
        ("2023-08-30", "2023-10-07"),
        # 22 Dec 2022 + 30 is 21 Jan 2023, new year's eve: rest to the 27th, Sat 28 made up.
        ("2022-12-22", "2023-01-28"),
        # 11 Jan 2024 + 30 is 10 Feb: rest to the 17th, Sun 18 made up.
        ("2024-01-11", "2024-02-18"),
    ],
)
def test_a_petitioners_window_never_ends_on_a_rest_day(delivered: str, last: str):
    story = Story().register("2022-12-01").handed("2022-12-02").accept("2022-12-05")
    story.tell("OpinionIssued", "2022-12-20").tell("OpinionDelivered", delivered)
    assert due(story.one("C10", f"{delivered} 12:00")) == ("RUNNING", last)
    assert story.one("C10", f"{last} 23:59").state == "RUNNING"


def test_labour_inspection_counts_sixty_working_days():
    # Acknowledged Wed 10 May 2023. May 11-31: 15. June 1-21: 15, makes 30; 22-24 rest; Sun 25 made up: 31;
    # 26-30: 36. July: 21, makes 57. 1, 2, 3 August are 58, 59, 60.
    story = Story().register("2023-05-04", branch="ARBITRATION")
    story.tell("CaseRouted", "2023-05-05", decision={"outcome": "REDIRECT"}, mode="REDIRECT")
    story.tell("RedirectAcknowledged", "2023-05-10", source=UNIT, destination="劳动保障监察")
    assert due(story.one("C20", "2023-05-11")) == ("RUNNING", "2023-08-03")


def test_an_offer_in_redirect_mode_leaves_the_ordinary_track():
    # The office's duty is done with the offer; nobody owes a notice or handling, and no backstop runs. The
    # other procedure has fifteen days to acknowledge it.
    story = Story().register("2023-05-04", branch="LITIGATION")
    story.handed("2023-05-05", to="140403-zfw", mode="REDIRECT")
    assert [(c.clock, c.state) for c in story.clocks("2023-05-20")] == [
        ("C01", "MET"), ("C21", "MET"), ("C22", "CANCELLED"), ("C32", "RUNNING"),
    ]  # fmt: skip


def test_a_final_review_hearing_without_a_stage_leaves_its_days_out():
    # Asked 20 Jul 2023: day 30 is 19 Aug; three days of hearing, 1-3 Aug, are left out: 22 Aug.
    story = Story().register("2023-05-04").handed("2023-05-05").accept("2023-05-08")
    story.tell("OpinionIssued", "2023-06-01").tell("OpinionDelivered", "2023-06-02")
    story.tell("ReviewRequested", "2023-06-10", to_org="140400-rsj").tell("ReviewDecided", "2023-07-01")
    story.tell("FinalReviewRequested", "2023-07-20", to_org="140000-rsj")
    story.tell("HearingHeld", "2023-08-01", days=3)
    assert due(story.one("C13", "2023-08-02")) == ("PAUSED", "2023-08-22")
    assert due(story.one("C13", "2023-08-04")) == ("RUNNING", "2023-08-22")


def test_a_review_known_only_by_its_delivery_is_decided():
    # Asked 10 Apr 2023: day 30 is 10 May. Delivered on the 5th, and nobody recorded the decision.
    # The window that follows: 5 May + 30 is Sun 4 June, so Mon 5.
    story = Story().register("2023-03-01").handed("2023-03-02").accept("2023-03-06")
    story.tell("OpinionIssued", "2023-04-01").tell("OpinionDelivered", "2023-04-02")
    story.tell("ReviewRequested", "2023-04-10").tell("ReviewDelivered", "2023-05-05")
    assert due(story.one("C11", "2023-05-11")) == ("MET", "2023-05-10")
    assert due(story.one("C12", "2023-05-11")) == ("RUNNING", "2023-06-05")
    # Asked 15 May: day 30 is 14 June; delivered on the 16th, two days late.
    story.tell("FinalReviewRequested", "2023-05-15").tell("FinalReviewDelivered", "2023-06-16")
    late = story.one("C13", "2023-06-20")
    assert (late.state, late.met_at) == ("OVERDUE", story.events[-1].time)


def test_an_offices_own_events_have_no_clocks():
    story = Story()
    story.tell("CampaignOpened", "2023-03-10", campaign="X", target=247)
    assert story.clocks("2023-12-31") == []
