"""The facts used for routing (定责事实): their names, types, defaults, and what makes one wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sankua.core.errors import Problem
from sankua.core.orgs import Directory, is_org_code, is_place_code

SECTORS: Final = (
    "construction_wages", "wages", "labour_dispute", "pension", "rural_land_expropriation",
    "urban_demolition", "real_estate", "village_affairs", "environment", "traffic", "education",
    "health", "market", "police", "civil_affairs", "other",
)  # fmt: skip
PURPOSES: Final = ("APPEAL", "SUGGESTION", "ACCUSATION")
BRANCHES: Final = (
    "LITIGATION", "ARBITRATION", "PARTY_PROCEDURE", "ADMINISTRATIVE_PROCEDURE", "DUTY_PERFORMANCE",
    "PETITION_PROCEDURE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactType:
    """What a fact may be. `kind`: place, places, org, orgs, enum, text, bool or int; `default` where it
    is absent.

    `digits` limits how fine a place may be. `cel` is the type that an expression sees.
    """

    kind: str
    default: Any = ""
    values: tuple[str, ...] = ()
    digits: int = 12

    @property
    def cel(self) -> str:
        """The type in expressions: string, list, bool or int."""
        return {"places": "list", "orgs": "list", "bool": "bool", "int": "int"}.get(self.kind, "string")


def _enum(*values: str) -> FactType:
    return FactType("enum", values=values)


_PLACE, _ORG, _TEXT = FactType("place"), FactType("org"), FactType("text")
_PERSON, _ORGS = FactType("place", digits=9), FactType("orgs", ())

FACTS: Final[Mapping[str, FactType]] = {
    "place_of_matter": _PLACE,
    "places_of_matter": FactType("places", ()),
    "residence": _PERSON,
    "household": _PERSON,
    "category": _TEXT,
    "sector": _enum(*SECTORS),
    "purpose": _enum(*PURPOSES),
    "branch": _enum(*BRANCHES),
    "project_supervision": _enum("county", "city", "province"),
    "project_trade": _enum("housing", "transport", "water"),
    "government_funded": FactType("bool", False),
    # Only money that is stated not to be there counts as not there.
    "funds_in_place": FactType("bool", True),
    "work_place": _PLACE,
    "registered_place": _PLACE,
    "paying_place": _PLACE,
    "claim_basis": _enum("household"),
    "zone": _PLACE,
    "zone_delegated": FactType("bool", False),
    "vertical_line": _TEXT,
    "enterprise_level": _enum("central", "provincial"),
    "power_holders": _ORGS,
    "dissolved_org": _ORG,
    "successor_org": _ORG,
    "dissolved_enterprise": _TEXT,
    "successor_enterprise": _TEXT,
    "accused_orgs": _ORGS,
    "same_matter_case": _TEXT,
    "same_matter_state": _enum("running", "final"),
    "same_matter_purpose": _enum(*PURPOSES),
    "handler_interest": _ORGS,
    "joint_count": FactType("int", 0),
    "urgent": FactType("bool", False),
}
"""Every fact of EVENTS `CaseFacts`, by name."""

_LINE: Final = re.compile(r"[a-z][a-z_]*", re.ASCII)


def check_facts(facts: Mapping[str, Any], orgs: Directory, prefix: str = "") -> list[Problem]:
    """Everything wrong with a set of facts: unknown names, types, values, divisions that do not exist.

    Organ codes are checked by pattern only, for the organ may be gone or belong elsewhere. A null counts
    as absent.
    """
    problems: list[Problem] = []
    for name, value in facts.items():
        kind = FACTS.get(name)
        if kind is None:
            problems.append(Problem(prefix + name, "unknown fact"))
        elif value is not None:
            problems.extend(
                Problem(prefix + where, reason) for where, reason in _wrong(name, value, kind, orgs)
            )
    return problems


def _wrong(name: str, value: Any, kind: FactType, orgs: Directory) -> list[tuple[str, str]]:
    """Field and reason of each thing wrong with one value."""
    if kind.kind in ("places", "orgs"):
        if not isinstance(value, list | tuple):
            return [(name, f"{value!r} is not a list")]
        one = FactType(kind.kind[:-1], digits=kind.digits)
        return [
            (f"{name}[{i}]", reason)
            for i, item in enumerate(value)
            if (reason := _CHECKS[one.kind](item, one, orgs) or ("is empty" if item == "" else ""))
        ]
    reason = _CHECKS[kind.kind](value, kind, orgs)
    if not reason and name == "vertical_line" and value and not _LINE.fullmatch(value):
        reason = f"{value!r} is not the name of a line (small letters and _)"
    return [(name, reason)] if reason else []


def _place(value: Any, kind: FactType, orgs: Directory) -> str:
    if value == "":
        return ""
    if not isinstance(value, str) or not is_place_code(value) or len(value) > kind.digits:
        shape = "6, 9 or 12" if kind.digits == 12 else "6 or 9"
        return f"{value!r} is not a division code of {shape} digits"
    return "" if orgs.knows_place(value) else f"{value} is not a known division"


def _org(value: Any, _kind: FactType, _orgs: Directory) -> str:
    if value == "" or (isinstance(value, str) and is_org_code(value)):
        return ""
    return f"{value!r} is not an organ code (division code, or division code-slug)"


def _enum_value(value: Any, kind: FactType, _orgs: Directory) -> str:
    if value == "" or (isinstance(value, str) and value in kind.values):
        return ""
    return f"{value!r} is none of {', '.join(kind.values)}"


def _text(value: Any, _kind: FactType, _orgs: Directory) -> str:
    if not isinstance(value, str):
        return f"{value!r} is not text"
    return "" if value.isprintable() else f"{value!r} holds characters that cannot be written"


def _bool(value: Any, _kind: FactType, _orgs: Directory) -> str:
    return "" if isinstance(value, bool) else f"{value!r} is not true or false"


def _int(value: Any, _kind: FactType, _orgs: Directory) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return f"{value!r} is not a whole number"
    return "" if 0 <= value < 2**31 else f"{value} is out of range"


_CHECKS: Final[Mapping[str, Callable[[Any, FactType, Directory], str]]] = {
    "place": _place,
    "org": _org,
    "enum": _enum_value,
    "text": _text,
    "bool": _bool,
    "int": _int,
}


def canonical(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that say something, by name: no nulls, no empty text or lists. Two equal cases give one
    form."""
    return {name: facts[name] for name in sorted(facts) if facts[name] not in (None, "", [], ())}
