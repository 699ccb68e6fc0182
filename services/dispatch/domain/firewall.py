"""What a routing decision may say in an event when the matter is an ACCUSATION (检举控告, 条例 30)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sankua.core.orgs import Directory
from sankua.core.orgs.codes import is_org_code, is_place_code
from sankua.core.rules import Decision

_SECRET: Final = frozenset(
    {"accused_orgs", "power_holders", "handler_interest", "dissolved_org", "successor_org"}
)


def is_barred(org: str, facts: Mapping[str, Any], orgs: Directory) -> bool:
    """Whether an organ is accused in an ACCUSATION, or under an accused one: it never sees the case."""
    accused = facts.get("accused_orgs") or ()
    return facts.get("purpose") == "ACCUSATION" and any(orgs.is_under(org, a) for a in accused)


def sayable(decision: Decision, facts: Mapping[str, Any], case: str, orgs: Directory) -> dict[str, Any]:
    """The decision as an event carries it: of an ACCUSATION no `excluded`, no fact that names an accused.

    Its id is derived anew, from what is said: the id over all facts would tell the accused organ to whoever
    tries all organs.
    """
    if facts.get("purpose") != "ACCUSATION":
        return decision.to_event()
    found = decision.to_json()
    accused = tuple(facts.get("accused_orgs") or ())
    trace = [{**t, "facts": _spoken(t["facts"], accused, orgs)} for t in found["trace"]]
    said = {**found, "excluded": [], "trace": trace, "decision_id": ""}
    text = json.dumps([case, said], ensure_ascii=False, sort_keys=True)
    return {**said, "decision_id": hashlib.sha256(text.encode()).hexdigest()[:32]}


def _spoken(facts: Mapping[str, str], accused: Iterable[str], orgs: Directory) -> dict[str, str]:
    return {
        name: text
        for name, text in facts.items()
        if name not in _SECRET and not any(_names(code, a, orgs) for code in text.split(",") for a in accused)
    }


def _names(code: str, accused: str, orgs: Directory) -> bool:
    if code == accused:
        return True
    coded = is_place_code(code) or is_org_code(code)
    return coded and orgs.is_under(code[:9] if is_place_code(code) else code, accused)
