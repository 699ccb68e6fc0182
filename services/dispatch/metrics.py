"""What dispatch tells whoever is on call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from prometheus_client import Counter

from sankua.core.events import Event
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
"""Organs that are told apart in a gauge; the others, and all accusations, are counted together as OTHER."""
PAIRS: Final = 20
"""Pairs of organs that are told apart."""
OTHER: Final = "other"
WAITING: Final = gauge(
    "sankua_dispatch_waiting",
    "What waits, by organ (the 500 with the most, else `other`; accusations always `other`), kind of work "
    "and age in days.",
    "ANSWER or OBJECTION older than 5 days: the organ holds a clock that runs out; look at ListWork of it.",
    ("org", "kind", "age"),
)
COUNT_SECONDS: Final = gauge(
    "sankua_dispatch_count_seconds",
    "How long the last count of what waits took; the gauges of dispatch are as old as that.",
    "Minutes: very much waits, and counting is held to its share of time. The figures are late, not wrong.",
)
OBJECTIONS: Final = counter(
    "sankua_dispatch_objections_total",
    "Objections (异议) to a handoff, by what became of them: filed, upheld, rejected.",
    "upheld / (upheld + rejected) is the upheld share. Rising: the routing rules or the facts at "
    "registration are wrong; see the reason codes.",
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
    "Open cases that two organs send to and fro (one objects and proposes the other, which had them before), "
    "by pair of organs: the 20 with the most, else `other`. Accusations are in no pair.",
    "`ListWork` DECIDE of their common superior has them: ask for one decision for all of the pair.",
    ("first", "second"),
)
DISPUTES: Final = counter(
    "sankua_dispatch_disputes_total",
    "Disputes (争议) by what happened: opened (by an organ or by a rule), COMMON_SUPERIOR, JOINT_MEETING "
    "(referred: by a party, a rule, a clock or the meeting itself), agreed, decided.",
    "Referred without decided: the superior or the joint meeting does not decide; see ListWork DECIDE.",
    ("event",),
)
OPEN_DISPUTES: Final = gauge(
    "sankua_dispatch_open_disputes",
    "Disputes that wait, by rung: AGREEING (协商), COMMON_SUPERIOR, JOINT_MEETING.",
    "Many on JOINT_MEETING: convene it; many on AGREEING: the parties do not talk, C07 refers them up.",
    ("rung",),
)
RUNGS: Final = ("AGREEING", "COMMON_SUPERIOR", "JOINT_MEETING")
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


def oldest_of(now: datetime) -> dict[str, str]:
    """Age label to the key that things of this age come after, `30+` last; youngest first."""
    found = {label: f"{now - timedelta(days=days):%Y-%m-%dT%H:%M:%S.%f}" for days, label in AGES}
    return found | {"30+": ""}


def told(events: Iterable[Event]) -> None:
    """Counts what was committed: by an organ's step, a rule, a clock or the meeting alike."""
    for event in events:
        found = _COUNTED.get(event.name)
        if found is not None:
            metric, label = found
            metric.labels(label or event.data["rung"]).inc()


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
