"""Telling the petitioner (告知): owed notices are sent by the first way that fits, and recorded as an event.

One process does it, by a lease. Recorded once: `dedup` names the notice. A notice is claimed before it is
sent; one that a stop left claimed is sent again only where the channel makes nothing of a second time, else
it is unclear and waits for a person (`SettleNotice`). See docs/adr/0026-notices-once.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sankua.core.clocks.rules import ClockBook
from sankua.core.orgs import Directory
from services.common.casestore import CaseDoc, NewEvent
from services.common.failures import is_transient, outlast
from services.common.lease import Lease
from services.common.logs import log
from services.intake import sealing
from services.intake.channels import Channel, Letter, Unclear
from services.intake.domain import notices, rights
from services.intake.domain.notices import Notice
from services.intake.domain.state import Case
from services.intake.domain.story import story_of
from services.intake.handlers import Intake
from services.intake.metrics import NOTICES, UNCLEAR
from services.intake.sendings import Sending, Sendings

SUBJECT: Final = "信访事项告知"
NONE: Final = "NONE"
"""Recorded as the channel where no way fits, as with an anonymous matter: it is not looked at again."""
REFUSED: Final = "REFUSED"
_TRIES: Final = 18
_FIRST_WAIT: Final = timedelta(seconds=0.5)
OPENS: Final = {"OPINION": "REVIEW", "REVIEW_DELIVERED": "FINAL_REVIEW"}
"""Notices that open a window of the petitioner, and which: they tell its last day."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Looks for cases with owed notices, again and again."""

    intake: Intake
    channels: Sequence[Channel]
    rules: Mapping[str, Any]
    book: ClockBook
    orgs: Directory
    sendings: Sendings
    lease: Lease

    async def keep_telling(self, stopping: asyncio.Event, pause: float) -> None:
        """Until `stopping`."""
        while not stopping.is_set():
            await self._prolong()
            if self.lease.held:
                await self.round(stopping)
            else:
                UNCLEAR.set(0)  # counted by the process that tells: an old count here would never end
            await asyncio.sleep(pause)

    async def round(self, stopping: asyncio.Event, most: int = 100) -> int:
        """Tells what is owed of some cases, failed ones only when their time has come; how many."""
        states = self.intake.store.states
        late = await self.sendings.resting()
        left = [sending.case for sending in await self.sendings.all_of("sending")]
        where = {"untold": 1, "_id": {"$nin": [*late, *left]}}
        found = await asyncio.to_thread(lambda: list(states.find(where, {"_id": 1}).limit(most)))
        for case in [*left, *(str(doc["_id"]) for doc in found)]:
            await self._prolong()
            if stopping.is_set() or not self.lease.held:
                break
            await self.tell(case)
        UNCLEAR.set(await self.sendings.count("unclear"))
        return len(found)

    async def _prolong(self) -> None:
        if self.lease.due:
            await outlast("notices", lambda: asyncio.to_thread(self.lease.claim))

    async def tell(self, case: str) -> None:
        """Tells all that is owed of a case, in order; stops at one that has to be tried again."""
        doc = await self.intake.store.load(case)
        found = Case.read(doc.parts)
        if found is None:
            return
        story = story_of(case, doc.parts)
        owed = notices.owed(found, story, doc.parts["intake"].get("told", ()))
        begun = await self.sendings.of_case(case)
        for key in begun.keys() - {key_of(case, notice) for notice in owed}:
            await self.sendings.done(key)  # its event was recorded just before a stop
        for notice in owed:
            due = self._due(notice, story)
            text = notices.text_of(notice, case, self.rules, self.orgs.name, due)
            if not await self._tell_one((case, found), notice, text, begun.get(key_of(case, notice))):
                return

    async def _tell_one(self, of: tuple[str, Case], notice: Notice, text: str, there: Sending | None) -> bool:
        """False where the notice has to be tried again before any later one. `there`: what is known of it."""
        (case, found), key = of, key_of(of[0], notice)
        if there is not None and there.state == "unclear":
            await self.sendings.unclear(key)  # rests again; the later ones are told
            return True
        if there is not None and there.state == "sending" and not self._repeatable(there.channel):
            await self._unclear(there)
            return True
        name = await self._send(of, notice, text, there)
        if name is None:
            return False
        if name:
            await self._record(case, notice, name, found.registered_by)
            await self.sendings.done(key)
        return True

    def _repeatable(self, channel: str) -> bool:
        return any(c.repeatable for c in self.channels if c.name == channel)

    async def _unclear(self, sending: Sending) -> None:
        NOTICES.labels(sending.channel, "unclear").inc()
        log().warning("notice unclear", case=sending.case, kind=sending.kind, channel=sending.channel)
        await self.sendings.unclear(sending.key)

    def _due(self, notice: Notice, story: Sequence[Any]) -> str:
        wanted = OPENS.get(notice.kind)
        now = self.intake.clock.now()
        return next((r.due_on for r in rights.rights(story, now, self.book) if r.kind == wanted), "")

    async def _send(
        self, of: tuple[str, Case], notice: Notice, text: str, there: Sending | None
    ) -> str | None:
        """The name of the way it went; empty where that is unclear, None where it has to be tried again."""
        case, found = of
        entry = await self.intake.vault.get(found.content_ref)
        if entry is None or entry.destroyed:
            return NONE
        person = sealing.unseal(self.intake.key(entry), entry.sealed, entry.ref)["petitioner"]
        if notice.kind == "REGISTERED":
            text += f"查询码:{self.intake.index.query_code(case)}。"
        key = key_of(case, notice)
        letter = Letter(key, SUBJECT, text, person)
        about: dict[str, Any] = {
            "case": case,
            "office": found.registered_by,
            "kind": notice.kind,
            "about": notice.about,
        }
        for channel in self._ways(person, there):
            outcome = await self._by(channel, letter, Sending(key, channel=channel.name, **about), there)
            if outcome != REFUSED:
                return outcome
        NOTICES.labels(NONE, "sent").inc()
        return NONE

    def _ways(self, person: Mapping[str, str], there: Sending | None) -> list[Channel]:
        """The ways that fit; one that a stop broke off goes on where it was."""
        names = [channel.name for channel in self.channels]
        first = names.index(there.channel) if there is not None and there.state == "sending" else 0
        return [channel for channel in self.channels[first:] if channel.fits(person)]

    async def _by(
        self, channel: Channel, letter: Letter, sending: Sending, there: Sending | None
    ) -> str | None:
        """As `_send`, by one way; REFUSED where the next one is to be taken."""
        tries = there.tries if there is not None else 0
        again = there is not None and there.state == "sending"
        if not await self.sendings.claim(sending) and not again:
            return None  # another process tells just now: this one has lost the lease
        try:
            await channel.send(letter)
        except Unclear:
            await self._unclear(sending)
            return ""
        except Exception as exc:  # noqa: BLE001 - whatever a gateway raises: tried again, or the next way
            NOTICES.labels(channel.name, "failed").inc()
            # Only the kind of failure: a server's answer may repeat the address.
            log().warning("notice failed", case=sending.case, kind=sending.kind, error=type(exc).__name__)
            return None if await self._wait(sending.key, tries + 1, is_transient(exc)) else REFUSED
        NOTICES.labels(channel.name, "sent").inc()
        return channel.name

    async def _wait(self, key: str, tries: int, passing: bool) -> bool:
        """Notes a failure; False where it will not pass, or was tried often enough: then the next way."""
        again = passing and tries < _TRIES
        pause = min(_FIRST_WAIT * 2**tries, timedelta(hours=6)) if again else timedelta()
        await self.sendings.wait(key, tries if again else 0, pause)
        return again

    async def _record(self, case: str, notice: Notice, channel: str, office: str) -> None:
        data = {"kind": notice.kind, "channel": channel, "about": notice.about}
        now = self.intake.clock.now()

        def decide(doc: CaseDoc) -> list[NewEvent]:
            return [NewEvent("PetitionerNotified", data, now, office)]

        await self.intake.store.execute(case, f"notice:{key_of(case, notice)}", decide)


def key_of(case: str, notice: Notice) -> str:
    """The name of a notice, the same for ever: of its file, its Message-ID, its claim and its record."""
    return f"{case}/{notice.kind}/{notice.about}"
