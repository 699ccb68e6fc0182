"""督办 and 上交: the ladder, what it does by itself, and what a person may do. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sankua.core.clocks import Clock
from sankua.core.errors import Problem, Refused
from sankua.core.orgs.codes import division_of, slug_of
from sankua.core.times import local_date, start_of_day
from services.oversight.domain.deeds import Deed
from services.oversight.domain.laws import Form, Laws, Rung
from services.oversight.domain.matter import Matter, Supervision
from services.oversight.domain.seen import Seen
from services.oversight.domain.term import overrun

_DAY = timedelta(days=1)


def automatic(seen: Seen, laws: Laws) -> Iterator[Deed]:
    """What the ladder does by itself, now or later, as long as nothing happens."""
    yield from _first(seen, laws)
    for form in laws.forms:
        if form.of and form.after is not None:
            yield from _unanswered(seen, form)
    for rung in laws.rungs:
        yield from _upward(seen, rung, laws)


def _first(seen: Seen, laws: Laws) -> Iterator[Deed]:
    """A duty that runs out is supervised without anybody's doing."""
    for clock in late(seen.clocks):
        day = clock.due_on + _DAY
        ground = laws.ground_of(clock.clock, day)
        for form in laws.forms:
            if ground is None or form.of or form.after is None or not form.force.holds(day):
                continue
            begin = day + form.after * _DAY
            if not _urged(seen.matter, clock, ground.id, begin):
                about = {"ground": ground.id, "to_org": clock.org, "clock": clock.clock, "key": clock.key}
                yield _deed(seen, form, about, begin)


def _urged(matter: Matter, clock: Clock, ground: str, since: date) -> bool:
    """Whether the organ was supervised for this clock, or for the ground since the clock ran out."""
    return any(
        s.to_org == clock.org
        and ((s.clock, s.key) == (clock.clock, clock.key) or local_date(s.issued) >= since)
        for s in matter.supervisions
        if s.ground == ground
    )


def _unanswered(seen: Seen, form: Form) -> Iterator[Deed]:
    for before in silent(seen.matter, form.of):
        day = date.fromisoformat(before.answer_due[:10]) + (1 + (form.after or 0)) * _DAY
        told = [s for s in seen.matter.supervisions if s.form == form.id and s.number > before.number]
        if form.force.holds(day) and not any(_covers(s, before, day) for s in told):
            about = {"ground": before.ground, "to_org": before.to_org}
            yield _deed(seen, form, about | {"clock": before.clock, "key": before.key}, day)


def _deed(seen: Seen, form: Form, about: dict[str, str], day: date) -> Deed:
    """A supervision of the ladder that falls due on `day`; later where that organ was supervised today."""
    to_org, ground = about["to_org"], about["ground"]
    today = local_date(seen.as_of)
    begin = day
    if day <= today and same_day(seen.matter, to_org, ground, today):
        begin = today + _DAY
    at = start_of_day(begin)
    data = issued(seen, form, (ground, to_org), max(begin, today)) | about | {"automatic": True}
    return Deed(
        case=seen.case,
        name="SupervisionIssued",
        at=at,
        key=f"supervise/{form.id}/{to_org}/{ground}@{day}/{about['clock']}#{about['key']}",
        labels=(form.id, "AUTOMATIC"),
        moment=max(at, seen.as_of),
        said=data,
        source=issuer(seen.office, to_org),
    )


def issuer(office: str, to_org: str) -> str:
    """Who supervises by itself: the office, and the one above where the office is late itself."""
    if to_org != office:
        return office
    place = division_of(office)[:6]
    if place.endswith("0000"):
        return "000000-xfj"
    return (place[:2] + "0000" if place.endswith("00") else place[:4] + "00") + "-xfj"


def _covers(later: Supervision, before: Supervision, day: date) -> bool:
    """Whether a later supervision follows one up: the same clock, or the same ground from that day on."""
    if (later.to_org, later.ground) != (before.to_org, before.ground):
        return False
    return (later.clock, later.key) == (before.clock, before.key) or local_date(later.issued) >= day


