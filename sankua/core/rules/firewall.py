"""The accusation firewall (检举控告隔离) and recusal (回避): who may not take part, and who stands in.

《信访工作条例》第三十条: nothing of an accusation is passed to whom it is about. 第二十八条第三款:
whoever has a direct interest stays out.
"""

from __future__ import annotations

from dataclasses import dataclass

from sankua.core.orgs import Directory, county_of, division_of, organ_code
from sankua.core.rules.view import View


@dataclass(frozen=True, slots=True)
class Barred:
    """Organs that must not be named: those accused and all under them, and those with an interest
    themselves."""

    accused: tuple[str, ...]
    interested: tuple[str, ...]
    gone: str
    orgs: Directory

    def holds(self, org: str) -> bool:
        """Whether this organ is barred."""
        return (
            org in self.interested
            or org == self.gone
            or any(self.orgs.is_under(org, a) for a in self.accused)
        )

    def next_free(self, org: str) -> str | None:
        """The same organ, or the nearest above it at a higher level, that is free; None where there is
        none."""
        current: str | None = org
        while current is not None and self.holds(current):
            current = self.orgs.one_up(current)
        return current

    def superior_free(self, org: str | None) -> str | None:
        """The organ, or the nearest of its superiors, that is free; None where there is none."""
        if org is None or not self.holds(org):
            return org
        return next((up for up in self.orgs.superiors(org) if not self.holds(up)), None)


def _managed_at(org: str, orgs: Directory) -> str:
    """The place whose discipline organ has authority over an organ: of a zone the one it answers to, for the
    county it lies in has none over it."""
    place = county_of(division_of(org))
    return (orgs.parent(place) or place) if place in orgs.zones else place


def discipline_organ(view: View, orgs: Directory) -> str | None:
    """The discipline organ (纪检监察机关) of the proper level by 管理权限.

    That of the place that the accused organs share, so never one whose authority does not reach them. An
    accused organ's code is checked by pattern only: one of a place that does not exist says nothing. Without
    any other that of the matter's county. None where neither is known.
    """
    codes = [_managed_at(org, orgs) for org in view.accused]
    codes = [code for code in codes if orgs.knows_place(code)] or [code[:6] for code in view.places["matter"]]
    if not codes:
        return None
    chains = [orgs.chain(code) for code in codes]
    shared = next((code for code in chains[0] if all(code in chain for chain in chains[1:])), None)
    return organ_code("jw", shared) if shared else None
