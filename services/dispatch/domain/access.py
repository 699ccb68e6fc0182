"""Who may see a case, and who may act in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

from sankua.core.orgs.codes import division_of
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


def is_party(case: Case, who: Caller) -> bool:
    """Whether the caller acts for an organ that the case was handed to. Such an organ is never barred."""
    return any(who.may_act_for(h.to_org, *PARTY_ROLES) for h in case.handoffs)


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


def organs_of(who: Caller) -> tuple[str, ...]:
    """All organs that the caller holds a right at."""
    return tuple(dict.fromkeys(grant.org for grant in who.grants if grant.org))
