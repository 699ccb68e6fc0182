"""A service from its parts: one description in, one running process out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import grpc
from pymongo.database import Database

from services.common.callers import Callers
from services.common.casestore import CaseStore
from services.common.model import Behaviour
from services.common.settings import ServiceSettings
from services.common.times import Clock


@dataclass(frozen=True, slots=True)
class Servicer:
    """One gRPC service: the generated `add_…Servicer_to_server`, the object, and who may call what.

    `name` is the full name (`package.Service`). `permissions` maps `/package.Service/Method` to roles; what
    is not in there is refused. `audited` maps methods that leave an audit record to the
    fields of the request that it keeps.
    """

    name: str
    add: Callable[[Any, Any], None]
    servicer: Any
    permissions: Mapping[str, frozenset[str]]
    audited: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Runtime:
    """What a running service offers its own parts."""

    settings: ServiceSettings
    clock: Clock
    database: Database[dict[str, Any]]
    stopping: asyncio.Event
    channel: Callable[[str], grpc.aio.Channel]
    """A channel to another service's peer port (host:port), by mutual TLS."""
    callers: Callers = field(default_factory=Callers)
    _store: CaseStore | None = None
    _apart: Callable[[Callable[[], Awaitable[None]]], Awaitable[None]] | None = None

    def attach(self, store: CaseStore) -> None:
        """Gives it the cases; once, by the mechanism."""
        self._store = store

    def consumes(self, apart: Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]) -> None:
        """Gives it the way to do something while nothing is consumed; once, by the mechanism."""
        self._apart = apart

    async def apart(self, work: Callable[[], Awaitable[None]]) -> None:
        """Does `work` while this process consumes nothing; see ConsumeLoop.apart."""
        assert self._apart is not None, "background work runs after the consumer has been made"
        await self._apart(work)

    @property
    def store(self) -> CaseStore:
        """The cases; there once the behaviour has been made."""
        assert self._store is not None, "the store is not there while the behaviour is being made"
        return self._store


@dataclass(frozen=True, slots=True)
class ServiceSpec:
    """All that makes a service: its name, its knobs, its meaning, its calls, its documents.

    `behaviour` and `servicers` are made from the Runtime (which has the store once the behaviour is there).
    `document` is the mongoengine class of the state documents. `background` run until `stopping` is set and
    are run again after a failure that passes; any other failure stops the process. `produces` is False for a
    service that only reads. `shared_part` folds all producers into one part of that name. `linger` is the
    least time between two small fetches of events, s: longer is cheaper, shorter shows facts sooner.
    `prepare` is done once the documents' indexes are there and before any event is read; it blocks, and is
    done again after a failure that passes.
    """

    name: str
    settings: ServiceSettings
    behaviour: Callable[[Runtime], Behaviour]
    servicers: Callable[[Runtime], Sequence[Servicer]]
    document: type[Any]
    background: Sequence[Callable[[Runtime], Awaitable[None]]] = field(default=())
    produces: bool = True
    shared_part: str = ""
    linger: float = 0.5
    prepare: Callable[[Runtime], None] | None = None


def run(spec: ServiceSpec) -> None:
    """Runs the service until SIGTERM or SIGINT; the process then ends with 0, after a failure with 1.

    Starts logs, metrics, MongoDB, relay, consume loop, gRPC (both ports) and health; drains at the end.
    """
    from services.common import process

    process.main(spec)
