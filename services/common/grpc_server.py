"""The gRPC server: one port for people (TLS and token), one for services (mutual TLS), health, reflection."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_health.v1._async import HealthServicer
from grpc_reflection.v1alpha import reflection

from services.common.edge import Edge, Policy

if TYPE_CHECKING:
    from services.common.service import Servicer

_OPTIONS: Final = (
    ("grpc.max_receive_message_length", 16 * 1024 * 1024),
    ("grpc.so_reuseport", 0),  # a port that is taken must fail, not be shared
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 10000),
)


class Tls:
    """The certificate files of one service: ca.pem, <service>.pem, <service>.key, issuer.pub.pem."""

    def __init__(self, folder: Path, service: str) -> None:
        self.ca = _read(folder / "ca.pem")
        self.certificate = _read(folder / f"{service}.pem")
        self.key = _read(folder / f"{service}.key")
        self.issuer = _read(folder / "issuer.pub.pem")

    def for_people(self) -> grpc.ServerCredentials:
        """TLS; the caller shows a token."""
        return grpc.ssl_server_credentials([(self.key, self.certificate)])

    def for_services(self) -> grpc.ServerCredentials:
        """Mutual TLS; the caller's certificate is the principal."""
        return grpc.ssl_server_credentials([(self.key, self.certificate)], self.ca, require_client_auth=True)

    def channel(self, target: str) -> grpc.aio.Channel:
        """A channel to another service's peer port, as this service."""
        credentials = grpc.ssl_channel_credentials(self.ca, self.key, self.certificate)
        return grpc.aio.secure_channel(target, credentials, options=(("grpc.enable_retries", 1),))


class MissingFile(Exception):
    """A certificate or key is not there; the text names the file and the setting."""


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise MissingFile(f"SANKUA_TLS_DIR: {path}: {exc.strerror}") from None


class GrpcServer:
    """Both ports, and the health that callers see."""

    def __init__(self, servicers: Sequence[Servicer], policy: Policy, tls: Tls) -> None:
        self._names = [s.name for s in servicers]
        self._health = HealthServicer()
        self._server = grpc.aio.server(interceptors=[Edge(policy)], options=_OPTIONS)
        self._tls = tls
        for servicer in servicers:
            servicer.add(servicer.servicer, self._server)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        names = [*self._names, health.SERVICE_NAME, reflection.SERVICE_NAME]
        reflection.enable_server_reflection(names, self._server)

    async def start(self, host: str, port: int, peer_port: int) -> tuple[int, int]:
        """Listens; health says NOT_SERVING until told otherwise. The two ports. RuntimeError: port taken."""
        await self.serving(False)
        bound = (
            self._bind(f"{host}:{port}", self._tls.for_people(), "SANKUA_GRPC_PORT"),
            self._bind(f"{host}:{peer_port}", self._tls.for_services(), "SANKUA_PEER_PORT"),
        )
        await self._server.start()
        return bound

    def _bind(self, address: str, credentials: Any, setting: str) -> int:
        try:
            return int(self._server.add_secure_port(address, credentials))
        except RuntimeError as exc:
            raise PortTaken(f"{setting}: cannot listen on {address}: {exc}") from None

    async def serving(self, yes: bool) -> None:
        """Sets what health answers, for the server and for each service."""
        serving = health_pb2.HealthCheckResponse.SERVING
        status = serving if yes else health_pb2.HealthCheckResponse.NOT_SERVING
        for name in ("", *self._names):
            await self._health.set(name, status)

    async def stop(self, grace: float) -> None:
        """No new calls; running ones get `grace` seconds."""
        await self._server.stop(grace)


class PortTaken(Exception):
    """A port cannot be listened on; the text names setting and address."""
