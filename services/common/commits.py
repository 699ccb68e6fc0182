"""The commit log: one document per decision, written in groups, the only truth of a service."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pymongo import ASCENDING, IndexModel
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError
from pymongo.read_concern import ReadConcern

from sankua.core.errors import Problem, Refused
from sankua.core.events import Event, event_id
from sankua.wire import cloudevents, codec
from services.common.failures import Transient, outlast
from services.common.metrics import METRICS
from services.common.rounds import Rounds

DUPLICATE: Final = 11000
LARGEST: Final = 512 * 1024
"""Most bytes of one event: Kafka takes 1 MiB with headers, and what it refuses would hold up the relay."""
COMMIT_HEADER: Final = "sankua_commit"
"""Kafka header `<first>/<n>/<dedup>`: what a restore needs to fill the commit from Kafka."""

Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody else committed at this place in the stream: load and decide again."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The commit that holds this `dedup` now. `ours` is True where this very document was written."""

    doc: Doc
    ours: bool


def make(events: Sequence[Event], dedup: str, at: datetime) -> Doc:
    """The commit document of one decision: `_id` is its place in the stream. Data is in normal form.

    Refused where an event is larger than the log can carry: nothing is stored then.
    """
    first = events[0]
    mark = {COMMIT_HEADER: f"{first.seq}/{len(events)}/{dedup}"}
    written = [{"value": _value(e), "headers": cloudevents.text_headers(e) | mark} for e in events]
    return _document((first.case, first.node, first.producer, first.seq), dedup, at, written)


def _document(place: tuple[str, str, str, int], dedup: str, at: datetime, events: list[Doc]) -> Doc:
    case, node, producer, first = place
    return {
        "_id": f"{case}/{node}/{producer}/{first}",
        "case": case,
        "node": node,
        "producer": producer,
        "first": first,
        "n": len(events),
        "dedup": dedup,
        "at": at,
        "events": events,
    }


class Stamp:
    """Commits of one event each that differ in case, seq and `dedup` alone: what they share is encoded once.

    `event` stands for all of them. Refused as `make`.
    """

    __slots__ = ("_headers", "_node", "_producer", "_value")

    def __init__(self, event: Event) -> None:
        self._node, self._producer = event.node, event.producer
        self._value, self._headers = _value(event), cloudevents.text_headers(event)

    def commit(self, case: str, seq: int, dedup: str, at: datetime) -> Doc:
        """The commit document, as `make` gives it of the event with this case and seq."""
        node, producer = self._node, self._producer
        own = {
            "ce_id": event_id(case, node, producer, seq),
            "ce_subject": case,
            "ce_seq": str(seq),
            COMMIT_HEADER: f"{seq}/1/{dedup}",
        }
        written = [{"value": self._value, "headers": self._headers | own}]
        return _document((case, node, producer, seq), dedup, at, written)


def _value(event: Event) -> bytes:
    value = codec.encode_normal(event.name, event.data)
    if len(value) > LARGEST:
        reason = f"{len(value)} bytes; an event carries at most {LARGEST}: shorten its texts and lists"
        raise Refused(Problem(event.name, reason))
    return value


def events_of(commit: Mapping[str, Any]) -> list[Event]:
    """The events of a commit document, in order."""
    return [
        cloudevents.from_kafka([(k, v.encode()) for k, v in e["headers"].items()], e["value"])
        for e in commit["events"]
    ]


