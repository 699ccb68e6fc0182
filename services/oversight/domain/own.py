"""包案: who owns a case, takes over, acts, and is released; 提级包案 when it flows back. Pure.

An owner owns a *matter*: the case, its clocks and its plan. Nothing here watches or rates a person.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sankua.core.errors import Problem, Refused
from sankua.core.orgs.codes import division_of, is_org_code, slug_of
from sankua.core.times import local_date
from services.oversight.domain.laws import LEVELS, Laws, Scheme
from services.oversight.domain.matter import Matter, Owner, owner_of
from services.oversight.domain.steps import Asked, View, day_of, state, text

CANNOT_OWN = "this organ cannot own this case; choose another"
"""Said for every organ that may not: who is accused or interested must not show."""


def assign(view: View, asked: Asked) -> dict[str, Any]:
    """落实包案. A team (五包一) has one owner per role, a single scheme one owner at a time."""
    scheme = view.laws.scheme(text(asked, "scheme"), view.today)
    level, ref = text(asked, "level"), text(asked, "owner_ref")
    role = str(asked.get("role", ""))
    if level not in scheme.levels:
        raise Refused(Problem("level", f"{scheme.id} is owned at {', '.join(sorted(scheme.levels))}"))
    if scheme.roles and role not in scheme.roles:
        raise Refused(Problem("role", f"{scheme.id} has the roles {', '.join(scheme.roles)}"))
    if role and not scheme.roles:
        raise Refused(Problem("role", f"{scheme.id} has one owner and no roles"))
    org = may_own(text(asked, "owner_org"), "owner_org", scheme)
    owning = view.standing.matter.owning()
    if not view.standing.open:
        raise state("case_id", "the case is closed; only open cases are owned")
    if any(owner.ref == ref for owner in owning):
        raise state("owner_ref", f"{ref} owns it already")
    if any((owner.scheme, owner.role) == (scheme.id, role) for owner in owning):
        raise state(
            "scheme", f"{scheme.id} {role} has an owner; hand over by ReplaceOwner".replace("  ", " ")
        )
    data = {"owner_ref": ref, "owner_org": org, "level": level, "scheme": scheme.id}
    return data | ({"role": role} if role else {})


def may_own(org: str, field: str, scheme: Scheme | None) -> str:
    """The organ, where its kind may own by this scheme."""
    if not is_org_code(org):
        raise Refused(Problem(field, f"{org!r} is no organ code; write for example 140403-rsj"))
    if scheme is not None and slug_of(org) in scheme.barred_slugs:
        raise Refused(Problem(field, f"{scheme.id} has no part for this kind of organ"))
    return org


def replaced(view: View, asked: Asked) -> dict[str, Any]:
    """Hand-over, or substitution until a day, with the file as it stands."""
    owner = _owner(view, asked)
    successor = text(asked, "successor_ref")
    if any(other.ref == successor for other in view.standing.matter.owning()):
        raise state("successor_ref", f"{successor} owns it already")
    scheme = view.laws.known_scheme(owner.scheme, owner.since)
    org = may_own(str(asked.get("successor_org") or owner.org), "successor_org", scheme)
    data = {
        "owner_ref": owner.ref,
        "reason": text(asked, "reason"),
        "successor_ref": successor,
        "successor_org": org,
        "file": file_of(view),
    }
    if asked.get("until"):
        data["until"] = day_of(asked, "until", view.today)
    return data | ({"role": owner.role} if owner.role else {})


def file_of(view: View) -> dict[str, Any]:
    """The file's state at a hand-over: clocks, open steps, last act; no word of the petition."""
    matter = view.standing.matter
    live = view.standing.live
    acts = [owner.last_act for owner in matter.owning() if owner.last_act]
    return {
        "live_clocks": len(live),
        "red_clocks": sum(clock.light == "RED" for clock in live),
        "open_steps": sum(not step.get("done") for step in matter.steps),
        "last_act_on": max(acts).isoformat() if acts else "",
    }


