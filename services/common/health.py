"""Health means progress: live while the loops turn, ready when calls can be answered."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from services.common.metrics import METRICS

LIVE_PATH: Final = "/livez"
READY_PATH: Final = "/readyz"
METRICS_PATH: Final = "/metrics"

Check = Callable[[], Awaitable[str]]
"""Says what is missing; empty when nothing is."""


class Pulse:
    """The last time that something turned, and how long it may stand still (seconds)."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._at = time.monotonic()

    def beat(self) -> None:
        """It turned."""
        self._at = time.monotonic()

    def wrong(self) -> str:
        """How long it has stood still, where that is too long."""
        still = time.monotonic() - self._at
        return f"no progress for {still:.0f} s" if still > self._limit else ""


class Health:
    """/livez, /readyz and /metrics on one port."""

    def __init__(self, pulses: Mapping[str, Pulse], checks: Mapping[str, Check]) -> None:
        self._pulses = pulses
        self._checks = checks
        self._runner: web.AppRunner | None = None

    async def live(self) -> dict[str, str]:
        """What stands still, by name; empty: all turns."""
        return {name: wrong for name, pulse in self._pulses.items() if (wrong := pulse.wrong())}

    async def ready(self) -> dict[str, str]:
        """What is missing, by name; empty: calls can be answered."""
        missing = {name: wrong for name, check in self._checks.items() if (wrong := await check())}
        METRICS.ready.set(0 if missing else 1)
        return missing

    async def start(self, host: str, port: int) -> int:
        """Listens; the port."""
        app = web.Application()
        app.router.add_get(LIVE_PATH, self._livez)
        app.router.add_get(READY_PATH, self._readyz)
        app.router.add_get(METRICS_PATH, _metrics)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Stops listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _livez(self, _: web.Request) -> web.Response:
        return _answer(await self.live())

    async def _readyz(self, _: web.Request) -> web.Response:
        return _answer(await self.ready())


def _answer(missing: Mapping[str, str]) -> web.Response:
    return web.json_response({"ok": not missing, "missing": dict(missing)}, status=503 if missing else 200)


async def _metrics(_: web.Request) -> web.Response:
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
