"""What dispatch tells whoever is on call."""

from __future__ import annotations

from typing import Final

from services.common.metrics import counter

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
