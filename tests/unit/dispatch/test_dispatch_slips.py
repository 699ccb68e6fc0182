"""Slips and short cuts in the handling that are refused at the door, each by its field."""

from __future__ import annotations

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
