"""Who may see a case. A case that is hidden costs its caller the same questions as one that is not there."""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sankua.core.errors import Refused
from sankua.core.orgs import Directory
from services.common.auth import Principal
from services.common.casestore import CaseDoc
from services.common.failures import is_transient
from services.common.logs import log
from services.dispatch.domain import access, firewall
from services.dispatch.domain.state import Case

QUANTUM: Final = 0.05
"""Answers NOT_FOUND come at whole multiples of this, s: what is left of a difference does not show."""
_KEPT: Final = 20_000
"""Accusations whose private facts are remembered for lists, at most."""

PrivateFacts = Callable[[str], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was asked before deciding. `facts` are intake's of an ACCUSATION, empty for other matters."""

    facts: Mapping[str, Any] = field(default_factory=dict)


class Sight:
    """Who sees what. No accused organ, and nobody who also serves one, sees an accusation (guarantee 9)."""

    def __init__(self, orgs: Directory, private_facts: PrivateFacts) -> None:
        self._orgs = orgs
        self._ask = private_facts
        self._known: OrderedDict[tuple[str, int], Mapping[str, Any]] = OrderedDict()

    async def look(self, case_id: str, case: Case | None, who: Principal) -> Cleared | None:
        """What the caller's step may rest on; None where the caller may not see the case, or there is none.

        Only intake knows who is accused. Callers on the side that registers in the place of the id ask it
        once before each None, others never do: neither the number of questions nor intake being away tells a
        hidden case from none. An organ that had the case before it was accused sees it no more either; that
        there is one it knows.
        """
        may = case is not None and (access.is_party(case, who) or bool(access.at_office(case, who)))
        if case is not None and may and case.purpose != "ACCUSATION":
            return Cleared()
        if not may and not access.registers(case_id, who):
            return None
        facts = await self._asked(case_id)
        if case is None or not may:
            return None
        return Cleared(facts) if access.takes_part(case, who) or not self._barred(facts, who) else None

    async def lists(self, doc: CaseDoc, case: Case, who: Principal) -> bool:
        """Whether a case may stand in a list of an organ of the caller.

        Facts are remembered until intake has more to say of the case, so that a list that leaves something
        out takes as long as one that does not. While intake is away, what is not remembered is left out: a
        list that failed would tell an office that an accusation waits.
        """
        if case.purpose != "ACCUSATION":
            return True
        facts = await self._remembered(doc.case, doc.pos.get("intake", 0))
        return facts is not None and not self._barred(facts, who)

    async def _remembered(self, case_id: str, version: int) -> Mapping[str, Any] | None:
        place = case_id, version
        if place not in self._known:
            try:
                self._known[place] = await self._ask(case_id)
            except Exception as exc:
                if not is_transient(exc):
                    raise
                log().warning("intake is away: left out of a list", error=repr(exc)[:200])
                return None
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return self._known[place]

    def _barred(self, facts: Mapping[str, Any], who: Principal) -> bool:
        return any(firewall.is_barred(org, facts, self._orgs) for org in access.organs_of(who))

    async def _asked(self, case_id: str) -> Mapping[str, Any]:
        try:
            return await self._ask(case_id)
        except Refused as refused:
            if refused.code != "NOT_FOUND":
                raise
            return {}


async def veil(refused: Refused, begun: float) -> None:
    """Lets an answer NOT_FOUND wait for the end of its quantum; `begun` by time.monotonic."""
    if refused.code == "NOT_FOUND":
        took = time.monotonic() - begun
        await asyncio.sleep(math.ceil(took / QUANTUM) * QUANTUM - took)
