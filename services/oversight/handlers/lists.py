"""What offices, organs and leaders look at: lists by organ, page by page, and their figures."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from sankua.core.times import end_of_day
from services.oversight import store
from services.oversight.domain import term
from services.oversight.domain.items import Figures, Item, figures
from services.oversight.domain.laws import Laws, Scheme
from services.oversight.domain.shown import OPEN
from services.oversight.store import Rows, Scope

Doc = dict[str, Any]
_ITEM_ORDER: Final = ("since", "case", "clock", "key")
_LONGEST: Final = 92
"""Days of one question for figures."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: rows, and the place after which the next one begins (None on the last)."""

    rows: list[Doc]
    after: list[Any] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """How much is asked for: rows of a page, and the place of the last one of the page before."""

    size: int
    after: list[Any] | None = field(default=None)


async def paged(rows: Rows, scope: Scope, asked: Asked) -> Page:
    """One page of a list."""
    found = await asyncio.to_thread(store.rows, rows, scope, asked.after, asked.size + 1)
    return _page(found, rows.order, asked.size)


def _page(found: list[Doc], order: tuple[str, ...], size: int) -> Page:
    more = len(found) > size
    return Page(found[:size], [found[size - 1][name] for name in order] if more else None)


async def day_items(scope: Scope, day: date, laws: Laws, asked: Asked) -> Page:
    """灭红灯: what is red on a day, oldest first; after it what turns red next.

    The place of a page begins with 0 for the red ones and 1 for the next ones.
    """
    text = day.isoformat()
    red = Rows("items", "org", {"since": {"$lte": text}, "cleared": {"$gte": text}}, _ITEM_ORDER)
    found: list[Doc] = []
    after = asked.after
    if after is None or after[0] == 0:
        page = await paged(red, scope, Asked(asked.size, after[1:] if after else None))
        found = [_red(doc, text) for doc in page.rows]
        if page.after is not None:
            return Page(found, [0, *page.after])
        after = None
    if len(found) == asked.size:
        return Page(found, [1, *_FIRST])
    soon = _soon(day, laws.ahead_days)
    left = asked.size - len(found)
    page = await paged(soon, scope, Asked(left, _moment(after[1:]) if after else None))
    found += [_next(doc) for doc in page.rows]
    return Page(found, None if page.after is None else [1, page.after[0].isoformat(), *page.after[1:]])


_FIRST: Final = ("0001-01-01T00:00:00+00:00", "", "", "")


def _moment(after: list[Any]) -> list[Any]:
    return [datetime.fromisoformat(after[0]), *after[1:]]


def _soon(day: date, ahead: int) -> Rows:
    evening = end_of_day(day)
    where: Doc = {"red_at": {"$gt": evening, "$lte": evening + timedelta(days=ahead)}, "lapses": False}
    return Rows("clocks", "org", where, ("red_at", "case", "clock", "key"))


def _red(doc: Doc, day: str) -> Doc:
    return {
        "case_id": doc["case"],
        **{name: doc[name] for name in ("clock", "key", "org", "since", "due_on")},
        "carried": doc["since"] < day,
        "taken": day in doc["taken"],
        "cleared_on": "" if doc["cleared"] == OPEN else doc["cleared"],
    }


def _next(doc: Doc) -> Doc:
    since = (doc["red_at"] + timedelta(hours=8)).date().isoformat()
    named = {name: doc[name] for name in ("clock", "key", "org", "due_on")}
    return {"case_id": doc["case"], **named, "since": since, "next": True}


async def day_figures(scope: Scope, first: date, last: date) -> list[Figures]:
    """灭红灯: the figures of days, from the same items as the lists."""
    days = (last - first).days + 1
    if not 1 <= days <= _LONGEST:
        raise Refused(Problem("to_day", f"{days} days; from 1 to {_LONGEST}"))
    where = {"since": {"$lte": last.isoformat()}, "cleared": {"$gte": first.isoformat()}}
    rows = Rows("items", "org", where, _ITEM_ORDER)
    found = await asyncio.to_thread(store.rows, rows, scope, None, 0)
    span = [first + timedelta(days=n) for n in range(days)]
    return figures((_item(doc) for doc in found), span)


def _item(doc: Mapping[str, Any]) -> Item:
    cleared = None if doc["cleared"] == OPEN else date.fromisoformat(doc["cleared"])
    taken = [date.fromisoformat(day) for day in doc["taken"]]
    since = date.fromisoformat(doc["since"])
    return Item(doc["clock"], doc["key"], doc["org"], since, doc["due_on"], taken, cleared)


