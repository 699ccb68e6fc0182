"""Floors: what the bare libraries do with the same work on the same servers, in the same run."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import grpc
from pymongo import AsyncMongoClient, MongoClient, WriteConcern

ECHO = "/floor.Echo/Call"


async def drive(callers: int, total: int, call: Callable[[int], Awaitable[object]]) -> float:
    """Calls per second with so many callers, each waiting for its answer; `call` gets a running number."""
    numbers = iter(range(total))

    async def caller() -> None:
        for number in numbers:
            await call(number)

    started = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(callers)))
    return total / (time.perf_counter() - started)


def _serve(uri: str, insert: bool, tls: Path | None, ready: multiprocessing.connection.Connection) -> None:
    asyncio.run(_serve_async(uri, insert, tls, ready))


async def _serve_async(
    uri: str, insert: bool, tls: Path | None, ready: multiprocessing.connection.Connection
) -> None:
    client: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(uri)
    rows = client["floor"].get_collection("rows", write_concern=WriteConcern("majority", j=True))

    async def echo(request: bytes, context: object) -> bytes:
        if insert:
            await rows.insert_one({"_id": uuid4().hex, "value": request})
        return request

    server = grpc.aio.server()
    handler = grpc.unary_unary_rpc_method_handler(echo)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("floor.Echo", {"Call": handler}),))
    if tls is None:
        port = server.add_insecure_port("127.0.0.1:0")
    else:
        pair = (tls / "intake.key").read_bytes(), (tls / "intake.pem").read_bytes()
        port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([pair]))
    await server.start()
    ready.send(port)
    await server.wait_for_termination()


class Echo:
    """A bare grpc.aio unary echo in its own process; with `insert`, one bare majority insert per call.

    `tls` is a stack's folder of certificates: with it the calls are encrypted like those of a service.
    """

    def __init__(self, uri: str, *, insert: bool, tls: Path | None = None) -> None:
        self._uri, self._insert, self._tls = uri, insert, tls

    async def __aenter__(self) -> Echo:
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        given = (self._uri, self._insert, self._tls, there)
        self._process = context.Process(target=_serve, args=given, daemon=True)
        self._process.start()
        port = await asyncio.to_thread(here.recv)
        self._channel = channel(f"127.0.0.1:{port}", self._tls)
        self.call = self._channel.unary_unary(ECHO)
        return self

    @property
    def pid(self) -> int:
        """Of the server's process."""
        return self._process.pid or 0

    async def __aexit__(self, *_: object) -> None:
        await self._channel.close()
        self._process.terminate()
        self._process.join()
        with MongoClient(self._uri) as client:
            client.drop_database("floor")


def channel(target: str, tls: Path | None) -> grpc.aio.Channel:
    """A bare channel, encrypted where a folder of certificates is given."""
    if tls is None:
        return grpc.aio.insecure_channel(target)
    credentials = grpc.ssl_channel_credentials((tls / "ca.pem").read_bytes())
    return grpc.aio.secure_channel(target, credentials)


async def echo_per_second(
    uri: str, *, callers: int, total: int, payload: bytes, insert: bool, tls: Path | None = None
) -> float:
    """Calls per second of an `Echo`, once it is warm."""
    async with Echo(uri, insert=insert, tls=tls) as echo:
        await drive(callers, callers * 2, lambda _: echo.call(payload))
        return await drive(callers, total, lambda _: echo.call(payload))


_AGENT = """
import sys, time, faust
bootstrap, topic, total, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
app = faust.App(f"floor-{time.time_ns()}", broker="kafka://" + bootstrap, store="memory://",
                web_enabled=False,
                consumer_auto_offset_reset="earliest", topic_disable_leader=True, datadir=folder,
                topic_allow_declare=False, broker_max_poll_records=2000, env_prefix="FLOOR_UNUSED")
source = app.topic(topic, key_serializer="raw", value_serializer="raw", key_type=bytes, value_type=bytes)

@app.agent(source)
async def nothing(stream):
    count, started, used = 0, 0.0, 0.0
    async for _ in stream:
        count += 1
        if count == 1:
            started, used = time.perf_counter(), time.process_time()
        if count == total:
            took, spent = time.perf_counter() - started, time.process_time() - used
            print("RATE", (total - 1) / took, (total - 1) / spent, flush=True)

from faust.worker import Worker
Worker(app, loglevel="ERROR", redirect_stdouts=False).execute_from_commandline()
"""


async def empty_agent(bootstrap: str, topic: str, total: int, folder: Path) -> tuple[float, float]:
    """Events per second of a Faust agent that does nothing with the first `total` events of a topic.

    By the clock, and by its own processor time: on a busy machine that one says more.
    """
    command = [sys.executable, "-c", _AGENT, bootstrap, topic, str(total), str(folder)]
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        env={k: v for k, v in os.environ.items() if "SANKUA" not in k},
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(120):
            while line := (await process.stdout.readline()).decode():
                if line.startswith("RATE "):
                    _, wall, cpu = line.split()
                    return float(wall), float(cpu)
        raise RuntimeError("the empty agent ended without a figure")
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
