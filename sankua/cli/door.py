"""`sankua door`: the JSON door before the running local stack, in the foreground."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("door")(door)


def door(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8311,
    data: Annotated[Path | None, typer.Option(help="Folder of the local stack.")] = None,
) -> None:
    """Open311 GeoReport v2 and the JSON API over intake, until Ctrl-C; callers bring tokens of their own."""
    from aiohttp import web

    from sankua.cli.stack.discover import find_stack
    from sankua.cli.stack.failures import StackError, reported
    from services.door.app import GEO, build
    from services.door.routes import BASE
    from services.door.settings import DoorSettings

    with reported():
        info = find_stack(data)
        if "intake" not in info.services:
            raise StackError(f"the stack in {info.folder} has no service 'intake'", exit_code=2)
        settings = DoorSettings(intake_grpc=info.services["intake"].grpc, tls_dir=info.tls, door_port=port)
        address = f"http://{settings.host}:{port}"
        typer.echo(f"{address}{BASE}/openapi.json\n{address}{GEO}/services.json", err=True)
        try:
            web.run_app(build(settings), host=settings.host, port=port, access_log=None, print=None)
        except OSError as error:
            raise StackError(
                f"cannot listen on {settings.host}:{port}: {error.strerror}", exit_code=2
            ) from None
