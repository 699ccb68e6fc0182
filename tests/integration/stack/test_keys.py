"""Keys, certificates and tokens, held against a real TLS server and the services' own verifier."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
import jwt
import pytest
from cryptography import x509

from sankua.cli.client import connect, grants_for, mint
from sankua.cli.stack.failures import StackError
from sankua.cli.stack.info import ServiceInfo, StackInfo
from sankua.cli.stack.pki import ensure_pki
from services.common.auth import Grant, Tokens, peer_service

SERVICES = ("intake", "dispatch")
SEE = "/test.Mirror/See"


class Mirror(grpc.GenericRpcHandler):
    """Answers with the metadata and the certificate's names that it saw."""

    def __init__(self) -> None:
        self.authorization: list[str] = []
        self.peers: list[Any] = []

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
        async def see(request: bytes, context: grpc.aio.ServicerContext) -> bytes:
            found = dict(context.invocation_metadata() or ())
            self.authorization.append(str(found.get("authorization", "")))
            self.peers.append(context.auth_context())
            return request

        return grpc.unary_unary_rpc_method_handler(see) if details.method == SEE else None


async def serve(tls: Path, service: str, mutual: bool) -> tuple[Any, Mirror, int]:
    mirror, server = Mirror(), grpc.aio.server()
    server.add_generic_rpc_handlers((mirror,))
    pair = ((tls / f"{service}.key").read_bytes(), (tls / f"{service}.pem").read_bytes())
    credentials = grpc.ssl_server_credentials([pair], (tls / "ca.pem").read_bytes(), mutual)
    port = server.add_secure_port("127.0.0.1:0", credentials)
    await server.start()
    return server, mirror, port


def stack_at(folder: Path, port: int) -> StackInfo:
    service = ServiceInfo("intake", 1, grpc_port=port, peer_port=1, http_port=1)
    return StackInfo(folder, 1, 0.0, "k", "m", services={"intake": service})


def tokens(tls: Path) -> Tokens:
    return Tokens.from_file(tls / "issuer.pub.pem", "sankua-local", "sankua")


async def test_a_channel_carries_a_token_that_services_accept(tmp_path: Path) -> None:
    ensure_pki(tmp_path / "tls", SERVICES)
    server, mirror, port = await serve(tmp_path / "tls", "intake", mutual=False)
    async with connect(stack_at(tmp_path, port), "intake", roles=["registrar"], org="140403-xfj") as channel:
        assert await channel.unary_unary(SEE)(b"x", timeout=10) == b"x"
    await server.stop(None)
    scheme, _, token = mirror.authorization[0].partition(" ")
    assert scheme == "Bearer"
    assert tokens(tmp_path / "tls").verify(token).grants == (Grant("140403-xfj", "registrar"),)


async def test_services_know_each_other_by_certificate(tmp_path: Path) -> None:
    tls = tmp_path / "tls"
    ensure_pki(tls, SERVICES)
    server, mirror, port = await serve(tls, "intake", mutual=True)
    mine = grpc.ssl_channel_credentials(
        (tls / "ca.pem").read_bytes(),
        (tls / "dispatch.key").read_bytes(),
        (tls / "dispatch.pem").read_bytes(),
    )
    async with grpc.aio.secure_channel(f"127.0.0.1:{port}", mine) as channel:
        await channel.unary_unary(SEE)(b"x", timeout=10)
    seen = peer_service(mirror.peers[0])
    assert seen is not None
    assert (seen.kind, seen.name) == ("service", "dispatch")
    nobody = grpc.ssl_channel_credentials((tls / "ca.pem").read_bytes())
    async with grpc.aio.secure_channel(f"127.0.0.1:{port}", nobody) as channel:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await channel.unary_unary(SEE)(b"x", timeout=10)
    assert refused.value.code() == grpc.StatusCode.UNAVAILABLE
    await server.stop(None)


async def test_a_server_of_another_authority_is_not_trusted(tmp_path: Path) -> None:
    ensure_pki(tmp_path / "tls", SERVICES)
    ensure_pki(tmp_path / "other", SERVICES)
    server, mirror, port = await serve(tmp_path / "other", "intake", mutual=False)
    async with connect(stack_at(tmp_path, port), "intake", roles=["registrar"]) as channel:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await channel.unary_unary(SEE)(b"x", timeout=10)
    await server.stop(None)
    assert refused.value.code() == grpc.StatusCode.UNAVAILABLE
    assert mirror.authorization == []


def test_claims_are_those_agreed(tmp_path: Path) -> None:
    ensure_pki(tmp_path, ())
    token = mint(tmp_path, grants_for(["a", "b"], ["leader"], ["1404"]), "wang", timedelta(hours=2))
    claims = jwt.decode(token, options={"verify_signature": False})
    left = datetime.fromtimestamp(claims["exp"], UTC) - datetime.now(UTC)
    assert timedelta(minutes=119) < left <= timedelta(hours=2)
    assert (claims["iss"], claims["sub"], claims["aud"]) == ("sankua-local", "wang", "sankua")
    assert claims["grants"] == [
        {"org": "a", "role": "leader", "places": ["1404"]},
        {"org": "b", "role": "leader", "places": ["1404"]},
    ]
    assert tokens(tmp_path).verify(token).name == "wang"


def test_keys_are_private_and_the_master_key_is_32_bytes(tmp_path: Path) -> None:
    pki = ensure_pki(tmp_path / "tls", SERVICES)
    assert len(pki.master_key.read_bytes()) == 32
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in pki.folder.iterdir()}
    assert set(modes.values()) == {0o600}
    assert {"ca.pem", "intake.pem", "intake.key", "issuer.pub.pem", "issuer.key.pem", "master.key"} <= set(
        modes
    )


def test_keys_are_kept_and_a_new_service_gets_its_own(tmp_path: Path) -> None:
    ensure_pki(tmp_path, ["intake"])
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    ensure_pki(tmp_path, SERVICES)
    after = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert before.items() <= after.items()
    names = x509.load_pem_x509_certificate(after["dispatch.pem"]).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert names.value.get_values_for_type(x509.UniformResourceIdentifier) == ["spiffe://sankua/dispatch"]
    assert names.value.get_values_for_type(x509.DNSName) == ["localhost", "dispatch"]


def test_a_certificate_near_its_end_is_renewed_with_the_same_authority(
    tmp_path: Path, time_machine_after: Any
) -> None:
    ensure_pki(tmp_path, ["intake"])
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with time_machine_after(timedelta(days=800)):
        ensure_pki(tmp_path, ["intake"])
    after = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert {name for name in after if after[name] != before[name]} == {"intake.pem", "intake.key"}


@pytest.fixture
def time_machine_after() -> Any:
    import time_machine

    return lambda delta: time_machine.travel(datetime.now(UTC) + delta)


def test_no_issuer_and_no_such_service_are_named(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"issuer\.key\.pem"):
        mint(tmp_path, [])
    with pytest.raises(StackError, match="no service 'cat'"):
        connect(stack_at(tmp_path, 1), "cat")