async def supervisions(scope: Scope, asked: Asked) -> Page:
    """督办 that wait for an answer, by the day it is due."""
    rows = Rows("waiting", "to_org", {"number": {"$gte": 1}}, ("answer_due", "case", "number"))
    page = await paged(rows, scope, asked)
    return Page([doc | {"case_id": doc["case"]} for doc in page.rows], page.after)


@dataclass(frozen=True, slots=True)
class Leader:
    """Whose page, as of which day, and only what nobody has touched for so many days (0: all)."""

    ref: str
    today: date
    untouched_days: int = 0


async def owned(scope: Scope, leader: Leader, laws: Laws, asked: Asked) -> Page:
    """A leader's page: what I own, what is due, what nobody has touched for some days."""
    where: Doc = {"ref": leader.ref}
    if leader.untouched_days:
        where["touched"] = {"$lt": (leader.today - timedelta(days=leader.untouched_days)).isoformat()}
    kept = ("clocks", "steps_open", "next_step_on", "grade")
    rows = Rows("owners", "org", where, ("case", "scheme", "role"), kept, {"open": True})
    page = await paged(rows, scope, asked)
    return Page([_owned(doc, laws, leader.today) for doc in page.rows], page.after)


async def quarters(scope: Scope, ref: str, today: date, laws: Laws) -> list[Doc]:
    """一季一案: what an office-holder owes in this quarter, for who ever took a case under such a scheme."""
    rows_ = await asyncio.to_thread(store.terms, ref, scope)
    return [
        {"scheme": q.scheme, "quarter": q.name, "due_on": q.due_on.isoformat(), "taken": q.taken,
         "concluded": q.concluded, "light": q.light} for q in term.quarters(rows_, today, laws)
    ]  # fmt: skip


def _term(doc: Doc, scheme: Scheme | None, today: date) -> Doc:
    """The last day and the light of an owned case's own term, where its scheme has one."""
    if scheme is None or not scheme.term:
        return {}
    due_on = term.quarter_end(date.fromisoformat(doc["since"]))
    done = doc["grade"] in ("SETTLED", "CONCLUDED")
    return {
        "term_due_on": due_on.isoformat(),
        "term_light": "GREEN" if done else term.light(due_on, today, scheme),
    }


def _owned(doc: Doc, laws: Laws, today: date) -> Doc:
    scheme = laws.known_scheme(doc["scheme"], date.fromisoformat(doc["since"]))
    return {
        "case_id": doc["case"],
        "scheme": doc["scheme"],
        "role": doc["role"],
        "raised": doc["raised"],
        "since": doc["since"],
        "last_act_on": doc["last_act"],
        "next_due_on": next_due(doc["clocks"]),
        "open_steps": doc["steps_open"],
        "next_step_on": doc["next_step_on"],
        "missing_acts": [act for act in (scheme.acts if scheme else ()) if act not in doc["acts"]],
        "clocks": doc["clocks"],
        **_term(doc, scheme, today),
    }


def next_due(clocks: list[Doc]) -> str:
    """The soonest last day among live duties."""
    return min((c["due_on"] for c in clocks if not c["lapses"]), default="")


async def agenda(scope: Scope, org: str, meeting: str, asked: Asked) -> Page:
    """A meeting's agenda; without a meeting what went up to the office and is on no agenda of it yet."""
    if meeting:
        order = ("held_on", "case", "item")
        rows = Rows("agenda", "org", {"org": org, "meeting_id": meeting}, order)
        page = await paged(rows, scope, asked)
        return Page([_agenda(doc) for doc in page.rows], page.after)
    waiting: Doc = {"agenda": {"$not": {"$elemMatch": {"org": org}}}}
    rows = Rows("up", "to_org", {"to_org": org}, ("case", "rung"), doc=waiting)
    page = await paged(rows, scope, asked)
    return Page([{"case_id": doc["case"], "rung": doc["rung"]} for doc in page.rows], page.after)


def _agenda(doc: Doc) -> Doc:
    names = ("meeting_id", "held_on", "rung", "decision", "to_org", "done")
    return {"case_id": doc["case"], "follow_up_due": doc["due"], **{name: doc[name] for name in names}}


async def campaign_figures(scope: Scope, name: str) -> list[Doc]:
    """A campaign's results by lead, in three grades."""
    by_org: dict[str, Doc] = {}
    for doc in await asyncio.to_thread(store.campaign_grades, name, scope):
        lead, grade = doc["_id"]["lead"], doc["_id"]["grade"]
        counts = by_org.setdefault(lead, {"org": lead, "enrolled": 0})
        counts["enrolled"] += doc["n"]
        counts[grade.lower() or "open"] = doc["n"]
    return [by_org[lead] for lead in sorted(by_org)]
