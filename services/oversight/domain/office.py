"""An office's own events: campaigns (批次交办, 专项治理, 拔钉清障), circulars, interviews. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from sankua.core.events import Event
from sankua.core.times import local_date
from services.oversight.domain.items import Part
from services.oversight.domain.steps import Asked, Step, View, day_of, state, text

MOST: Final = 1_000_000
"""No office has more cases."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A batch of cases with a target; `target` 0: none set."""

    name: str
    target: int
    deadline: str
    open: bool


def fold(part: Part, event: Event) -> Part:
    """The campaigns after one more event; changes `part` in place."""
    name = str(event.data.get("campaign", ""))
    found = part.setdefault("campaigns", {})
    if event.name == "CampaignOpened":
        target, deadline = event.data.get("target", 0), event.data.get("deadline", "")
        found[name] = {"target": target, "deadline": deadline, "open": True}
    elif event.name == "CampaignClosed" and name in found:
        found[name]["open"] = False
    return part


def campaigns(parts: Mapping[str, Part]) -> dict[str, Campaign]:
    """By name."""
    return {
        name: Campaign(name, data["target"], data["deadline"], data["open"])
        for part in parts.values()
        for name, data in part.get("campaigns", {}).items()
    }


def decide(name: str, known: Mapping[str, Campaign], asked: Asked, now: datetime) -> dict[str, Any]:
    """The event's data of one of `STEPS`. Refused where it is not possible."""
    if name in ("IssueCircular", "RecordInterview"):
        return {"count": _count(asked, "count", 1)}
    campaign = text(asked, "campaign", 60)
    there = known.get(campaign)
    if name == "OpenCampaign":
        if there is not None:
            raise state("campaign", f"{campaign} was opened before; a further batch has a name of its own")
        data: dict[str, Any] = {"campaign": campaign, "target": _count(asked, "target", 0)}
        if asked.get("deadline"):
            data["deadline"] = day_of(asked, "deadline", local_date(now))
        return data
    if there is None or not there.open:
        raise state("campaign", f"{campaign} is not open")
    return {"campaign": campaign, "target": there.target}


def _count(asked: Asked, name: str, least: int) -> int:
    count = int(asked.get(name, 0))
    if not least <= count <= MOST:
        raise Refused(Problem(name, f"{count}; from {least} to {MOST}"))
    return count


def _never(view: View, asked: Asked) -> dict[str, Any]:
    raise AssertionError("an office's own event is about no case")


_OFFICES: Final = frozenset({"xfj", "lxb"})
STEPS: Final[Mapping[str, Step]] = {
    step.name: step
    for step in (
        Step("OpenCampaign", "CampaignOpened", ("supervisor",), _never, ("campaign",), _OFFICES),
        Step("CloseCampaign", "CampaignClosed", ("supervisor",), _never, ("campaign",), _OFFICES),
        Step("IssueCircular", "CircularIssued", ("supervisor",), _never, ("count",), frozenset({"lxb"})),
        Step("RecordInterview", "InterviewHeld", ("supervisor",), _never, ("count",), frozenset({"lxb"})),
    )
}
"""通报 and 约谈 are the joint meeting's (条例 39)."""


def list_file(content: str) -> tuple[list[tuple[int, str]], list[tuple[int, str, str]]]:
    """Line and case id of each row of a list file; line, text and reason of each row that is refused.

    One case id a line, the first column of CSV; a first line without digits is a heading. Empty lines and a
    byte-order mark are passed over.
    """
    rows, wrong = [], []
    seen: dict[str, int] = {}
    for number, line in enumerate(content.removeprefix("\ufeff").splitlines(), 1):
        case = line.split(",")[0].split("\t")[0].strip().strip('"')
        if not case or (number == 1 and not any(c.isdigit() for c in case)):
            continue
        if case in seen:
            wrong.append((number, case[:40], f"stands in line {seen[case]} already"))
        elif not is_case(case):
            wrong.append((number, case[:40], "no case id; write for example 140403-2023-000123"))
        else:
            seen[case] = number
            rows.append((number, case))
    return rows, wrong


def is_case(value: str) -> bool:
    """Whether a text has the shape of a case id."""
    parts = value.split("-")
    lengths = [len(part) for part in parts]
    shape = len(parts) == 3 and lengths[0] in (6, 9, 12) and lengths[1] == 4 and lengths[2] >= 6
    return shape and all(part.isascii() and part.isdigit() for part in parts)
