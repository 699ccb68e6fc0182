"""Labelled texts from a CSV, and the fixed split: by a digest of the id, so order does not matter."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from sankua.core.errors import Problem, Refused
from services.intake.domain.people import plain_text


@dataclass(frozen=True, slots=True)
class Labelled:
    """One text with its category; every fifth is held out for measuring."""

    id: str
    text: str
    category: str

    @property
    def held_out(self) -> bool:
        """Whether training does not see it."""
        return hashlib.sha256(self.id.encode()).digest()[0] % 5 == 0


def read(file: Path, columns: str) -> list[Labelled]:
    """The texts of a file. Refused, naming file, line and column."""
    names = [name.strip() for name in columns.split(",")]
    if len(names) != 4 or not all(names):
        raise Refused(Problem("columns", f"{columns!r}; give four: id,title,text,category"))
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = csv.DictReader(opened, strict=True)
            missing = [name for name in names if name not in (rows.fieldnames or ())]
            if missing:
                raise Refused(Problem(", ".join(missing), "no such column", str(file), 1))
            found = [_text([row[name] or "" for name in names], file, rows.line_num) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refused(Problem("", f"cannot be read: {error}", str(file))) from None
    if len({text.category for text in found if not text.held_out}) < 2:
        raise Refused(Problem(names[3], "fewer than two categories to learn", str(file)))
    return found


def _text(cells: list[str], file: Path, line: int) -> Labelled:
    number, title, content, category = cells
    if not number or not category or not (title or content).strip():
        raise Refused(Problem("", "id, category or text is empty", str(file), line))
    return Labelled(number, plain_text(f"{title}\n{content}"), category)


@contextmanager
def refused() -> Iterator[None]:
    """Problems go to standard error, one a line; the command ends with 1."""
    try:
        yield
    except Refused as wrong:
        for problem in wrong.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(1) from None
