"""Oversight's documents and their queries. The only module that knows mongoengine. All calls block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from mongoengine import DynamicDocument, StringField
from pymongo import ASCENDING, IndexModel, UpdateOne

from sankua.core.times import local_date
from services.oversight.domain.reproject import Marked
from services.oversight.domain.shown import OPEN as OPEN_ITEM

Doc = dict[str, Any]


def _there(array: str) -> Doc:
    """Something is in the array: the condition of its index, and of every query that needs it."""
    return {f"{array}.0": {"$exists": True}}


def _few(array: str, *fields: str) -> IndexModel:
    """An index of what few cases have. Without it in their way, most cases are written cheaper."""
    keys = [(name, ASCENDING) for name in fields]
    return IndexModel(keys, name=f"has_{array}", partialFilterExpression=_there(array))


def _all(name: str, *fields: str) -> IndexModel:
    return IndexModel([(field, ASCENDING) for field in fields], name=name)


INDEXES: Final = (
    _all("slot_due", "slot", "next_fire_at", "_id"),
    _all("lights", "clocks.org", "clocks.due_at"),
    _all("clockless", "open", "armed"),
    _few("items", "items.org", "items.cleared"),
    _few("owners", "owners.ref", "_id"),
    _few("terms", "terms.ref"),
    _few("waiting", "waiting.to_org", "waiting.answer_due"),
    _few("campaigns", "campaigns", "lead", "_id"),
    _few("agenda", "agenda.meeting_id", "_id"),
    _few("up", "up.to_org", "_id"),
)
_OLD: Final = frozenset({"due", "items", "owners", "terms", "waiting", "campaigns", "agenda", "up"})
"""Those that an earlier version had, and that only cost since."""


class OversightState(DynamicDocument):  # type: ignore[misc]
    """State of one case: the mechanism's fields, and those of `domain.standing`."""

    case = StringField(primary_key=True)

    meta: Final = {"collection": "cases", "auto_create_index": False}

    @classmethod
    def ensure_indexes(cls) -> None:
        """All in one pass over the documents."""
        cls._get_collection().create_indexes(list(INDEXES))


def drop_old_indexes() -> None:
    """Once the new ones are there."""
    states = OversightState._get_collection()
    for name in _OLD & set(states.index_information()):
        states.drop_index(name)


def refresh(case: str, guard: int, fields: Mapping[str, Any]) -> bool:
    """Puts newly computed query fields beside the state, unless the consume loop was faster.

    They are a function of the parts and the time: `guard` sees to it that they are those of these parts.
    """
    done: int = OversightState.objects(__raw__={"_id": case, "v": guard}).update(
        __raw__={"$set": dict(fields)}
    )
    return done > 0


def refresh_all(rows: Sequence[tuple[str, int, Mapping[str, Any]]]) -> int:
    """As `refresh`, many at once; how many were done."""
    if not rows:
        return 0
    writes = [UpdateOne({"_id": case, "v": guard}, {"$set": dict(fields)}) for case, guard, fields in rows]
    return int(OversightState._get_collection().bulk_write(writes, ordered=False).matched_count)


def mark(version: str, files: Mapping[str, str]) -> None:
    """Where the rules or calendars are not those of the last start, marks every open case as it stands.

    One aggregation inside MongoDB, before anything is computed anew; a start that dies here begins again.
    Replicas that start together mark the same: the first mark of a case stands until it is worked off.
    """
    database = OversightState._get_collection().database
    last = database["book"].find_one({"_id": "book"}) or {}
    if last.get("version") == version:
        return
    pipeline: list[Doc] = [
        {"$match": {"open": True, "book": {"$ne": version}}},
        {"$project": {"pos": 1, "clocks": 1, "computed_at": 1}},
        {"$merge": {"into": "reprojections", "whenMatched": "keepExisting"}},
    ]
    OversightState._get_collection().aggregate(pipeline)
    old = dict(last.get("files", []))
    changed = sorted(n for n in {*old, *files} if old.get(n) != files.get(n)) if old else []
    update = {"version": version, "files": sorted(files.items()), "changed": changed}
    database["book"].replace_one({"_id": "book"}, update, upsert=True)


def changed_files() -> list[str]:
    """The rule and calendar files of the last change, by name."""
    found = OversightState._get_collection().database["book"].find_one({"_id": "book"}) or {}
    return list(found.get("changed", []))


