"""Dispatch's own knobs, beside those of every service."""

from __future__ import annotations

from pydantic import Field

from services.common.settings import ServiceSettings


class DispatchSettings(ServiceSettings):
    """Knobs of dispatch."""

    intake_peer: str = Field(
        "", min_length=3, validate_default=True, description="host:port of intake's peer port; needed."
    )
    rule_set: str = Field("", max_length=100, description="Rule set by name; empty: the national one.")
    example_places: bool = Field(
        True, description="Whether to know the anonymised places of orgs/examples as well."
    )
    intake_seconds: float = Field(10.0, gt=0, le=300, description="Longest wait for an answer of intake, s.")
    ladder_after: int = Field(
        2, ge=1, le=10, description="The objection of a matter from which on it goes straight up (R45)."
    )
    timer_seconds: float = Field(
        1.0, gt=0, le=3600, description="Time between two looks for rungs and redirects that ran out, s."
    )
    gauge_seconds: float = Field(30.0, gt=0, le=3600, description="Time between two counts of what waits, s.")
