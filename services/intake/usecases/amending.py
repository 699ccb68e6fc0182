"""补充事实: facts that dispatch asked for, set by the office that registered the matter."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sankua.core.errors import Problem, Refused
from services.common.auth import Principal
from services.common.casestore import CaseDoc, Executed, NewEvent, no_such_case
from services.intake import sealing
from services.intake.domain import checks
from services.intake.domain.matter import amended
from services.intake.domain.state import Case
from services.intake.handlers import Intake, check_reason, new_event, other_content
from services.intake.store import Entry, RefTaken
from services.intake.usecases.earlier import Asking, Earlier


@dataclass(frozen=True, slots=True)
class Amendment:
    """What is asked, under the client's id."""

    request_id: str
    case: str
    facts: Mapping[str, Any]
    reason: str

    @property
    def dedup(self) -> str:
        """The name of its commit."""
        return f"req:{self.request_id}"

    @property
    def ref(self) -> str:
        """The place of its entry in the vault, the same when it is tried again."""
        return f"vault/{self.case}/{hashlib.sha256(self.request_id.encode()).hexdigest()[:24]}"


@dataclass(frozen=True, slots=True)
class Amending:
    """Amends the facts of a matter that waits for them."""

    intake: Intake
    earlier: Earlier

    async def amend(self, asked: Amendment, who: Principal) -> bool:
        """Sets the facts that are given, keeps the others. Whether it was done just now.

        Whole facts go to the vault, then what an event may carry is committed. Repeated: nothing changes.
        """
        checks.check_request_id(asked.request_id)
        problems = checks.check_facts(asked.facts, self.intake.orgs)
        if problems:
            raise Refused(*(Problem(f"facts.{p.field}", p.reason) for p in problems))
        intake = self.intake
        found, entry = await intake.mine(asked.case, who, "registrar", "importer")
        key = intake.key(entry)
        digest = intake.index.request_digest(
            {"case": asked.case, "facts": asked.facts, "reason": asked.reason}
        )
        now = intake.clock.now()
        given = dict(asked.facts)
        if not found.derived and await intake.known.case_of(asked.dedup) == "":
            asking = Asking(who, found.purpose, entry.people, asked.case)
            given = await self.earlier.facts(given, asking)
        whole = await intake.whole_facts(asked.case, found, entry) | given
        _check(found, whole, asked.reason, sealing.unseal(key, entry.sealed, entry.ref))
        if await intake.known.case_of(asked.dedup) == "":
            found.check_waits_for_facts()
            sealed = sealing.seal(key, {"facts": whole}, asked.ref, intake.master.suite)
            await self._put(Entry(asked.ref, asked.case, digest, sealed), asked.request_id)
        fact = amended(whole, asked.ref, asked.reason, now, found.registered_by)

        def decide(doc: CaseDoc) -> Sequence[NewEvent]:
            here = Case.read(doc.parts)
            if here is None:
                raise no_such_case(asked.case)
            here.check_waits_for_facts()
            told = bool(here.facts.get("urgent")) or here.derived
            return [new_event(fact), *intake.urgent_report(whole, fact, told)]

        done = await intake.store.execute(asked.case, asked.dedup, decide)
        await self._check_same(done, asked, digest)
        return done.created

    async def _put(self, entry: Entry, request_id: str) -> None:
        try:
            await self.intake.vault.put(entry)
        except RefTaken:
            # An earlier try of this request that found no commit. Its content is compared after the commit.
            there = await self.intake.vault.get(entry.ref)
            if there is not None and there.request_digest == entry.request_digest:
                return
            raise other_content(request_id) from None

    async def _check_same(self, done: Executed, asked: Amendment, digest: str) -> None:
        if done.created:
            return
        first = done.events[0]
        entry = await self.intake.vault.get(asked.ref)
        same = first.case == asked.case and first.name == "FactsAmended" and entry is not None
        if not same or entry is None or entry.request_digest != digest:
            raise other_content(asked.request_id)


def _check(found: Case, whole: Mapping[str, Any], reason: str, private: Mapping[str, Any]) -> None:
    problems = []
    if whole.get("purpose") != found.purpose:
        problems.append(Problem("facts.purpose", f"the case is registered as {found.purpose}; leave it out"))
    if whole.get("branch") and found.purpose != "APPEAL":
        problems.append(Problem("facts.branch", "only an APPEAL has a branch (条例 31)"))
    if len(reason) > 500:
        problems.append(Problem("reason", f"{len(reason)} characters; at most 500"))
    problems += check_reason(reason, private)
    if problems:
        raise Refused(*problems)
