"""Each clock, counted by hand; the counting stands beside it.

Official days used: 2023 Spring Festival rest 21-27 Jan, made up on Sat 28 and Sun 29 Jan; Labour Day rest
29 Apr-3 May, made up on Sat 6 May; Dragon Boat rest 22-24 Jun, made up on Sun 25 Jun; National Day
rest 29 Sep-6 Oct, made up on Sat 7 and Sun 8 Oct. 2024 Spring Festival rest 10-17 Feb, made up on Sun 18 Feb.
"""

from __future__ import annotations

from tests.unit.clocks.clock_story import OFFICE, OTHER, UNIT, Story, at, due


def test_c01_counts_from_receipt_and_does_not_move_for_the_spring_festival():
    # Received Thu 12 Jan: the 13th is day 1, the 27th day 15: a rest day, and it stays.
    story = Story().register("2023-01-13", received_at="2023-01-12T09:00:00+08:00")
    clock = story.one("C01", "2023-01-20")
    assert due(clock) == ("RUNNING", "2023-01-27")
    assert clock.started_at == at("2023-01-12 09:00")
    assert clock.due_at.isoformat() == "2023-01-27T23:59:59+08:00"
    assert (clock.org, clock.light) == (OFFICE, "GREEN")


def test_c01_lasts_its_last_day_whole_and_stays_overdue_when_met_late():
    story = Story().register("2023-01-12")
    assert story.offer("2023-01-27 23:59").one("C01", "2023-02-01").state == "MET"
    late = Story().register("2023-01-12").offer("2023-01-28 00:00").one("C01", "2023-02-01")
    assert (late.state, late.light, late.met_at) == ("OVERDUE", "RED", at("2023-01-28 00:00"))
    assert not late.live


def test_c01_lights_by_days_left():
    story = Story().register("2023-05-04")  # day 15: 19 May
    lights = [story.one("C01", f"2023-05-{day}").light for day in ("13", "14", "16", "17", "19", "20")]
    assert lights == ["GREEN", "YELLOW", "YELLOW", "RED", "RED", "RED"]
    assert story.one("C01", "2023-05-10").changes == (
        (at("2023-05-14 00:00"), "YELLOW"),
        (at("2023-05-17 00:00"), "RED"),
        (at("2023-05-20 00:00"), "OVERDUE"),
    )


def test_c03_runs_for_a_department_that_was_asked_directly():
    # Received Wed 20 Sep: the 30th is day 10, 5 Oct day 15, in the holiday.
    story = Story().register("2023-09-20", registered_by=UNIT)
    assert due(story.one("C03", "2023-09-21")) == ("RUNNING", "2023-10-05")
    assert story.all("C01", "2023-09-21") == []
    assert story.tell("PetitionerNotified", "2023-10-05 20:00").one("C03", "2023-11-01").state == "MET"


def test_c03_is_waived_for_the_nameless_and_for_discipline_organs():
    assert Story().register("2023-09-20", registered_by=UNIT, anonymous=True).ids("2023-09-21") == [
        "C22",
        "C30",
    ]
    assert Story().register("2023-09-20", registered_by="140403-jw").ids("2023-09-21") == ["C22", "C30"]


def test_c04_and_c05_start_at_delivery_across_national_day():
    # Delivered Fri 22 Sep. C04: 8 days to the 30th, day 15 is 7 Oct.
    # C05: Mon 25, 26, 27, Thu 28 are 1-4; 29 Sep-6 Oct rest; Sat 7 Oct, made up, is 5.
    story = Story().register("2023-09-20").handed("2023-09-22")
    assert due(story.one("C04", "2023-09-23")) == ("RUNNING", "2023-10-07")
    assert due(story.one("C05", "2023-09-23")) == ("RUNNING", "2023-10-07")
    assert story.one("C05", "2023-10-08").state == "LAPSED"
    assert story.one("C04", "2023-10-08").state == "OVERDUE"


