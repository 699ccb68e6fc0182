"""`sankua up` and `sankua setup-stack`: the local stack in the foreground, and what it needs, fetched."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from types import FrameType

    from sankua.cli.stack.info import StackInfo
    from sankua.cli.stack.stack import Stack


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("up")(up)
    app.command("setup-stack")(setup_stack)


def up(
    data: Annotated[Path | None, typer.Option(help="Folder for data, keys, ports and logs.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The addresses as one line of JSON.")] = False,
) -> None:
    """Starts the local stack and all services; stays until Ctrl-C (启动本地系统)."""
    from sankua.cli.stack.child import DIES_WITH_PARENT
    from sankua.cli.stack.failures import reported
    from sankua.cli.stack.stack import Stack, StackOptions, with_door

    with reported():
        if not DIES_WITH_PARENT:
            _say("on this system the servers outlive a kill -9 of this process: stop it with Ctrl-C")
        stack = Stack(data, StackOptions(say=_say, services=with_door()))
        with _signals():
            _run(stack, as_json)


def _run(stack: Stack, as_json: bool) -> None:
    """Up, supervised, down. An interruption at any moment is the wish to stop, not a failure."""
    from sankua.cli.stack.supervise import supervise

    try:
        with _status("starting Kafka and MongoDB"):
            stack.start()
        _show(stack.info, as_json)
        supervise(stack, _say)
    except KeyboardInterrupt:
        _say("stopping")
    finally:
        _ignore_signals()
        stack.stop()


def setup_stack(
    pki: Annotated[
        Path | None, typer.Option(help="Write keys and certificates for a deployment into this folder.")
    ] = None,
) -> None:
    """Fetches what the local stack needs, so that `up` needs no network (准备)."""
    from sankua.cli.stack.config import SERVICES
    from sankua.cli.stack.failures import reported
    from sankua.cli.stack.packages import cache_folder, java, kafka_jars, mongod

    with reported():
        if pki is not None:
            from sankua.cli.stack.pki import ensure_pki

            ensure_pki(pki, SERVICES)
            _say(f"keys and certificates are in {pki}")
            return
        with _status("fetching Kafka"):
            jars = kafka_jars()
        _say(f"Kafka: {len(jars)} jars in {cache_folder()}\nJava: {java()}\nMongoDB: {mongod()}")


def _show(info: StackInfo, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(info.to_json(), ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    from sankua.cli.stack.config import DOOR
    from sankua.cli.stack.external import shown

    table = Table("service", "pid", "gRPC (TLS)", "health, metrics", title=f"Sankua in {info.folder}")
    for service in info.services.values():
        address = f"http://{service.grpc}" if service.name == DOOR else service.grpc
        table.add_row(service.name, str(service.pid), address, service.http)
    console = Console()
    console.print(table)
    servers = (("Kafka", info.kafka_pid, info.kafka), ("MongoDB", info.mongo_pid, shown(info.mongo)))
    for name, pid, address in servers:
        whose = f"pid {pid}" if pid else "from the configuration"
        console.print(f"{name}: {address} ({whose})", soft_wrap=True)
    _say("all are ready; Ctrl-C stops them")


def _say(text: str) -> None:
    typer.echo(text, err=True)


@contextmanager
def _status(text: str) -> Iterator[None]:
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield


@contextmanager
def _signals() -> Iterator[None]:
    """SIGTERM and a closed terminal are treated as Ctrl-C."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before: dict[int, Callable[..., object] | int | None] = {
        number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore_signals() -> None:
    """The stop is under way and bounded: a second Ctrl-C would only leave something running."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
