"""Writes as MongoDB orders them: a change stream, read batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, Final

from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import OperationFailure, PyMongoError

_WHOLE: Final = "$cmd.aggregate"
"""Where the server keeps the cursors of a whole database."""
HISTORY_LOST: Final = frozenset({136, 260, 280, 286})
"""Capped position lost, invalid resume token, change stream fatal, history lost: the stored place is gone."""


class Stream:
    """A change stream of a collection, or of a database (`name` None), resumable at `token`.

    All methods block; one thread at a time. It speaks the server's commands itself: the driver's iterator
    gives single changes and no end of batch, so that who waits for more would not yet act on the last one.
    """

    def __init__(
        self,
        database: Database[dict[str, Any]],
        name: str | None,
        steps: Sequence[dict[str, Any]],
        limit: int,
    ) -> None:
        self._database = database
        self._name = name
        self._steps = list(steps)
        self._limit = limit
        self._session: Any = None
        self._cursor = 0
        self.token: Any = None

    def open(self, token: Any) -> list[dict[str, Any]]:
        """Starts after `token` (None: from now). The first changes, if any."""
        stage: dict[str, Any] = {"$changeStream": {"resumeAfter": token} if token else {}}
        self._session = self._database.client.start_session()
        found = self._command(
            {
                "aggregate": self._name or 1,
                "pipeline": [stage, *self._steps],
                "cursor": {"batchSize": self._limit},
                "readConcern": {"level": "majority"},
            }
        )
        return self._changes(found, "firstBatch")

    def next(self, wait: float) -> list[dict[str, Any]]:
        """The next changes, as soon as there is one; none where none came for `wait` seconds."""
        return self._changes(
            self._command(
                {
                    "getMore": self._cursor,
                    "collection": self._name or _WHOLE,
                    "batchSize": self._limit,
                    "maxTimeMS": int(wait * 1000),
                }
            ),
            "nextBatch",
        )

    def close(self) -> None:
        """Gives the server's cursor back, where it can still be reached."""
        session, self._session = self._session, None
        if session is None:
            return
        try:
            if self._cursor:
                self._database.command(
                    {"killCursors": self._name or _WHOLE, "cursors": [self._cursor]}, session=session
                )
        except PyMongoError:
            self._cursor = 0  # the server ends idle cursors by itself
        finally:
            session.end_session()

    def _command(self, command: dict[str, Any]) -> dict[str, Any]:
        return dict(self._database.command(command, session=self._session)["cursor"])

    def _changes(self, cursor: dict[str, Any], batch: str) -> list[dict[str, Any]]:
        self._cursor = cursor["id"]
        found: list[dict[str, Any]] = cursor[batch]
        if not self._cursor or any(c["operationType"] == "invalidate" for c in found):
            raise OperationFailure("the change stream was closed by the server", 280)
        self.token = cursor.get("postBatchResumeToken", self.token)
        return found


class Changes(Stream):
    """The documents inserted into a collection."""

    def __init__(self, collection: Collection[dict[str, Any]], limit: int) -> None:
        inserts = {"$match": {"operationType": {"$in": ["insert", "invalidate"]}}}
        super().__init__(collection.database, collection.name, [inserts], limit)

    def _changes(self, cursor: dict[str, Any], batch: str) -> list[dict[str, Any]]:
        return [change["fullDocument"] for change in super()._changes(cursor, batch)]


@contextmanager
def changes(collection: Collection[dict[str, Any]], limit: int) -> Iterator[Changes]:
    """A stream of inserts that is closed at the end."""
    with closing(Changes(collection, limit)) as stream:
        yield stream


def history_lost(exc: Exception) -> bool:
    """True where the stored token is no place in the log any more."""
    return isinstance(exc, OperationFailure) and exc.code in HISTORY_LOST
