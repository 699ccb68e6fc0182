"""gRPC channels from the command line to a running stack, as a person with a token of the local issuer."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sankua.cli.stack.failures import StackError

if TYPE_CHECKING:
    import grpc

    from sankua.cli.stack.info import StackInfo

ISSUER: Final = "sankua-local"
AUDIENCE: Final = "sankua"
TOKEN_LIFE: Final = timedelta(hours=1)
MESSAGE_BYTES: Final = 64 * 1024 * 1024


def mint(tls: Path, grants: Sequence[dict[str, Any]], subject: str = "", life: timedelta = TOKEN_LIFE) -> str:
    """A token signed with the local issuer's key in `tls`. Each grant is {org, role, places}."""
    import jwt

    key = tls / "issuer.key.pem"
    if not key.is_file():
        raise StackError(f"no token issuer's key at {key}; `sankua up` makes it")
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "sub": subject or getpass.getuser(),
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + life,
        "grants": list(grants),
    }
    return jwt.encode(claims, key.read_bytes(), algorithm="EdDSA")


def grants_for(orgs: Sequence[str], roles: Sequence[str], places: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Every role at every organ; no organ: the role alone, which acts for none in particular."""
    return [{"org": org, "role": role, "places": list(places)} for org in orgs or ("",) for role in roles]


def connect(
    info: StackInfo, service: str, roles: Sequence[str] = (), org: str | Sequence[str] = (), subject: str = ""
) -> grpc.aio.Channel:
    """A channel to a service's gRPC port, over TLS, with a token for `roles` at `org` (one or several).

    Call it where an event loop runs; close the channel, or use it with `async with`. The token is renewed
    before it expires, so the channel may live as long as one likes. StackError for an unknown service.
    """
    import grpc

    from sankua.cli.bearer import Bearer

    if service not in info.services:
        raise StackError(f"the stack in {info.folder} has no service {service!r}", exit_code=2)
    grants = grants_for([org] if isinstance(org, str) else org, roles)
    bearer = Bearer(info.tls, grants, subject)
    credentials = grpc.composite_channel_credentials(
        grpc.ssl_channel_credentials((info.tls / "ca.pem").read_bytes()),
        grpc.metadata_call_credentials(bearer, name="bearer"),
    )
    options = [
        ("grpc.max_receive_message_length", MESSAGE_BYTES),
        ("grpc.max_send_message_length", MESSAGE_BYTES),
        # A service that is started again is dialled within a second, not after the default two minutes.
        ("grpc.max_reconnect_backoff_ms", 1000),
        ("grpc.initial_reconnect_backoff_ms", 100),
    ]
    return grpc.aio.secure_channel(info.services[service].grpc, credentials, options)
