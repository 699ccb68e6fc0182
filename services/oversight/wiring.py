"""The one place that knows all of oversight."""

from __future__ import annotations

from sankua.library.clocks import load_clock_book
from services.common.service import Runtime, ServiceSpec
from services.common.settings import load
from services.oversight import agents, rpc, store
from services.oversight.domain.standing import Watch
from services.oversight.handlers import Watcher
from services.oversight.settings import OversightSettings


def behaviour(settings: OversightSettings) -> agents.Watching:
    """The service's meaning: also what `sankua verify` folds with."""
    return agents.Watching(watch_of(settings))


def watch_of(settings: OversightSettings) -> Watch:
    """The shipped clocks, and those of them that warn here."""
    return Watch(load_clock_book(), settings.firing_clocks())


def spec() -> ServiceSpec:
    """Oversight, from the environment."""
    settings = load(OversightSettings)
    watch = watch_of(settings)

    def watcher(runtime: Runtime) -> Watcher:
        return Watcher(runtime.store, runtime.clock, watch, store.refresh)

    async def fire(runtime: Runtime) -> None:
        await agents.fire_loop(watcher(runtime), runtime.stopping, settings.fire_seconds, settings.fire_page)

    async def measure(runtime: Runtime) -> None:
        await agents.gauge_loop(watcher(runtime), runtime.stopping, settings.gauge_seconds)

    return ServiceSpec(
        name="oversight",
        settings=settings,
        behaviour=lambda _: agents.Watching(watch),
        servicers=lambda runtime: [rpc.servicer(watcher(runtime))],
        document=store.CaseState,
        linger=1.0,
        background=(fire, measure),
    )
