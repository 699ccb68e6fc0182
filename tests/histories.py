"""Histories by chance: cases that are answered, objected to, reopened; recorded late; corrected."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from sankua.core.events import Event
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
