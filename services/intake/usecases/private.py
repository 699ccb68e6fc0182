"""What is read or destroyed of a person's own: identity (身份) and the key of a case. Audited by the edge."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from sankua.core.clocks.rules import ClockBook
from sankua.core.errors import Problem, Refused
from services.common.auth import Principal
from services.common.casestore import no_such_case
from services.intake import sealing
from services.intake.alikes import Alikes
from services.intake.domain import firewall, rights
from services.intake.domain.state import Case
from services.intake.domain.story import accepted_lead, story_of
from services.intake.files import Files
from services.intake.handlers import Intake, check_purpose
from services.intake.metrics import READS
from services.intake.store import Entry

FINISHED = frozenset({"CONCLUDED", "NOT_ACCEPTED", "LINKED", "WITHDRAWN"})
"""Where the key of a case may be destroyed."""


@dataclass(frozen=True, slots=True)
class Private:
    """Reads of identity, destruction of keys, their wrapping anew."""

    intake: Intake
    files: Files
    alikes: Alikes
    book: ClockBook

    async def identity(self, case: str, purpose: str, who: Principal) -> list[dict[str, Any]]:
        """The petitioner and all who speak with them, for the office or the organ that leads the case."""
        check_purpose(purpose)
        _, entry = await self._reachable(case, who)
        READS.labels("RevealIdentity").inc()
        private = sealing.unseal(self.intake.key(entry), entry.sealed, entry.ref)
        people = [private["petitioner"], *private.get("representatives", ())]
        return [{k: v for k, v in person.items() if v} for person in people]

    async def destroy(self, case: str, reason: str, who: Principal) -> tuple[bool, int]:
        """销毁密钥: whether it was done just now, and how many documents went with it. Cannot be undone.

        The documents go first: after a stop between the two the call is repeated, and the key still there.
        """
        if not reason.strip():
            raise Refused(Problem("reason", "missing; say on what ground the text is destroyed"))
        found, entry = await self.intake.known_case(case)
        if not who.may_act_for(found.registered_by, "leader"):
            raise no_such_case(case)
        if entry.destroyed:
            return False, 0
        if found.stands not in FINISHED:
            stands = found.stands or "not routed yet"
            raise Refused(Problem("case_id", f"only a finished case; this one is {stands}"), code="STATE")
        now = self.intake.clock.now()
        parts = (await self.intake.store.load(case)).parts
        rights.check_nothing_runs(story_of(case, parts), now, self.book)
        documents = await self.files.destroy(case)
        await asyncio.to_thread(self.alikes.drop, case)
        record = {"at": now, "by": who.name, "reason": reason}
        done = await self.intake.vault.destroy(case, record)
        await asyncio.to_thread(self.alikes.drop, case)  # it may have been taken in meanwhile
        return done, documents

    async def rotate(self, limit: int) -> tuple[int, int]:
        """密钥轮换: keys of cases wrapped by the key in force, and how many still are not."""
        master, vault = self.intake.master, self.intake.vault
        done = 0
        for entry in await vault.wrapped_by_others(master.id, limit or 500):
            fresh = master.wrap(master.unwrap(entry.wrapped, entry.ref, entry.key_id), entry.ref)
            done += await vault.rewrap(entry, fresh, master.id)
        return done, await vault.count_others(master.id)

    async def _reachable(self, case: str, who: Principal) -> tuple[Case, Entry]:
        try:
            return await self.intake.mine(case, who, "registrar", "auditor")
        except Refused:
            found, entry = await self.intake.known_case(case)
            lead = accepted_lead(story_of(case, (await self.intake.store.load(case)).parts))
            if not lead or not who.may_act_for(lead, "handler"):
                raise
            if found.purpose == "ACCUSATION" and firewall.is_barred(
                lead, await self.intake.whole_facts(case, found, entry)
            ):
                raise
            return found, entry
