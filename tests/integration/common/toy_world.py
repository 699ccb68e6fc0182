"""The toy's world: a topic, databases, certificates, and processes that can be killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import grpc
from aiokafka import AIOKafkaConsumer, TopicPartition
from google.rpc import code_pb2  # noqa: F401 - registers the type of rich errors
from pymongo import MongoClient
from toy_pki import Pki

from sankua.cli.stack.ports import free_port
from sankua.core.events import Event
from sankua.core.times import SHANGHAI
from sankua.wire import cloudevents
from services.common.publish import Publisher
from services.common.topics import Topic, ensure_topics

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
AT = datetime(2023, 5, 4, 10, tzinfo=SHANGHAI)


def registered(case: str, seq: int = 1, ref: str = "", **more: Any) -> Event:
    """A CaseRegistered of intake."""
    data = {"channel": "LETTER", "purpose": "APPEAL", "content_ref": ref or f"c/{case}/{seq}"}
    return event("CaseRegistered", case, seq, data=data, **more)


def event(name: str, case: str, seq: int, producer: str = "intake", **more: Any) -> Event:
    """Any event at a fixed time."""
    return Event(name, case, seq, producer, AT, AT, source="140403-xfj", **more)


class Process:
    """One toy process."""

    def __init__(self, world: World, env: dict[str, str], ports: tuple[int, int, int]) -> None:
        self.people, self.peer, self.http = ports
        self._world = world
        self.log = world.folder / f"toy-{self.http}.log"
        with self.log.open("ab") as out:
            self.popen = subprocess.Popen(
                [sys.executable, str(HERE / "toy.py")], env=env, stdout=out, stderr=out, cwd=ROOT
            )

    def get(self, path: str) -> tuple[int, Any]:
        """Status and JSON (or text) of a health path; (0, reason) where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http}{path}", timeout=10) as answer:
                return answer.status, _body(answer.read())
        except urllib.error.HTTPError as exc:
            return exc.code, _body(exc.read())
        except OSError as exc:
            return 0, str(exc)

    def metric(self, line: str) -> float:
        """The value of the metric line that begins so; 0 where there is none."""
        text = str(self.get("/metrics")[1])
        return sum(float(found.rsplit(" ", 1)[1]) for found in text.splitlines() if found.startswith(line))

    def ready(self, seconds: float = 40) -> Process:
        """Waits until it is ready. Ready means that calls are answered, from that moment."""

        def check() -> bool:
            assert self.popen.poll() is None, self.text()
            return self.get("/readyz")[0] == 200

        eventually(check, seconds, lambda: f"{self.get('/readyz')}\n{self.text()}")
        for port in (self.people, self.peer):
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        return self

    def text(self) -> str:
        """What it logged."""
        return self.log.read_text()[-6000:]

    def kill(self) -> None:
        """SIGKILL."""
        self.popen.kill()
        self.popen.wait()

    def stop(self, seconds: float = 30) -> int:
        """SIGTERM; its exit code."""
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(seconds)

    def person(self, *roles: str) -> grpc.Channel:
        """A channel as a person with these roles."""
        token = self._world.pki.token(*roles)
        return self.channel(token)

    def channel(self, token: str) -> grpc.Channel:
        """A channel to the people's port with this token."""
        tls = grpc.ssl_channel_credentials(self._world.pki.read("ca.pem"))
        both = grpc.composite_channel_credentials(tls, grpc.access_token_call_credentials(token))
        return grpc.secure_channel(f"localhost:{self.people}", both)


