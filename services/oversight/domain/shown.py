"""The query fields of a matter: what lists of owners, supervisions and meetings are found by. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sankua.core.times import local_date
from services.oversight.domain.items import Item
from services.oversight.domain.matter import Matter, Owner


def shown(matter: Matter, items: Iterable[Item]) -> dict[str, Any]:
    """Fields beside the clocks. Days are ISO text, empty where there is none; persons: office-holders."""
    return {
        "lead": matter.lead,
        "secret": matter.secret,
        "sector": matter.sector,
        "category": matter.category,
        "registered_on": _day(matter.registered),
        "grade": matter.grade,
        "items": [item_row(item) for item in items],
        "owners": [_owner(owner) for owner in matter.owning()],
        "steps_open": sum(not step.get("done") for step in matter.steps),
        "next_step_on": min((s.get("due_on", "") for s in matter.steps if not s.get("done")), default=""),
        "waiting": [
            {
                "number": s.number,
                "form": s.form,
                "ground": s.ground,
                "to_org": s.to_org,
                "issued_on": _day(local_date(s.issued)),
                "answer_due": s.answer_due,
                "automatic": s.automatic,
            }
            for s in matter.supervisions
            if not s.answered
        ],
        "campaigns": list(matter.campaigns),
        "up": [{"rung": e.rung, "to_org": e.to_org} for e in matter.escalations],
        "agenda": [
            {
                "meeting_id": m.id,
                "org": m.org,
                "rung": m.rung,
                "item": m.item,
                "held_on": m.held_on,
                "decision": m.decision,
                "to_org": m.to_org,
                "due": m.due,
                "done": m.done,
            }
            for m in matter.meetings
        ],
    }


def item_row(item: Item) -> dict[str, Any]:
    """An item of the daily list (灭红灯) as the document keeps it."""
    return {
        "clock": item.clock,
        "key": item.key,
        "org": item.org,
        "since": _day(item.since),
        "due_on": item.due_on,
        "taken": [_day(day) for day in item.taken],
        "cleared": _day(item.cleared) or OPEN,
    }


OPEN = "9999-12-31"
"""`cleared` of an item that is open: later than every day that is asked for."""


def _owner(owner: Owner) -> dict[str, Any]:
    return {
        "ref": owner.ref,
        "org": owner.org,
        "level": owner.level,
        "scheme": owner.scheme,
        "role": owner.role,
        "raised": owner.raised,
        "since": _day(owner.since),
        "touched": _day(owner.last_act or owner.since),
        "last_act": _day(owner.last_act),
        "acts": sorted({act for act, _ in owner.acts}),
        "until": _day(owner.until),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
