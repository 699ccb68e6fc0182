"""`sankua demo`: the main job on the bundled sample, from registration to the figures, on real servers."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    import grpc
    from rich.console import Console

    from sankua.cli.demo_run.clockfile import ClockFile
    from sankua.cli.demo_run.offices import Connect
    from sankua.cli.demo_run.session import Outcome
    from sankua.cli.stack.info import StackInfo
    from sankua.cli.stack.stack import Stack

SAMPLE: Final = Path("samples/petitions.jsonl")
_HASTE: Final = {
    "SANKUA_FIRE_SECONDS": "0.1",
    "SANKUA_TIMER_SECONDS": "0.1",
    "SANKUA_LINGER_SECONDS": "0.02",
}
"""A virtual day takes less than a second: the services must look more often than in real life."""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("demo")(demo)


def demo(
    as_json: Annotated[bool, typer.Option("--json", help="The result as one JSON document.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the stack up until Ctrl-C.")] = False,
) -> None:
    """Runs the bundled petitions through all services and compares the books afterwards (演示)."""
    from rich.console import Console

    from sankua.cli.stack.failures import StackError

    console = Console(stderr=as_json)
    if not console.is_terminal:
        console = Console(stderr=as_json, width=140)  # a log has room for whole names
    try:
        document = _demo(console, as_json, keep)
    except StackError as none:
        typer.echo(str(none), err=True)
        raise typer.Exit(none.exit_code) from None
    raise typer.Exit(1 if document["lost"] or document["duplicated"] or document["dlq"] else 0)


def _demo(console: Console, as_json: bool, keep: bool) -> dict[str, Any]:
    from sankua.cli.demo_run.clockfile import ClockFile
    from sankua.cli.demo_run.session import DAYS
    from sankua.cli.stack.stack import Stack, StackOptions

    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sankua-demo-", ignore_cleanup_errors=True) as folder:
        clock = ClockFile(Path(folder) / "clock")
        clock.set_days_ago(DAYS)
        stack = Stack(Path(folder), StackOptions(env=_HASTE))
        with _ending_is_interrupt():
            try:
                with console.status("Starting Kafka, MongoDB and the four services …"):
                    stack.start()
                outcome = _played(stack, clock, console)
                document = to_json(outcome, time.monotonic() - started)
                _show(console, outcome, document)
                if as_json:
                    typer.echo(json.dumps(document))
                if keep:
                    _stay(console, stack.info)
            finally:
                signal.signal(
                    signal.SIGINT, signal.SIG_IGN
                )  # the stop is bounded; a second Ctrl-C would leave parts
                stack.stop()
    return document


@contextlib.contextmanager
def _ending_is_interrupt() -> Iterator[None]:
    """SIGTERM and a closed terminal end the demonstration like Ctrl-C: with everything stopped."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _played(stack: Stack, clock: ClockFile, console: Console) -> Outcome:
    """Plays the sample. StackError, with what died and the end of its log, where a part is stuck or gone."""
    from grpc.aio import AioRpcError

    from sankua.cli.stack.failures import StackError, tail

    try:
        return asyncio.run(_play(stack.info, clock, console))
    except (ExceptionGroup, TimeoutError, AioRpcError) as failure:
        first: Exception = failure
        while isinstance(first, ExceptionGroup):
            first = first.exceptions[0]
        why = f"{first.code().name}: {first.details()}" if isinstance(first, AioRpcError) else str(first)
        logs = "".join(f"\n{name}:\n{tail(stack.info.logs / f'{name}.log')}" for name in stack.info.services)
        gone = ", ".join(stack.dead()) or "none"
        raise StackError(
            f"the demonstration came to a halt: {why}; parts that died: {gone}{logs}"
        ) from failure


async def _play(info: StackInfo, clock: ClockFile, console: Console) -> Outcome:
    from rich.progress import Progress

    from sankua.cli.demo_run.plan import read_sample
    from sankua.cli.demo_run.session import DAYS, Servers, play
    from sankua.library.data import data_folder

    cases = read_sample(data_folder() / SAMPLE)
    servers = Servers(info.kafka, info.mongo, info.topic, info.dlq_topic)
    with Progress(console=console) as progress:
        task = progress.add_task("95 days", total=DAYS)

        def tick(text: str) -> None:
            progress.update(task, advance=1, description=text)

        return await play(cases, servers, _connector(info), clock, tick)


def _connector(info: StackInfo) -> Connect:
    @asynccontextmanager
    async def connect_as(service: str, role: str, org: str) -> AsyncIterator[grpc.aio.Channel]:
        from sankua.cli.client import connect

        async with connect(info, service, roles=(role,), org=org) as channel:
            yield channel

    return connect_as


def to_json(outcome: Outcome, seconds: float) -> dict[str, Any]:
    """CLI.md "demo"."""
    run = outcome.run
    registered, waiting = run.count("CaseRegistered"), run.waiting()
    return {
        "registered": registered,
        "routed": registered - waiting,
        "waiting": waiting,
        "accepted": len({case for case, name in run.told if name == "HandoffAccepted"}),
        "concluded": run.count("CaseConcluded"),
        "events": outcome.events,
        "lost": len(outcome.verdict.lost),
        "duplicated": len(outcome.verdict.duplicated),
        "dlq": outcome.dead,
        "seconds": round(seconds, 1),
    }


def _show(console: Console, outcome: Outcome, document: dict[str, Any]) -> None:
    from sankua.cli.demo_run import show
    from sankua.library.orgs import load_directory

    name = load_directory().name
    console.print(show.by_organ(outcome.counts, name))
    console.print(show.lights(outcome.lights, name))
    console.print(show.life(outcome.shown, outcome.shown_clocks, outcome.shown_title, name))
    show.verdict(console, document, outcome.verdict.lost, outcome.verdict.duplicated)


def _stay(console: Console, info: StackInfo) -> None:
    """Until Ctrl-C or a request to end; the stack is then stopped like any other."""
    console.print(f"The stack stays up in {info.folder}. Try: sankua verify. Ctrl-C stops it.")
    for service in info.services.values():
        console.print(f"  {service.name}: gRPC {service.grpc}, {service.http}/metrics")
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()