def test_c05_across_the_spring_festival():
    # Delivered Thu 19 Jan: Fri 20 is 1; 21-27 rest; 28 and 29, made up, are 2 and 3; 30 and 31 are 4, 5.
    story = Story().register("2023-01-18").handed("2023-01-19")
    assert due(story.one("C05", "2023-01-20")) == ("RUNNING", "2023-01-31")


def test_acceptance_meets_c04_and_cancels_c05():
    story = Story().register("2023-09-20").handed("2023-09-22").accept("2023-09-25")
    assert story.one("C04", "2023-10-20").state == "MET"
    assert story.one("C05", "2023-10-20").state == "CANCELLED"
    refused = Story().register("2023-09-20").handed("2023-09-22")
    refused.tell("UnitNotAccepted", "2023-09-25", handoff_id="h1", reason="x")
    assert refused.one("C04", "2023-10-20").state == "MET"
    assert refused.one("C30", "2023-10-20").org == OFFICE


def test_c04_runs_on_during_an_objection_and_c06_waits_for_the_sender():
    # Delivered Wed 26 Apr, objected Fri 28 Apr: 29 Apr-3 May rest; 4, 5 and Sat 6 May, made up, are 1, 2, 3.
    story = Story().register("2023-04-25").handed("2023-04-26")
    story.tell("HandoffObjected", "2023-04-28", handoff_id="h1", proposed_org=OTHER)
    assert story.one("C05", "2023-04-29").state == "MET"
    assert due(story.one("C04", "2023-04-29")) == ("RUNNING", "2023-05-11")
    assert due(story.one("C06", "2023-04-29")) == ("RUNNING", "2023-05-06")
    assert story.one("C06", "2023-04-29").org == OFFICE
    story.tell("ObjectionRejected", "2023-05-05", handoff_id="h1")
    assert story.one("C06", "2023-05-12").state == "MET"
    assert story.one("C04", "2023-05-12").state == "OVERDUE"


def test_an_upheld_objection_frees_the_organ_even_after_its_time():
    story = Story().register("2023-04-25").handed("2023-04-26")
    story.tell("HandoffObjected", "2023-04-28", handoff_id="h1")
    story.tell("ObjectionUpheld", "2023-05-15", handoff_id="h1")
    assert story.one("C04", "2023-05-12").state == "OVERDUE"
    assert story.one("C04", "2023-05-16").state == "CANCELLED"
    assert story.one("C06", "2023-05-16").state == "OVERDUE"


def test_a_reoffer_starts_the_new_organs_clocks():
    # Delivered to the other on Mon 8 May: C04 to 23 May; C05: 9, 10, 11, 12 are 1-4, Mon 15 is 5.
    story = Story().register("2023-04-25").handed("2023-04-26")
    story.tell("HandoffObjected", "2023-04-28", handoff_id="h1")
    story.tell("ObjectionUpheld", "2023-05-05", handoff_id="h1").handed("2023-05-08", "h2", OTHER)
    assert story.one("C04", "2023-05-09", key="h1").state == "CANCELLED"
    assert due(story.one("C04", "2023-05-09", key="h2")) == ("RUNNING", "2023-05-23")
    assert due(story.one("C05", "2023-05-09", key="h2")) == ("RUNNING", "2023-05-15")
    assert story.one("C22", "2023-05-09").org == OTHER


def test_c07_agree_then_decide_across_the_spring_festival():
    # Opened Thu 8 Feb 2024: Fri 9 is 1; 10-17 rest; Sun 18, made up, is 2; Mon 19 is 3.
    # Referred Mon 19: 20-23 are 1-4; Mon 26 is 5.
    story = Story().register("2024-02-05")
    story.tell("DisputeOpened", "2024-02-08", source=OFFICE, dispute_id="d1", parties=[UNIT, OTHER])
    assert due(story.one("C07", "2024-02-09")) == ("RUNNING", "2024-02-19")
    story.tell("DisputeReferred", "2024-02-19", dispute_id="d1", to_org="140400", rung="COMMON_SUPERIOR")
    assert story.one("C07", "2024-02-20", variant="agree").state == "MET"
    decide = story.one("C07", "2024-02-20", variant="decide")
    assert (due(decide), decide.org) == (("RUNNING", "2024-02-26"), "140400")
    story.tell("DisputeDecided", "2024-02-27", dispute_id="d1", lead=UNIT)
    assert story.one("C07", "2024-02-28", variant="decide").state == "OVERDUE"