def marked(limit: int) -> list[Marked]:
    """Cases that a change has yet to be worked off for."""
    found = OversightState._get_collection().database["reprojections"].find().sort("_id", 1).limit(limit)
    return [Marked(d["_id"], d["pos"], d["clocks"], d["computed_at"]) for d in found]


def unmark(cases: Sequence[str]) -> None:
    """These are worked off."""
    OversightState._get_collection().database["reprojections"].delete_many({"_id": {"$in": list(cases)}})


@dataclass(frozen=True, slots=True)
class Scope:
    """What a caller may list: organs (a regular expression, None: any), and the organs that they act for.

    Cases of an ACCUSATION are listed only to the very organ that a row is about: it was handed the case, so
    it is not among the accused (条例 30). Nobody else learns that there is one, nor how many.
    """

    orgs: str | None = None
    own: tuple[str, ...] | None = None

    def row(self, field: str) -> Doc:
        """The condition on a row whose organ stands in `field`."""
        found: Doc = {} if self.orgs is None else {field: {"$regex": self.orgs}}
        if self.own is not None:
            found["$or"] = [{"secret": {"$ne": True}}, {field: {"$in": list(self.own)}}]
        return found


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of entries of one array of the documents: conditions, order, fields beside them."""

    array: str
    org: str
    where: Doc
    order: tuple[str, ...]
    keep: tuple[str, ...] = ()
    doc: Doc = field(default_factory=dict)


def rows(asked: Rows, scope: Scope, after: Sequence[Any] | None, limit: int) -> list[Doc]:
    """Entries with their `case`, in order. `after` is the place of the last one of the page before."""
    inner = dict(asked.where)
    if scope.orgs is not None:
        inner[asked.org] = {"$regex": scope.orgs}
    kept = {name: f"${name}" for name in ("secret", *asked.keep)}
    pipeline: list[Doc] = [
        {"$match": {**asked.doc, **_there(asked.array), asked.array: {"$elemMatch": inner}}},
        {"$project": dict.fromkeys((asked.array, *kept), 1)},
        {"$unwind": f"${asked.array}"},
        {"$replaceWith": {"$mergeObjects": [kept, f"${asked.array}", {"case": "$_id"}]}},
        {"$match": {"$and": [dict(asked.where), scope.row(asked.org)]}},
        *([{"$match": _later(asked.order, after)}] if after else []),
        {"$sort": dict.fromkeys(asked.order, 1)},
        *([{"$limit": limit}] if limit else []),
    ]
    return [_aware(doc) for doc in OversightState.objects.aggregate(pipeline)]


PLACE: Final = ("due_at", "case", "clock", "key")
"""The order of lights."""


def lights(
    where: Mapping[str, Any],
    after: Sequence[Any] | None,
    limit: int,
    scope: Scope = Scope(),
) -> list[Doc]:
    """Live clocks with their `case`, soonest due first, by conditions on a clock (see `light_filter`).

    `after` is the place of the last one of the page before: due moment, case, clock, key.
    """
    return rows(Rows("clocks", "org", dict(where), PLACE), scope, after, limit)


def _later(order: Sequence[str], after: Sequence[Any]) -> Doc:
    """Places after the given one, in that order."""
    same = list(zip(order, after, strict=True))
    return {"$or": [dict(same[:i]) | {name: {"$gt": value}} for i, (name, value) in enumerate(same)]}


def _in_campaign(name: str) -> Doc:
    return {**_there("campaigns"), "campaigns": name}


def campaign_cases(name: str, scope: Scope, after: str, limit: int) -> list[Doc]:
    """Cases of a campaign by their id, from the one after `after` on; `limit` 0: all."""
    where: Doc = {"$and": [_in_campaign(name), scope.row("lead"), {"_id": {"$gt": after}}]}
    fields = {"lead": 1, "grade": 1, "clocks.due_on": 1, "clocks.lapses": 1}
    return list(OversightState._get_collection().find(where, fields).sort("_id", 1).limit(limit))


def campaign_grades(name: str, scope: Scope) -> list[Doc]:
    """How many cases of a campaign by lead and grade: `_id` with `lead` and `grade`, `n`."""
    match: Doc = {"$and": [_in_campaign(name), scope.row("lead")]}
    group: Doc = {"_id": {"lead": "$lead", "grade": "$grade"}, "n": {"$sum": 1}}
    return list(
        OversightState.objects.aggregate([{"$match": match}, {"$group": group}, {"$sort": {"_id": 1}}])
    )


def terms(ref: str, scope: Scope) -> list[Doc]:
    """What an office-holder took under schemes with a term, of the cases that the caller may know."""
    where: Doc = {"$and": [_there("terms"), {"terms.ref": ref}, scope.row("terms.org")]}
    found = OversightState._get_collection().find(where, {"terms": 1})
    return [one for doc in found for one in doc["terms"] if one["ref"] == ref]


def fitting(where: Mapping[str, Any]) -> list[str]:
    """The ids of all cases that fit, in order."""
    return [d["_id"] for d in OversightState._get_collection().find(dict(where), {"_id": 1}).sort("_id", 1)]


def secrets_among(cases: Sequence[str]) -> set[str]:
    """Those of the cases that are ACCUSATIONS, and those that are not known."""
    found = OversightState._get_collection().find({"_id": {"$in": list(cases)}, "secret": False}, {"_id": 1})
    return set(cases) - {d["_id"] for d in found}


@dataclass(frozen=True, slots=True)
class Standings:
    """Counts for the gauges."""

    lights: Mapping[str, int]
    overdue: Mapping[str, int]
    items: int
    unanswered: int
    untouched: int


def standings(now: datetime) -> Standings:
    """The counts as of now: one pass over the live clocks, and three counts by index."""
    red, yellow = ({"$lte": [{"$ifNull": [f"$clocks.{n}_at", FOREVER]}, now]} for n in ("red", "yellow"))
    light: Doc = {"$cond": [red, "RED", {"$cond": [yellow, "YELLOW", "GREEN"]}]}
    over: Doc = {"$and": [{"$lt": ["$clocks.due_at", now]}, {"$not": "$clocks.lapses"}]}
    group: Doc = {"_id": {"light": light, "clock": "$clocks.clock", "over": over}, "n": {"$sum": 1}}
    unwound: list[Doc] = [{"$match": {"open": True}}, {"$unwind": "$clocks"}, {"$group": group}]
    shown: dict[str, int] = dict.fromkeys(("GREEN", "YELLOW", "RED"), 0)
    late: dict[str, int] = {}
    for doc in OversightState.objects.aggregate(unwound):
        key = doc["_id"]
        shown[key["light"]] += doc["n"]
        late[key["clock"]] = late.get(key["clock"], 0) + (doc["n"] if key["over"] else 0)
    today, month = (local_date(now - timedelta(days=d)).isoformat() for d in (0, 30))
    items = sum(d["n"] for d in OversightState.objects.aggregate(_open_items()))
    unanswered = _with("waiting", {"to_org": _ANY, "answer_due": {"$lt": today, "$gt": ""}})
    untouched = _with("owners", {"ref": _ANY, "touched": {"$lt": month}}) | {"open": True}
    return Standings(shown, late, items, count(unanswered), count(untouched))


FOREVER: Final = datetime(9999, 1, 1, tzinfo=UTC)


_ANY: Final[Doc] = {"$gte": ""}
"""Any text: an index that begins with the field can be read from its begin."""


def _with(array: str, entry: Doc) -> Doc:
    return {**_there(array), array: {"$elemMatch": entry}}


def _open_items() -> list[Doc]:
    found = {"$match": _with("items", {"org": _ANY, "cleared": OPEN_ITEM})}
    return [found, {"$unwind": "$items"}, {"$match": {"items.cleared": OPEN_ITEM}}, {"$count": "n"}]


def marks_left() -> int:
    """Cases that a change of rules or calendar has yet to be worked off for."""
    found = OversightState._get_collection().database["reprojections"]
    return int(found.estimated_document_count())


def light_filter(orgs: str | None, since: str, now: datetime) -> Doc:
    """Conditions on a live clock: its organ (a regular expression, None: any) and the light it shows by now.

    `since` is the field that says from when on the light shows; empty: any light. Lapsed windows do not fit.
    """
    found: Doc = {"$nor": [{"lapses": True, "due_at": {"$lt": now}}]}
    if since:
        found[since] = {"$lte": now}
    if orgs is not None:
        found["org"] = {"$regex": orgs}
    return found


def count(where: Mapping[str, Any]) -> int:
    """How many cases fit."""
    return int(OversightState.objects(__raw__=dict(where)).count())


def _aware(doc: Doc) -> Doc:
    return {k: utc(v) if isinstance(v, datetime) else v for k, v in doc.items()}


def utc(moment: datetime) -> datetime:
    """The moment with its zone: MongoDB gives some without, in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
