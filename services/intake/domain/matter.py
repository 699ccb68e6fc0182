"""One matter as it comes in, checked, and the facts that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sankua.core.times import format_time
from services.intake.domain.firewall import public_facts


@dataclass(frozen=True, slots=True)
class Fact:
    """An event to be: name, data in JSON form, when it happened, the organ that acted."""

    name: str
    data: Mapping[str, Any]
    time: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Petitioner:
    """Who petitions. Leaves intake by an audited call only."""

    name: str = ""
    phone: str = ""
    id_number: str = ""
    ref: str = ""
    email: str = ""
    id_kind: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration that passed all checks. `facts` are whole, accused organs included."""

    channel: str
    purpose: str
    facts: Mapping[str, Any]
    registered_by: str
    received_at: datetime
    time: datetime
    title: str = ""
    content: str = ""
    petitioner: Petitioner = Petitioner()
    petitioner_count: int = 1
    repeat_of: str = ""
    source_ref: str = ""
    anonymous: bool = False
    simplified: bool = False
    derived: bool = False
    representatives: tuple[Petitioner, ...] = ()
    opens: bool = True
    """Whether it may be the first of its person and matter; False once it is linked to another."""

    @property
    def people(self) -> tuple[Petitioner, ...]:
        """The petitioner and all who speak with them."""
        return (self.petitioner, *self.representatives)

    @property
    def urgent(self) -> bool:
        """Grave or urgent (条例 25)."""
        return bool(self.facts.get("urgent"))


def registered(matter: Registration, content_ref: str, content_digest: str) -> Fact:
    """CaseRegistered (登记): no text, no identity, no accused organ."""
    data: dict[str, Any] = {
        "channel": matter.channel,
        "purpose": matter.purpose,
        "branch": matter.facts.get("branch"),
        "facts": public_facts(matter.facts),
        "content_ref": content_ref,
        "content_sha256": content_digest,
        "petitioner_count": matter.petitioner_count,
        "anonymous": matter.anonymous,
        "urgent": matter.urgent,
        "registered_by": matter.registered_by,
        "received_at": format_time(matter.received_at),
        "repeat_of": matter.repeat_of,
        "simplified": matter.simplified,
        "derived": matter.derived,
    }
    return Fact("CaseRegistered", {k: v for k, v in data.items() if v}, matter.time, matter.registered_by)


def amended(facts: Mapping[str, Any], facts_ref: str, reason: str, now: datetime, source: str) -> Fact:
    """FactsAmended (补充事实) with all facts in force, old and new, as far as an event may carry them."""
    data = {"facts": public_facts(facts), "facts_ref": facts_ref, "reason": reason}
    return Fact("FactsAmended", {k: v for k, v in data.items() if v}, now, source)