class CommitLog:
    """Commits of one producer in one MongoDB collection, with group commit and group load."""

    def __init__(self, collection: Collection[Doc], node: str, producer: str, limit: int = 500) -> None:
        self.collection = collection
        self._durable = collection.with_options(read_concern=ReadConcern("majority"))
        self._key = {"node": node, "producer": producer}
        self._rounds: Rounds[Doc, Stored | Taken] = Rounds(self._round, limit)

    @property
    def stream(self) -> tuple[str, str]:
        """Node and producer of these commits."""
        return self._key["node"], self._key["producer"]

    def ensure_indexes(self) -> None:
        """Loading by stream, and one commit per `dedup`."""
        stream = [(name, ASCENDING) for name in ("case", "node", "producer", "first")]
        self.collection.create_indexes(
            [
                IndexModel(stream, name="stream"),
                IndexModel([("dedup", ASCENDING)], name="dedup", unique=True),
            ]
        )

    async def append(self, commit: Doc) -> Stored | Taken:
        """Writes a commit, majority and journaled, together with those that wait beside it.

        After a step-down or a lost connection the outcome is looked up before it is written again, so that
        nothing is lost and nothing is doubled. Waits as long as MongoDB is away.
        """
        return await self._rounds.submit(commit)

    async def append_all(self, commits: list[Doc]) -> list[Stored | Taken | Exception]:
        """As `append`, for many of different cases that are there together: a round of their own."""
        return list(await self._round(commits)) if commits else []

    async def find(self, dedup: str) -> Doc | None:
        """The durable commit with this `dedup`, if there is one."""
        return await asyncio.to_thread(self._durable.find_one, {"dedup": dedup})

    def after(self, positions: Mapping[str, int]) -> list[Doc]:
        """Own commits of each case that begin after the given seq, in order. Blocking."""
        if not positions:
            return []
        found = self.collection.find(self._behind(positions))
        return sorted(found, key=lambda c: (c["case"], c["first"]))

    def moved(self, positions: Mapping[str, int]) -> set[str]:
        """The cases that have own commits after the given seq; read from the index alone. Blocking."""
        if not positions:
            return set()
        found = self.collection.find(self._behind(positions), {"_id": 0, "case": 1})
        return {commit["case"] for commit in found}

    def _behind(self, positions: Mapping[str, int]) -> Doc:
        alike: dict[int, list[str]] = {}
        for case, pos in positions.items():
            alike.setdefault(pos, []).append(case)
        clauses = [
            {"case": {"$in": cases}, **self._key, "first": {"$gt": pos}} for pos, cases in alike.items()
        ]
        return clauses[0] if len(clauses) == 1 else {"$or": clauses}

    def everything(self) -> Iterator[Doc]:
        """All commits of this producer, each case in order. Blocking."""
        return iter(self.collection.find(self._key).sort([("case", 1), ("first", 1)]).allow_disk_use(True))

    async def _round(self, commits: list[Doc]) -> Sequence[Stored | Taken | Exception]:
        METRICS.commit_round.observe(len(commits))
        return await outlast("commit", lambda: asyncio.to_thread(self._write, commits))

    def _write(self, commits: list[Doc]) -> list[Stored | Taken | Exception]:
        # Two of one round may want the same place: the ones refused are told apart below.
        try:
            self.collection.insert_many(commits, ordered=False)
        except BulkWriteError as exc:
            details = exc.details or {}
            if details.get("writeConcernErrors"):
                raise Transient(f"not confirmed by a majority: {details['writeConcernErrors']}") from exc
            return self._sort_out(commits, {e["index"]: e for e in details["writeErrors"]})
        return [Stored(c, ours=True) for c in commits]

    def _sort_out(self, commits: list[Doc], errors: Mapping[int, Doc]) -> list[Stored | Taken | Exception]:
        refused = [commits[i]["dedup"] for i, e in errors.items() if e["code"] == DUPLICATE]
        stored = {c["dedup"]: c for c in self._durable.find({"dedup": {"$in": refused}})}
        return [
            self._outcome(c, errors[i], stored.get(c["dedup"])) if i in errors else Stored(c, ours=True)
            for i, c in enumerate(commits)
        ]

    def _outcome(self, commit: Doc, error: Doc, stored: Doc | None) -> Stored | Taken | Exception:
        if error["code"] != DUPLICATE:
            return ValueError(f"commit {commit['_id']}: {error.get('errmsg', error)}")
        if stored is not None:
            same = stored["_id"] == commit["_id"] and stored["events"] == commit["events"]
            return Stored(stored, ours=same)
        if "dedup" in error.get("keyPattern", {}):
            # It is there, but not yet confirmed by a majority: the whole round is asked again.
            raise Transient(f"{commit['dedup']} waits for a majority")
        return Taken()
