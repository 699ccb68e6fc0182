"""Use cases of intake: load, decide, commit. Each may be repeated under its request id without effect."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sankua.core.errors import Problem, Refused
from sankua.core.orgs import Directory
from sankua.core.orgs.codes import division_of, is_org_code
from sankua.core.times import local_date
from services.common.auth import Principal
from services.common.casestore import CaseDoc, CaseStore, Executed, NewEvent, no_such_case
from services.common.times import Clock
from services.intake import sealing
from services.intake.claims import Answered, Claims
from services.intake.domain import checks, firewall, people
from services.intake.domain.case_ids import series_of
from services.intake.domain.matter import Fact, Registration, amended, registered
from services.intake.domain.offices import urgent_receivers
from services.intake.domain.state import Case
from services.intake.keyring import Index, Keyring
from services.intake.metrics import READS
from services.intake.store import ClaimTaken, Entry, Known, RefTaken, Serials, Vault, fields_of


@dataclass(frozen=True, slots=True)
class Registered:
    """The answer to a registration."""

    case: str
    created: bool
    query_code: str = ""
    same_matter: str = ""
    """The running case of the same person and matter that it is linked to."""


class NumberTaken(Exception):
    """The drawn case number is in use already, as may be after a restore from backup."""


@dataclass(frozen=True, slots=True)
class Intake:
    """All use cases, with the parts they need."""

    store: CaseStore
    vault: Vault
    serials: Serials
    known: Known
    master: Keyring
    index: Index
    claims: Claims
    clock: Clock
    orgs: Directory

    async def register(
        self, request_id: str, data: Mapping[str, Any], who: Principal, *, maybe_known: bool = False
    ) -> Registered:
        """登记. The same request again gives the same case; its id with other content: CONFLICT.

        `maybe_known` looks first whether it was answered, as pays where files are sent again. Without, the
        unique `dedup` of the commit tells, at the price of a number that stays unused.
        """
        checks.check_request_id(request_id)
        matter = checks.check(data, self.clock.now(), "importer" in who.roles)
        check_may_register(who, matter.registered_by)
        digest = self.index.request_digest(data)
        if maybe_known and (case := await self.known.case_of(f"req:{request_id}")):
            return await self._repeated(case, request_id, digest)
        while True:
            try:
                return await self._commit(request_id, matter, digest, who.name)
            except (NumberTaken, RefTaken):
                continue
            except ClaimTaken as taken:
                try:
                    matter = await self.claims.beside(matter, taken, f"req:{request_id}")
                except Answered as done:
                    return await self._repeated(done.case, request_id, digest)

    async def amend(
        self, request_id: str, case: str, facts: Mapping[str, Any], reason: str, who: Principal
    ) -> bool:
        """补充事实: sets facts that dispatch asked for, keeps the others. Whether it was done just now."""
        checks.check_request_id(request_id)
        problems = checks.check_facts(facts)
        if problems:
            raise Refused(*(Problem(f"facts.{p.field}", p.reason) for p in problems))
        found, entry = await self.mine(case, who, "registrar", "importer")
        key = self.key(entry)
        digest = self.index.request_digest({"case": case, "facts": facts, "reason": reason})
        ref = _amendment_ref(case, request_id)
        now = self.clock.now()
        whole = await self.whole_facts(case, found, entry) | dict(facts)
        _check_amendment(found, whole, reason, sealing.unseal(key, entry.sealed, entry.ref))
        if await self.known.case_of(f"req:{request_id}") == "":
            found.check_waits_for_facts()
            sealed = sealing.seal(key, {"facts": whole}, ref, self.master.suite)
            await self._put_amendment(Entry(ref, case, digest, sealed), request_id)
        fact = amended(whole, ref, reason, now, found.registered_by)

        def decide(doc: CaseDoc) -> list[NewEvent]:
            here = Case.read(doc.parts)
            if here is None:
                raise no_such_case(case)
            here.check_waits_for_facts()
            known = bool(here.facts.get("urgent")) or here.derived
            return [new_event(fact), *self._urgent(whole, fact, known)]

        done = await self.store.execute(case, f"req:{request_id}", decide)
        await self._check_same(done, case, ref, digest, request_id)
        return done.created

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

    async def _commit(self, request_id: str, matter: Registration, digest: str, by: str) -> Registered:
        case = await self.serials.next_case(series_of(matter.registered_by, matter.time))
        entry, text_digest = self._seal(case, matter, digest, by)
        await self.vault.put(entry)
        fact = registered(matter, entry.ref, text_digest)

        def decide(doc: CaseDoc) -> list[NewEvent]:
            if Case.read(doc.parts) is not None:
                raise NumberTaken(case)
            return [new_event(fact), *self._urgent(matter.facts, fact, matter.derived)]

        try:
            done = await self.store.execute(case, f"req:{request_id}", decide, fresh=True)
        except NumberTaken:
            await self.vault.drop(entry.ref)  # with its claim: the next number makes an entry of its own
            raise
        if done.created:
            return self._receipt(case, True, fact.data)
        await self.vault.drop(entry.ref)  # another call with this request id was faster
        return await self._repeated(done.events[0].case, request_id, digest)

    def _urgent(self, facts: Mapping[str, Any], fact: Fact, known: bool) -> list[NewEvent]:
        """紧急报告 (条例 25) in the same commit, where the matter is urgent and nobody was told before."""
        if known or not facts.get("urgent"):
            return []
        told = urgent_receivers(fact.source, facts, self.orgs, local_date(fact.time))
        return [NewEvent("UrgentReported", {"to_orgs": told}, fact.time, fact.source)]

    def _receipt(self, case: str, created: bool, data: Mapping[str, Any]) -> Registered:
        same = data.get("facts", {}).get("same_matter_case", "")
        return Registered(case, created, self.index.query_code(case), same)

    def _seal(self, case: str, matter: Registration, digest: str, by: str) -> tuple[Entry, str]:
        ref, key, suite = f"vault/{case}", sealing.new_key(), self.master.suite
        private = {
            "title": matter.title,
            "content": matter.content,
            "petitioner": fields_of(matter.petitioner),
            "representatives": [fields_of(person) for person in matter.representatives],
            "facts": dict(matter.facts),
        }
        entry = Entry(
            ref=ref,
            case=case,
            request_digest=digest,
            sealed=sealing.seal(key, private, ref, suite),
            wrapped=self.master.wrap(key, ref),
            key_id=self.master.id,
            source_ref=matter.source_ref,
            claims=self.claims.of(matter),
            people=self.claims.people(matter),
            by=by,
        )
        return entry, sealing.content_digest(key, matter.title, matter.content, suite)

    async def _repeated(self, case: str, request_id: str, digest: str) -> Registered:
        entry = await self.vault.get(f"vault/{case}")
        if entry is None or entry.request_digest != digest:
            raise other_content(request_id)
        found = Case.read((await self.store.load(case)).parts)
        return self._receipt(case, False, {"facts": found.facts if found else {}})

    async def _put_amendment(self, entry: Entry, request_id: str) -> None:
        try:
            await self.vault.put(entry)
        except RefTaken:
            # An earlier try of this request that found no commit. Its content is compared after the commit.
            there = await self.vault.get(entry.ref)
            if there is not None and there.request_digest == entry.request_digest:
                return
            raise other_content(request_id) from None

    async def _check_same(self, done: Executed, case: str, ref: str, digest: str, request_id: str) -> None:
        if done.created:
            return
        first = done.events[0]
        entry = await self.vault.get(ref)
        same = first.case == case and first.name == "FactsAmended" and entry is not None
        if not same or entry is None or entry.request_digest != digest:
            raise other_content(request_id)

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


def _check_amendment(found: Case, whole: Mapping[str, Any], reason: str, private: Mapping[str, Any]) -> None:
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


def check_reason(reason: str, private: Mapping[str, Any]) -> list[Problem]:
    """What of a petitioner stands in a reason that an event will carry."""
    named = [private["petitioner"], *private.get("representatives", ())]
    return [
        Problem("reason", f"holds the petitioner's {name}; an event carries the reason, leave it out")
        for name, value in people.private_words(named)
        if value in reason
    ]


def _destroyed(entry: Entry) -> Refused:
    at = str(entry.destroyed.get("at", ""))[:10]
    return Refused(Problem("case_id", f"text and identity were destroyed on {at}"), code="STATE")


def _amendment_ref(case: str, request_id: str) -> str:
    return f"vault/{case}/{hashlib.sha256(request_id.encode()).hexdigest()[:24]}"


def other_content(request_id: str) -> Refused:
    """The refusal of a request id that was used for something else."""
    reason = f"{request_id} was answered before with other content; take a new id for another request"
    return Refused(Problem("request_id", reason), code="CONFLICT")


def new_event(fact: Fact) -> NewEvent:
    """A fact as the mechanism takes it."""
    return NewEvent(name=fact.name, data=fact.data, time=fact.time, source=fact.source)
