"""Who may see a case, and who may act in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, Protocol

from sankua.core.orgs.codes import division_of
from services.dispatch.domain import steps
from services.dispatch.domain.context import Args, Context, refused
from services.dispatch.domain.registry import Step
from services.dispatch.domain.state import Case

PARTY_ROLES: Final = ("handler", "dispatcher", "supervisor", "leader", "auditor")
OFFICE_ROLES: Final = ("registrar", "dispatcher", "supervisor", "leader", "auditor")


class Right(Protocol):
    """A role held at an organ."""

    @property
    def org(self) -> str:
        """The organ."""

    @property
    def role(self) -> str:
        """The role."""


class Caller(Protocol):
    """Whoever calls."""

    @property
    def grants(self) -> Iterable[Right]:
        """The rights of the caller."""

    def may_act_for(self, org: str, *roles: str) -> bool:
        """Whether a grant at this organ with one of the roles covers it."""

    def may_see_place(self, place: str, *roles: str) -> bool:
        """Whether a grant with one of the roles covers this division."""


def parties(case: Case) -> tuple[str, ...]:
    """Every organ that the case was handed to or that decides in it: they see it unless it accuses them.

    Who passed it on, and the parties and the decider of a dispute, count; a reviewing organ does, except in
    an ACCUSATION, which has no review.
    """
    found = [org for h in case.handoffs for org in (h.to_org, h.from_org)]
    found = [org for org in found if org not in (case.office, case.registered_by)]
    if case.dispute is not None:
        found += [*case.dispute.parties, case.dispute.to_org]
    if case.purpose != "ACCUSATION":
        found.append(case.progress.reviewer)
    return tuple(dict.fromkeys(org for org in found if org))


def present(case: Case) -> tuple[str, ...]:
    """Those of the parties that a live handoff is to or from. No ACCUSATION accuses one of them.

    They were chosen by all that is known: intake lets facts be completed only while nobody has the case. The
    parties of a dispute do not count: one may stay open after the handoffs that it was about.
    """
    found = {org for h in case.handoffs if h.live for org in (h.to_org, h.from_org)}
    return tuple(org for org in parties(case) if org in found)


def takes_part(case: Case, who: Caller) -> bool:
    """Whether the caller acts for an organ that has a part in the case now."""
    return any(who.may_act_for(org, *PARTY_ROLES) for org in present(case))


def is_party(case: Case, who: Caller) -> bool:
    """Whether the caller acts for an organ that the case was handed to or that decides in it."""
    return any(who.may_act_for(org, *PARTY_ROLES) for org in parties(case))


def at_office(case: Case, who: Caller) -> tuple[str, ...]:
    """The organs through which the caller stands on the side that registered the case; () where on none.

    An importer stands there by the place alone: through no organ, given as the empty code.
    """
    offices = tuple(dict.fromkeys((case.registered_by, case.office)))
    through = tuple(org for org in offices if who.may_act_for(org, *OFFICE_ROLES))
    return through or (("",) if is_importer(case, who) else ())


def is_importer(case: Case, who: Caller) -> bool:
    """Whether the caller takes matters over from another system for the place that registered the case."""
    return who.may_see_place(division_of(case.registered_by), "importer")


def registers(case_id: str, who: Caller) -> bool:
    """Whether the caller stands on the side that registers in the place of a case id, whatever became of it.

    Whoever `at_office` lets stand there does.
    """
    place = case_id.partition("-")[0]
    if who.may_see_place(place, "importer"):
        return True
    organs = (org for org in organs_of(who) if division_of(org)[:6] == place)
    return any(who.may_act_for(org, *OFFICE_ROLES) for org in organs)


def organs_of(who: Caller) -> tuple[str, ...]:
    """All organs that the caller holds a right at."""
    return tuple(dict.fromkeys(grant.org for grant in who.grants if grant.org))


def acting(case: Case, step: Step, args: Args, who: Caller, ctx: Context) -> Context | None:
    """The context with the organ that the caller acts for in this step; None where it is not the caller's."""
    if step.name == steps.RECORD:
        return ctx if is_importer(case, who) else None
    for org, roles in step.actors(case, args, ctx):
        if org and who.may_act_for(org, *roles):
            return replace(ctx, actor=org)
    return None


def check_actor(case: Case, step: Step, args: Args, who: Caller, ctx: Context) -> Context:
    """As `acting`. Refused (FORBIDDEN), naming whose step it is; the caller is one who may see the case."""
    found = acting(case, step, args, who, ctx)
    if found is None:
        whose = [f"a {' or '.join(roles)} of {org}" for org, roles in step.actors(case, args, ctx) if org]
        said = "; ".join(dict.fromkeys(whose)) or "nobody in this state"
        raise refused("case_id", f"{step.name} is for {said}", "FORBIDDEN")
    return found