def silent(matter: Matter, form: str) -> list[Supervision]:
    """Supervisions of a form that nobody answered and that name a day."""
    return [s for s in matter.supervisions if s.form == form and not s.answered and s.answer_due]


def late(clocks: Iterable[Clock]) -> list[Clock]:
    """Live duties, in the order in which they run out; those not over yet included: their day will come."""
    return sorted(
        (c for c in clocks if c.live and c.duty and not c.derived and c.state != "PAUSED" and c.org),
        key=lambda c: (c.due_at, c.clock, c.key),
    )


def issued(seen: Seen, form: Form, about: tuple[str, str], day: date) -> dict[str, Any]:
    """The data of a SupervisionIssued of a day; `about` is ground and receiver."""
    ground, to_org = about
    return {
        "form": form.id,
        "ground": ground,
        "to_org": to_org,
        "answer_due": seen.calendar.add_working(day, form.answer_days).isoformat(),
        "number": len(seen.matter.supervisions) + 1,
        "basis": [form.force.basis],
    }


def same_day(matter: Matter, to_org: str, ground: str, day: date) -> bool:
    """Whether this organ was supervised for this ground on this day."""
    return any(
        (s.to_org, s.ground, local_date(s.issued)) == (to_org, ground, day) for s in matter.supervisions
    )


def _upward(seen: Seen, rung: Rung, laws: Laws) -> Iterator[Deed]:
    to = office_above(seen.office, rung.level)
    if not to or any(e.rung == rung.id for e in seen.matter.escalations):
        return
    days = sorted(_days_up(seen, rung, laws))
    if days and rung.force.holds(days[0]):
        data = {"rung": rung.id, "to_org": to, "ground": rung.ground, "automatic": True}
        data["basis"] = [rung.force.basis]
        at = start_of_day(days[0])
        yield Deed(
            case=seen.case,
            name="EscalationRaised",
            at=at,
            key=f"escalate/{rung.id}",
            labels=(rung.id, "AUTOMATIC"),
            moment=max(at, seen.as_of),
            said=data,
        )


def _days_up(seen: Seen, rung: Rung, laws: Laws) -> Iterator[date]:
    """The days on which the rung's condition will hold or held."""
    if rung.overdue_days is not None:
        yield from (c.due_on + (1 + rung.overdue_days) * _DAY for c in late(seen.clocks))
    for before in silent(seen.matter, rung.of) if rung.of else ():
        yield date.fromisoformat(before.answer_due[:10]) + (1 + rung.after) * _DAY
    for last in overrun(seen.matter, rung.term, laws) if rung.term else ():
        yield last + (1 + rung.after) * _DAY


def office_above(office: str, level: str) -> str:
    """The 联席办 of a level for an office; empty where the office itself stands above that level."""
    place = division_of(office)[:6]
    own = "PROVINCE" if place.endswith("0000") else "CITY" if place.endswith("00") else "COUNTY"
    order = ("COUNTY", "CITY", "PROVINCE")
    if order.index(level) < order.index(own):
        return ""
    return {"COUNTY": place, "CITY": place[:4] + "00", "PROVINCE": place[:2] + "0000"}[level] + "-lxb"


def by_hand(seen: Seen, laws: Laws, data: dict[str, Any], org: str, now: datetime) -> dict[str, Any]:
    """A person's 督办: the event's data. Refused where the form is not theirs, or one was issued today."""
    day = local_date(now)
    ground, form = laws.ground(data["ground"], day), laws.form(data["form"], day)
    if slug_of(org) not in form.issued_by:
        who = ", ".join(sorted(form.issued_by))
        raise Refused(Problem("form", f"{form.title} is issued by {who}, not by {org}"), code="FORBIDDEN")
    if data["to_org"] not in seen.matter.parties:
        raise Refused(Problem("to_org", f"{data['to_org']} has no part in the case"), code="STATE")
    if same_day(seen.matter, data["to_org"], ground.id, day):
        reason = f"{data['to_org']} was supervised for {ground.id} today; one a day for one ground"
        raise Refused(Problem("ground", reason), code="STATE")
    return issued(seen, form, (ground.id, data["to_org"]), day)