def test_a_dispute_takes_the_lead_and_its_clocks_from_the_loser():
    story = Story().register("2023-05-04").handed("2023-05-05").accept("2023-05-08")
    story.tell("DisputeOpened", "2023-05-09", dispute_id="d1")
    assert story.one("C09", "2023-05-10").state == "RUNNING"
    story.tell("DisputeDecided", "2023-05-12", dispute_id="d1", lead=OTHER)
    story.handed("2023-05-12", "h2", OTHER).accept("2023-05-15", "h2")
    assert story.one("C09", "2023-06-01", org=UNIT).state == "CANCELLED"
    # Accepted 15 May: 16 days to the 31st, 30 in June make 46, day 60 is 14 July.
    assert due(story.one("C09", "2023-06-01", org=OTHER)) == ("RUNNING", "2023-07-14")


def test_c08_is_the_senders_day():
    story = Story().register("2023-09-01").handed("2023-09-04", mode="ASSIGN", report_due="2023-10-10")
    assert due(story.one("C08", "2023-09-05")) == ("RUNNING", "2023-10-10")
    story.tell("CaseConcluded", "2023-10-09").tell("ResultReported", "2023-10-11", source=UNIT, to_org=OFFICE)
    assert story.one("C08", "2023-10-12").state == "OVERDUE"
    timed = Story().register("2023-09-01").handed("2023-09-04", report_due="2023-10-10T17:00:00+08:00")
    assert timed.one("C08", "2023-09-05").due_at == at("2023-10-10 17:00")
    assert timed.one("C08", "2023-10-10 17:01").state == "OVERDUE"


def test_c09_and_its_one_extension():
    # Accepted 8 May: 23 days to the 31st, 30 in June make 53, day 60 is 7 July.
    # 30 more: 24 to the 31st of July, day 30 is 6 August.
    story = Story().register("2023-05-04").handed("2023-05-05").accept("2023-05-08")
    assert due(story.one("C09", "2023-05-10")) == ("RUNNING", "2023-07-07")
    story.tell("HandlingExtended", "2023-07-07 23:00", days=30, approver="a", reason="r")
    story.tell("HandlingExtended", "2023-07-20", days=30, approver="a", reason="r")
    assert due(story.one("C09", "2023-07-21")) == ("RUNNING", "2023-08-06")
    assert story.tell("OpinionIssued", "2023-08-06 23:59").one("C09", "2023-09-01").state == "MET"


def test_c09_is_not_extended_when_its_time_is_over_nor_by_more_than_thirty_days():
    story = Story().register("2023-05-04").handed("2023-05-05").accept("2023-05-08")
    late = story.tell("HandlingExtended", "2023-07-08", days=30)
    assert due(late.one("C09", "2023-07-09")) == ("OVERDUE", "2023-07-07")
    much = Story().register("2023-05-04").handed("2023-05-05").accept("2023-05-08")
    assert (
        due(much.tell("HandlingExtended", "2023-06-01", days=45).one("C09", "2023-07-09"))[1] == "2023-08-06"
    )


def test_c09_passes_to_a_new_lead_without_starting_anew():
    story = Story().register("2023-05-04").handed("2023-05-05").accept("2023-05-08")
    story.handed("2023-06-01", "h2", OTHER, from_org=UNIT).accept("2023-06-02", "h2")
    clock = story.one("C09", "2023-06-03")
    assert (clock.org, due(clock)) == (OTHER, ("RUNNING", "2023-07-07"))


