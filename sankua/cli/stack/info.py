"""What a running stack tells about itself: `stack.json` in its folder, and the user's registry of stacks."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

import psutil

from sankua.cli.stack.ports import HOST


@dataclass(frozen=True, slots=True)
class ServiceInfo:
    """Where one service listens."""

    name: str
    pid: int
    grpc_port: int
    peer_port: int
    http_port: int
    host: str = HOST

    @property
    def grpc(self) -> str:
        """`host:port` for people: TLS and a token."""
        return f"{self.host}:{self.grpc_port}"

    @property
    def peer(self) -> str:
        """`host:port` for services: mutual TLS."""
        return f"{self.host}:{self.peer_port}"

    @property
    def http(self) -> str:
        """`http://host:port` of /livez, /readyz and /metrics."""
        return f"http://{self.host}:{self.http_port}"


@dataclass(frozen=True, slots=True)
class StackInfo:
    """A running stack: who runs it, its addresses and where its keys are.

    `kafka_pid` and `mongo_pid` are 0 where the configuration names a server that runs already.
    """

    folder: Path
    pid: int
    created: float
    kafka: str
    mongo: str
    topic: str = "case.events"
    dlq_topic: str = "case.events.dlq"
    kafka_pid: int = 0
    mongo_pid: int = 0
    services: Mapping[str, ServiceInfo] = field(default_factory=dict)

    @property
    def tls(self) -> Path:
        """The folder of keys and certificates."""
        return self.folder / "tls"

    @property
    def logs(self) -> Path:
        """The folder of the services' logs."""
        return self.folder / "logs"

    @property
    def clock_file(self) -> Path:
        """The file that shifts the services' clock, in seconds; absent: no shift."""
        return self.folder / "clock"

    def database(self, service: str) -> str:
        """The name of a service's database."""
        return f"sankua_{service}"

    @property
    def running(self) -> bool:
        """Whether the process that runs it is there: the same one, not another with its number."""
        with contextlib.suppress(psutil.Error):
            return abs(psutil.Process(self.pid).create_time() - self.created) < 1
        return False

    def to_json(self) -> dict[str, Any]:
        """For `stack.json` and `sankua up --json`."""
        services = {name: asdict(service) for name, service in self.services.items()}
        plain = {
            name: getattr(self, name)
            for name in ("pid", "created", "kafka", "mongo", "topic", "dlq_topic", "kafka_pid", "mongo_pid")
        }
        return {"folder": str(self.folder), **plain, "tls": str(self.tls), "services": services}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> StackInfo:
        """The inverse of `to_json`. KeyError or TypeError where it is something else."""
        services = {name: ServiceInfo(**service) for name, service in data["services"].items()}
        plain = {k: v for k, v in data.items() if k not in ("folder", "tls", "services")}
        return cls(folder=Path(data["folder"]), services=services, **plain)


def registry() -> Path:
    """Where running stacks are listed: SANKUA_STATE, else the user's state folder."""
    from platformdirs import user_state_dir

    return Path(os.environ.get("SANKUA_STATE") or user_state_dir("sankua")) / "stacks"


def publish(info: StackInfo) -> None:
    """Write the stack to its folder and to the registry."""
    text = json.dumps(info.to_json(), indent=1)
    for file in (info.folder / "stack.json", _entry(info)):
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(file)


def withdraw(info: StackInfo) -> None:
    """Take the stack out of its folder and the registry."""
    for file in (info.folder / "stack.json", _entry(info)):
        file.unlink(missing_ok=True)


def read(file: Path) -> StackInfo | None:
    """The stack in a file; None where there is none or the file is not one."""
    try:
        return StackInfo.from_json(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _entry(info: StackInfo) -> Path:
    # One process may run several stacks (tests do), so the number alone would not be a name.
    return registry() / f"{info.pid}-{crc32(str(info.folder).encode()):08x}.json"
