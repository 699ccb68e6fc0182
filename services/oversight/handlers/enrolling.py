"""Cases join a campaign: one by one, by a list file, or by a rule. What is refused is named by row."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from services.common.auth import Principal
from services.oversight import store
from services.oversight.domain.book import ENROL
from services.oversight.domain.office import is_case, list_file
from services.oversight.domain.steps import Asked, state, text
from services.oversight.handlers.asking import Desk, check_id, may_act
from services.oversight.handlers.offices import Offices
from services.oversight.store import Scope

MOST: Final = 10_000
"""Cases of one call."""
_AT_ONCE: Final = 200


@dataclass(slots=True)
class Enrolled:
    """What came of it; `refused` are row, case, reason."""

    enrolled: int = 0
    there: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)


async def enrol(desk: Desk, offices: Offices, asked: Asked, scope: Scope, who: Principal) -> Enrolled:
    """列入 a campaign that is open. Done again, it enrols nobody twice."""
    org, request_id = str(asked.get("org", "")), check_id(asked)
    may_act(ENROL, org, who)
    campaign = text(asked, "campaign", 60)
    if not (await offices.campaign(org, campaign)).open:
        raise state("campaign", f"{campaign} is closed")
    rows, refused = await _rows(asked, scope)
    if len(rows) > MOST:
        raise Refused(Problem("case_ids", f"{len(rows)} cases; at most {MOST} in one call"))
    outcome = Enrolled(refused=refused)
    for i in range(0, len(rows), _AT_ONCE):
        work = [_one(desk, (number, case), _of(asked, case, request_id), who, outcome)
                for number, case in rows[i : i + _AT_ONCE]]  # fmt: skip
        await asyncio.gather(*work)
    outcome.refused.sort()
    return outcome


def _of(asked: Asked, case: str, request_id: str) -> Asked:
    return {
        "case_id": case,
        "org": asked["org"],
        "campaign": asked["campaign"],
        "request_id": f"{request_id}/{case}"[:128],
    }


async def _one(desk: Desk, row: tuple[int, str], asked: Asked, who: Principal, outcome: Enrolled) -> None:
    try:
        done = await desk.execute(ENROL, asked, who)
    except Refused as refused:
        if refused.code == "STATE":
            outcome.there += 1
        else:
            outcome.refused.append((*row, "; ".join(p.reason for p in refused.problems)))
        return
    outcome.enrolled += done.created
    outcome.there += not done.created


async def _rows(asked: Asked, scope: Scope) -> tuple[list[tuple[int, str]], list[tuple[int, str, str]]]:
    ways = [name for name in ("case_ids", "list_file", "rule") if asked.get(name)]
    if len(ways) != 1:
        raise Refused(Problem("case_ids", "give one of case_ids, list_file, rule"))
    if ways == ["list_file"]:
        return list_file(asked["list_file"])
    if ways == ["rule"]:
        found = await asyncio.to_thread(store.fitting, rule_filter(asked["rule"], scope))
        return list(enumerate(found, 1)), []
    named = list(enumerate(dict.fromkeys(asked["case_ids"]), 1))
    wrong = [
        (n, c[:40], "no case id; write for example 140403-2023-000123") for n, c in named if not is_case(c)
    ]
    return [(n, c) for n, c in named if is_case(c)], wrong


def rule_filter(rule: Asked, scope: Scope) -> dict[str, Any]:
    """Open cases that fit all that is said. Refused where nothing is said: that would be every case."""

    parts: list[dict[str, Any]] = []
    if rule.get("sector"):
        parts.append({"sector": rule["sector"]})
    if rule.get("category"):
        parts.append({"category": {"$regex": f"^{re.escape(rule['category'])}"}})
    if rule.get("place"):
        parts.append({"_id": {"$regex": f"^{re.escape(rule['place'])}"}})
    if rule.get("registered_before"):
        parts.append({"registered_on": {"$lt": rule["registered_before"], "$gt": ""}})
    if not parts:
        raise Refused(Problem("rule", "say at least one of sector, category, place, registered_before"))
    return {"$and": [{"open": True}, scope.row("lead"), *parts]}
