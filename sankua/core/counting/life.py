"""The life of one case as it was known at a moment: corrected, in the order of what happened."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Any, Final, NamedTuple

from sankua.core.counting.books import CountingRules
from sankua.core.counting.rows import Row
from sankua.core.events import Event
from sankua.core.times import SHANGHAI, parse_time

_RANK: Final = {"dispatch": 1, "intake": 2, "oversight": 3}
_INTEGERS: Final = frozenset({"petitioner_count", "days", "amount_fen", "hop_count", "joint_count", "target"})
_BOOLEANS: Final = frozenset(
    {"anonymous", "urgent", "simplified", "derived", "raised", "adopted", "agreed", "resolved", "educated",
     "assisted", "handled_by_law", "government_funded", "funds_in_place", "zone_delegated"}
)  # fmt: skip
_ENVELOPE: Final = frozenset({"time", "source", "type"})
_RELEASING: Final = frozenset({"ObjectionUpheld", "UnitNotAccepted"})
VOID: Final = ""
"""A correction of `type` to nothing says that the event never happened."""


class Fact(NamedTuple):
    """One event as the figures read it; `time` and `recorded` are RFC 3339 text with the Shanghai offset."""

    time: str
    rank: int
    stream: str
    seq: int
    name: str
    recorded: str
    source: str
    data: Mapping[str, Any]

    @property
    def event_id(self) -> tuple[str, int]:
        """The stream (`[node/]producer`) and the place in it."""
        return (self.stream, self.seq)


def facts(row: Row, as_of: str) -> list[Fact]:
    """What had happened and was recorded by `as_of`, corrections applied, in order of time.

    At one moment registration comes first, then what dispatch did, then what the petitioner did about it.
    """
    found: list[Fact] = []
    corrections: list[Fact] = []
    for stream, entries in row["streams"].items():
        rank_of_stream = _RANK.get(stream.rpartition("/")[2], 4)
        for seq, name, time, recorded, source, data in entries:
            if (recorded or time) <= as_of:
                rank = 0 if name == "CaseRegistered" else rank_of_stream
                fact = Fact(time, rank, stream, seq, name, recorded or time, source, data)
                (corrections if name == "EventCorrected" else found).append(fact)
    if corrections:
        found = _corrected(
            found, sorted((c for c in corrections if c.time <= as_of), key=_order_of_recording)
        )
    found = [fact for fact in found if fact.time <= as_of]
    found.sort(key=_order)
    return found


def _order(fact: Fact) -> tuple[str, int, str, int]:
    return fact[:4]


def _order_of_recording(fact: Fact) -> tuple[str, str, int, str, int]:
    return (fact.recorded, *fact[:4])


def _corrected(found: Iterable[Fact], corrections: Iterable[Fact]) -> list[Fact]:
    by_id = {fact.event_id: fact for fact in found}
    for correction in corrections:
        target = corrected_id(correction.data)
        fact = by_id.get(target)
        if fact is not None:
            changed = _changed(fact, correction.data)
            if changed is None:
                del by_id[target]
            else:
                by_id[target] = changed
    return list(by_id.values())


def corrected_id(data: Mapping[str, Any]) -> tuple[str, int]:
    """The stream and seq that an `EventCorrected` names; ("", 0) where its id is none."""
    parts = str(data.get("event_id", "")).split("/", 1)
    stream, _, seq = parts[-1].rpartition("/")
    return (stream, int(seq)) if seq.isdigit() else ("", 0)


def _changed(fact: Fact, correction: Mapping[str, Any]) -> Fact | None:
    """The fact with one field set anew; None where it is void, unchanged where the new value does not fit."""
    field = str(correction.get("field", ""))
    new = correction.get("new", "")
    if field == "time":
        try:
            return fact._replace(time=parse_time(str(new)).astimezone(SHANGHAI).isoformat())
        except ValueError:
            return fact
    if field == "source":
        return fact._replace(source=str(new).removeprefix("/orgs/"))
    if field == "type":
        name = str(new).rpartition(".")[2]
        return None if name == VOID else fact._replace(name=name)
    path = field.removeprefix("data.").split(".")
    return fact._replace(data=_set(fact.data, path, new))


def _set(data: Mapping[str, Any], path: list[str], new: Any) -> dict[str, Any]:
    head, rest = path[0], path[1:]
    held = data.get(head)
    if rest:
        return {**data, head: _set(held if isinstance(held, Mapping) else {}, rest, new)}
    value = _typed(head, held, new)
    if value is None or value == "":
        return {name: part for name, part in data.items() if name != head}
    return {**data, head: value}


def _typed(name: str, held: Any, new: Any) -> Any:
    """The new value in the type of the field: corrections carry text."""
    if not isinstance(new, str):
        return new
    if isinstance(held, bool) or name in _BOOLEANS:
        return new.strip().lower() == "true"
    if isinstance(held, int) or name in _INTEGERS:
        return int(new) if new.strip().lstrip("-").isdigit() else held
    if isinstance(held, list | dict):
        try:
            return json.loads(new)
        except ValueError:
            return [new] if isinstance(held, list) else held
    return new


class Life:
    """One case at one moment: its facts by name, and what follows from them."""

    def __init__(self, case: str, found: list[Fact], rules: CountingRules) -> None:
        self.case = case
        self.facts = found
        self.rules = rules
        self._named: dict[str, list[Fact]] = {}
        for fact in found:
            self._named.setdefault(fact.name, []).append(fact)

    def of(self, *names: str) -> list[Fact]:
        """The facts of these names, in order of time."""
        named = self._named
        if len(names) == 1:
            return named.get(names[0], [])
        found = [named[name] for name in names if name in named]
        if len(found) < 2:
            return found[0] if found else []
        return sorted(chain.from_iterable(found), key=_order)

    @cached_property
    def registered(self) -> Fact | None:
        """登记; None for a case that another deployment registered."""
        first = self.of("CaseRegistered")
        return first[0] if first else None

    @cached_property
    def derived(self) -> bool:
        """Taken over with times that nobody recorded: in no rate."""
        return self.registered is not None and bool(self.registered.data.get("derived"))

    @cached_property
    def intake_facts(self) -> Mapping[str, Any]:
        """The routing facts, amendments applied."""
        merged: dict[str, Any] = {}
        for fact in self.of("CaseRegistered", "FactsAmended"):
            merged.update(fact.data.get("facts") or {})
        return merged

    @cached_property
    def branch(self) -> str | None:
        """Branch of 条例 31: as amended, else as registered."""
        amended = [f.data["facts"]["branch"] for f in self.of("FactsAmended") if _has_branch(f)]
        if amended:
            return str(amended[-1])
        registered = self.registered.data if self.registered else {}
        return registered.get("branch") or self.intake_facts.get("branch")

    @cached_property
    def closed_by(self) -> str:
        """What closed the case: an event name or a routing outcome; "" while it is open or not ours."""
        closer = ""
        for fact in self.facts:
            if fact.name == self.rules.reopened_by:
                closer = ""
            elif fact.name == "CaseRouted":
                outcome = outcome_of(fact)
                if outcome in self.rules.closing_outcomes:
                    closer = closer or outcome
                elif closer in self.rules.closing_outcomes:
                    closer = ""
            elif fact.name in self.rules.closed_by:
                closer = fact.name
        return closer

    @cached_property
    def open(self) -> bool:
        """Registered here, and not closed since."""
        return self.registered is not None and not self.closed_by

    @cached_property
    def lead(self) -> str | None:
        """主办 at this moment, provisional or settled; None where nobody is."""
        lead: str | None = None
        lead_handoffs: dict[str, str] = {}
        for fact in self.facts:
            data = fact.data
            if fact.name == "CaseRouted":
                if outcome_of(fact) not in self.rules.closing_outcomes:
                    lead = (data.get("decision") or {}).get("lead") or lead
            elif fact.name == "HandoffOffered" and offers_lead(fact):
                lead = lead_handoffs[str(data.get("handoff_id"))] = str(data.get("to_org", ""))
            elif fact.name in ("DisputeAgreed", "DisputeDecided"):
                lead = data.get("lead") or lead
            elif fact.name in _RELEASING and lead_handoffs.get(str(data.get("handoff_id"))) == lead:
                lead = None
        return lead

    def clock_events(self) -> list[Event]:
        """The same facts as events, for the clock engine."""
        return [self._event(fact) for fact in self.facts]

    def _event(self, fact: Fact) -> Event:
        node, _, producer = fact.stream.rpartition("/")
        time = datetime.fromisoformat(fact.time)
        recorded = time if fact.recorded == fact.time else datetime.fromisoformat(fact.recorded)
        return Event(
            fact.name, self.case, fact.seq, producer, time, recorded, fact.source, node, data=fact.data
        )


def offers_lead(fact: Fact) -> bool:
    """Whether a HandoffOffered carries the lead (主办); a report upwards (报请) does not."""
    return fact.data.get("role", "LEAD") == "LEAD" and fact.data.get("mode") != "REPORT_UP"


def _has_branch(fact: Fact) -> bool:
    return bool((fact.data.get("facts") or {}).get("branch"))


def outcome_of(fact: Fact) -> str:
    """The outcome of a CaseRouted; a mode of REDIRECT says it where the decision does not."""
    outcome = (fact.data.get("decision") or {}).get("outcome")
    return str(outcome or ("REDIRECT" if fact.data.get("mode") == "REDIRECT" else ""))
