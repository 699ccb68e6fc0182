"""登记: registration, from the checked matter to the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sankua.core.errors import Problem, Refused
from services.common.auth import Principal
from services.intake import sealing
from services.intake.claims import Answered, Claims
from services.intake.domain import checks
from services.intake.domain.case_ids import series_of
from services.intake.domain.matter import Registration, registered
from services.intake.domain.state import Case
from services.intake.handlers import Intake, check_may_register, new_event, other_content
from services.intake.openings import Openings
from services.intake.store import ClaimTaken, Entry, RefTaken, Serials, fields_of
from services.intake.usecases.earlier import Asking, Earlier


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
class Registering:
    """Registers matters: number, entry in the vault, commit; written together with those of other calls."""

    intake: Intake
    openings: Openings
    serials: Serials
    claims: Claims
    earlier: Earlier

    async def register(
        self, request_id: str, data: Mapping[str, Any], who: Principal, *, maybe_known: bool = False
    ) -> Registered:
        """登记. The same request again gives the same case; its id with other content: CONFLICT.

        `maybe_known` looks first whether it was answered, as pays where files are sent again. Without, the
        unique `dedup` of the commit tells, at the price of a number that stays unused.
        """
        checks.check_request_id(request_id)
        matter = checks.check(data, self.intake.clock.now(), "importer" in who.roles, self.intake.orgs)
        check_may_register(who, matter.registered_by)
        digest, dedup = self.intake.index.request_digest(data), f"req:{request_id}"
        # What was taken over names another system's cases: they are not looked up.
        names = not matter.derived and (matter.repeat_of or matter.facts.get("same_matter_case"))
        if (maybe_known or names) and (case := await self.intake.known.case_of(dedup)):
            return await self._repeated(case, request_id, digest)
        if names:
            matter = await self._beside_named(matter, who)
        while True:
            try:
                return await self._open(request_id, matter, digest, who.name)
            except (NumberTaken, RefTaken):
                continue
            except ClaimTaken as taken:
                try:
                    matter = await self.claims.beside(matter, taken, dedup)
                except Answered as done:
                    return await self._repeated(done.case, request_id, digest)

    async def _beside_named(self, matter: Registration, who: Principal) -> Registration:
        """The matter with what is known of the earlier cases that it names."""
        asking = Asking(who, matter.purpose, self.claims.of(matter)[1])
        try:
            await self.earlier.check_repeat(matter.repeat_of, asking)
            return replace(matter, facts=await self.earlier.facts(matter.facts, asking))
        except Refused as wrong:
            raise Refused(*(Problem(f"registration.{p.field}", p.reason) for p in wrong.problems)) from None

    async def _open(self, request_id: str, matter: Registration, digest: str, by: str) -> Registered:
        case = await self.serials.next_case(series_of(matter.registered_by, matter.time))
        entry, text_digest = self._seal(case, matter, digest, by)
        fact = registered(matter, entry.ref, text_digest)
        new = [new_event(fact), *self.intake.urgent_report(matter.facts, fact, matter.derived)]
        done = await self.intake.store.create(
            case, f"req:{request_id}", new, lambda commit: self.openings.write(entry, commit)
        )
        if done is not None and done.created:
            return self._receipt(case, True, fact.data)
        # The number is in use, or another call with this request id was faster: the claim goes as well.
        await self.intake.vault.drop(entry.ref)
        if done is None:
            raise NumberTaken(case)
        return await self._repeated(done.events[0].case, request_id, digest)

    def _seal(self, case: str, matter: Registration, digest: str, by: str) -> tuple[Entry, str]:
        master = self.intake.master
        ref, key, suite = f"vault/{case}", sealing.new_key(), master.suite
        private = {
            "title": matter.title,
            "content": matter.content,
            "petitioner": fields_of(matter.petitioner),
            "representatives": [fields_of(person) for person in matter.representatives],
            "facts": dict(matter.facts),
        }
        claims, people = self.claims.of(matter)
        entry = Entry(
            ref=ref,
            case=case,
            request_digest=digest,
            sealed=sealing.seal(key, private, ref, suite),
            wrapped=master.wrap(key, ref),
            key_id=master.id,
            source_ref=matter.source_ref,
            claims=claims,
            people=people,
            by=by,
        )
        return entry, sealing.content_digest(key, matter.title, matter.content, suite)

    async def _repeated(self, case: str, request_id: str, digest: str) -> Registered:
        entry = await self.intake.vault.get(f"vault/{case}")
        if entry is None or entry.request_digest != digest:
            raise other_content(request_id)
        found = Case.read((await self.intake.store.load(case)).parts)
        return self._receipt(case, False, {"facts": found.facts if found else {}})

    def _receipt(self, case: str, created: bool, data: Mapping[str, Any]) -> Registered:
        same = data.get("facts", {}).get("same_matter_case", "")
        return Registered(case, created, self.intake.index.query_code(case), same)
