"""`sankua token`: a signed token of the local issuer, for trying calls with any gRPC client."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("token")(token)


def token(
    org: Annotated[list[str], typer.Option(help="Organ code; may be repeated.")],
    role: Annotated[list[str], typer.Option(help="Role, e.g. registrar; may be repeated.")],
    place: Annotated[list[str] | None, typer.Option(help="Division code prefix; none: all places.")] = None,
    subject: Annotated[str, typer.Option(help="Who the token is for; default: this user.")] = "",
    hours: Annotated[float, typer.Option(min=0.01, max=24, help="How long it is good.")] = 1.0,
    data: Annotated[Path | None, typer.Option(help="Folder of the local stack.")] = None,
) -> None:
    """Prints a token that the running local stack accepts (令牌)."""
    from sankua.cli.client import grants_for, mint
    from sankua.cli.stack.discover import find_stack
    from sankua.cli.stack.failures import reported

    with reported():
        grants = grants_for(org, role, place or ())
        typer.echo(mint(find_stack(data).tls, grants, subject, timedelta(hours=hours)))
