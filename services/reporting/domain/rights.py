"""Who may see a case by its number (穿透权限): its own organs, and who answers for their places. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Final, NamedTuple

from sankua.core.counting.drill import CaseBehind
from sankua.core.orgs.codes import division_of, slug_of

OWN_ROLES: Final = frozenset({"registrar", "dispatcher", "handler", "supervisor", "leader", "auditor"})
PLACE_ROLES: Final = frozenset({"supervisor", "leader", "auditor"})
"""Roles that see the cases of other organs in the places of their grant."""


_OFFICES: Final = frozenset({"xfj", "lxb"})


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


def named_to(rights: Iterable[Right]) -> Set[str] | None:
    """The organs under which accusations are counted for somebody with these rights; None: all organs.

    He is shown what he may see case by case: his own organs. Who answers for several counties at a petition
    or joint-meeting office, or acts for no organ, sees the sums of the discipline organs, which do not tell
    whom an accusation is about; for everybody else the number that moves would (防火墙).
    """
    held = list(rights)
    if any(right.role in PLACE_ROLES and _above(right.org) for right in held):
        return None
    return frozenset(r.org for r in held if r.role in OWN_ROLES and _covers(r, r.org))


def _above(org: str) -> bool:
    return not org or (slug_of(org) in _OFFICES and division_of(org).endswith("00"))


def _own(right: Right, orgs: set[str]) -> bool:
    return right.org in orgs and right.role in OWN_ROLES and _covers(right, right.org)


def _by_place(right: Right, orgs: set[str], case: CaseBehind) -> bool:
    if case.purpose == "ACCUSATION" or right.role not in PLACE_ROLES:
        return False
    return any(_covers(right, org) for org in orgs)


def _covers(right: Right, org: str) -> bool:
    return not right.places or division_of(org).startswith(right.places)
