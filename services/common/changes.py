"""The commits as MongoDB orders them: a change stream, read batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from pymongo.collection import Collection
from pymongo.errors import OperationFailure, PyMongoError

HISTORY_LOST: Final = frozenset({136, 260, 280, 286})
"""Capped position lost, invalid resume token, change stream fatal, history lost: the stored place is gone."""


class Changes:
    """A change stream of inserts, resumable at `token`. All methods block; one thread at a time.

    It speaks the server's commands itself: the driver's iterator gives single documents and no end of batch,
    so that a publisher would wait for the next one before it may publish the last.
    """

    def __init__(self, collection: Collection[dict[str, Any]], limit: int) -> None:
        self._database = collection.database
        self._name = collection.name
        self._limit = limit
        self._session: Any = None
        self._cursor = 0
        self.token: Any = None

    def open(self, token: Any) -> list[dict[str, Any]]:
        """Starts after `token` (None: from now). The first documents, if any."""
        stage: dict[str, Any] = {"$changeStream": {"resumeAfter": token} if token else {}}
        self._session = self._database.client.start_session()
        found = self._command(
            {
                "aggregate": self._name,
                "pipeline": [stage, {"$match": {"operationType": {"$in": ["insert", "invalidate"]}}}],
                "cursor": {"batchSize": self._limit},
                "readConcern": {"level": "majority"},
            }
        )
        return self._documents(found, "firstBatch")

    def next(self, wait: float) -> list[dict[str, Any]]:
        """The next documents; none where none came for `wait` seconds."""
        return self._documents(
            self._command(
                {
                    "getMore": self._cursor,
                    "collection": self._name,
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
                    {"killCursors": self._name, "cursors": [self._cursor]}, session=session
                )
        except PyMongoError:
            self._cursor = 0  # the server ends idle cursors by itself
        finally:
            session.end_session()

    def _command(self, command: dict[str, Any]) -> dict[str, Any]:
        return dict(self._database.command(command, session=self._session)["cursor"])

    def _documents(self, cursor: dict[str, Any], batch: str) -> list[dict[str, Any]]:
        self._cursor = cursor["id"]
        found = cursor[batch]
        if not self._cursor or any(c["operationType"] == "invalidate" for c in found):
            raise OperationFailure("the change stream was closed by the server", 280)
        self.token = cursor.get("postBatchResumeToken", self.token)
        return [change["fullDocument"] for change in found]


@contextmanager
def changes(collection: Collection[dict[str, Any]], limit: int) -> Iterator[Changes]:
    """A change stream that is closed at the end."""
    stream = Changes(collection, limit)
    try:
        yield stream
    finally:
        stream.close()


def history_lost(exc: Exception) -> bool:
    """True where the stored token is no place in the log any more."""
    return isinstance(exc, OperationFailure) and exc.code in HISTORY_LOST
