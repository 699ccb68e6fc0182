"""What is known of a notice between the decision to send it and its event: claimed, waiting, unclear.

The claim is durable before anything is sent. So after a stop it is known which notice was on its way, and by
which channel; what the channel did with it is not, and is never guessed. See docs/adr/0026-notices-once.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, TypeVar

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError
from pymongo.write_concern import WriteConcern

Doc = dict[str, Any]
State = Literal["sending", "waiting", "unclear"]
T = TypeVar("T")

_DURABLE: Final = WriteConcern("majority", j=True)
_REST: Final = timedelta(seconds=30)
"""How long a case with an unclear notice is not looked at: what else it is owed is told that much later."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One notice on its way. `key` is `<case>/<kind>/<about>`, the notice's name everywhere."""

    key: str
    case: str
    office: str
    kind: str
    about: str
    channel: str
    state: State = "sending"
    tries: int = 0
    at: datetime | None = None


class Sendings:
    """The collection `notices`: one document per notice that is neither owed afresh nor recorded."""

    def __init__(self, database: Database[Doc]) -> None:
        self._notices = database.get_collection("notices", write_concern=_DURABLE)

    def ensure_indexes(self) -> None:
        """Notices by state and office, and by case. Blocking."""
        self._notices.create_index([("state", 1), ("office", 1)], name="state")
        self._notices.create_index("case", name="case")

    async def of_case(self, case: str) -> dict[str, Sending]:
        """What is known of a case's notices, by key."""
        return {sending.key: sending for sending in await self._find({"case": case})}

    async def claim(self, wanted: Sending) -> bool:
        """Marks a notice as being sent now; False where it is so already, or unclear. Durable."""
        return await _aside(lambda: self._claim(wanted))

    def _claim(self, wanted: Sending) -> bool:
        fields = ("case", "office", "kind", "about", "channel")
        change = {name: getattr(wanted, name) for name in fields}
        where = {"_id": wanted.key, "state": {"$nin": ["sending", "unclear"]}}
        try:
            update = {"$set": {**change, "state": "sending", "at": datetime.now(UTC)}}
            self._notices.update_one(where, update, upsert=True)
        except DuplicateKeyError:
            return False
        return True

    async def wait(self, key: str, tries: int, pause: timedelta) -> None:
        """It was surely not sent, and is tried again after a pause."""
        change = {"state": "waiting", "tries": tries, "next_at": datetime.now(UTC) + pause}
        await _aside(lambda: self._notices.update_one({"_id": key}, {"$set": change}))

    async def unclear(self, key: str) -> None:
        """Nobody knows whether it was sent: it stands here until a person says so."""
        change = {"state": "unclear", "next_at": datetime.now(UTC) + _REST}
        await _aside(lambda: self._notices.update_one({"_id": key}, {"$set": change}))

    async def done(self, key: str) -> None:
        """Forgets a notice: its event is recorded, or it is to be sent afresh."""
        await _aside(lambda: self._notices.delete_one({"_id": key}))

    async def resting(self) -> list[str]:
        """Cases that need not be looked at yet."""
        where = {"next_at": {"$gt": datetime.now(UTC)}, "state": {"$ne": "sending"}}
        return await _aside(lambda: self._notices.distinct("case", where))

    async def all_of(self, state: State, offices: Sequence[str] = ()) -> list[Sending]:
        """Those in a state, of these offices or of all, oldest first."""
        return await self._find({"state": state} | ({"office": {"$in": list(offices)}} if offices else {}))

    async def _find(self, where: Doc) -> list[Sending]:
        found = await _aside(lambda: list(self._notices.find(where).sort("at", 1)))
        return [_read(doc) for doc in found]

    async def count(self, state: State) -> int:
        """How many are in a state."""
        return await _aside(lambda: self._notices.count_documents({"state": state}))


async def _aside(action: Callable[[], T]) -> T:
    return await asyncio.to_thread(action)


def _read(doc: Doc) -> Sending:
    names = ("case", "office", "kind", "about", "channel", "state")
    rest = {name: doc[name] for name in names}
    return Sending(key=doc["_id"], **rest, tries=int(doc.get("tries", 0)), at=doc.get("at"))
