"""The truth: commits of the three services that own facts, and the state documents beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from heapq import merge
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from sankua.cli.stack.failures import StackError
from sankua.core.events import PRODUCERS, Event

if TYPE_CHECKING:
    from pymongo import MongoClient

    from sankua.cli.stack.info import StackInfo

Doc = dict[str, Any]
SERVICES: Final = (*PRODUCERS, "reporting")
_STREAM: Final = (("case", 1), ("node", 1), ("producer", 1), ("first", 1))
_PATIENCE: Final = 10_000


class Truth:
    """The databases of a running system, read only. Use `opened`."""

    def __init__(self, client: MongoClient[Doc], databases: Mapping[str, str]) -> None:
        self._client = client
        self._databases = databases

    def cases(self, only: Sequence[str] = ()) -> Iterator[tuple[str, list[Doc]]]:
        """Each case (none named: all) with its commits in all three logs, by case id, streamed."""
        where = {"case": {"$in": list(only)}} if only else {}
        logs = [self._log(p).find(where).sort(list(_STREAM)) for p in PRODUCERS]
        ordered = merge(*logs, key=lambda commit: str(commit["case"]))
        for name, found in groupby(ordered, key=lambda commit: str(commit["case"])):
            yield name, list(found)

    def offices(self) -> list[Doc]:
        """The commits of the offices' own events, by organ; few."""
        return list(self._database("oversight")["office_commits"].find().sort(list(_STREAM)))

    def ends(self) -> dict[tuple[str, str, str], int]:
        """The last seq of each stream, as of now."""
        last = {"$max": {"$add": ["$first", {"$subtract": ["$n", 1]}]}}
        group = {"_id": {"case": "$case", "node": "$node", "producer": "$producer"}, "last": last}
        found: dict[tuple[str, str, str], int] = {}
        for producer in PRODUCERS:
            for doc in self._log(producer).aggregate([{"$group": group}], allowDiskUse=True):
                stream = doc["_id"]
                found[stream["case"], stream["node"], stream["producer"]] = int(doc["last"])
        return found

    def states(self, service: str, cases: Sequence[str]) -> dict[str, Doc]:
        """The state documents of these cases in a service."""
        return {doc["_id"]: doc for doc in self._states(service).find({"_id": {"$in": list(cases)}})}

    def pos(self, service: str) -> dict[str, dict[str, int]]:
        """How far a service has applied each stream of each case that it knows."""
        return {doc["_id"]: doc["pos"] for doc in self._states(service).find({}, {"pos": 1})}

    def _states(self, service: str) -> Any:
        return self._database(service)["cases"]

    def node(self) -> str:
        """The deployment that these logs are of; empty for a local one."""
        for producer in PRODUCERS:
            if commit := self._log(producer).find_one({}, {"node": 1}):
                return str(commit["node"])
        return ""

    def positions(self, service: str) -> dict[int, int]:
        """The next offset of each partition that a service has applied up to."""
        return {int(doc["_id"]): int(doc["next"]) for doc in self._database(service)["positions"].find()}

    def _log(self, producer: str) -> Any:
        return self._database(producer)["commits"]

    def _database(self, service: str) -> Any:
        return self._client[self._databases[service]]


@contextmanager
def opened(info: StackInfo) -> Iterator[Truth]:
    """The databases of a stack. StackError (exit 3), naming MongoDB, where it cannot be reached."""
    from pymongo import MongoClient
    from pymongo.errors import ConnectionFailure

    client: MongoClient[Doc] = MongoClient(
        info.mongo, tz_aware=True, serverSelectionTimeoutMS=_PATIENCE, readConcernLevel="majority"
    )
    try:
        yield Truth(client, {service: info.database(service) for service in SERVICES})
    except ConnectionFailure as error:
        raise StackError(f"MongoDB at {info.mongo} cannot be reached: {error}") from error
    finally:
        client.close()


def events_of(commits: list[Doc]) -> list[Event]:
    """The events of commits, in the order of the commits."""
    from services.common.commits import events_of as events_of_commit

    return [event for commit in commits for event in events_of_commit(commit)]
