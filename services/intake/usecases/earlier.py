"""Earlier cases that a registration or an amendment names (同人同事): known here, and standing as is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sankua.core.errors import Problem, Refused
from services.common.auth import Principal
from services.intake.domain import firewall, same
from services.intake.domain.checks import OWN_CASE
from services.intake.domain.state import Case
from services.intake.handlers import Intake, acts_for
from services.intake.store import Entry


@dataclass(frozen=True, slots=True)
class Asking:
    """Who names an earlier case, for which matter: the digests of its people, its purpose, its division."""

    who: Principal
    purpose: str
    people: Sequence[str]
    case: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Looks up what is named. `node`: the division of this deployment, where there are others beside it."""

    intake: Intake
    node: str = ""

    async def facts(self, facts: Mapping[str, Any], asking: Asking) -> dict[str, Any]:
        """The facts with state and purpose of the earlier case as they are known here.

        Refused where it is not known, has ended without a final review, or is of the other kind: only what
        runs or is finally reviewed is linked (条例 19(3), 36(3)), an accusation only to an accusation.
        """
        named = facts.get("same_matter_case")
        if not named:
            return dict(facts)
        where = "facts.same_matter_case"
        first = await self._case(named, where, asking, strict=True)
        if first is None:
            return dict(facts)
        if (first.purpose == "ACCUSATION") != (asking.purpose == "ACCUSATION"):
            raise _wrong(where, f"{named} is of another kind; an accusation is linked only to an accusation")
        stands = same.standing(first)
        if stands == "over":
            reason = f"{named} has ended ({first.stands}) without a final review; name it as repeat_of alone"
            raise _wrong(where, reason)
        return {**facts, "same_matter_state": stands, "same_matter_purpose": first.purpose}

    async def check_repeat(self, named: str, asking: Asking) -> None:
        """Refused where the matter repeats a case that is not known."""
        if named:
            await self._case(named, "repeat_of", asking, strict=False)

    async def _case(self, named: str, where: str, asking: Asking, *, strict: bool) -> Case | None:
        if not OWN_CASE.fullmatch(named):
            raise _wrong(where, "is no case id, for example 140403-2023-000123")
        if named == asking.case:
            raise _wrong(where, f"{named} is this case itself")
        if self.node and named[:6] != self.node[:6]:
            return None  # another deployment's: nobody can look it up here
        first = Case.read((await self.intake.store.load(named)).parts)
        if first is not None:
            entry = await self.intake.vault.get(first.content_ref)
            if entry is not None and await self._may_name(named, first, entry, asking, strict):
                return first
        # One answer for all: whether another office has such a case is not said.
        raise _wrong(where, f"{named} is no case of yours or of these people; check the number")

    async def _may_name(self, named: str, first: Case, entry: Entry, asking: Asking, strict: bool) -> bool:
        """Whether the caller's office has the case, or the same people brought it to another office."""
        if first.purpose == "ACCUSATION":
            if entry.destroyed:
                return False
            whole = await self.intake.whole_facts(named, first, entry)
            if firewall.is_barred(first.registered_by, whole):
                return False
        own = acts_for(asking.who, first.registered_by, ("registrar", "importer"))
        kind = (first.purpose == "ACCUSATION") == (asking.purpose == "ACCUSATION")
        if own or (kind and set(entry.people) & set(asking.people)):
            return True
        return not strict and first.purpose != "ACCUSATION"


def _wrong(where: str, reason: str) -> Refused:
    return Refused(Problem(where, reason))
