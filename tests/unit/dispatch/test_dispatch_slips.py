"""Slips and short cuts in the handling that are refused at the door, each by its field."""

from __future__ import annotations

import pytest
from dispatch_life import OTHER, Life


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