def test_c09_is_for_the_lead_and_for_the_petition_procedure_only():
    helper = Story().register("2023-05-04").handed("2023-05-05", role="CO_HANDLER").accept("2023-05-08")
    assert helper.all("C09", "2023-05-10") == []
    duty = Story().register("2023-05-04", branch="DUTY_PERFORMANCE").handed("2023-05-05").accept("2023-05-08")
    assert [c.variant for c in duty.all("C20", "2023-05-10")] == ["duty_performance"]
    assert duty.all("C09", "2023-05-10") == []


def test_c10_of_the_petitioner_moves_to_the_next_working_day():
    # Delivered 31 Aug: day 30 is Sat 30 Sep, in the holiday; the next working day is Sat 7 Oct, made up.
    story = (
        Story()
        .register("2023-05-04")
        .handed("2023-05-05")
        .accept("2023-05-08")
        .tell("OpinionIssued", "2023-08-30")
    )
    story.tell("OpinionDelivered", "2023-08-31 12:00", delivered_at="2023-08-31T09:00:00+08:00")
    clock = story.one("C10", "2023-09-01")
    assert (due(clock), clock.org, clock.owner) == (("RUNNING", "2023-10-07"), "", "PETITIONER")
    assert clock.started_at == at("2023-08-31 09:00")
    assert story.one("C10", "2023-10-08").state == "LAPSED"
    story.tell("ReviewRequested", "2023-10-07 18:00", to_org="140400-rsj")
    assert story.one("C10", "2023-10-08").state == "MET"
    # C11, from 7 Oct: 24 days to the 31st, day 30 is 6 Nov.
    review = story.one("C11", "2023-10-08")
    assert (due(review), review.org) == (("RUNNING", "2023-11-06"), "140400-rsj")


def test_c12_counts_from_the_decision_until_a_delivery_is_known():
    # Decided Wed 1 Nov: day 30 is Fri 1 Dec. Delivered Fri 3 Nov: day 30 is Sun 3 Dec, moved to Mon 4 Dec.
    story = (
        Story()
        .register("2023-05-04")
        .tell("ReviewRequested", "2023-10-07")
        .tell("ReviewDecided", "2023-11-01")
    )
    assert story.one("C11", "2023-11-02").state == "MET"
    assert due(story.one("C12", "2023-11-02")) == ("RUNNING", "2023-12-01")
    story.tell("ReviewDelivered", "2023-11-03", delivered_at="2023-11-03T10:00:00+08:00")
    assert due(story.one("C12", "2023-11-04")) == ("RUNNING", "2023-12-04")
    story.tell("FinalReviewRequested", "2023-12-04", to_org="140000-rsj")
    assert story.one("C12", "2023-12-05").state == "MET"


def test_c13_stands_still_during_a_final_review_hearing_only():
    # Requested Mon 4 Dec: 27 days to the 31st, day 30 is 3 Jan. A hearing of 5 days: 8 Jan.
    story = Story().register("2023-05-04").tell("FinalReviewRequested", "2023-12-04", to_org="140000-rsj")
    assert due(story.one("C13", "2023-12-05")) == ("RUNNING", "2024-01-03")
    story.tell("HearingHeld", "2023-12-10", stage="REVIEW", days=9)
    assert due(story.one("C13", "2023-12-11")) == ("RUNNING", "2024-01-03")
    story.tell("HearingHeld", "2023-12-20", days=5)
    assert due(story.one("C13", "2023-12-19")) == ("RUNNING", "2024-01-03")
    assert due(story.one("C13", "2023-12-22")) == ("PAUSED", "2024-01-08")
    assert due(story.one("C13", "2023-12-25")) == ("RUNNING", "2024-01-08")
    assert story.tell("FinalReviewDecided", "2024-01-08 23:00").one("C13", "2024-02-01").state == "MET"


