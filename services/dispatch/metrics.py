"""What dispatch tells whoever is on call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from prometheus_client import Counter

from services.common.metrics import counter, gauge

ROUTED: Final = counter(
    "sankua_dispatch_routed_total",
    "Routing decisions made, by outcome; a decision made again after a restart counts again.",
    "Many NEEDS_FACTS: the offices register without place or sector; see missing_facts of such cases.",
    ("outcome",),
)
STEPS: Final = counter(
    "sankua_dispatch_steps_total",
    "Steps taken by organs, by step; repeated requests do not count.",
    "No AcceptHandoff for a working day: the units do not work on what they were handed.",
    ("step",),
)
WAITING_ORGS: Final = 500
"""Organs that are told apart in a gauge; the others are counted together as OTHER."""
OTHER: Final = "other"
WAITING: Final = gauge(
    "sankua_dispatch_waiting",
    "What waits, by organ (the 500 with the most, else `other`), kind of work and age in days.",
    "ANSWER or OBJECTION older than 5 days: the organ holds a clock that runs out; look at ListWork of it.",
    ("org", "kind", "age"),
)
OBJECTIONS: Final = counter(
    "sankua_dispatch_objections_total",
    "Objections (异议) to a handoff, by what became of them: filed, upheld, rejected.",
    "upheld / filed rising: the routing rules or the facts at registration are wrong; see the reason codes.",
    ("result",),
)
MATTERS: Final = gauge(
    "sankua_dispatch_hopped_cases",
    "Cases whose lead moved after an objection or a dispute, by number of hops (1, 2, 3+).",
    "Rising: matters are shuffled. 2 and more should be rare: the ladder decides at the second objection.",
    ("hops",),
)
PINGPONG: Final = gauge(
    "sankua_dispatch_pingpong_cases",
    "Open cases in which an objection proposes an organ that had the matter before.",
    "Two organs send it to and fro: `ListWork` DECIDE of their common superior has it; ask for a decision.",
)
DISPUTES: Final = counter(
    "sankua_dispatch_disputes_total",
    "Disputes (争议) by what happened: opened, COMMON_SUPERIOR, JOINT_MEETING (referred), agreed, decided.",
    "Referred without decided: the superior or the joint meeting does not decide; see ListWork DECIDE.",
    ("event",),
)
MOVED_BY_CLOCK: Final = counter(
    "sankua_dispatch_moved_by_clock_total",
    "Cases that moved because a clock ran out: a dispute's rung (C07), an unacknowledged redirect (C32).",
    "redirect: the other procedure does not acknowledge; dispute: nobody agrees or decides in time.",
    ("what",),
)
WATCHERS: Final = gauge(
    "sankua_dispatch_watchers",
    "Open streams of inboxes.",
    "None needed; thousands: clients open streams and do not end them.",
)

AGES: Final = ((1, "0"), (5, "1-4"), (15, "5-14"), (30, "15-29"))
"""Days below which an age has this label; anything older is `30+`."""


def age_of(now: datetime, key: str) -> str:
    """The label of the age of an inbox key, which begins with its time in UTC."""
    since = datetime.fromisoformat(key.partition("|")[0] + "+00:00")
    days = (now - since).days
    return next((label for limit, label in AGES if days < limit), "30+")


def told(name: str, data: Mapping[str, Any]) -> None:
    """Counts one event of an organ's step."""
    found = _COUNTED.get(name)
    if found is not None:
        metric, label = found
        metric.labels(label or data["rung"]).inc()


_COUNTED: Final[Mapping[str, tuple[Counter, str]]] = {
    "HandoffObjected": (OBJECTIONS, "filed"),
    "ObjectionUpheld": (OBJECTIONS, "upheld"),
    "ObjectionRejected": (OBJECTIONS, "rejected"),
    "DisputeOpened": (DISPUTES, "opened"),
    "DisputeReferred": (DISPUTES, ""),
    "DisputeAgreed": (DISPUTES, "agreed"),
    "DisputeDecided": (DISPUTES, "decided"),
}
"""Event name to its counter and label; an empty label is the rung that the event names."""
