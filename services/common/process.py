"""The running process of a service: start, watch, drain."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import uvloop

from services.common import logs
from services.common.failures import is_transient
from services.common.logs import log
from services.common.service import Runtime, ServiceSpec
from services.common.wiring import Parts, build

FORCED: Final = 75
"""Exit code of a stop that took too long."""
_ARENA_MAX: Final = -8
"""M_ARENA_MAX of malloc.h."""
_MMAP_THRESHOLD: Final = -3
"""M_MMAP_THRESHOLD of malloc.h."""
_LARGE: Final = 65_536
_TRIES: Final = 10
_GARBAGE: Final = (50_000, 10, 10)
"""Thresholds of the three generations: documents that are held and let go again need no search."""


class Stop:
    """The wish to stop, and why: a signal (exit 0) or a failure (exit 1)."""

    def __init__(self, limit: float) -> None:
        self.event = asyncio.Event()
        self.failure = ""
        self._limit = limit

    def wish(self) -> None:
        """Stops; the process ends hard after the limit, because a lost broker can hold a stop for ever."""
        if not self.event.is_set():
            timer = threading.Timer(self._limit, lambda: os._exit(FORCED))
            timer.daemon = True
            timer.start()
        self.event.set()

    def fail(self, text: str) -> None:
        """Stops with exit code 1."""
        self.failure = self.failure or text
        log().error("stopping", reason=text)
        self.wish()


def main(spec: ServiceSpec) -> None:
    """Runs the service and ends the process: 0 after a signal, 1 after a failure, said on standard error."""
    gc.set_threshold(*_GARBAGE)
    gc.enable()
    logs.setup(spec.name, spec.settings.log_level)
    _share_arenas()
    give_way(spec.settings.niceness)
    failure = uvloop.run(_serve(spec))
    if failure:
        print(f"{spec.name}: {failure}", file=sys.stderr, flush=True)  # noqa: T201 - the last word
    sys.stdout.flush()
    # Threads of drivers may still wait for servers that are gone; all that counts is done.
    os._exit(1 if failure else 0)


def give_way(niceness: int) -> None:
    """Lets others go first at the processor, by so many steps of nice. Waits up to a second.

    Linux weighs sessions against each other first (autogroup), then the processes of one. Who leads a session
    of its own, as a service of the local stack does, sets that session's: its own nice would change nothing.
    """
    if not niceness:
        return
    os.nice(niceness)
    group = Path("/proc/self/autogroup")
    if os.getsid(0) != os.getpid() or not group.exists():
        return
    said: OSError | None = None
    for _ in range(_TRIES):
        try:
            group.write_text(str(niceness), encoding="ascii")
        except BlockingIOError as exc:  # ten changes a second at most, of all that have no privileges
            said = exc
            time.sleep(1 / _TRIES)
        except OSError as exc:
            said = exc
            break
        else:
            return
    log().warning("niceness of the session stays", error=str(said))


def _share_arenas() -> None:
    """Two heaps for all threads: glibc gives each of a dozen its own, and what one frees no other one gets.

    Large buffers (fetches, batches) are mapped apart, and so given back when they are freed: by itself glibc
    stops that after the first of them. Elsewhere than on glibc nothing is done.
    """
    if (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)) is not None:
        mallopt(_ARENA_MAX, 2)
        mallopt(_MMAP_THRESHOLD, _LARGE)


async def _serve(spec: ServiceSpec) -> str:
    stop = Stop(spec.settings.stop_seconds)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.wish)
    async with AsyncExitStack() as stack:
        starting = asyncio.create_task(_start(spec, stop, stack))
        stopped = asyncio.create_task(stop.event.wait())
        await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
        outcome = (await asyncio.gather(starting, return_exceptions=True))[0]
        if isinstance(outcome, Exception):
            log().error("start failed", exc_info=outcome)
            stop.fail(f"{type(outcome).__name__}: {outcome}")
        await stopped
        log().info("draining")
    return stop.failure


async def _start(spec: ServiceSpec, stop: Stop, stack: AsyncExitStack) -> None:
    """Starts the parts; each pushes its end on the stack, so that they end in the opposite order."""
    parts = await build(spec, stop.event, lambda error: stop.fail(str(error)), stack)
    _watch(stack, stop, "gauges", parts.gauges)
    if spec.produces:
        _watch(stack, stop, "relay", lambda: parts.relay.run(stop.event))
    await parts.consumer.start(stack)
    _watch(stack, stop, "consume", lambda: parts.consumer.watch(stop.event))
    for number, work in enumerate(spec.background):
        _watch(stack, stop, f"background {number}", lambda work=work: work(parts.runtime))  # type: ignore[misc]
    await _listen(spec, parts, stack)
    _settle()
    parts.started()
    _watch(stack, stop, "readiness", lambda: _readiness(parts, stop.event))


def _settle() -> None:
    """Takes what stays for good, modules, rules, organs, out of the search for garbage.

    Searched again and again, it cost a fifth of the time of a service.
    """
    gc.collect()
    gc.freeze()


async def _listen(spec: ServiceSpec, parts: Parts, stack: AsyncExitStack) -> None:
    settings = spec.settings
    people, peers = await parts.server.start(settings.host, settings.grpc_port, settings.peer_port)

    async def drain() -> None:
        await parts.server.serving(False)
        await asyncio.sleep(0.3)  # watchers of health see it before calls are refused
        await parts.server.stop(settings.drain_seconds)

    stack.push_async_callback(drain)
    log().info("listening", host=settings.host, grpc=people, peer=peers, http=parts.http_port)


async def _readiness(parts: Parts, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        await parts.server.serving(not await parts.health.ready())
        await pause(stopping, 1.0)


def _watch(stack: AsyncExitStack, stop: Stop, what: str, work: Callable[[], Awaitable[None]]) -> None:
    """Runs `work` until the end, again after failures that pass; any other failure stops the process."""
    task = asyncio.create_task(_kept_up(stop, what, work))
    task.add_done_callback(lambda done: _ended(stop, what, done))

    async def end() -> None:
        await asyncio.wait({task}, timeout=5)
        task.cancel()

    stack.push_async_callback(end)


def _ended(stop: Stop, what: str, task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        stop.fail(f"{what}: {error!r}")


async def _kept_up(stop: Stop, what: str, work: Callable[[], Awaitable[None]]) -> None:
    while not stop.event.is_set():
        try:
            await work()
        except Exception as exc:  # noqa: BLE001 - it is waited out, or it stops the process
            if not is_transient(exc):
                log().error("failed", what=what, exc_info=exc)
                stop.fail(f"{what}: {exc!r}")
                return
            log().warning("waiting", what=what, error=repr(exc)[:300])
        await pause(stop.event, 1.0)


async def pause(stopping: asyncio.Event, seconds: float) -> None:
    """Waits, but not longer than until the stop."""
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return


__all__ = ["FORCED", "Runtime", "Stop", "main", "pause"]