def acted(view: View, asked: Asked) -> dict[str, Any]:
    """接访, 下访, 研判, 一案一策. A plan names its steps with days, numbered from 1."""
    owner = _owner(view, asked)
    act = text(asked, "act")
    data: dict[str, Any] = {"owner_ref": owner.ref, "act": act}
    steps = list(asked.get("steps", ()))
    if act == "PLAN" and not steps:
        raise Refused(Problem("steps", "a plan (一案一策) names its steps"))
    if steps and act != "PLAN":
        raise Refused(Problem("steps", "only a PLAN has steps"))
    for number, step in enumerate(steps, 1):
        where = f"steps.{number - 1}"
        if step.get("number") != number:
            raise Refused(Problem(f"{where}.number", f"{step.get('number', 0)}; count from 1, here {number}"))
        text(step, "title", 60)
        day_of(step, "due_on")
    return data | ({"steps": steps} if steps else {})


def released(view: View, asked: Asked) -> dict[str, Any]:
    """销案: only of a concluded matter, with the acts that the scheme wants and no step open."""
    owner, matter = _owner(view, asked), view.standing.matter
    if not matter.concluded:
        raise state(
            "case_id", "not concluded (办结): an owner is released afterwards; ReplaceOwner hands over"
        )
    missing = missing_acts(owner, view.laws.known_scheme(owner.scheme, owner.since))
    if missing:
        raise state("owner_ref", f"{owner.scheme} still wants {', '.join(missing)}")
    if any(not step.get("done") for step in matter.steps):
        raise state("owner_ref", "steps of the plan are open; record the plan with all of them done")
    data = {"owner_ref": owner.ref, "reason": text(asked, "reason")}
    return data | ({"role": owner.role} if owner.role else {})


def missing_acts(owner: Owner, scheme: Scheme | None) -> list[str]:
    """Acts that the scheme wants and nobody has recorded."""
    done = {act for act, _ in owner.acts}
    return [act for act in (scheme.acts if scheme else ()) if act not in done]


def _owner(view: View, asked: Asked) -> Owner:
    ref = text(asked, "owner_ref")
    found = owner_of(view.standing.matter, ref)
    if found is None:
        raise state("owner_ref", f"{ref} does not own this case")
    return found


def raised(matter: Matter, laws: Laws, org: str) -> dict[str, Any]:
    """提级包案: the chief (主要领导) of `org` owns a matter that flowed back."""
    return {
        "owner_ref": f"{division_of(org)}/chief",
        "owner_org": org,
        "level": level_of(org),
        "scheme": laws.raising.scheme,
        "raised": True,
    }


def candidates(matter: Matter, office: str, laws: Laws) -> list[str]:
    """The governments that may take what flowed back, nearest first: above its last owner's level."""
    place = division_of(office)
    chain = [place[:6], place[:4] + "00", place[:2] + "0000"]
    last = matter.owners[-1].level if matter.owners else level_of(place)
    wanted = min(LEVELS.index(last) + laws.raising.levels_up, len(LEVELS) - 1)
    found = [code for code in dict.fromkeys(chain) if LEVELS.index(level_of(code)) >= wanted]
    return found or chain[-1:]


def level_of(org: str) -> str:
    """The level of an organ by the digits of its code."""
    place = division_of(org)
    if len(place) > 6:
        return "TOWNSHIP"
    return "PROVINCE" if place.endswith("0000") else "CITY" if place.endswith("00") else "COUNTY"


def to_raise(matter: Matter, laws: Laws) -> bool:
    """Whether a matter flowed back and nobody of a higher level has taken it since."""
    if not matter.flowed_back or matter.reopened is None or not laws.raising.scheme:
        return False
    since = local_date(matter.reopened.time) - timedelta(days=1)
    return not any(owner.raised and owner.since > since for owner in matter.owners)
