"""What the use cases of intake share: whose a case is, who may see it, its facts and its key; its reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sankua.core.errors import Problem, Refused
from sankua.core.orgs import Directory
from sankua.core.orgs.codes import division_of, is_org_code
from sankua.core.times import local_date
from services.common.auth import Principal
from services.common.casestore import CaseStore, NewEvent, no_such_case
from services.common.times import Clock
from services.intake import sealing
from services.intake.domain import firewall, people
from services.intake.domain.matter import Fact
from services.intake.domain.offices import urgent_receivers
from services.intake.domain.state import Case
from services.intake.keyring import Index, Keyring
from services.intake.metrics import READS
from services.intake.store import Entry, Known, Vault


@dataclass(frozen=True, slots=True)
class Intake:
    """The cases and the vault, with the keys to it."""

    store: CaseStore
    vault: Vault
    known: Known
    master: Keyring
    index: Index
    clock: Clock
    orgs: Directory

    async def case(self, case: str, who: Principal) -> tuple[Case, Entry]:
        """What the counter may see, and its entry in the vault."""
        return await self.mine(case, who, "registrar", "dispatcher", "auditor", "leader", "importer")

    async def routing_facts(self, case: str, purpose: str) -> dict[str, Any]:
        """All facts in force, accused organs included. For dispatch only; audited by the edge."""
        check_purpose(purpose)
        found, entry = await self.known_case(case)
        READS.labels("GetRoutingFacts").inc()
        return await self.whole_facts(case, found, entry)

    async def may_have(self, case: str, orgs: Sequence[str], handle: bool) -> bool:
        """Whether organs may see a case, or `handle` it. Not said: which one may not, and why.

        For oversight only; audited by the edge.
        """
        if not orgs or not all(map(is_org_code, orgs)):
            raise Refused(Problem("orgs", "give organ codes, for example 140403-rsj"))
        found, entry = await self.known_case(case)
        READS.labels("CheckOrgans").inc()
        facts = await self.whole_facts(case, found, entry)
        barred = firewall.may_not_handle if handle else firewall.is_barred
        return not any(barred(org, facts) for org in orgs)

    async def content(self, case: str, purpose: str, who: Principal) -> tuple[str, str]:
        """Title and text, only for the office that registered the matter. Audited by the edge."""
        check_purpose(purpose)
        _, entry = await self.mine(case, who, "registrar", "auditor")
        READS.labels("ReadContent").inc()
        text = sealing.unseal(self.key(entry), entry.sealed, entry.ref)
        return text["title"], text["content"]

    def urgent_report(self, facts: Mapping[str, Any], fact: Fact, known: bool) -> list[NewEvent]:
        """紧急报告 (条例 25) in the same commit, where the matter is urgent and nobody was told before."""
        if known or not facts.get("urgent"):
            return []
        told = urgent_receivers(fact.source, facts, self.orgs, local_date(fact.time))
        return [NewEvent("UrgentReported", {"to_orgs": told}, fact.time, fact.source)]

    async def mine(self, case: str, who: Principal, *roles: str) -> tuple[Case, Entry]:
        """The case and its vault entry, for people of the office that registered it; else NOT_FOUND."""
        found, entry = await self.known_case(case)
        if not acts_for(who, found.registered_by, roles):
            raise no_such_case(case)
        if found.purpose == "ACCUSATION":
            if entry.destroyed:
                raise no_such_case(case)  # nobody can tell any more who is accused: closed to all
            whole = await self.whole_facts(case, found, entry)
            if firewall.is_barred(found.registered_by, whole):
                raise no_such_case(case)
        return found, entry

    async def known_case(self, case: str) -> tuple[Case, Entry]:
        """The case and its vault entry, whoever asks. NOT_FOUND."""
        found = Case.read((await self.store.load(case)).parts)
        if found is None:
            raise no_such_case(case)
        entry = await self.vault.get(found.content_ref)
        if entry is None:
            raise sealing.SealBroken(f"{found.content_ref}: there is no such vault entry")
        return found, entry

    async def whole_facts(self, case: str, found: Case, entry: Entry) -> dict[str, Any]:
        """All facts in force, accused organs included."""
        key = self.key(entry)
        last = await self.vault.get(found.facts_ref) if found.facts_ref else entry
        if last is None:
            raise sealing.SealBroken(f"{found.facts_ref}: there is no such vault entry of {case}")
        facts: dict[str, Any] = sealing.unseal(key, last.sealed, last.ref)["facts"]
        return facts

    def key(self, entry: Entry) -> bytes:
        """The data key of a case. STATE where it was destroyed."""
        if entry.destroyed:
            raise _destroyed(entry)
        return self.master.unwrap(entry.wrapped, entry.ref, entry.key_id)


def check_may_register(who: Principal, office: str) -> None:
    """Refused (FORBIDDEN) unless a registrar of the office, or an importer of its place."""
    if not acts_for(who, office, ("registrar", "importer")):
        raise Refused(
            Problem("registration.registered_by", f"you are no registrar of {office}"), code="FORBIDDEN"
        )


def acts_for(who: Principal, office: str, roles: tuple[str, ...]) -> bool:
    """Whether somebody acts for an office in one of the roles, or imports for its place."""
    division = division_of(office)
    people = tuple(r for r in roles if r != "importer")
    if any(who.may_act_for(org, *people) for org in {office, f"{division}-xfj"}):
        return True
    return "importer" in roles and who.may_see_place(division, "importer")


def check_purpose(purpose: str) -> None:
    """Refused where it is not said why something is read."""
    if not purpose.strip():
        raise Refused(Problem("purpose", "missing; say why it is read, the audit record keeps it"))


def check_reason(reason: str, private: Mapping[str, Any]) -> list[Problem]:
    """What of a petitioner stands in a reason that an event will carry."""
    named = [private["petitioner"], *private.get("representatives", ())]
    return [
        Problem("reason", f"holds the petitioner's {name}; an event carries the reason, leave it out")
        for name, value in people.private_words(named)
        if people.names_somebody(reason, value)
    ]


def _destroyed(entry: Entry) -> Refused:
    day = local_date(entry.destroyed["at"])
    return Refused(Problem("case_id", f"text and identity were destroyed on {day}"), code="STATE")


def other_content(request_id: str) -> Refused:
    """The refusal of a request id that was used for something else."""
    reason = f"{request_id} was answered before with other content; take a new id for another request"
    return Refused(Problem("request_id", reason), code="CONFLICT")


def new_event(fact: Fact) -> NewEvent:
    """A fact as the mechanism takes it."""
    return NewEvent(name=fact.name, data=fact.data, time=fact.time, source=fact.source)
