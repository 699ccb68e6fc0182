"""Absence: who stands in for an owner (包案), and when the owner is back. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sankua.core.times import start_of_day
from services.oversight.domain.deeds import Deed
from services.oversight.domain.seen import Seen


def returns(seen: Seen) -> Iterator[Deed]:
    """Owners who were absent own again on the day after the substitution's last."""
    for owner in seen.matter.owning():
        before = [o for o in seen.matter.owners if o.ref == owner.substitute_for]
        if owner.until is None or not before:
            continue
        at = start_of_day(owner.until + timedelta(days=1))
        data = {
            "owner_ref": owner.ref,
            "reason": "代管期满 (the substitution is over)",
            "successor_ref": before[-1].ref,
            "successor_org": before[-1].org,
        } | ({"role": owner.role} if owner.role else {})
        key = f"return/{owner.ref}@{owner.until}/{len(seen.matter.owners)}"
        moment = max(at, seen.as_of)
        yield Deed(seen.case, "OwnerReplaced", at, key, ("OWNER", "RETURN"), moment, data)
