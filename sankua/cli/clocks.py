"""`sankua clocks`: every clock of every case in a history file, and the days that each one counted."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import orjson
import typer

from sankua.cli.moment import as_of_moment, reading_options
from sankua.core.errors import Problem, Refused
from sankua.core.times import SHANGHAI, format_time

if TYPE_CHECKING:
    from sankua.core.clocks import Clock, Note
    from sankua.core.events import Event

Cases = dict[str, list["Event"]]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("clocks")(clocks)


def clocks(
    history: Annotated[Path, typer.Option("--history", help="CloudEvents JSON Lines.")],
    as_of: Annotated[
        str, typer.Option("--as-of", help="As known then: a time with offset, or a date: its end.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array of clocks.")] = False,
    explain: Annotated[
        tuple[str, str],
        typer.Option("--explain", metavar="CASE CLOCK", help="Lists the days that were counted."),
    ] = ("", ""),
) -> None:
    """Every clock of every case (时限), without any server."""
    with reading_options():
        moment = as_of_moment(as_of)
    run = Run(history)
    try:
        cases = run.read(moment)
        if any(explain):
            _explain(run, cases, moment, explain, as_json)
        else:
            _list(run, cases, moment, as_json)
    except Refused as refused:
        run.problems.extend(refused.problems)
    for problem in run.all_problems():
        typer.echo(f"{'warning: ' if problem.warning else ''}{problem}", err=True)
    if any(not problem.warning for problem in run.problems):
        raise typer.Exit(1)


@dataclass(slots=True)
class Run:
    """One reading of a history file: what was wrong in it, and what the clocks could not use."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def read(self, as_of: datetime) -> Cases:
        """Events by case. Refused where the file cannot be read."""
        from sankua.wire.history import read_history

        # A date is in the future when it lies after both the wall clock and the moment that is asked for.
        latest = max(datetime.now(SHANGHAI), as_of)
        cases: Cases = {}
        # Nothing here is garbage until the end; the collector would walk millions of objects in vain.
        gc.disable()
        try:
            for event in read_history(self.path, self.problems, latest):
                cases.setdefault(event.case, []).append(event)
        except OSError as error:
            raise Refused(Problem("", f"cannot be read: {error.strerror}", str(self.path))) from error
        return cases

    def all_problems(self) -> list[Problem]:
        """All that is wrong, with the lines of the events that the notes are about."""
        if self.notes:
            lines = _lines(self.path, {note.event_id for note in self.notes})
            for note in dict.fromkeys(self.notes):
                line = lines.get(note.event_id, 0)
                self.problems.append(Problem(f"data.{note.field}", note.reason, str(self.path), line))
        return self.problems


def _lines(path: Path, ids: set[str]) -> dict[str, int]:
    """In which line each event stands. A second reading, made only where something was wrong."""
    from sankua.wire.cloudevents import read_json

    found: dict[str, int] = {}
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                event, _ = read_json(json.loads(line))
            except ValueError:
                continue  # named by the first reading
            if event is not None and event.id in ids:
                found.setdefault(event.id, number)
    return found


def _computed(run: Run, cases: Cases, as_of: datetime) -> Iterator[list[Clock]]:
    """The clocks, case by case."""
    from sankua.core.clocks import compute
    from sankua.library.clocks import load_clock_book

    book = load_clock_book()
    for events in cases.values():
        yield compute(events, as_of, book, run.notes)


def _list(run: Run, cases: Cases, as_of: datetime, as_json: bool) -> None:
    found = _computed(run, cases, as_of)
    if as_json:
        _write_json(([clock.to_json() for clock in case] for case in found), sys.stdout)
    else:
        _print_table(clock for case in found for clock in case)


def _write_json(groups: Iterable[Sequence[Mapping[str, Any]]], out: TextIO) -> None:
    """One JSON array, written as it is computed: one line for the clocks of a case."""
    separator = "[\n"
    for group in groups:
        if group:
            out.write(separator + orjson.dumps(group).decode()[1:-1])
            separator = ",\n"
    out.write("[]\n" if separator == "[\n" else "\n]\n")


def _print_table(found: Iterable[Clock]) -> None:
    """One table per case; the articles stand under it, so that 80 columns hold everything whole."""
    from itertools import groupby

    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for case, clocks in groupby(found, key=lambda clock: clock.case):
        table = Table(
            "clock", "who owes", "state", "light", "started", "due on", "met",
            box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), title=case, title_justify="left",
        )  # fmt: skip
        bases: dict[str, list[str]] = {}
        for clock in clocks:
            table.add_row(*_cells(clock))
            bases.setdefault(clock.basis, []).append(clock.clock)
        console.print(table)
        for basis, names in bases.items():
            console.print(f" {' '.join(dict.fromkeys(names))}: {basis}", style="dim", markup=False)
        console.print()


def _cells(clock: Clock) -> tuple[str, ...]:
    colours = {"RED": "red", "YELLOW": "yellow", "GREEN": "green"}
    light = f"[{colours[clock.light]}]{clock.light}[/]" if clock.light else ""
    due = f"{clock.due_on}{' ?' if clock.provisional else ''}"
    met = format_time(clock.met_at)[:10] if clock.met_at else ""
    started = format_time(clock.started_at)[:10]
    return clock.clock, clock.org or "信访人", clock.state, light, started, due, met


def _explain(run: Run, cases: Cases, as_of: datetime, asked: tuple[str, str], as_json: bool) -> None:
    from sankua.core.clocks import explain
    from sankua.library.clocks import load_clock_book

    case, clock = asked
    if case not in cases:
        raise Refused(Problem("explain", f"no case {case!r} in this history", str(run.path)))
    found = explain(cases[case], as_of, load_clock_book(), clock)
    if not found:
        raise Refused(Problem("explain", f"case {case} has no clock {clock!r} as of {format_time(as_of)}"))
    if as_json:
        _write_json([found], sys.stdout)
        return
    for account in found:
        typer.echo("\n".join(_told(account)))


def _told(account: Mapping[str, Any]) -> Iterator[str]:
    """One clock for a person: what it is, the article, and day by day what was counted."""
    ended = f", met {account['met_at']}" if account["met_at"] else ""
    yield f"{account['case']} {account['clock']} {account['title']}"
    yield f"  {account['state']}{ended}; owed by {account['org'] or '信访人 petitioner'}"
    yield f"  {account['basis']} ({account['certainty']})"
    length = f"{account['length']} {account['unit']} days" if account["length"] else "the day that was named"
    yield f"  from {account['started_at']} to {account['due_at']}: {length}"
    if account["extended"]:
        yield f"  extended by {account['extended']} days"
    if account["provisional"]:
        yield "  provisional: the official calendar of that year was not published"
    for day in account["days"]:
        number = f"{day['counted']:>4}" if day["counted"] else "   –"
        yield f"  {number}  {day['date']}  {day['why']}"
