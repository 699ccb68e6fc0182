"""The inbox of organs: what the state document holds so that handoffs are found by organ, oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from sankua.core.times import parse_time
from services.dispatch.domain.state import Case, Handoff

OPEN_END = "~"
"""Sorts after every key."""


def entries(case_id: str, case: Case) -> list[dict[str, str]]:
    """One entry per handoff: organ, state, and the key that orders and pages."""
    return [{"org": h.to_org, "state": h.state, "key": key(case_id, h)} for h in case.handoffs]


def key(case_id: str, handoff: Handoff) -> str:
    """`<time in UTC>|<case>|<handoff>`: unique, in the order of offering."""
    moment = parse_time(handoff.offered_time).astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}|{case_id}|{handoff.handoff_id}"


def parse_key(text: str) -> tuple[str, str]:
    """Case and handoff of a key. ValueError where it is none."""
    _, case_id, handoff_id = text.split("|")
    return case_id, handoff_id


def still(handoff: Handoff | None, org: str, states: Sequence[str]) -> bool:
    """Whether a handoff that was found in the index is still what was asked for."""
    return handoff is not None and handoff.to_org == org and (not states or handoff.state in states)
