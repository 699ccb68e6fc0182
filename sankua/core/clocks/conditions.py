"""The named conditions that a clock rule may ask for; a rule file may use these names and no others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sankua.core.clocks.situation import FORWARDING, PETITION_OFFICES, Handoff, Situation, slug

Condition = Callable[[Situation, Handoff | None], bool]

_OWN_RULES: Final = frozenset({"zfw", "jw"})
"""政法 and 纪检监察 organs: their notices follow their own rules (《信访工作条例》第二十三条)."""
_LITIGATION_ORGANS: Final = frozenset({"gaj", "sfj", "fy", "jcy"})
"""Organs whose notices follow their own rules in 涉法涉诉 matters only."""
_OTHER_PROCEDURES: Final = frozenset(
    {"LITIGATION", "ARBITRATION", "PARTY_PROCEDURE", "ADMINISTRATIVE_PROCEDURE"}
)


def _notice(now: Situation, org: str) -> bool:
    own = slug(org)
    return own not in _OWN_RULES and not (now.branch == "LITIGATION" and own in _LITIGATION_ORGANS)


def _appeal(now: Situation) -> bool:
    return now.purpose in ("", "APPEAL") and now.branch not in _OTHER_PROCEDURES


CONDITIONS: Final[Mapping[str, Condition]] = {
    "petition_office_registered": lambda now, _: slug(now.registrar) in PETITION_OFFICES,
    "department_registered": lambda now, _: slug(now.registrar) not in PETITION_OFFICES,
    "registrar_gives_notice": lambda now, _: _notice(now, now.registrar),
    "receiver_gives_notice": lambda now, handoff: handoff is not None and _notice(now, handoff.receiver),
    "name_known": lambda now, _: not now.anonymous,
    "undecided": lambda _, handoff: (
        handoff is not None and handoff.live and not handoff.accepted and not handoff.refused
    ),
    "handed_over": lambda _, handoff: handoff is not None and handoff.mode != "REDIRECT",
    "to_petition_office": lambda _, handoff: handoff is not None and slug(handoff.receiver) in FORWARDING,
    "to_department": lambda _, handoff: handoff is not None and slug(handoff.receiver) not in FORWARDING,
    "report_owed": lambda _, handoff: (
        handoff is not None and bool(handoff.report_due) and not handoff.reported
    ),
    "simplified": lambda now, _: now.simplified,
    "not_derived": lambda now, _: not now.derived,
    "not_reopened": lambda now, _: not now.reopened,
    "no_final_request": lambda now, _: not now.final_requested,
    "no_opinion": lambda now, _: not now.opinion_issued,
    "petition_procedure": lambda now, _: _appeal(now) and now.branch != "DUTY_PERFORMANCE",
    "duty_performance": lambda now, _: _appeal(now) and now.branch == "DUTY_PERFORMANCE",
}
