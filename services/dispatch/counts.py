"""How much waits, by organ, kind and age; hops, pairs, rungs. Cases in which nothing waits are not read."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from services.dispatch.domain import inbox
from services.dispatch.metrics import OTHER, RUNGS, oldest_of
from services.dispatch.store import DispatchState, between

Doc = dict[str, Any]
Waiting = Counter[tuple[str, str, str]]
"""Organ, kind, age to how many."""


def next_org(org: str) -> str:
    """The next organ, in order of the lines, that anything waits for; empty after the last. Blocking."""
    start, end = f"{inbox.WORK}|", f"{inbox.WORK}|{inbox.OPEN_END}"
    after = inbox.list_of(inbox.WORK, org, inbox.OPEN_END) if org else start
    where = {"lists": {"$elemMatch": {"$gt": after, "$lt": end}}}
    found = DispatchState._get_collection().find(where, {"lists": 1}).hint("lists").limit(1)
    lines = [line for doc in found for line in doc["lists"] if after < line < end]
    return min(lines).split("|")[1] if lines else ""


def waiting(org: str, now: datetime) -> Waiting:
    """What waits for an organ, accusations left out. Blocking; reads what waits, whatever is stored."""
    start = inbox.list_of(inbox.WORK, org)
    where = {"lists": {"$elemMatch": between(start)}, "secret": {"$ne": True}}
    return _by_age(org, (where, "lists"), (start, start + inbox.OPEN_END), now)


def secret_waiting(now: datetime) -> Waiting:
    """What waits in accusations, under no organ. Blocking."""
    span = (f"{inbox.WORK}|", f"{inbox.WORK}|{inbox.OPEN_END}")
    return _by_age(OTHER, ({"secret": True}, "secret"), span, now)


def _by_age(org: str, which: tuple[Doc, str], span: tuple[str, str], now: datetime) -> Waiting:
    """Of the cases that a condition finds by an index.

    A line looks `w|<org>||<time>|<case>|<kind>:<about>`.
    """
    time_of, about = ({"$arrayElemAt": [{"$split": ["$lists", "|"]}, at]} for at in (3, 5))
    ages = [{"case": {"$gt": ["$time", key]}, "then": label} for label, key in oldest_of(now).items()]
    stages: list[dict[str, Any]] = [
        {"$match": which[0]},
        {"$unwind": "$lists"},
        {"$match": {"lists": {"$gt": span[0], "$lt": span[1], "$regex": r"^w\|[^|]*\|\|"}}},
        {"$project": {"_id": 0, "time": time_of, "kind": {"$arrayElemAt": [{"$split": [about, ":"]}, 0]}}},
        {"$group": {"_id": {"kind": "$kind", "age": {"$switch": {"branches": ages}}}, "n": {"$sum": 1}}},
    ]
    rows = DispatchState._get_collection().aggregate(stages, hint=which[1])
    return Counter({(org, row["_id"]["kind"], row["_id"]["age"]): row["n"] for row in rows})


def hops() -> dict[str, int]:
    """Cases by number of hops (1, 2, 3+), from the index of those that hopped. Blocking."""
    cases = DispatchState._get_collection()
    found = {str(n): cases.count_documents({"hops": n}) for n in (1, 2)}
    return found | {"3+": cases.count_documents({"hops": {"$gte": 3}})}


def pairs() -> Counter[str]:
    """Open cases by pair of organs that send them to and fro. Blocking."""
    stages: list[dict[str, Any]] = [
        {"$match": {"pairs": {"$gt": ""}}},
        {"$unwind": "$pairs"},
        {"$group": {"_id": "$pairs", "n": {"$sum": 1}}},
    ]
    return Counter({row["_id"]: row["n"] for row in DispatchState._get_collection().aggregate(stages)})


def rungs() -> dict[str, int]:
    """Open disputes by rung. Blocking."""
    cases = DispatchState._get_collection()
    return {rung: cases.count_documents({"rung": rung}) for rung in RUNGS}