def test_simplified_clocks_and_their_conversion():
    # Received Thu 28 Sep: 29 Sep-6 Oct rest, Sat 7 Oct, made up, is day 1 (C14).
    # Delivered the same day: 7, 8 Oct, made up, and Mon 9 are 1, 2, 3 (C15).
    # Accepted Mon 9 Oct: 10-13 are 1-4, 16-20 are 5-9, Mon 23 is 10 (C16); C09: 22 + 30 + 8, to 8 Dec.
    story = Story().register("2023-09-28 09:00", simplified=True)
    assert due(story.one("C14", "2023-09-29")) == ("RUNNING", "2023-10-07")
    story.handed("2023-09-28")
    assert story.one("C14", "2023-09-29").state == "MET"
    assert due(story.one("C15", "2023-09-29")) == ("RUNNING", "2023-10-09")
    story.accept("2023-10-09")
    assert due(story.one("C16", "2023-10-10")) == ("RUNNING", "2023-10-23")
    assert due(story.one("C09", "2023-10-10")) == ("RUNNING", "2023-12-08")
    story.tell(
        "ConversionMade", "2023-10-12", from_procedure="simplified", to_procedure="ordinary", reason="r"
    )
    assert story.one("C15", "2023-10-13").state == "MET"
    assert story.one("C16", "2023-10-13").state == "CANCELLED"
    assert due(story.one("C09", "2023-10-13")) == ("RUNNING", "2023-12-08")


def test_c14_at_a_level_in_between():
    story = Story().register("2023-05-04", simplified=True).handed("2023-05-05", "h1", "140421-xfj")
    # Delivered Fri 5 May: Sat 6 May, made up, is day 1.
    level = story.one("C14", "2023-05-05 12:00", variant="level")
    assert (due(level), level.org) == (("RUNNING", "2023-05-06"), "140421-xfj")
    story.offer("2023-05-06", "h2", UNIT, from_org="140421-xfj")
    assert story.one("C14", "2023-05-08", variant="level").state == "MET"
    assert story.one("C04", "2023-05-08", key="h1").state == "CANCELLED"


def test_c18_and_c19_wait_for_their_answers():
    story = (
        Story()
        .register("2023-05-04")
        .tell("SupervisionIssued", "2023-05-05", to_org=UNIT, answer_due="2023-05-12")
    )
    assert due(story.one("C18", "2023-05-06")) == ("RUNNING", "2023-05-12")
    assert (
        story.tell("SupervisionAnswered", "2023-05-13", source=UNIT).one("C18", "2023-06-01").state
        == "OVERDUE"
    )
    # Recommended 5 May: 26 days to the 31st, day 30 is 4 June.
    story.tell("RecommendationIssued", "2023-05-05", kind="IMPROVE_WORK", to_org=OTHER)
    story.tell("RecommendationAnswered", "2023-06-04 09:00", kind="IMPROVE_WORK", to_org=OTHER)
    assert due(story.one("C19", "2023-06-30")) == ("MET", "2023-06-04")


def test_c20_of_a_procedure_whose_length_is_known():
    # Acknowledged Thu 4 May: 5, 6 make 2; 8-12 7; 15-19 12; 22-26 17; to 2 Jun 22; to 9 Jun 27; to 16 Jun 32;
    # 19-21 35; 22-24 rest; Sun 25, made up, 36; 26-30 41; to 7 Jul 46; to 14 Jul 51;
    # to 21 Jul 56; Thu 27 Jul 60.
    story = (
        Story()
        .register("2023-05-04 09:00")
        .tell("RedirectAcknowledged", "2023-05-04", destination="劳动保障监察")
    )
    assert due(story.one("C20", "2023-05-05")) == ("RUNNING", "2023-07-27")
    assert (
        story.tell("RedirectResult", "2023-07-27", destination="劳动保障监察").one("C20", "2023-08-01").state
        == "MET"
    )
    unknown = (
        Story().register("2023-05-04 09:00").tell("RedirectAcknowledged", "2023-05-04", destination="评理室")
    )
    assert unknown.all("C20", "2023-05-05") == []


