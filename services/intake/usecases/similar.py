"""筛重: earlier matters that may be the same. The machine shows them; whether they are, a person says."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sankua.core.errors import Problem, Refused
from services.common.auth import Principal
from services.intake import sealing
from services.intake.alikes import Alikes
from services.intake.claims import Claims
from services.intake.domain import alike, checks, firewall
from services.intake.domain.matter import Petitioner
from services.intake.domain.people import all_marks
from services.intake.domain.state import Case
from services.intake.handlers import Intake, acts_for, check_may_register, check_purpose
from services.intake.metrics import READS


@dataclass(frozen=True, slots=True)
class Candidate:
    """An earlier matter that may be the same."""

    case: str
    likeness: alike.Likeness
    same_person: bool
    stands: str


@dataclass(frozen=True, slots=True)
class Similar:
    """Candidates for a matter that is registered, or for one that is about to be."""

    intake: Intake
    claims: Claims
    alikes: Alikes

    async def find(
        self, case: str, draft: Mapping[str, Any], purpose: str, most: int, who: Principal
    ) -> list[Candidate]:
        """Candidates, most alike first: only matters of offices that the caller acts for.

        Accusations are candidates of accusations alone, and none that bars the caller's office (条例 30).
        """
        check_purpose(purpose)
        if bool(case) == bool(draft):
            raise Refused(Problem("case_id", "give a case id or a registration, one of the two"))
        wanted, people, kind = await (self._registered(case, who) if case else self._draft(draft, who))
        READS.labels("FindSimilar").inc()
        found = await asyncio.to_thread(self.alikes.find, wanted, people, case)
        same = {name: person for name, _, person in found}
        shown: list[Candidate] = []
        for name, likeness in alike.ranked([(n, like) for n, like, _ in found], len(found)):
            stands = await self._visible(name, kind, who)
            if stands is not None:
                shown.append(Candidate(name, likeness, same[name], stands))
            if len(shown) == (most or 10):
                break
        return shown

    async def _registered(self, case: str, who: Principal) -> tuple[alike.Matter, list[str], str]:
        found, entry = await self.intake.mine(case, who, "registrar")
        private = sealing.unseal(self.intake.key(entry), entry.sealed, entry.ref)
        matter = alike.matter(private["title"], private["content"], private["facts"])
        return matter, list(entry.people), found.purpose

    async def _draft(self, draft: Mapping[str, Any], who: Principal) -> tuple[alike.Matter, list[str], str]:
        check_may_register(who, str(draft.get("registered_by") or ""))
        facts = draft.get("facts") or {}
        problems = checks.check_facts(facts, self.intake.orgs)
        if problems:
            raise Refused(*(Problem(f"registration.facts.{p.field}", p.reason) for p in problems))
        named = [draft.get("petitioner") or {}, *(draft.get("representatives") or ())]
        marks = all_marks(Petitioner(**person) for person in named)
        people = [self.claims.index.mark("person", mark) for mark in marks]
        matter = alike.matter(draft.get("title", ""), draft.get("content", ""), facts)
        return matter, people, str(draft.get("purpose") or "")

    async def _visible(self, case: str, kind: str, who: Principal) -> str | None:
        found = Case.read((await self.intake.store.load(case)).parts)
        if found is None or not acts_for(who, found.registered_by, ("registrar",)):
            return None
        if (found.purpose == "ACCUSATION") != (kind == "ACCUSATION"):
            return None
        if kind == "ACCUSATION":
            _, entry = await self.intake.known_case(case)
            whole = await self.intake.whole_facts(case, found, entry)
            if firewall.is_barred(found.registered_by, whole):
                return None
        return found.stands
