"""The one place that knows all parts of dispatch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sankua.core.errors import Refused
from sankua.library.clocks import read_clock_book
from sankua.library.data import data_folder
from sankua.library.orgs import load_directory
from sankua.library.rules import load_rules
from services.common import settings as knobs
from services.common.service import Runtime, Servicer, ServiceSpec
from services.dispatch import rpc
from services.dispatch.agents import DispatchBehaviour, Knowledge
from services.dispatch.bulk import Bulk
from services.dispatch.domain.closure import Closure
from services.dispatch.gauges import Gauges
from services.dispatch.handlers import Dispatch
from services.dispatch.metrics import told
from services.dispatch.peer import ACCESS, ROUTING, IntakeFacts
from services.dispatch.queries import Queries
from services.dispatch.rulefiles import load_closure, load_confirmation
from services.dispatch.settings import DispatchSettings
from services.dispatch.sight import Sight
from services.dispatch.store import DispatchState
from services.dispatch.timers import Timers
from services.dispatch.watch import Hub, Watch


@dataclass(frozen=True, slots=True)
class Data:
    """All data that the service reads at its start."""

    know: Knowledge
    closure: Closure


def spec(settings: DispatchSettings, data: Data) -> ServiceSpec:
    """Dispatch as the mechanism runs it."""
    know = data.know

    def peer(runtime: Runtime) -> IntakeFacts:
        return IntakeFacts(runtime.channel, settings.intake_peer, settings.intake_seconds)

    def behaviour(runtime: Runtime) -> DispatchBehaviour:
        return DispatchBehaviour(know, runtime.clock, partial(peer(runtime).facts, purpose=ROUTING))

    hub = Hub()

    def servicers(runtime: Runtime) -> Sequence[Servicer]:
        facts = partial(peer(runtime).facts, purpose=ACCESS)
        runtime.store.listeners.append(told)
        sight = Sight(know.orgs, facts)
        dispatch = Dispatch(
            runtime.store, know.orgs, runtime.clock, sight, know.book, data.closure, settings.ladder_after
        )
        queries = Queries(runtime.store, sight)
        return [rpc.servicer(rpc.UseCases(dispatch, queries, Bulk(dispatch), Watch(queries, hub)))]

    async def timers(runtime: Runtime) -> None:
        facts = partial(peer(runtime).facts, purpose=ROUTING)
        due = Timers(runtime.store, know.orgs, runtime.clock, know.book, facts, settings.timer_seconds)
        await due.run(runtime)

    async def gauges(runtime: Runtime) -> None:
        await Gauges(runtime.clock, settings.gauge_seconds).run(runtime)

    return ServiceSpec(
        name="dispatch",
        settings=settings,
        behaviour=behaviour,
        servicers=servicers,
        document=DispatchState,
        background=(hub.follow, timers, gauges),
        linger=0.05,
    )


def load() -> ServiceSpec:
    """The service from its environment. Exits with 1, saying why, where settings or data are refused."""
    settings = knobs.load(DispatchSettings)
    try:
        return spec(
            settings, read(settings.data or data_folder(), settings.rule_set, settings.example_places)
        )
    except Refused as refused:
        raise SystemExit("\n".join(map(str, refused.problems))) from None


def read(folder: Path, rule_set: str = "", example_places: bool = True) -> Data:
    """All data of a folder. Refused, naming file and field, where something is wrong."""
    orgs = load_directory(extra=_examples(folder) if example_places else (), folder=folder)
    rules = load_rules(rule_set or None, orgs, folder)
    book = read_clock_book(folder / "rules" / "clocks", folder / "orgs" / "calendars")
    return Data(Knowledge(rules, orgs, book, load_confirmation(folder)), load_closure(folder))


def _examples(folder: Path) -> list[Path]:
    return sorted((folder / "orgs" / "examples").glob("*.yaml"))