def test_c21_and_c22_are_chain_clocks_from_registration():
    # Registered 4 May: day 15 is 19 May, day 30 (27 to the 31st) is 3 June. Time lost above is charged below.
    story = Story().register("2023-05-04", received_at="2023-05-01T09:00:00+08:00").handed("2023-05-19")
    assert due(story.one("C21", "2023-05-20")) == ("MET", "2023-05-19")
    assert due(story.one("C01", "2023-05-20")) == ("OVERDUE", "2023-05-16")
    assert due(story.one("C22", "2023-05-20")) == ("RUNNING", "2023-06-03")
    assert story.accept("2023-06-04").one("C22", "2023-06-05").state == "OVERDUE"
    assert not story.one("C22", "2023-06-05").duty


def test_c29_is_the_rating_window():
    story = Story().register("2023-05-04").tell("OpinionDelivered", "2023-08-01")
    assert due(story.one("C29", "2023-08-02")) == ("RUNNING", "2023-08-31")
    story.tell("CaseEvaluated", "2023-08-05", target="PETITION_OFFICE", rating="SATISFIED")
    assert story.one("C29", "2023-08-06").state == "RUNNING"
    story.tell("CaseEvaluated", "2023-08-07", target="RESPONSIBLE_UNIT", rating="MOSTLY")
    assert story.one("C29", "2023-08-08").state == "MET"


def test_c30_runs_where_nothing_else_does():
    # A suggestion accepted on 8 May has no clock of its own: 23 + 30 + 7, to 7 July.
    story = Story().register("2023-05-04", purpose="SUGGESTION").handed("2023-05-05").accept("2023-05-08")
    clock = story.one("C30", "2023-05-09")
    assert (due(clock), clock.org, clock.certainty) == (("RUNNING", "2023-07-07"), UNIT, "ADVICE")
    story.tell("ProgressReported", "2023-06-30", handoff_id="h1", summary="s")
    assert due(story.one("C30", "2023-07-08")) == ("OVERDUE", "2023-07-07")
    story.tell("CaseConcluded", "2023-07-09")
    assert (story.one("C30", "2023-08-01").met_at, story.one("C30", "2023-08-01").state) == (
        at("2023-07-09"),
        "OVERDUE",
    )


def test_c30_watches_organs_with_notice_rules_of_their_own():
    story = Story().register("2023-05-04", purpose="ACCUSATION").handed("2023-05-05", to="140403-jw")
    assert story.all("C04", "2023-05-06") == []
    assert story.one("C30", "2023-05-06").org == "140403-jw"


def test_c30_starts_when_an_unused_window_is_over():
    story = Story().register("2023-05-04").handed("2023-05-05").accept("2023-05-08")
    story.tell("OpinionIssued", "2023-08-31").tell("OpinionDelivered", "2023-08-31 11:00")
    assert story.all("C30", "2023-10-07") == []
    assert due(story.one("C30", "2023-10-08")) == ("RUNNING", "2023-12-07")  # from 8 Oct: 23 + 30 + 7


def test_c31_after_a_reopening_and_c09_not_again():
    # Reopened 3 Jan 2024: 28 to the 31st, 29 in February make 57, day 60 is 3 March.
    story = (
        Story()
        .register("2023-05-04")
        .handed("2023-05-05")
        .accept("2023-05-08")
        .tell("OpinionIssued", "2023-06-01")
    )
    story.tell("CaseConcluded", "2023-06-02").tell("CaseReopened", "2024-01-03", cause="c")
    story.handed("2024-01-04", "h2", OTHER).accept("2024-01-05", "h2")
    clock = story.one("C31", "2024-01-06")
    assert (due(clock), clock.org) == (("RUNNING", "2024-03-03"), OTHER)
    assert [c.state for c in story.all("C09", "2024-01-06")] == ["MET"]
    assert story.tell("CaseConcluded", "2024-03-03").one("C31", "2024-03-09").state == "MET"


