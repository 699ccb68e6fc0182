"""`sankua verify`: the running system against its own log; every difference on a line of its own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from sankua.cli.checking.compare import Findings
    from sankua.cli.stack.info import StackInfo

_AGAIN: Final = 0.5


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("verify")(verify)


def verify(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    timeout: Annotated[
        float, typer.Option(help="Longest wait for relays and consumers, in seconds.", min=0)
    ] = 60.0,
    data: Annotated[Path | None, typer.Option(help="Folder of the local stack.")] = None,
) -> None:
    """Sequences gap-free, Kafka as committed, states and figures as recomputed; exits 1 where not."""
    from sankua.cli.stack.discover import find_stack
    from sankua.cli.stack.failures import reported

    with reported():
        found = check(find_stack(data), timeout)
    typer.echo(as_document(found) if as_json else as_text(found))
    if found.differences:
        raise typer.Exit(1)


def check(info: StackInfo, timeout: float = 60.0) -> Findings:
    """All findings about a running stack. StackError (exit 3) where a server cannot be reached."""
    from sankua.cli.checking import topic, truth
    from sankua.cli.checking.check import Check
    from sankua.cli.checking.keepers import keepers
    from services.common.times import Clock

    now = Clock(info.clock_file).now().replace(microsecond=0)
    with truth.opened(info) as log, topic.opened(info) as kafka:
        checking = Check(log, kafka, keepers(log.node()), now)
        found = checking.run(lambda period, as_of: live_figures(info, period, as_of, timeout), timeout)
    found.differences += dead_letters(info, found)
    return found


def live_figures(info: StackInfo, period: str, as_of: datetime, seconds: float) -> Any:
    """The running system's report, by organ and month; a service that is just starting is waited for.

    StackError (exit 3) where it does not answer within `seconds`.
    """
    import asyncio
    import json
    from time import monotonic, sleep

    from sankua.cli.report_out.live import Away, ask
    from sankua.cli.stack.failures import StackError

    until = monotonic() + seconds
    while True:
        try:
            return json.loads(asyncio.run(ask(period, as_of, ("org", "month"), info.folder)))
        except Away as away:
            if monotonic() > until:
                raise StackError(str(away)) from None
        sleep(_AGAIN)


def dead_letters(info: StackInfo, found: Findings) -> list[str]:
    """The dead letters that nobody has dealt with, one line each."""
    from sankua.cli.dlq import letters, one_line

    waiting = letters(info)
    found.count("dead_letters", len(waiting))
    return [f"dlq: {one_line(letter)}" for letter in waiting]


def as_document(found: Findings) -> str:
    """The findings as JSON."""
    import json

    document = {"ok": not found.differences, "checked": found.checked, "differences": found.differences}
    return json.dumps(document, ensure_ascii=False, indent=2)


def as_text(found: Findings) -> str:
    """The findings for a person: each difference on its line, then what was looked at."""
    looked = ", ".join(f"{number} {what.replace('_', ' ')}" for what, number in found.checked.items())
    end = f"{len(found.differences)} differences" if found.differences else "no difference"
    return "\n".join([*found.differences, f"{looked}: {end}"])
