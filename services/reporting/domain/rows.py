"""The row of a case, and the few values of it that live counts group by."""

from __future__ import annotations

from typing import Any, Final

from sankua.core.counting import CountingRules, grow
from sankua.core.counting.drill import purpose_of
from sankua.core.counting.life import Life, facts
from sankua.core.counting.standing import standing, state_of, waits
from sankua.core.events import Event

Part = dict[str, Any]

DIMENSIONS: Final = ("org", "state", "sector", "month")
_EVER: Final = "9999"
"""After every moment that a row can hold: live counts take all that is recorded."""


def grown(part: Part, event: Event) -> Part:
    """The part, which is changed, after one more event: the core's counting row."""
    return grow(part or None, event)


def values(part: Part, rules: CountingRules) -> dict[str, Any]:
    """The values that counts group by, as of all that is recorded; empty texts where there is none.

    `month` (YYYY-MM, of registration) is empty for a case that was not registered here: it is not counted.
    `since` and `on` say since when an open case is where it is and which organ has to act; `waits` are the
    questions that wait for an answer. An accusation is counted under no organ and no sector: live counts are
    seen by organs that may be the accused (防火墙).
    """
    if not part:
        return {"org": "", "state": "", "sector": "", "month": "", "open": False}
    life = Life(part["case"], facts(part, _EVER), rules)
    registered, now = life.registered, standing(life)
    found = {
        "org": life.lead or "",
        "state": now.state if now else state_of(life),
        "sector": str(life.intake_facts.get("sector") or ""),
        "month": registered.time[:7] if registered else "",
        "open": life.open,
    }
    if now:
        asked = [
            {"kind": w.kind, "on": w.on, "by": w.by, "rung": w.rung, "since": w.since} for w in waits(life)
        ]
        found |= {"since": now.since, "on": now.on, "waits": asked}
    return _nameless(found) if purpose_of(life) == "ACCUSATION" else found


def _nameless(found: dict[str, Any]) -> dict[str, Any]:
    """The values without any organ in them."""
    waiting = [wait | {"on": "", "by": ""} for wait in found.get("waits", ())]
    found |= {"org": "", "sector": ""}
    return found | {"on": "", "waits": waiting} if "waits" in found else found
