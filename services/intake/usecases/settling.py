"""Notices of which nobody knows whether they went out: the office finds out, and says so."""

from __future__ import annotations

from dataclasses import dataclass

from sankua.core.errors import Problem, Refused
from services.common.auth import Principal
from services.common.casestore import CaseDoc, NewEvent
from services.intake.domain.state import Case
from services.intake.handlers import Intake
from services.intake.sendings import Sending, Sendings


@dataclass(frozen=True, slots=True)
class Settling:
    """What a stop between sending and recording leaves to a person."""

    intake: Intake
    sendings: Sendings

    async def unclear(self, office: str, who: Principal) -> list[Sending]:
        """Unclear notices of an office, oldest first. FORBIDDEN for any other office's people."""
        if not who.may_act_for(office, "registrar"):
            raise Refused(Problem("office", f"you are no registrar of {office}"), code="FORBIDDEN")
        return await self.sendings.all_of("unclear", [office])

    async def settle(self, case: str, which: tuple[str, str], arrived: bool, who: Principal) -> bool:
        """It arrived: recorded as told by the way it went. It did not: it is sent again, under the same id.

        `which`: kind and about. False where it was settled so before; repeated, it changes nothing.
        STATE where it is owed and was never unclear.
        """
        found, _ = await self.intake.mine(case, who, "registrar")
        key = f"{case}/{which[0]}/{which[1]}"
        there = (await self.sendings.of_case(case)).get(key)
        if there is None or there.state != "unclear":
            return await self._settled_before(key, arrived)
        if arrived:
            await self._record(there, found)
        await self.sendings.done(key)
        return True

    async def _settled_before(self, key: str, arrived: bool) -> bool:
        if not arrived or await self.intake.store.find(f"notice:{key}") is not None:
            return False
        raise Refused(Problem("about", f"{key} is not unclear: it is still owed, or was never"), code="STATE")

    async def _record(self, there: Sending, found: Case) -> None:
        data = {"kind": there.kind, "channel": there.channel, "about": there.about}
        now = self.intake.clock.now()

        def decide(doc: CaseDoc) -> list[NewEvent]:
            return [NewEvent("PetitionerNotified", data, now, found.registered_by)]

        await self.intake.store.execute(there.case, f"notice:{there.key}", decide)
