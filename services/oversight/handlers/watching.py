"""Notices and escalations as they are committed, for those who watch: resumable, and nothing is left out."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from typing import Any, Final

import bson

from sankua.core.errors import Problem, Refused
from sankua.core.events import Event
from services.common.changes import Changes, history_lost
from services.common.commits import events_of
from services.common.service import Runtime
from services.oversight import store
from services.oversight.store import Scope

SHOWN: Final = frozenset({"ClockWarned", "ClockOverdue", "ClockReprojected", "EscalationRaised"})
Found = tuple[str, Event]
"""Case and event."""


class Tail:
    """Follows the service's own commits in MongoDB's order, one change stream per watcher.

    `seconds` is the longest silence before a watcher gets a fresh token to resume by.
    """

    def __init__(self, runtime: Runtime, seconds: float) -> None:
        self._runtime = runtime
        self._seconds = seconds

    async def follow(self, scope: Scope, after: str) -> AsyncIterator[tuple[str, Found | None]]:
        """Token and notice, one by one; a token alone after a silence. Ends when the service stops.

        Refused where `after` is no token, or too old: then the lists say what is red.
        """
        stream = Changes(self._runtime.database["commits"], 200)
        try:
            found = await asyncio.to_thread(_open, stream, _resume(after))
            yield _token(stream.token), None
            while not self._runtime.stopping.is_set():
                for notice in await asyncio.to_thread(_fitting, found, scope):
                    yield "", notice
                yield _token(stream.token), None
                found = await asyncio.to_thread(stream.next, self._seconds)
        finally:
            await asyncio.to_thread(stream.close)


def _open(stream: Changes, token: Any) -> list[dict[str, Any]]:
    try:
        return stream.open(token)
    except Exception as exc:
        if token is None or not history_lost(exc):
            raise
        reason = "too old to go on from; list the lights, and watch from now on"
        raise Refused(Problem("after", reason), code="STATE") from None


def _fitting(commits: list[dict[str, Any]], scope: Scope) -> list[Found]:
    pairs = [(c["case"], e) for c in commits for e in events_of(c) if e.name in SHOWN]
    mine = [(case, e) for case, e in pairs if _covers(scope, _org(e)) or _covers(scope, case)]
    # A case that is an ACCUSATION, or not yet known to be none, is told to the very organ alone.
    secret = store.secrets_among([case for case, _ in mine]) if scope.own is not None else set()
    return [(case, e) for case, e in mine if case not in secret or _org(e) in (scope.own or ())]


def _org(event: Event) -> str:
    return str(event.data.get("org") or event.data.get("to_org", ""))


def _covers(scope: Scope, org: str) -> bool:
    return scope.orgs is None or re.search(scope.orgs, org) is not None


def _token(token: Any) -> str:
    return base64.urlsafe_b64encode(bson.encode({"t": token})).decode()


def _resume(after: str) -> Any:
    if not after:
        return None
    try:
        return bson.decode(base64.urlsafe_b64decode(after.encode()))["t"]
    except (ValueError, KeyError, bson.errors.BSONError):
        raise Refused(Problem("after", "not from a previous answer")) from None
