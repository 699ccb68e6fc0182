"""Slips and short cuts in the handling that are refused at the door, each by its field."""

from __future__ import annotations

from datetime import timedelta

import pytest
from dispatch_life import ACCEPTED, LEAD, OTHER, WHOLE, Life, walk


@pytest.mark.parametrize(
    ("step", "args"),
    [
        ("ForwardHandoff", {"handoff_id": "h1", "to_org": "140403001", "mode": "ASSIGN"}),
        ("OfferHandoff", {"to_org": OTHER, "role": "CO_HANDLER", "share": "核查"}),
    ],
)
def test_a_report_that_is_due_in_another_age_is_refused_by_its_field(directory, step, args):
    life = Life(directory)
    life.route()
    refusal = str(life.refusal(step, report_due="9999-12-31", **args))
    assert "report_due" in refusal
    assert "9999-12-31 is too far ahead" in refusal
    assert life.refusal(step, report_due="2026-05-06", **args) is None


@pytest.mark.parametrize("days", [0, 31, 1000, 2_147_483_647])
def test_a_hearing_takes_a_month_at_most(directory, days):
    life = Life(directory)
    life.route()
    walk(life, [ACCEPTED])
    assert "from 1 to 30" in str(life.refusal("RecordHearing", days=days))


def test_only_the_reviewing_organ_hears_in_a_review_and_only_while_it_runs(directory):
    life = Life(directory)
    life.route()
    walk(life, WHOLE)
    assert "stage" in str(life.refusal("RecordHearing", LEAD, days=10, stage="FINAL_REVIEW"))
    life.put("intake", "ReviewRequested", {"to_org": "140400-rsj"})
    assert "stage" in str(life.refusal("RecordHearing", "140400-rsj", days=10, stage="FINAL_REVIEW"))
    life.do("DecideReview", result="NOT_SUPPORTED")
    life.put("intake", "FinalReviewRequested", {"to_org": "140000-rsj"})
    assert "stage" in str(life.refusal("RecordHearing", LEAD, days=10, stage="FINAL_REVIEW"))
    (by_lead,) = life.do("RecordHearing", LEAD, days=10)
    assert by_lead.data["stage"] == "HANDLING", "it stops no clock, whatever runs"
    (heard,) = life.do("RecordHearing", days=10)
    assert (heard.source, heard.data["stage"]) == ("140000-rsj", "FINAL_REVIEW")
    life.do("DecideReview", result="EXPLAINED")
    assert "stage" in str(life.refusal("RecordHearing", "140000-rsj", days=10, stage="FINAL_REVIEW"))


def test_nothing_is_delivered_before_it_was_issued(directory):
    life = Life(directory)
    life.route()
    life.days(1)
    life.do("AcceptHandoff", handoff_id="h1")
    life.days(20)
    life.do("IssueOpinion", result="SUPPORTED", basis=["《条例》第三十二条"])
    life.days(2)
    early = "2023-05-10T10:00:00+08:00"
    assert "delivered_at" in str(life.refusal("DeliverOpinion", delivered_at=early))
    life.do("DeliverOpinion", delivered_at="2023-05-26T09:00:00+08:00")
    life.put("intake", "ReviewRequested", {"to_org": "140400-rsj"})
    life.do("DecideReview", result="NOT_SUPPORTED")
    assert "delivered_at" in str(life.refusal("DeliverReview", delivered_at=early))
    life.do("DeliverReview")
    life.put("intake", "FinalReviewRequested", {"to_org": "140000-rsj"})
    life.days(3)
    before = life.now
    life.do("DecideReview", result="NOT_SUPPORTED")
    too_early = (before - timedelta(days=1)).isoformat()
    assert "delivered_at" in str(life.refusal("DeliverReview", delivered_at=too_early))
    life.do("DeliverReview")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("basis", []),
        ("basis", [""]),
        ("document_sha256", "not a digest 13800000000"),
        ("document_sha256", "AB" * 32),
    ],
)
def test_an_opinion_names_its_basis_and_a_digest_that_is_one(directory, field, value):
    life = Life(directory)
    life.route()
    walk(life, [ACCEPTED])
    said = {"result": "SUPPORTED", "basis": ["《条例》第三十二条"], "document_sha256": "0a" * 32}
    refusal = str(life.refusal("IssueOpinion", **(said | {field: value})))
    assert refusal.startswith(field)
    assert "1380" not in refusal
    life.do("IssueOpinion", **said)


def test_a_term_that_is_over_is_not_extended(directory):
    life = Life(directory)
    life.route()
    life.do("AcceptHandoff", handoff_id="h1")
    asked = {"days": 30, "approver": "r-1", "reason": "案情复杂"}
    life.days(61)  # accepted 4 May: the 60th day is 3 July
    assert "2023-07-03T23:59:59" in str(life.refusal("ExtendHandling", **asked))
    assert not life.case.progress.extended
    life.days(-1)
    life.do("ExtendHandling", **asked)
