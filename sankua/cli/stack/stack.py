"""The whole local stack: Kafka, MongoDB, topics, keys and the four services, from one folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

import psutil

from sankua.cli.stack.config import DOOR, SERVICES, StackConfig, base_environment, default_folder, load_config
from sankua.cli.stack.external import check_kafka, check_mongo
from sankua.cli.stack.failures import StackError
from sankua.cli.stack.info import ServiceInfo, StackInfo, publish, withdraw
from sankua.cli.stack.pki import ensure_pki
from sankua.cli.stack.ports import PortBook
from sankua.cli.stack.running import RunningService, service_command
from sankua.cli.stack.servers import LocalKafka, LocalMongo
from sankua.cli.stack.topics import make_topics

STOP_SECONDS: Final = 30.0
NICENESS: Final = {"dispatch": 3, "oversight": 12, "reporting": 14}
"""On one machine who waits goes first: calls before routing, routing before clocks, clocks before figures."""
Server = LocalKafka | LocalMongo


@dataclass(frozen=True)
class StackOptions:
    """What tests and `sankua demo` change: the services' environment and commands, a listener for words.

    `services` maps a name to its command; the default is the four. Those in `idle` are started by `restart`
    only. `say` gets each step as a sentence.
    """

    env: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, Sequence[str]] = field(
        default_factory=lambda: {name: service_command(name) for name in SERVICES}
    )
    idle: frozenset[str] = frozenset()
    say: Callable[[str], None] = lambda _: None


def with_door() -> dict[str, Sequence[str]]:
    """The four services and the JSON door, for `sankua up`."""
    return {name: service_command(name) for name in (*SERVICES, DOOR)}


class Stack:
    """A stack on `folder`, which keeps data, keys, ports and logs for the next start. All methods block.

    A context manager: started on entry, stopped on exit. `start` leaves nothing running when it raises.
    """

    def __init__(self, folder: Path | None = None, options: StackOptions | None = None) -> None:
        self.folder = (folder or default_folder()).absolute()
        self.options = options or StackOptions()
        self._servers: dict[str, Server] = {}
        self._services: dict[str, RunningService] = {}
        self._lock: IO[str] | None = None
        self._info: StackInfo | None = None
        self._config: StackConfig | None = None

    def __enter__(self) -> Stack:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def info(self) -> StackInfo:
        """Addresses, processes, keys. StackError before `start`."""
        if self._info is None:
            raise StackError("the stack is not started")
        return self._info

    @property
    def names(self) -> tuple[str, ...]:
        """What can be killed and restarted: services, and "kafka" and "mongo" where they are the stack's."""
        return (*self._servers, *self._services)

    def start(self) -> None:
        """Start everything and return when all are ready. StackError says what failed and what to do."""
        self._config = load_config()
        self._take_folder()
        try:
            self._start(self._config)
        except BaseException:
            self.stop()
            raise

    def _start(self, config: StackConfig) -> None:
        say = self.options.say
        ensure_pki(self.folder / "tls", [name for name in self.options.services if name != DOOR])
        self._start_servers(config)
        kafka, mongo = self._address("kafka", config.kafka), self._address("mongo", config.mongo)
        say(f"Kafka {kafka}, MongoDB {mongo}; making topics, starting the services")
        make_topics(kafka, config.topics, config.settings.replication)
        self._prepare_services()
        self._info = StackInfo(
            self.folder, os.getpid(), psutil.Process().create_time(), kafka, mongo,
            config.settings.topic, config.settings.dlq_topic,
        )  # fmt: skip
        started = [service for name, service in self._services.items() if name not in self.options.idle]
        for service in started:
            service.launch(self._environment(service.name))
        self._publish()
        _in_parallel([service.wait for service in started], self._kill_all)

    def _start_servers(self, config: StackConfig) -> None:
        if config.mongo:
            check_mongo(config.mongo)
        else:
            self._servers["mongo"] = LocalMongo(self.folder / "mongo")
        if config.kafka:
            check_kafka(config.kafka)
        else:
            self._servers["kafka"] = LocalKafka(self.folder / "kafka")
        own = list(self._servers.values())
        _in_parallel([server.start for server in own], self._kill_all)
        for note in (note for server in own for note in server.notes):
            self.options.say(note)

    def _prepare_services(self) -> None:
        book = PortBook(self.folder / "ports.json")
        for name, command in self.options.services.items():
            service = RunningService(name, command, self.folder / "logs", book)
            service.choose_ports()
            self._services[name] = service
        for note in book.notes:
            self.options.say(note)

    def _environment(self, name: str) -> dict[str, str]:
        info, tls = self.info, self.folder / "tls"
        env = {
            "SANKUA_KAFKA_BOOTSTRAP": info.kafka,
            "SANKUA_MONGO_URI": info.mongo,
            "SANKUA_TLS_DIR": str(tls),
            "SANKUA_MASTER_KEY_FILE": str(tls / "master.key"),
            "SANKUA_CLOCK_FILE": str(info.clock_file),
        }
        if "intake" in self._services:
            env["SANKUA_INTAKE_PEER"] = self._services["intake"].info.peer
            env["SANKUA_INTAKE_GRPC"] = self._services["intake"].info.grpc
        if self._config is not None and "niceness" not in self._config.settings.model_fields_set:
            env["SANKUA_NICENESS"] = str(NICENESS.get(name, 0))
        return {**base_environment(self.options.env), **env}

    def kill(self, name: str) -> None:
        """SIGKILL to "kafka", "mongo" or a service; returns when it is gone."""
        self._named(name).kill()

    def restart(self, name: str, ready: bool = True) -> None:
        """Stop it if it runs, start it where it was, and (if `ready`) wait until it is ready."""
        part = self._named(name)
        if isinstance(part, RunningService):
            part.stop(STOP_SECONDS)
            part.choose_ports()
            part.launch(self._environment(part.name))
        else:
            part.stop()
            part.launch()
        self._publish()
        if ready:
            part.wait()

    def dead(self) -> dict[str, int | None]:
        """The parts that ended although nobody stopped them, with their exit codes."""
        parts: dict[str, Server | RunningService] = {**self._servers, **self._services}
        return {name: part.code for name, part in parts.items() if part.pid and not part.running}

    def stop(self) -> None:
        """Services first, together; then Kafka and MongoDB. Nothing is left running."""
        for service in self._services.values():
            service.terminate()
        for service in self._services.values():
            service.stop(STOP_SECONDS)
        for server in reversed(self._servers.values()):
            server.stop()
        self._services.clear()
        self._servers.clear()
        if self._info is not None:
            withdraw(self._info)
            self._info = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _kill_all(self) -> None:
        for part in (*self._services.values(), *self._servers.values()):
            part.kill()

    def _named(self, name: str) -> Server | RunningService:
        part = self._services.get(name) or self._servers.get(name)
        if part is None:
            raise StackError(f"{name!r} is not part of this stack: {', '.join(self.names)}", exit_code=2)
        return part

    def _address(self, name: str, configured: str) -> str:
        if configured:
            return configured
        server = self._servers[name]
        return server.bootstrap if isinstance(server, LocalKafka) else server.uri

    def _publish(self) -> None:
        info = self.info
        services: dict[str, ServiceInfo] = {name: service.info for name, service in self._services.items()}
        pids = {f"{name}_pid": server.pid for name, server in self._servers.items()}
        kafka, mongo = self._address("kafka", info.kafka), self._address("mongo", info.mongo)
        self._info = StackInfo(
            info.folder, info.pid, info.created, kafka, mongo, info.topic, info.dlq_topic,
            kafka_pid=pids.get("kafka_pid", 0), mongo_pid=pids.get("mongo_pid", 0), services=services,
        )  # fmt: skip
        publish(self._info)

    def _take_folder(self) -> None:
        """One stack per folder: two on the same data would destroy it. The lock ends with the process."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = (self.folder / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            owner = lock.read().strip() or "unknown"
            lock.close()
            raise StackError(f"a stack runs in {self.folder} already (pid {owner})", exit_code=1) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        self._lock = lock


def _in_parallel(jobs: Sequence[Callable[[], None]], give_up: Callable[[], None]) -> None:
    """Run the jobs at once. When one fails, or a signal comes, `give_up` makes the others end; then raise."""
    with ThreadPoolExecutor(max_workers=max(1, len(jobs))) as pool:
        futures: list[Future[None]] = [pool.submit(job) for job in jobs]
        try:
            _first_failure(futures)
        except BaseException:
            give_up()
            # A job that was between two processes (Kafka's format and Kafka) may have started the second.
            wait(futures, timeout=5)
            give_up()
            raise


def _first_failure(futures: Sequence[Future[None]]) -> None:
    done, _ = wait(futures, return_when="FIRST_EXCEPTION")
    for future in done:
        future.result()
