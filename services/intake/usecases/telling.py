"""Telling the petitioner (告知): owed notices are sent by the first way that fits, and recorded as an event.

One process does it, by a lease. Recorded once: `dedup` names the notice. Sent once, but for a stop
between sending and recording; then the same letter goes out again under the same id.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pymongo.collection import Collection

from sankua.core.clocks.rules import ClockBook
from sankua.core.orgs import Directory
from services.common.casestore import CaseDoc, NewEvent
from services.common.failures import is_transient, outlast
from services.common.lease import Lease
from services.common.logs import log
from services.intake import sealing
from services.intake.channels import Channel, Letter
from services.intake.domain import notices, rights
from services.intake.domain.notices import Notice
from services.intake.domain.state import Case
from services.intake.domain.story import story_of
from services.intake.handlers import Intake
from services.intake.metrics import NOTICES

SUBJECT: Final = "信访事项告知"
NONE: Final = "NONE"
"""Recorded as the channel where no way fits, as with an anonymous matter: it is not looked at again."""
_TRIES: Final = 18
_FIRST_WAIT: Final = timedelta(seconds=0.5)
_OPENS: Final = {"OPINION": "REVIEW", "REVIEW": "FINAL_REVIEW"}


@dataclass(frozen=True, slots=True)
class Telling:
    """Looks for cases with owed notices, again and again."""

    intake: Intake
    channels: Sequence[Channel]
    rules: Mapping[str, Any]
    book: ClockBook
    orgs: Directory
    waiting: Collection[dict[str, Any]]
    """Notices that failed: tries and when to try again, by id."""
    lease: Lease

    async def keep_telling(self, stopping: asyncio.Event, pause: float) -> None:
        """Until `stopping`."""
        while not stopping.is_set():
            if self.lease.due:
                await outlast("notices", lambda: asyncio.to_thread(self.lease.take))
            if self.lease.held:
                await self.round()
            await asyncio.sleep(pause)

    async def round(self, most: int = 100) -> int:
        """Tells what is owed of some cases, failed ones only when their time has come; how many."""
        now = datetime.now(UTC)
        states = self.intake.store.states
        late = await asyncio.to_thread(self.waiting.distinct, "case", {"next_at": {"$gt": now}})
        where = {"untold": 1, "_id": {"$nin": late}}
        found = await asyncio.to_thread(lambda: list(states.find(where, {"_id": 1}).limit(most)))
        for doc in found:
            await self.tell(str(doc["_id"]))
        return len(found)

    async def tell(self, case: str) -> None:
        """Tells all that is owed of a case, in order; stops at one that has to be tried again."""
        doc = await self.intake.store.load(case)
        found = Case.read(doc.parts)
        if found is None:
            return
        story = story_of(case, doc.parts)
        for notice in notices.owed(found, story, doc.parts["intake"].get("told", ())):
            due = self._due(notice, story)
            text = notices.text_of(notice, case, self.rules, self.orgs.name, due)
            name = await self._send(case, found, notice, text)
            if not name:
                return
            await self._record(case, notice, name, found.registered_by)

    def _due(self, notice: Notice, story: Sequence[Any]) -> str:
        wanted = _OPENS.get(notice.kind)
        now = self.intake.clock.now()
        return next((r.due_on for r in rights.rights(story, now, self.book) if r.kind == wanted), "")

    async def _send(self, case: str, found: Case, notice: Notice, text: str) -> str:
        """The name of the way it went; empty where it has to be tried again."""
        entry = await self.intake.vault.get(found.content_ref)
        if entry is None or entry.destroyed:
            return NONE
        person = sealing.unseal(self.intake.key(entry), entry.sealed, entry.ref)["petitioner"]
        if notice.kind == "REGISTERED":
            text += f"查询码:{self.intake.index.query_code(case)}。"
        key = f"{case}/{notice.kind}/{notice.about}"
        letter = Letter(key, SUBJECT, text, person)
        for channel in self.channels:
            if not channel.fits(person):
                continue
            try:
                await channel.send(letter)
            except Exception as exc:  # noqa: BLE001 - whatever a gateway raises: tried again, or the next way
                NOTICES.labels(channel.name, "failed").inc()
                # Only the kind of failure: a server's answer may repeat the address.
                log().warning("notice failed", case=case, kind=notice.kind, error=type(exc).__name__)
                if is_transient(exc) and await self._wait(case, key):
                    return ""
                continue
            NOTICES.labels(channel.name, "sent").inc()
            await asyncio.to_thread(self.waiting.delete_one, {"_id": key})
            return channel.name
        NOTICES.labels(NONE, "sent").inc()
        return NONE

    async def _wait(self, case: str, key: str) -> bool:
        """Notes a failure that may pass; False once it was tried often enough: then the next way is taken."""
        there = await asyncio.to_thread(self.waiting.find_one, {"_id": key}) or {}
        tries = int(there.get("tries", 0)) + 1
        if tries >= _TRIES:
            return False
        wait = min(_FIRST_WAIT * 2**tries, timedelta(hours=6))
        change = {"$set": {"case": case, "tries": tries, "next_at": datetime.now(UTC) + wait}}
        await asyncio.to_thread(lambda: self.waiting.update_one({"_id": key}, change, upsert=True))
        return True

    async def _record(self, case: str, notice: Notice, channel: str, office: str) -> None:
        data = {"kind": notice.kind, "channel": channel, "about": notice.about}
        now = self.intake.clock.now()

        def decide(doc: CaseDoc) -> list[NewEvent]:
            return [NewEvent("PetitionerNotified", data, now, office)]

        await self.intake.store.execute(case, f"notice:{case}/{notice.kind}/{notice.about}", decide)
