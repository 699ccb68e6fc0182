"""The one place that knows all of oversight."""

from __future__ import annotations

from sankua.core.errors import Refused
from sankua.library.clocks import book_files, book_version, load_clock_book
from sankua.library.oversight import read_oversight
from services.common.service import Runtime, Servicer, ServiceSpec
from services.common.settings import load
from services.oversight import agents, claims, rpc, store
from services.oversight.domain.laws import parse
from services.oversight.domain.standing import Watch
from services.oversight.handlers import Watcher
from services.oversight.handlers.asking import Desk
from services.oversight.handlers.offices import Offices
from services.oversight.handlers.watching import Tail
from services.oversight.peer import IntakeGuard
from services.oversight.settings import OversightSettings


def behaviour(settings: OversightSettings) -> agents.Watching:
    """The pure half of the service's meaning: what `sankua verify` folds with."""
    return agents.Watching(watch_of(settings))


def watch_of(settings: OversightSettings) -> Watch:
    """The shipped clocks and ladder, and the clocks that warn here."""
    laws = parse(*read_oversight(settings.data))
    return Watch(load_clock_book(), settings.firing_clocks(), laws, book_version(book_files(settings.data)))


def spec() -> ServiceSpec:
    """Oversight, from the environment. Exits with 1, saying why, where data are refused."""
    settings = load(OversightSettings)
    try:
        watch, files = watch_of(settings), book_files(settings.data)
    except Refused as refused:
        raise SystemExit("\n".join(map(str, refused.problems))) from None

    def watcher(runtime: Runtime) -> Watcher:
        return Watcher(runtime.store, runtime.clock, watch, store.refresh_all, claims.advance_all)

    def guard(runtime: Runtime) -> IntakeGuard:
        return IntakeGuard(runtime.channel, settings.intake_peer, settings.intake_seconds)

    def servicers(runtime: Runtime) -> list[Servicer]:
        desk = Desk(watcher(runtime), guard(runtime).allowed)
        office = Offices.over(runtime, agents.office_log(runtime, settings))
        return [rpc.servicer(desk, office, Tail(runtime, settings.watch_seconds))]

    async def fire(runtime: Runtime) -> None:
        await agents.fire_loop(watcher(runtime), runtime, settings)

    async def measure(runtime: Runtime) -> None:
        await agents.gauge_loop(watcher(runtime), runtime.stopping, settings.gauge_seconds)

    async def reproject(runtime: Runtime) -> None:
        await agents.reproject_loop(watcher(runtime), runtime.stopping)

    async def publish(runtime: Runtime) -> None:
        await agents.office_relay(runtime, settings)

    return ServiceSpec(
        name="oversight",
        settings=settings,
        behaviour=lambda runtime: agents.Watching(watch, guard(runtime).allowed),
        servicers=servicers,
        document=store.OversightState,
        linger=1.0,
        background=(fire, measure, reproject, publish),
        prepare=lambda runtime: agents.prepare(runtime, settings, files, watch.version),
    )
