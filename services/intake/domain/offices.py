"""Who is told of an urgent matter (条例 25), who reviews an answer (条例 35, 36): from the directory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sankua.core.orgs import Directory
from sankua.core.orgs.codes import STATE, division_of, organ_code
from services.intake.domain.firewall import is_barred


def urgent_receivers(office: str, facts: Mapping[str, Any], orgs: Directory, on: date) -> list[str]:
    """Own party committee and government, the competent department, 联席办, the own 信访局 where another
    organ registers, the next higher one and the national one, at the same time. None that an accusation bars.
    """
    place = division_of(office)
    county = place[:6]
    named = [place, organ_code("lxb", county)]
    sector, where = facts.get("sector"), facts.get("place_of_matter") or place
    competent = orgs.organ_for(sector, where, on) if sector else None
    named += [competent] if competent else []
    named += facts.get("power_holders") or []
    named += [own] if (own := organ_code("xfj", county)) != office else []
    above = orgs.parent(county)
    named += [organ_code("xfj", above)] if above else []
    named.append(organ_code("xfj", STATE))
    return [org for org in dict.fromkeys(named) if not is_barred(org, facts)]


def reviewer(answered_by: str, facts: Mapping[str, Any], orgs: Directory) -> str:
    """The organ above the one that answered: of a department its government, of a government the one above.

    Empty where there is none, or an accusation bars it: then somebody has to name one.
    """
    found = next(orgs.superiors(answered_by), "") if answered_by else ""
    return "" if found and is_barred(found, facts) else found
