"""Free TCP ports on 127.0.0.1, kept per data folder so that a restart listens where it listened before."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
from pathlib import Path
from typing import Final

import psutil

HOST: Final = "127.0.0.1"
_STRIDE: Final = 547
"""Distance of the slices of two processes that follow each other; prime, so that all are used."""
_given: Final[set[int]] = set()
_choosing: Final = threading.Lock()
_RANGE_FILE: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")


def _below_ephemeral() -> range:
    """Ports the kernel gives to no outgoing connection.

    A client that keeps dialling a port of the ephemeral range while the server is down can be given that
    very port as its own, connect to itself, and block the server's restart.
    """
    lower = 32768
    with contextlib.suppress(OSError, ValueError):
        lower = int(_RANGE_FILE.read_text().split()[0])
    return range(15000, lower) if lower > 16000 else range(20000, 32768)


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port(avoid: frozenset[int] = frozenset()) -> int:
    """A port that nobody listens on and that is not in `avoid`. OSError when there is none.

    Between the choice and the listening another process may choose: each looks in a slice of its own first,
    and gives no port twice, to none of its threads.
    """
    candidates = _below_ephemeral()
    first = os.getpid() * _STRIDE % len(candidates)
    with _choosing:
        for step in range(len(candidates)):
            port = candidates[(first + step) % len(candidates)]
            if port not in avoid and port not in _given and is_free(port):
                _given.add(port)
                return port
    raise OSError(f"no free port on {HOST} among {candidates.start}..{candidates.stop - 1}")


def holder(port: int) -> str:
    """Who listens on the port: "name (pid n)" as far as this user may see it."""
    with contextlib.suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            if (
                connection.status == psutil.CONN_LISTEN
                and connection.pid
                and connection.laddr
                and connection.laddr.port == port
            ):
                return f"{psutil.Process(connection.pid).name()} (pid {connection.pid})"
    return "another process"


class PortBook:
    """The ports of one folder by name, in a JSON file. `notes` says which stored port had to be given up."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.notes: list[str] = []
        self._ports: dict[str, int] = {}
        if file.is_file():
            self._ports = {str(k): int(v) for k, v in json.loads(file.read_text()).items()}

    def take(self, name: str, fixed: int = 0) -> int:
        """The port for `name`: `fixed` if given, else the stored one if free, else a new one; it is stored.

        Raises OSError when the fixed port is taken: a person chose it, nothing else may be put in its place.
        """
        if fixed:
            if not is_free(fixed):
                raise OSError(f"port {fixed} for {name} is taken by {holder(fixed)}")
            return self._keep(name, fixed)
        stored = self._ports.get(name)
        if stored and is_free(stored):
            _given.add(stored)  # it will be listened on again: nobody here may draw it meanwhile
            return stored
        if stored:
            self.notes.append(f"port {stored} of {name} is taken by {holder(stored)}; another one is used")
        return self._keep(name, free_port(frozenset(self._ports.values())))

    def _keep(self, name: str, port: int) -> int:
        self._ports[name] = port
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps(self._ports, indent=1, sort_keys=True))
        fresh.replace(self.file)
        return port
