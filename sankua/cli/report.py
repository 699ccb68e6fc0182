"""`sankua report`: the figures of a period as of a moment, from a history file or from the running system."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sankua.cli.moment import as_of_moment, reading_options
from sankua.core.errors import Problem, Refused
from sankua.core.times import SHANGHAI

if TYPE_CHECKING:
    from sankua.core.counting import Period

History = Annotated[
    list[Path] | None,
    typer.Option("--history", help="CloudEvents JSON Lines; more than one file is counted as one."),
]
PeriodText = Annotated[str, typer.Option("--period", help="2023, 2023Q3, 2023-07 or 2023-05-01..2023-11-30.")]
MOMENT = "a time with offset, or a date: its end"


def register(app: typer.Typer) -> None:
    """Adds the command and its views."""
    from sankua.cli.report_views import add_views

    group = typer.Typer(help="The figures of a period as of a moment (统计).")
    group.callback(invoke_without_command=True)(figures)
    add_views(group)
    app.add_typer(group, name="report")


def figures(  # noqa: PLR0913 - one parameter per option of the command line
    context: typer.Context,
    history: History = None,
    live: Annotated[bool, typer.Option("--live", help="Ask the running system.")] = False,
    period: PeriodText = "",
    as_of: Annotated[str, typer.Option("--as-of", help=f"As known then: {MOMENT}. Absent: now.")] = "",
    by: Annotated[
        str, typer.Option(help="Cells: org, category, channel, branch, campaign, source, month; by comma.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The report as one JSON document.")] = False,
    file_format: Annotated[str, typer.Option("--format", help="xlsx, docx or csv, with --out.")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="File to write.")] = None,
    public: Annotated[
        bool, typer.Option("--public", help="For the public: counts of cells under 5 are left out.")
    ] = False,
    data: Annotated[Path | None, typer.Option(help="Folder of the local stack, for --live.")] = None,
) -> None:
    """The figures of a period as they were known at a moment."""
    if context.invoked_subcommand:
        return
    _check_usage(history, live, period, file_format, out)
    with reading_options():
        wanted, moment, dimensions = period_of(period), as_of_moment(as_of), _dimensions(by)
    problems: list[Problem] = []
    try:
        document = (
            _ask(period, moment, dimensions, data)
            if live
            else _count(history or [], wanted, moment, dimensions, problems)
        )
        if public:
            document = _public(document, wanted)
        _give(document, as_json, file_format, out)
    except Refused as refused:
        problems.extend(refused.problems)
    end(problems)


def _check_usage(
    history: list[Path] | None, live: bool, period: str, file_format: str, out: Path | None
) -> None:
    from sankua.cli.report_out.files import WRITERS

    if bool(history) == live:
        raise typer.BadParameter("give either --history FILE or --live")
    if not period:
        raise typer.BadParameter("give --period, for example --period 2023Q3")
    if bool(file_format) != bool(out):
        raise typer.BadParameter("--format and --out go together")
    if file_format and file_format not in WRITERS:
        raise typer.BadParameter(f"{file_format!r}: use {', '.join(WRITERS)}", param_hint="--format")


def period_of(text: str) -> Period:
    """The period of an option. Refused where it is none."""
    from sankua.core.counting import Period

    return Period.parse(text)


def _dimensions(text: str) -> tuple[str, ...]:
    from sankua.core.counting.cells import check_dimensions

    return check_dimensions(name.strip() for name in text.split(",") if name.strip())


def _count(
    files: Sequence[Path], period: Period, as_of: datetime, by: Sequence[str], problems: list[Problem]
) -> dict[str, Any]:
    from sankua.cli.report_out.shares import report_in_shares
    from sankua.library.counting import load_counting_books

    rows = read_rows(files, as_of, problems)
    with without_collection():
        return report_in_shares(list(rows.values()), period, as_of, by, load_counting_books())


def read_rows(files: Sequence[Path], as_of: datetime, problems: list[Problem]) -> dict[str, dict[str, Any]]:
    """Case to row of the events in the files; `problems` gets what is wrong in them. Refused: no file."""
    from sankua.cli.report_out.notes import named
    from sankua.core.counting import fold
    from sankua.core.counting.facts import misfits
    from sankua.wire.history import read_history

    # A date is in the future when it lies after both the wall clock and the moment that is asked for.
    latest = max(datetime.now(SHANGHAI), as_of)
    rows: dict[str, dict[str, Any]] = {}
    for path in files:
        try:
            with without_collection():
                for event in read_history(path, problems, latest):
                    rows[event.case] = fold(rows.get(event.case), event)
        except OSError as error:
            raise Refused(Problem("", f"cannot be read: {error.strerror}", str(path))) from error
    wrong = [misfit for row in rows.values() for misfit in misfits(row)]
    problems.extend(named(files, wrong))
    return rows


@contextmanager
def without_collection() -> Iterator[None]:
    """A million events are millions of objects that stay: collecting again and again would find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _ask(text: str, as_of: datetime, by: Sequence[str], data: Path | None) -> dict[str, Any]:
    """The running system's answer. Its figures come from the same counting, so its text is the same text."""
    import json

    from sankua.cli.report_out.live import answered, ask

    document: dict[str, Any] = json.loads(answered(ask(text, as_of, by, data)))
    return document


def _public(document: dict[str, Any], period: Period) -> dict[str, Any]:
    from sankua.core.counting.public import suppressed
    from sankua.library.counting import load_counting_books

    return suppressed(document, load_counting_books().rules(period.last).public_minimum)


def _give(document: dict[str, Any], as_json: bool, file_format: str, out: Path | None) -> None:
    from sankua.cli.report_out.files import WRITERS
    from sankua.cli.report_out.tables import tables
    from sankua.core.counting import dump

    if as_json:
        typer.echo(dump(document))
    if out is not None:
        try:
            WRITERS[file_format](out, _title(document), tables(document))
        except OSError as error:
            raise Refused(Problem("out", f"cannot be written: {error.strerror}", str(out))) from error
    elif not as_json:
        _show(document)


def _title(document: dict[str, Any]) -> str:
    period = document["period"]
    return f"信访统计 {period['from']} 至 {period['to']}，截至 {document['as_of']}"


def _show(document: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    from sankua.cli.report_out.tables import tables

    console = Console()
    console.print(_title(document))
    for table in tables(document):
        shown = Table(*table.head, title=table.name, title_justify="left")
        for row in table.rows:
            shown.add_row(*("" if value is None else str(value) for value in row))
        console.print(shown)


def end(problems: Iterable[Problem]) -> None:
    """Names every problem; exit 1 where something was refused, after all that could be counted was given."""
    refused = False
    for problem in problems:
        typer.echo(f"{'warning: ' if problem.warning else ''}{problem}", err=True)
        refused = refused or not problem.warning
    if refused:
        raise typer.Exit(1)
