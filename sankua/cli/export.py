"""`sankua export`: the log as CloudEvents JSON Lines, from the commits, causes before effects."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sankua.core.events import Event


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("export")(export)


def export(
    case: Annotated[str, typer.Option("--case", help="Only this case.")] = "",
    since: Annotated[
        str, typer.Option("--since", help="Only what was recorded from then on (RFC 3339).")
    ] = "",
    data: Annotated[Path | None, typer.Option(help="Folder of the local stack.")] = None,
) -> None:
    """Every event of the log as CloudEvents JSON, one per line: offices' own, then by case, causes first."""
    from sankua.cli.checking.order import causal
    from sankua.cli.checking.truth import events_of, opened
    from sankua.cli.stack.discover import find_stack
    from sankua.cli.stack.failures import reported

    moment = _moment(since)
    found = False
    with reported(), opened(find_stack(data)) as truth:
        for event in [] if case else events_of(truth.offices()):
            if moment is None or event.recorded >= moment:
                typer.echo(line(event))
        for _, commits in truth.cases([case] if case else []):
            found = True
            for event in causal(events_of(commits)):
                if moment is None or event.recorded >= moment:
                    typer.echo(line(event))
    if case and not found:
        typer.echo(f"case: {case}: no such case", err=True)
        raise typer.Exit(1)


def line(event: Event) -> str:
    """One event as one line of CloudEvents JSON."""
    import json

    from sankua.wire.cloudevents import to_json

    return json.dumps(to_json(event), ensure_ascii=False)


def _moment(text: str) -> datetime | None:
    from sankua.core.times import parse_time

    if not text:
        return None
    try:
        return parse_time(text)
    except ValueError as error:
        typer.echo(f"since: {error}", err=True)
        raise typer.Exit(1) from None
