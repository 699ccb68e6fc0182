"""Histories by chance: cases that are answered, objected to, reopened; recorded late; corrected."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sankua.core.events import OWNER_OF, PRODUCERS, Event
from sankua.core.times import SHANGHAI
from sankua.wire.cloudevents import to_json
from tools.seeds.story import Docket, Story, after

LEADS: Final = ("140403-zjj", "140403-rsj", "140404-zrzyj", "140400-zjj")
CATEGORIES: Final = ("城乡建设", "劳动和社会保障", "自然资源")


def history(cases: int, dice: random.Random) -> list[Event]:
    """So many cases; about a tenth of the events are recorded late, every fourth case is corrected."""
    docket = Docket("140403-xfj")
    found: list[Event] = []
    for _ in range(cases):
        story = _life(docket, dice)
        found += _corrected([_late(event, dice) for event in story.events], dice)
    return found


def accusation() -> list[Event]:
    """An accusation that the discipline organ of the county handled within weeks; nothing of it was late."""
    story = Story("140403-2023-900001", "140403-xfj").registered(date(2023, 2, 1))
    story.handed_to(date(2023, 2, 2), "140403-jw").accepted(date(2023, 2, 6)).answered(date(2023, 3, 1))
    first, *rest = story.events
    return [first._replace(data={**first.data, "purpose": "ACCUSATION"}), *rest]


def _life(docket: Docket, dice: random.Random) -> Story:
    day = date(2023, 1, 5) + timedelta(days=dice.randrange(350))
    lead, other = dice.sample(LEADS, 2)
    story = docket.case(day.year).registered(day, dice.choice(CATEGORIES))
    story.handed_to(after(day, dice.randrange(1, 18)), lead)
    if dice.random() < 0.3:
        story.happens("HandoffObjected", after(day, 20), lead, handoff_id="h1", reason_code="NOT_MINE",
                      proposed_org=other)  # fmt: skip
        verdict = dice.choice(("ObjectionUpheld", "ObjectionRejected"))
        story.happens(verdict, after(day, 22), handoff_id="h1", by_org=story.office)
    if dice.random() < 0.8:
        story.accepted(after(day, 25))
    if dice.random() < 0.6:
        story.answered(after(day, dice.randrange(30, 90)))
        if dice.random() < 0.5:
            story.settled(after(day, 95))
            if dice.random() < 0.4:
                story.happens("CaseReopened", after(day, 120), cause="not carried out")
    if dice.random() < 0.2:
        story.enrolled(after(day, 30), "专项")
    return story


def _late(event: Event, dice: random.Random) -> Event:
    if dice.random() < 0.1:
        return event._replace(recorded=event.time + timedelta(days=dice.randrange(1, 120)))
    return event


def _corrected(events: list[Event], dice: random.Random) -> list[Event]:
    if dice.random() >= 0.25:
        return events
    wrong = dice.choice([e for e in events if e.producer == "dispatch"])
    seq = max(e.seq for e in events if e.producer == wrong.producer) + 1
    moment = max(e.recorded for e in events) + timedelta(days=3)
    new = (wrong.time - timedelta(days=1)).isoformat()
    data = {"event_id": wrong.id, "field": "time", "old": wrong.time.isoformat(), "new": new,
            "reason": "the paper bears another date"}  # fmt: skip
    correction = wrong._replace(name="EventCorrected", seq=seq, time=moment, recorded=moment, data=data)
    return [*events, correction]


def write_history(path: Path, events: Iterable[Event]) -> Path:
    """Events as CloudEvents JSON Lines."""
    lines = (json.dumps(to_json(event), ensure_ascii=False) for event in events)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


_NAMES: Final = (
    "FactsAmended", "CaseRouted", "HandoffOffered", "HandoffDelivered", "HandoffAccepted", "UnitNotAccepted",
    "HandoffObjected", "ObjectionUpheld", "ObjectionRejected", "DisputeOpened", "DisputeAgreed",
    "DisputeReferred", "DisputeDecided", "OpinionIssued", "OpinionDelivered", "ReviewRequested",
    "ReviewDecided", "FinalReviewRequested", "ResultReported", "CaseConcluded", "SettlementPlanMade",
    "CaseSettled", "CaseReopened", "CaseEvaluated", "CaseWithdrawn", "OwnerAssigned", "SupervisionIssued",
    "SupervisionAnswered", "RecommendationIssued", "RecommendationAnswered", "CaseEnrolled",
    "ReliefGranted", "RedirectResult", "HandlingExtended", "CaseLinked", "EventCorrected",
)  # fmt: skip
_ORGS: Final = ("140403-zjj", "140403-rsj", "140400-zjj", "140403", "140400-lxb")


def wild(cases: int, dice: random.Random) -> list[Event]:
    """So many cases of any events in any order: no office writes such, but figures have to hold for them."""
    return [event for number in range(cases) for event in _wild_case(number, cases, dice)]


def _wild_case(number: int, cases: int, dice: random.Random) -> list[Event]:
    case = f"140403-2023-{number:06d}"
    time = datetime(2022, 12, 1, tzinfo=SHANGHAI) + timedelta(hours=dice.randrange(9000))
    seqs: Counter[str] = Counter()
    found: list[Event] = []
    for i in range(dice.randrange(1, 16)):
        name = "CaseRegistered" if i == 0 and dice.random() < 0.95 else dice.choice(_NAMES)
        producer = OWNER_OF.get(name) or dice.choice(PRODUCERS)
        seqs[producer] += 1
        data = _wild_data(name, time, dice)
        if name == "CaseRegistered" and dice.random() < 0.4:
            data["repeat_of"] = f"140403-2023-{dice.randrange(cases):06d}"
        if name == "EventCorrected" and found:
            data = _wild_correction(dice.choice(found), dice)
        recorded = time + timedelta(days=dice.choice((0, 0, 0, 5, 60)))
        source = dice.choice(_ORGS)
        found.append(Event(name, case, seqs[producer], producer, time, recorded, source, data=data))
        time += timedelta(hours=dice.choice((0, 0, 5, 24, 24 * dice.randrange(40))))
    return found


def _wild_data(name: str, time: datetime, dice: random.Random) -> dict[str, Any]:
    data: dict[str, Any] = {
        "handoff_id": dice.choice(("h1", "h2")), "to_org": dice.choice(_ORGS), "from_org": "140403-xfj",
        "role": dice.choice(("LEAD", "LEAD", "", "CO_HANDLER")),
        "mode": dice.choice(("FORWARD", "ASSIGN", "REDIRECT", "REPORT_UP")),
        "dispute_id": dice.choice(("d1", "d2")), "lead": dice.choice(_ORGS), "by_org": dice.choice(_ORGS),
        "rung": dice.choice(("COMMON_SUPERIOR", "JOINT_MEETING")), "petitioner_count": dice.randrange(4),
        "registered_by": dice.choice(("", "140403-xfj")), "campaign": dice.choice(("甲", "乙")),
        "scheme": dice.choice(("x", "y")), "raised": dice.random() < 0.5,
        "form": dice.choice(("LETTER", "PHONE")), "kind": dice.choice(("IMPROVE_WORK", "IMPROVE_POLICY")),
        "adopted": dice.random() < 0.5, "source": dice.choice(("LOCAL", "CENTRAL")),
        "amount_fen": dice.randrange(1000), "target": "RESPONSIBLE_UNIT", "days": 20,
        "rating": dice.choice(("SATISFIED", "MOSTLY", "UNSATISFIED")),
        "decision": {"outcome": dice.choice(("ROUTE", "ROUTE", "REDIRECT", "NEEDS_FACTS")),
                     "lead": dice.choice(_ORGS)},
        "facts": {"category": dice.choice(("a", "b", "")), "branch": dice.choice(("LITIGATION", "", ""))},
        "report_due": dice.choice(("", "2023-09-01", "2023-08-01T10:00:00.5+08:00")),
        "answer_due": dice.choice(("", "2023-09-01")),
    }  # fmt: skip
    if name == "CaseRegistered":
        data |= {"received_at": time.isoformat(), "derived": dice.random() < 0.1}
        data |= {"channel": dice.choice(("LETTER", "VISIT"))}
    if name == "OpinionDelivered" and dice.random() < 0.5:
        data["delivered_at"] = (time + timedelta(days=dice.randrange(-2, 9))).isoformat()
    return data


def _wild_correction(wrong: Event, dice: random.Random) -> dict[str, Any]:
    new = {
        "time": (wrong.time + timedelta(days=dice.randrange(-30, 60))).isoformat(),
        "type": dice.choice(("", "sankua.case.v1.CaseSettled")),
        "source": "/orgs/140403",
        "lead": "140403-rsj",
        "category": "z",
    }
    field = dice.choice(sorted(new))
    return {"event_id": wrong.id, "field": field, "old": "", "new": new[field]}
