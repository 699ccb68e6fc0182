"""Who may see a case by its number (穿透权限): its own organs, and who answers for their places. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from sankua.core.counting.drill import CaseBehind
from sankua.core.orgs.codes import division_of

OWN_ROLES: Final = frozenset({"registrar", "dispatcher", "handler", "supervisor", "leader", "auditor"})
PLACE_ROLES: Final = frozenset({"supervisor", "leader", "auditor"})
"""Roles that see the cases of other organs in the places of their grant."""


class Right(NamedTuple):
    """A role at an organ for places (prefixes of division codes; none: all)."""

    org: str
    role: str
    places: tuple[str, ...]


def may_see(case: CaseBehind, rights: Iterable[Right]) -> bool:
    """Whether somebody with these rights may see this case in a list.

    An accusation is shown to the organs that registered and lead it and to nobody else, whatever his places:
    reporting does not know who is accused, and any other organ may be the one (防火墙).
    """
    orgs = {case.registered_by, case.lead} - {""}
    return any(_own(right, orgs) or _by_place(right, orgs, case) for right in rights)


def _own(right: Right, orgs: set[str]) -> bool:
    return right.org in orgs and right.role in OWN_ROLES and _covers(right, right.org)


def _by_place(right: Right, orgs: set[str], case: CaseBehind) -> bool:
    if case.purpose == "ACCUSATION" or right.role not in PLACE_ROLES:
        return False
    return any(_covers(right, org) for org in orgs)


def _covers(right: Right, org: str) -> bool:
    return not right.places or division_of(org).startswith(right.places)
