"""`sankua report ledger|league|yearly|file|article41`: what offices keep and hand in, offline or live."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from sankua.cli.moment import as_of_moment, reading_options
from sankua.cli.report import MOMENT, History, PeriodText, end, period_of, read_rows
from sankua.core.errors import Problem, Refused

Live = Annotated[bool, typer.Option("--live", help="Ask the running system.")]
AsOf = Annotated[str, typer.Option("--as-of", help=f"As known then: {MOMENT}. Absent: now.")]
Data = Annotated[Path | None, typer.Option(help="Folder of the local stack, for --live.")]
Out = Annotated[Path | None, typer.Option("--out", help="File to write.")]
_CELLS: Final = ("category", "channel", "month")


def add_offices(group: typer.Typer) -> None:
    """Adds the commands."""
    group.command("ledger")(ledger)
    group.command("league")(league)
    group.command("yearly")(yearly)
    group.command("file")(file)
    group.command("article41")(article41)


@dataclass
class Source:
    """Where documents come from: files, or the running system."""

    files: list[Path]
    moment: datetime
    data: Path | None
    problems: list[Problem]
    _rows: dict[str, Any] | None = None

    def rows(self) -> dict[str, Any]:
        """Case to row of the files, read once."""
        if self._rows is None:
            self._rows = read_rows(self.files, self.moment, self.problems)
        return self._rows

    def ask(self, what: str, about: str) -> Any:
        """A document of the running system."""
        from sankua.cli.report_out.live import answered, ask_document

        return json.loads(answered(ask_document(what, (about, self.moment), self.data)))

    def report(self, period: str) -> Any:
        """The report of a period with the cells that the yearly report draws."""
        from sankua.cli.report_out.live import answered, ask
        from sankua.core.counting import report
        from sankua.library.counting import load_counting_books

        if not self.files:
            return json.loads(answered(ask(period, self.moment, _CELLS, self.data)))
        rows = self.rows().values()
        return report(rows, period_of(period), self.moment, _CELLS, load_counting_books())

    def behind(self, period: str) -> Any:
        """What rates hide."""
        from sankua.cli.report_out.live import answered, ask_behind
        from sankua.core.counting.behind import behind
        from sankua.library.counting import load_counting_books

        if not self.files:
            return json.loads(answered(ask_behind(period, self.moment, self.data)))
        return behind(self.rows().values(), period_of(period), self.moment, load_counting_books())


def ledger(
    history: History = None,
    live: Live = False,
    period: PeriodText = "",
    as_of: AsOf = "",
    out: Out = None,
    data: Data = None,
) -> None:
    """The ledger (台账) of a month or another period as XLSX: a line for each case registered in it."""
    from sankua.cli.offices.book import write_book
    from sankua.cli.offices.columns import ledger_table

    def write(source: Source) -> None:
        lines = _ledger(source, period)
        write_book(_path(out), f"信访事项台账（{period}）", ledger_table(lines))

    _run(history, live, (period, as_of, data), write)


def _ledger(source: Source, period: str) -> list[Any]:
    from sankua.core.counting.casefile import ledger as lines
    from sankua.library.counting import load_counting_books

    if not source.files:
        return list(source.ask("ledger", period))
    rows = sorted(source.rows().items())
    return list(lines((row for _, row in rows), period_of(period), source.moment, load_counting_books()))


def league(
    history: History = None,
    live: Live = False,
    period: PeriodText = "",
    as_of: AsOf = "",
    out: Out = None,
    data: Data = None,
) -> None:
    """The league table (晾晒) of organs as XLSX, ranked by the dated rules, with what their rates hide."""
    from sankua.cli.offices.book import write_book
    from sankua.cli.offices.columns import LEAGUE, league_table

    def write(source: Source) -> None:
        table = league_table(source.report(period), source.behind(period))
        shares = tuple(list(LEAGUE).index(name) + 1 for name in ("settled_rate", "overdue_rate"))
        write_book(_path(out), f"责任单位办理情况晾晒（{period}）", table, shares)

    _run(history, live, (period, as_of, data), write)


def yearly(  # noqa: PLR0913 - one parameter per option of the command line
    history: History = None,
    live: Live = False,
    period: PeriodText = "",
    as_of: AsOf = "",
    office: Annotated[str, typer.Option(help="Whose report it is, as its title names it.")] = "",
    out: Out = None,
    data: Data = None,
) -> None:
    """The yearly report (年度报告) as DOCX, tables and charts filled in."""
    from sankua.cli.offices.yearly import write_yearly

    def write(source: Source) -> None:
        write_yearly(_path(out), f"{office}{period}年度", source.report(period), source.behind(period))

    _run(history, live, (period, as_of, data), write)


def file(
    case: Annotated[str, typer.Argument(help="Case id.")],
    history: History = None,
    live: Live = False,
    as_of: AsOf = "",
    out: Out = None,
    data: Data = None,
) -> None:
    """The whole file of one case (一案一档): JSON, or DOCX with --out. It has no text and no person."""
    from sankua.cli.offices.casefile import write_case_file

    def write(source: Source) -> None:
        document = _case_file(source, case)
        if out is None:
            typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            write_case_file(out, document)

    _run(history, live, ("2000", as_of, data), write)


def _case_file(source: Source, case: str) -> Any:
    from sankua.core.counting.casefile import case_file
    from sankua.library.counting import load_counting_books

    if not source.files:
        return source.ask("case_file", case)
    row = source.rows().get(case)
    if row is None:
        raise Refused(Problem("case", f"{case}: no such case in the history"))
    return case_file(row, source.moment, load_counting_books())


def article41(
    history: History = None,
    live: Live = False,
    period: PeriodText = "",
    as_of: AsOf = "",
    data: Data = None,
) -> None:
    """The fixed figures of 《信访工作条例》第四十一条 as JSON, for other systems."""

    def write(source: Source) -> None:
        typer.echo(json.dumps(_article41(source, period), ensure_ascii=False, indent=2))

    _run(history, live, (period, as_of, data), write)


def _article41(source: Source, period: str) -> Any:
    from sankua.core.counting.article41 import article41 as count
    from sankua.library.counting import load_counting_books

    if not source.files:
        return source.ask("article41", period)
    return count(source.rows().values(), period_of(period), source.moment, load_counting_books())


def _path(out: Path | None) -> Path:
    if out is None:
        raise typer.BadParameter("give --out FILE")
    return out


def _run(
    history: list[Path] | None,
    live: bool,
    asked: tuple[str, str, Path | None],
    write: Callable[[Source], None],
) -> None:
    period, as_of, data = asked
    if bool(history) == live:
        raise typer.BadParameter("give either --history FILE or --live")
    if not period:
        raise typer.BadParameter("give --period, for example --period 2023-07")
    with reading_options():
        period_of(period)
        moment = as_of_moment(as_of)
    problems: list[Problem] = []
    try:
        write(Source(history or [], moment, data, problems))
    except Refused as refused:
        problems.extend(refused.problems)
    except OSError as error:
        problems.append(Problem("out", f"cannot be written: {error.strerror}", str(error.filename or "")))
    end(problems)
