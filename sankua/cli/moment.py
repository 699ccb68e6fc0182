"""What the options of a command say: the moment that `--as-of` names, and how a wrong option is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import typer

from sankua.core.errors import Problem, Refused
from sankua.core.times import SHANGHAI, end_of_day, format_time, parse_time


def as_of_moment(text: str) -> datetime:
    """A time with offset, or a date: its last second; now where nothing is said. Refused: anything else."""
    if not text:
        return datetime.now(SHANGHAI).replace(microsecond=0)
    try:
        if len(text) == len("2023-01-01"):
            text = format_time(end_of_day(date.fromisoformat(text)))
        return parse_time(text)
    except ValueError as error:
        raise Refused(Problem("as-of", str(error))) from error


@contextmanager
def reading_options() -> Iterator[None]:
    """Around the reading of options: what is refused there is wrong usage, named on stderr, exit 2."""
    try:
        yield
    except Refused as refused:
        for problem in refused.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(2) from None