class World:
    """One topic with its dead letters, one database per toy."""

    def __init__(self, bootstrap: str, mongo_uri: str, topic: str, folder: Path, partitions: int = 4) -> None:
        self.bootstrap, self.mongo_uri, self.topic, self.folder = bootstrap, mongo_uri, topic, folder
        self.partitions = partitions
        self.pki = Pki(folder / "tls")
        self.client: MongoClient[dict[str, Any]] = MongoClient(mongo_uri, tz_aware=True)
        self.processes: list[Process] = []
        for name in ("dispatch", "reporting", "friend", "stranger"):
            self.pki.service(name)

    def topics(self) -> None:
        """Makes the topics, for tests that publish before a toy starts."""
        ensure_topics(self.bootstrap, [Topic(self.topic, self.partitions), Topic(f"{self.topic}.dlq", 1)])

    def db(self, name: str = "dispatch") -> Any:
        """The database of a toy."""
        return self.client[f"{self.topic.replace('.', '_')}_{name}"]

    def env(self, name: str, **more: str) -> dict[str, str]:
        """The environment of a toy, but for its ports."""
        return os.environ | {
            "PYTHONPATH": str(ROOT),
            "TOY_NAME": name,
            "SANKUA_KAFKA_BOOTSTRAP": self.bootstrap,
            "SANKUA_TOPIC": self.topic,
            "SANKUA_DLQ_TOPIC": f"{self.topic}.dlq",
            "SANKUA_PARTITIONS": str(self.partitions),
            "SANKUA_MONGO_URI": self.mongo_uri,
            "SANKUA_MONGO_DATABASE": self.db(name).name,
            "SANKUA_TLS_DIR": str(self.pki.folder),
            "SANKUA_SESSION_TIMEOUT": "6",
            "SANKUA_LEASE_SECONDS": "2",
            **more,
        }

    def start(self, name: str = "dispatch", **more: str) -> Process:
        """Starts a toy; does not wait."""
        ports = (free_port(), free_port(), free_port())
        env = self.env(name, **more) | dict(
            zip(("SANKUA_GRPC_PORT", "SANKUA_PEER_PORT", "SANKUA_HTTP_PORT"), map(str, ports), strict=True)
        )
        process = Process(self, env, ports)
        self.processes.append(process)
        return process

    async def publish(self, *events: Event) -> None:
        """Puts events on the topic, as their owner's relay would."""
        await self.put(*((e.case.encode(), cloudevents.encode(e), cloudevents.headers(e)) for e in events))

    async def put(self, *records: Any) -> None:
        """Puts raw records on the topic."""
        publisher = Publisher(self.bootstrap)
        try:
            for i in range(0, len(records), 1000):
                await publisher.send(self.topic, records[i : i + 1000])
        finally:
            await publisher.stop()

    async def records(self, topic: str = "") -> list[Any]:
        """All records of a topic, each partition in order."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.bootstrap, enable_auto_commit=False)
        await consumer.start()
        try:
            return await _all(consumer, topic or self.topic)
        finally:
            await consumer.stop()

    async def events(self, producer: str) -> list[Event]:
        """The events of a producer on the topic."""
        found = [cloudevents.from_kafka(r.headers, r.value) for r in await self.records()]
        return [e for e in found if e.producer == producer]

    def end(self) -> None:
        """Kills what still runs, and drops the databases."""
        for process in self.processes:
            if process.popen.poll() is None:
                process.kill()
        for name in ("dispatch", "reporting"):
            self.client.drop_database(self.db(name).name)
        self.client.close()


async def _all(consumer: Any, topic: str) -> list[Any]:
    await consumer._client.force_metadata_update()
    await consumer.topics()
    tps = [TopicPartition(topic, p) for p in consumer.partitions_for_topic(topic) or ()]
    ends = await consumer.end_offsets(tps)
    consumer.assign(tps)
    await consumer.seek_to_beginning(*tps)
    found: list[Any] = []
    while any([await consumer.position(tp) < ends[tp] for tp in tps]):
        for records in (await consumer.getmany(timeout_ms=500)).values():
            found += records
    return found


def _body(raw: bytes) -> Any:
    text = raw.decode()
    return json.loads(text) if text.startswith("{") else text


def eventually(check: Callable[[], Any], seconds: float = 30, say: Callable[[], Any] = lambda: "") -> Any:
    """What `check` gives once it is true; fails, saying `say()`, when that takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := check():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {say()}")
