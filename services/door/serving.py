"""The door as a running process: interfaces on one port, health and metrics on another, until a signal."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack

import grpc
from aiohttp import web
from grpc_health.v1 import health_pb2, health_pb2_grpc
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from services.common.health import LIVE_PATH, METRICS_PATH, READY_PATH
from services.common.logs import log
from services.common.metrics import METRICS
from services.door.app import build
from services.door.metrics import SHOWN
from services.door.settings import DoorSettings


async def serve(settings: DoorSettings) -> None:
    """Until SIGTERM or SIGINT; calls that run are answered first. OSError where a port is taken."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        await _listen(stack, build(settings), settings.host, settings.door_port)
        await _listen(stack, _health(settings), settings.host, settings.http_port)
        log().info("listening", host=settings.host, door=settings.door_port, http=settings.http_port)
        await stop.wait()
        log().info("draining")


async def _listen(stack: AsyncExitStack, app: web.Application, host: str, port: int) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, host, port).start()


def _health(settings: DoorSettings) -> web.Application:
    """/livez, /readyz and /metrics, as every service has them. Ready is: intake says that it serves."""
    app = web.Application()
    credentials = grpc.ssl_channel_credentials((settings.tls_dir / "ca.pem").read_bytes())
    channel = grpc.aio.secure_channel(settings.intake_grpc, credentials)
    ask = health_pb2_grpc.HealthStub(channel)

    async def alive(_: web.Request) -> web.Response:
        return web.json_response({"ok": True, "missing": {}})

    async def ready(_: web.Request) -> web.Response:
        missing = await _missing(ask)
        METRICS.ready.set(0 if missing else 1)
        body = {"ok": not missing, "missing": {"intake": missing} if missing else {}}
        return web.json_response(body, status=503 if missing else 200)

    async def close(_: web.Application) -> None:
        await channel.close(None)

    app.router.add_get(LIVE_PATH, alive)
    app.router.add_get(READY_PATH, ready)
    app.router.add_get(METRICS_PATH, _metrics)
    app.on_cleanup.append(close)
    return app


async def _missing(ask: health_pb2_grpc.HealthStub) -> str:
    try:
        answer = await ask.Check(health_pb2.HealthCheckRequest(), timeout=2)
    except grpc.aio.AioRpcError as error:
        return f"{error.code().name}: {error.details()}"[:200]
    serves = answer.status == health_pb2.HealthCheckResponse.SERVING
    return "" if serves else "not serving"


async def _metrics(_: web.Request) -> web.Response:
    body = generate_latest(REGISTRY.restricted_registry(SHOWN))
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})
