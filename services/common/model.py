"""What a service hands to the mechanism and gets back from it: plain values, no I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sankua.core.events import Event

Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A fact that a decision makes; the mechanism adds case, seq, producer, node and recording time.

    `source` is the organ that acted. An empty `causation_id` is filled with the causing event in a reaction.
    """

    name: str
    data: Mapping[str, Any]
    time: datetime
    source: str = ""
    causation_id: str = ""


@dataclass(slots=True)
class CaseDoc:
    """State of one case. `parts[producer]` is the fold of that producer's events alone.

    `pos[stream]` is the last applied seq of a stream (`producer`, or `node/producer` of another deployment).
    `held` are events that wait, `guard` is the stored counter. Only the mechanism changes a document.
    """

    case: str
    parts: dict[str, Part] = field(default_factory=dict)
    pos: dict[str, int] = field(default_factory=dict)
    held: list[dict[str, Any]] = field(default_factory=list)
    guard: int = 0

    @property
    def version(self) -> int:
        """How many events have been applied; the same after a replay."""
        return sum(self.pos.values())


@dataclass(frozen=True, slots=True)
class Executed:
    """What a command led to: `created` is False where the same `dedup` had been done before.

    `version` is the seq of the last own event.
    """

    events: list[Event]
    created: bool
    version: int


Decide = Callable[[CaseDoc], Sequence[NewEvent]]
"""Pure: the state to the events that follow. Raises Refused. May be called several times."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """One effect of an event. `dedup` names it: `evt:<event id>` or `evt:<event id>#<effect>`."""

    dedup: str
    decide: Decide


class Behaviour(Protocol):
    """The service's own part. `fold` and `fields` are pure; all are called again on replay."""

    @property
    def brief(self) -> bool:
        """Whether events of others may come without what only an explanation reads (`codec.decode`)."""

    def fold(self, producer: str, part: Part, event: Event) -> Part:
        """The part after one event of that producer; `part` is {} at first and may be changed in place."""

    def fields(self, doc: CaseDoc, now: datetime) -> dict[str, Any]:
        """Further top-level fields of the stored document, for queries."""

    async def react(self, doc: CaseDoc, event: Event) -> Sequence[Reaction]:
        """Effects of another service's event, already folded into `doc`; `dedup` makes a repeat harmless."""
