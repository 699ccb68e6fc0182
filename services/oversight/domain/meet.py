"""上交, 联席会议, 三项建议, 信访救助: what persons of the offices may do. Pure."""

from __future__ import annotations

from typing import Any

from sankua.core.errors import Problem, Refused
from sankua.core.orgs.codes import is_org_code
from services.oversight.domain.items import open_items, still_red
from services.oversight.domain.matter import Meeting, meeting_of
from services.oversight.domain.steps import Asked, View, day_of, state, text
from services.oversight.domain.supervise import by_hand, office_above

MOST_FEN = 10_000_000_00
"""More than this for one case is surely a slip: yuan taken for fen, twice."""


def took(view: View, asked: Asked) -> dict[str, Any]:
    """交账: once a day for each item."""
    item = _item(view, asked)
    if view.today in item.taken:
        raise state("clock", "taken today already (交账); tell more tomorrow, or clear it")
    return _about(item, view) | {"explanation": text(asked, "explanation")}


def cleared(view: View, asked: Asked) -> dict[str, Any]:
    """销账 by hand: impossible while the light burns."""
    item = _item(view, asked)
    if still_red(item, view.standing.clocks):
        reason = f"{item.clock} is still red: meet the duty; words do not clear it (销账)"
        raise state("clock", reason)
    return _about(item, view) | {"explanation": text(asked, "explanation")}


def _item(view: View, asked: Asked) -> Any:
    clock, key = text(asked, "clock"), str(asked.get("key", ""))
    for item in open_items(view.standing.items):
        if (item.clock, item.key, item.org) == (clock, key, view.org):
            return item
    raise state("clock", f"{clock} {key} of {view.org} is not on the list".replace("  ", " "))


def _about(item: Any, view: View) -> dict[str, Any]:
    said = {"clock": item.clock, "org": item.org, "day": view.today.isoformat()}
    return said | ({"key": item.key} if item.key else {})


def supervised(view: View, asked: Asked) -> dict[str, Any]:
    """督办 by a person."""
    wanted = {name: text(asked, name) for name in ("form", "ground", "to_org")}
    if not view.standing.open and wanted["ground"] != "NOT_EXECUTED":
        raise state("case_id", "the case is closed; only NOT_EXECUTED is a ground then")
    if view.standing.derived:
        raise state("case_id", "its times were not recorded (derived): no ground for supervision")
    return by_hand(view.seen, view.laws, wanted, view.org, view.now)


def answered(view: View, asked: Asked) -> dict[str, Any]:
    """The answer to a supervision."""
    number = int(asked.get("number", 0))
    found = [s for s in view.standing.matter.supervisions if s.number == number and s.to_org == view.org]
    if not found or found[0].answered:
        raise state("number", f"{view.org} owes no answer to a supervision {number} of this case")
    return {"to_org": found[0].by, "number": number}


def escalated(view: View, asked: Asked) -> dict[str, Any]:
    """上交 by a person, each rung once."""
    rung = view.laws.rung(text(asked, "rung"), view.today)
    ground = view.laws.ground(text(asked, "ground"), view.today)
    to = office_above(view.seen.office, rung.level)
    if not to:
        raise state("rung", f"the case is above {rung.level} already")
    if any(e.rung == rung.id for e in view.standing.matter.escalations):
        raise state("rung", f"{rung.id} was raised already")
    return {"rung": rung.id, "to_org": to, "ground": ground.id, "basis": [rung.force.basis]}


def convened(view: View, asked: Asked) -> dict[str, Any]:
    """The case is put on the agenda of the office to which it went up."""
    name, held = text(asked, "meeting_id", 64), day_of(asked, "held_on", view.today)
    matter = view.standing.matter
    if meeting_of(matter, name) is not None:
        raise state("meeting_id", f"on the agenda of {name} already")
    rungs = [e.rung for e in matter.escalations if e.to_org == view.org]
    if not rungs:
        raise state("org", f"nothing went up to {view.org}; RaiseEscalation first")
    return {
        "meeting_id": name,
        "rung": rungs[-1],
        "held_on": held,
        "agenda_item": len(matter.meetings) + 1,
    }


def decided(view: View, asked: Asked) -> dict[str, Any]:
    """What the meeting decided: a lead (binding, dispatch takes it), or who carries what out until when."""
    meeting = _meeting(view, asked)
    if meeting.decided:
        raise state("meeting_id", f"{meeting.id} has decided")
    data = {"meeting_id": meeting.id, "rung": meeting.rung, "decision": text(asked, "decision", 500)}
    for name in ("lead", "to_org"):
        if asked.get(name):
            data[name] = organ(asked, name)
    if not ({"lead", "to_org"} & set(data)):
        raise Refused(Problem("to_org", "name who carries it out, or the lead"))
    return data | {"follow_up_due": day_of(asked, "follow_up_due", view.today)}


def followed(view: View, asked: Asked) -> dict[str, Any]:
    """检查落实 (条例 13): the office checks what was decided."""
    meeting = _meeting(view, asked)
    if not meeting.decided:
        raise state("meeting_id", f"{meeting.id} has not decided")
    if meeting.done:
        raise state("meeting_id", f"{meeting.id}: carried out already")
    return {"meeting_id": meeting.id, "to_org": meeting.to_org, "done": bool(asked.get("done"))}


def _meeting(view: View, asked: Asked) -> Meeting:
    found = meeting_of(view.standing.matter, text(asked, "meeting_id"))
    if found is None or found.org != view.org:
        raise state("meeting_id", f"not on the agenda of such a meeting of {view.org}")
    return found


def advised(view: View, asked: Asked) -> dict[str, Any]:
    """三项建议: a written reply is owed (C19)."""
    kind, to_org = text(asked, "kind"), organ(asked, "to_org")
    if any((a.kind, a.to_org, a.answered) == (kind, to_org, False) for a in view.standing.matter.advice):
        raise state("kind", f"{to_org} has not answered the last one of this kind")
    return {"kind": kind, "to_org": to_org}


def replied(view: View, asked: Asked) -> dict[str, Any]:
    """The written reply, adopted or not."""
    kind = text(asked, "kind")
    if not any(
        (a.kind, a.to_org, a.answered) == (kind, view.org, False) for a in view.standing.matter.advice
    ):
        raise state("kind", f"{view.org} owes no reply of this kind")
    return {"kind": kind, "to_org": view.seen.office, "adopted": bool(asked.get("adopted"))}


def granted(view: View, asked: Asked) -> dict[str, Any]:
    """信访救助 with source and amount."""
    amount = int(asked.get("amount_fen", 0))
    if not 0 < amount <= MOST_FEN:
        raise Refused(Problem("amount_fen", f"{amount}; in fen, from 1 to {MOST_FEN}"))
    return {"source": text(asked, "source"), "amount_fen": amount}


def enrolled(view: View, asked: Asked) -> dict[str, Any]:
    """列入 a campaign."""
    name = text(asked, "campaign")
    if name in view.standing.matter.campaigns:
        raise state("campaign", f"in {name} already")
    return {"campaign": name}


def organ(asked: Asked, name: str) -> str:
    """An organ code. Refused where it is none."""
    value = text(asked, name)
    if not is_org_code(value):
        raise Refused(Problem(name, f"{value!r} is no organ code; write for example 140403-rsj"))
    return value
