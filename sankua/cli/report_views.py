"""`sankua report diff|behind|cases`: what changed, what rates hide, and which cases are behind a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from sankua.cli.moment import as_of_moment, reading_options
from sankua.cli.report import MOMENT, History, PeriodText, end, period_of, read_rows, without_collection
from sankua.core.errors import Problem, Refused

Live = Annotated[bool, typer.Option("--live", help="Ask the running system.")]
AsOf = Annotated[str, typer.Option("--as-of", help=f"As known then: {MOMENT}. Absent: now.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Data = Annotated[Path | None, typer.Option(help="Folder of the local stack, for --live.")]
_COLUMNS: Final = ("case_id", "amount", "registered_by", "lead", "state", "since", "registered_at")


def add_views(group: typer.Typer) -> None:
    """Adds them."""
    from sankua.cli.offices.commands import add_offices
    from sankua.cli.rebuilding.command import rebuild

    group.command("diff")(diff)
    group.command("behind")(behind)
    group.command("cases")(cases)
    group.command("rebuild")(rebuild)
    add_offices(group)


def diff(  # noqa: PLR0913 - one parameter per option of the command line
    history: History = None,
    live: Live = False,
    period: PeriodText = "",
    from_moment: Annotated[str, typer.Option("--from", help=f"The earlier moment: {MOMENT}.")] = "",
    to_moment: Annotated[str, typer.Option("--to", help=f"The later moment: {MOMENT}.")] = "",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Case by case, which figures changed between two moments, and why (late recording, correction)."""
    _check(history, live, period)
    if not (from_moment and to_moment):
        raise typer.BadParameter("needs --from and --to")
    with reading_options():
        period_of(period)
        moments = (as_of_moment(from_moment), as_of_moment(to_moment))
    _run(lambda problems: _diff(history or [], (period, moments), data, problems), as_json, _show_diff)


def behind(
    history: History = None,
    live: Live = False,
    period: PeriodText = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """What rates hide: hops, objections by organ, concluded but not settled, ping-pong, longest waiting."""
    _check(history, live, period)
    with reading_options():
        period_of(period)
        moment = as_of_moment(as_of)
    _run(lambda problems: _behind(history or [], (period, moment), data, problems), as_json, _show_behind)


def cases(  # noqa: PLR0913 - one parameter per option of the command line
    live: Live = False,
    period: PeriodText = "",
    figure: Annotated[str, typer.Option(help="A figure of the totals, for example overdue.")] = "",
    where: Annotated[
        list[str] | None, typer.Option("--where", help="dimension=value, as in --by; several narrow it.")
    ] = None,
    as_of: AsOf = "",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """The cases behind a figure of the running system, as far as the caller may see them."""
    _check(None, live, period)
    if not figure:
        raise typer.BadParameter("give --figure, for example --figure overdue")
    with reading_options():
        period_of(period)
        question = (period, as_of_moment(as_of), figure)
        cell = dict(map(_pair, where or ()))
    _run(lambda _: _cases(question, cell, data), as_json, _show_cases)


def _check(history: list[Path] | None, live: bool, period: str) -> None:
    if bool(history) == live:
        raise typer.BadParameter("give either --history FILE or --live")
    if not period:
        raise typer.BadParameter("give --period, for example --period 2023Q3")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Refused(Problem("where", f"{text!r}: expected dimension=value, for example org=140403-rsj"))
    return name, value


def _run(find: Callable[[list[Problem]], Any], as_json: bool, show: Callable[[Any], None]) -> None:
    from sankua.core.counting import dump

    problems: list[Problem] = []
    try:
        found = find(problems)
        if as_json:
            typer.echo(dump(found))
        else:
            show(found)
    except Refused as refused:
        problems.extend(refused.problems)
    end(problems)


def _diff(
    files: list[Path],
    asked: tuple[str, tuple[datetime, datetime]],
    data: Path | None,
    problems: list[Problem],
) -> Any:
    import json

    from sankua.cli.report_out.live import answered, ask_differences
    from sankua.core.counting import differences
    from sankua.library.counting import load_counting_books

    period, moments = asked
    if not files:
        return json.loads(answered(ask_differences(period, moments, data)))
    rows = read_rows(files, max(moments), problems)
    return differences(rows.values(), period_of(period), moments, load_counting_books())


def _behind(
    files: list[Path], asked: tuple[str, datetime], data: Path | None, problems: list[Problem]
) -> Any:
    import json

    from sankua.cli.report_out.live import answered, ask_behind
    from sankua.core.counting.behind import behind as count
    from sankua.library.counting import load_counting_books

    period, moment = asked
    if not files:
        return json.loads(answered(ask_behind(period, moment, data)))
    rows = read_rows(files, moment, problems)
    with without_collection():
        return count(rows.values(), period_of(period), moment, load_counting_books())


def _cases(question: tuple[str, datetime, str], cell: Mapping[str, str], data: Path | None) -> Any:
    from sankua.cli.report_out.live import answered, ask_cases

    found = answered(ask_cases(question, cell, data))
    return {"cases": [{name: getattr(case, name) for name in _COLUMNS} for case in found]}


def _show_diff(found: Mapping[str, Any]) -> None:
    from sankua.core.counting.diff import cause_text

    for case in found["cases"]:
        changes = ", ".join(f"{name} {old} → {new}" for name, (old, new) in case["figures"].items())
        typer.echo(f"{case['case']}: {changes}")
        for cause in case["causes"]:
            typer.echo(f"    {cause_text(cause)}")
    typer.echo(f"{len(found['cases'])} cases differ between {' and '.join(found['as_of'])}")


def _show_behind(found: Mapping[str, Any]) -> None:
    from sankua.cli.report_out.tables import behind_tables

    for table in behind_tables(found):
        _table(table.name, table.head, table.rows)


def _show_cases(found: Mapping[str, Any]) -> None:
    _table("案件 cases", _COLUMNS, (tuple(case.values()) for case in found["cases"]))


def _table(title: str, head: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    shown = Table(*head, title=title, title_justify="left")
    for row in rows:
        shown.add_row(*("" if value is None else str(value) for value in row))
    Console().print(shown)