def test_withdrawal_and_linking_take_duties_away_and_what_was_late_stays_late():
    story = Story().register("2023-05-04").handed("2023-05-05").tell("CaseWithdrawn", "2023-05-06")
    states = {c.clock: c.state for c in story.clocks("2023-06-30")}
    assert states == {"C01": "MET", "C04": "CANCELLED", "C05": "CANCELLED", "C21": "MET", "C22": "CANCELLED"}
    linked = Story().register("2023-05-04").tell("CaseLinked", "2023-05-06", to_case="x")
    assert linked.one("C01", "2023-06-01").state == "CANCELLED"
    late = Story().register("2023-05-04").tell("CaseWithdrawn", "2023-05-20")
    assert (late.one("C01", "2023-06-01").state, late.one("C01", "2023-06-01").live) == ("OVERDUE", False)


def test_redirection_meets_the_offices_duty():
    story = Story().register("2023-05-04").tell("CaseRouted", "2023-05-06", decision={"outcome": "REDIRECT"})
    assert story.one("C01", "2023-06-01").state == "MET"
    assert story.all("C30", "2023-12-01") == []


def test_a_working_day_clock_in_an_unpublished_year_is_provisional():
    # By rule: Spring Festival 5-8 Feb 2027. Delivered Wed 3 Feb: Thu 4 is 1; 5-8 rest; 9-12 are 2-5.
    story = Story().register("2027-02-02").handed("2027-02-03")
    assert due(story.one("C05", "2027-02-03 11:00")) == ("RUNNING", "2027-02-12")
    assert story.one("C05", "2027-02-03 11:00").provisional
    assert not story.one("C04", "2027-02-03 11:00").provisional


def test_a_lead_at_a_higher_organ_has_the_leads_clocks():
    story = (
        Story()
        .register("2023-05-04")
        .handed("2023-05-05", to="140400-zjj", mode="REPORT_UP")
        .accept("2023-05-08")
    )
    assert story.one("C04", "2023-05-09").state == "MET"
    assert due(story.one("C09", "2023-05-09")) == ("RUNNING", "2023-07-07")


def test_what_comes_back_from_another_procedure_is_watched_again():
    story = Story().register("2023-05-04").tell("CaseRouted", "2023-05-06", decision={"outcome": "REDIRECT"})
    story.tell("CaseRouted", "2023-06-01", decision={"outcome": "ROUTE", "lead": UNIT})
    assert due(story.one("C30", "2023-06-02")) == ("RUNNING", "2023-07-31")  # from 1 June: 29 + 31


def test_hearing_days_told_twice_are_left_out_once():
    # 4 Dec + 30 is 3 Jan; hearings 20-22 and 21-24 Dec leave out 20-24: five days, to 8 Jan.
    story = Story().register("2023-05-04").tell("FinalReviewRequested", "2023-12-04")
    story.tell("HearingHeld", "2023-12-20", stage="FINAL_REVIEW", days=3)
    story.tell("HearingHeld", "2023-12-21", stage="FINAL_REVIEW", days=4)
    assert due(story.one("C13", "2023-12-28")) == ("RUNNING", "2024-01-08")


def test_a_second_objection_has_a_clock_of_its_own():
    # First Mon 8 May, to Thu 11; rejected; second Wed 10 May: 11, 12, Mon 15.
    story = Story().register("2023-05-04").handed("2023-05-05")
    story.tell("HandoffObjected", "2023-05-08", handoff_id="h1")
    story.tell("ObjectionRejected", "2023-05-09", handoff_id="h1")
    story.tell("HandoffObjected", "2023-05-10", handoff_id="h1")
    assert [(c.key, *due(c)) for c in story.all("C06", "2023-05-11")] == [
        ("h1#1", "MET", "2023-05-11"),
        ("h1#2", "RUNNING", "2023-05-15"),
    ]
