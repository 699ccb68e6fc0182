"""`sankua case show`: the whole life of a case in one screen, from the log or from a history file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sankua.core.events import Event


def register(app: typer.Typer) -> None:
    """Adds the command."""
    group = typer.Typer(help="One case.", no_args_is_help=True)
    group.callback()(_group)
    group.command("show")(show)
    app.add_typer(group, name="case")


def _group() -> None:
    """One case."""


def show(
    case: Annotated[str, typer.Argument(help="Case id, for example 140403-2023-000123.")],
    history: Annotated[
        list[Path] | None,
        typer.Option("--history", help="CloudEvents JSON Lines instead of a running system."),
    ] = None,
    as_of: Annotated[str, typer.Option("--as-of", help="As known then (RFC 3339). Absent: now.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    data: Annotated[Path | None, typer.Option(help="Folder of the local stack.")] = None,
) -> None:
    """Where a case is, who leads and why, its clocks and lights, its owner, every handoff."""
    import json

    from sankua.cli.case_page.life import life

    events, shift = (_from_files(history, case), None) if history else _from_log(case, data)
    moment = _moment(as_of, shift)
    if not events:
        typer.echo(f"case: {case}: no such case", err=True)
        raise typer.Exit(1)
    document = life(events, moment)
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        from rich.console import Console

        from sankua.cli.case_page.page import page

        Console().print(page(document))


def _moment(text: str, shift: Path | None) -> datetime:
    """The moment asked for, else now, as the system's own clock has it. Ends with 1 where it is none."""
    from sankua.core.times import parse_time
    from services.common.times import Clock

    try:
        return parse_time(text) if text else Clock(shift).now()
    except ValueError as error:
        typer.echo(f"as-of: {error}", err=True)
        raise typer.Exit(1) from None


def _from_log(case: str, data: Path | None) -> tuple[list[Event], Path]:
    """The events of one case from the running system, and the file that shifts its clock."""
    from sankua.cli.checking.order import causal
    from sankua.cli.checking.truth import events_of, opened
    from sankua.cli.stack.discover import find_stack
    from sankua.cli.stack.failures import reported

    with reported():
        info = find_stack(data)
        with opened(info) as truth:
            found = [event for _, commits in truth.cases([case]) for event in causal(events_of(commits))]
    return found, info.clock_file


def _from_files(files: list[Path], case: str) -> list[Event]:
    """The events of one case; problems with the files go to standard error, errors end the command."""
    from sankua.cli.checking.order import causal
    from sankua.core.errors import Problem
    from sankua.wire.history import read_history

    problems: list[Problem] = []
    found: list[Any] = []
    for file in files:
        try:
            found += [event for event in read_history(file, problems) if event.case == case]
        except OSError as error:
            problems.append(Problem("", f"cannot be read: {error.strerror}", str(file)))
    for problem in problems:
        typer.echo(f"{'warning: ' if problem.warning else ''}{problem}", err=True)
    if any(not problem.warning for problem in problems) and not found:
        raise typer.Exit(1)
    return list(causal(found))
