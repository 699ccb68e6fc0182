"""One service of the stack as a process: its command, its environment, its readiness."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from sankua.cli.stack.child import Child
from sankua.cli.stack.config import DOOR
from sankua.cli.stack.failures import StackError
from sankua.cli.stack.info import ServiceInfo
from sankua.cli.stack.ports import HOST, PortBook


def service_command(name: str) -> list[str]:
    """How a service is run."""
    return [sys.executable, "-m", f"services.{name}"]


class RunningService:
    """A service process on ports that stay the same over restarts (from `book`)."""

    def __init__(self, name: str, command: Sequence[str], logs: Path, book: PortBook) -> None:
        self.name, self._command, self._book = name, list(command), book
        self.log = logs / f"{name}.log"
        self._child: Child | None = None
        self._ports: tuple[int, int, int] = (0, 0, 0)

    def choose_ports(self) -> ServiceInfo:
        """Settle where the service will listen; before any service starts, as they are told of each other."""
        try:
            grpc, peer, http = (self._book.take(f"{self.name}.{kind}") for kind in ("grpc", "peer", "http"))
        except OSError as error:
            raise StackError(str(error)) from error
        self._ports = (grpc, peer, http)
        return self.info

    def launch(self, env: Mapping[str, str]) -> None:
        """Start the process with this environment; `wait` says when it is ready."""
        grpc, peer, http = map(str, self._ports)
        own = {
            "SANKUA_HOST": HOST,
            "SANKUA_GRPC_PORT": grpc,
            "SANKUA_PEER_PORT": peer,
            "SANKUA_HTTP_PORT": http,
            "SANKUA_MONGO_DATABASE": f"sankua_{self.name}",
        }
        if self.name == DOOR:
            own["SANKUA_DOOR_PORT"] = grpc  # its port for people speaks HTTP
        self._child = Child(self.name, self._command, self.log, {**env, **own})
        self._child.start()

    def wait(self, seconds: float = 120.0) -> None:
        """Block until /readyz answers 200. StackError with the log's end when it dies or takes too long."""
        if self._child is None:
            raise StackError(f"{self.name} was not started")
        self._child.wait_until(self._ready, seconds)

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.info.http}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    @property
    def info(self) -> ServiceInfo:
        """Its addresses and its process."""
        grpc, peer, http = self._ports
        return ServiceInfo(self.name, self.pid, grpc_port=grpc, peer_port=peer, http_port=http)

    @property
    def pid(self) -> int:
        """The process id; 0 before the first start."""
        return self._child.pid if self._child else 0

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._child is not None and self._child.running

    @property
    def code(self) -> int | None:
        """The exit code, or None while it runs."""
        return self._child.code if self._child else None

    def terminate(self) -> None:
        """Ask it to stop; `stop` waits for it."""
        if self._child:
            self._child.terminate()

    def stop(self, grace: float) -> None:
        """SIGTERM, then SIGKILL after `grace` seconds; returns when it is gone."""
        if self._child:
            self._child.stop(grace)

    def kill(self) -> None:
        """SIGKILL; returns when it is gone."""
        if self._child:
            self._child.kill()
