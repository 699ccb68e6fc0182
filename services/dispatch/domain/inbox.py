"""What waits for organs: what the state document holds so that it is found by organ, oldest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from functools import lru_cache
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from sankua.core.times import parse_time
from services.dispatch.domain.state import Case, Handoff

OPEN_END: Final = "~"
"""Sorts after every key."""
HANDOFFS: Final = "h"
WORK: Final = "w"
"""Names of the lists; see `lines`."""
PAGE: Final = 100
LARGEST_PAGE: Final = 1000

ANSWERABLE: Final = frozenset({"DELIVERED", "KEPT", "DISPUTED", "BOUND"})
"""Handoffs that their receiver still has to answer."""


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that waits for an organ. `kind` as in the call ListWork; `about` a handoff or dispute."""

    kind: str
    org: str
    about: str
    since: str


def lines(case_id: str, case: Case) -> list[str]:
    """Under what a case is found by organs: one text per list that it stands in.

    `<list>|<organ>|<narrowed to>|<key>`: HANDOFFS and WORK each once for all, once for its state or kind, and
    once for a part that is not the lead. Within one list of one organ the texts are in the order of the keys.
    """
    found: list[str] = []
    for h in case.handoffs:
        narrowed = ("", h.state) if h.role == "LEAD" else ("", h.state, h.role)
        found += [list_of(HANDOFFS, h.to_org, by) + key(case_id, h) for by in narrowed]
    for w in work(case):
        found += [list_of(WORK, w.org, by) + work_key(case_id, w) for by in ("", w.kind)]
    return found


def list_of(name: str, org: str, by: str = "") -> str:
    """What all lines of one list of one organ begin with. `by`: a state, a part, a kind; empty for all."""
    return f"{name}|{org}|{by}|"


_OVER: Final = frozenset({"", "CONCLUDED", "SETTLED", "ARCHIVED", "LINKED", "NOT_ACCEPTED", "WITHDRAWN"})


def work(case: Case) -> list[Work]:
    """All that waits in a case, and for whom (guarantee 6: a waiting case has an owner)."""
    if case.state in _OVER:
        return _reviews(case)
    return [*_by_handoff(case), *_by_case(case), *_reviews(case)]


def _by_handoff(case: Case) -> Iterator[Work]:
    for h in case.handoffs:
        since = h.delivered_time or h.offered_time
        if h.state == "OFFERED":
            yield Work("UNDELIVERED", h.from_org, h.handoff_id, h.offered_time)
        elif h.state == "OBJECTED":
            yield Work("OBJECTION", h.from_org, h.handoff_id, since)
        elif h.mode == "REDIRECT" and h.state == "DELIVERED":
            if case.redirect is None or not case.redirect.acknowledged:
                yield Work("ACKNOWLEDGE", h.to_org, h.handoff_id, since)
        elif h.state in ANSWERABLE:
            yield Work("ANSWER", h.to_org, h.handoff_id, since)


def _by_case(case: Case) -> Iterator[Work]:
    dispute = case.open_dispute
    if case.state == "WAITING_FACTS":
        yield Work("FACTS", case.office, "", case.since)
    if case.state == "WAITING_CONFIRMATION":
        yield Work("CONFIRM", case.office, "", case.since)
    if case.state == "UNIT_REFUSED":
        yield Work("REFUSED", case.office, "", case.since)
    if dispute is not None and dispute.state == "AGREEING":
        for org in dispute.parties:
            yield Work("AGREE", org, dispute.dispute_id, dispute.since)
    elif dispute is not None:
        yield Work("DECIDE", dispute.to_org, dispute.dispute_id, dispute.since)


def _reviews(case: Case) -> list[Work]:
    asked = case.progress.review in ("REVIEW_REQUESTED", "FINAL_REQUESTED") and case.progress.reviewer
    if not asked or case.purpose == "ACCUSATION":
        return []
    return [Work("REVIEW", case.progress.reviewer, case.progress.review, case.progress.review_asked)]


def key(case_id: str, handoff: Handoff) -> str:
    """`<time in UTC>|<case>|<handoff>`: unique, in the order of offering."""
    return _key(handoff.offered_time, case_id, handoff.handoff_id)


def work_key(case_id: str, found: Work) -> str:
    """`<time in UTC>|<case>|<kind>:<about>`: unique per organ, oldest first."""
    return _key(found.since, case_id, f"{found.kind}:{found.about}")


def _key(time: str, case_id: str, about: str) -> str:
    return f"{_in_utc(time)}|{case_id}|{about}"


@lru_cache(maxsize=4096)
def _in_utc(time: str) -> str:
    """RFC 3339 text so that texts sort as their times. One handoff gives several keys, at every event."""
    return f"{parse_time(time).astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"


def parse_key(text: str) -> tuple[str, str]:
    """Case and handoff (or work) of a key. ValueError where it is none."""
    _, case_id, about = text.split("|")
    return case_id, about


def work_of(text: str, org: str) -> Work:
    """The work behind a key of `work_key`. ValueError where it is none."""
    since, _, found = text.split("|")
    kind, _, about = found.partition(":")
    return Work(kind, org, about, f"{since}+00:00")


def still(handoff: Handoff | None, org: str, where: Mapping[str, Any]) -> bool:
    """Whether a handoff that was found in the index is still what was asked for."""
    if handoff is None or handoff.to_org != org:
        return False
    states, role, sender = where.get("state"), where.get("role"), where.get("from")
    return (
        (not states or handoff.state in states)
        and (not role or handoff.role == role)
        and (not sender or handoff.from_org == sender)
    )


def check_page(org: str, size: int, token: str) -> None:
    """Refused where a page is asked for in a way that gives none."""
    if not org:
        raise Refused(Problem("org", "missing; the organ whose handoffs are wanted"))
    if not 0 <= size <= LARGEST_PAGE:
        raise Refused(Problem("page_size", f"{size}; from 0 (meaning {PAGE}) to {LARGEST_PAGE}"))
    if token and token.count("|") != 2:
        raise Refused(Problem("page_token", "is none of ours; leave it empty for the first page"))
