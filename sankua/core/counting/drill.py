"""Which cases are behind a figure (穿透): the list that a total or a cell adds up from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sankua.core.counting.books import CountingBooks
from sankua.core.counting.cells import check_dimensions
from sankua.core.counting.figures import TOTALS
from sankua.core.counting.frame import Frame
from sankua.core.counting.life import Life
from sankua.core.counting.period import Period
from sankua.core.counting.report import life_of
from sankua.core.counting.rows import Row
from sankua.core.counting.standing import standing, state_of
from sankua.core.counting.sums import Sums
from sankua.core.errors import Problem, Refused


@dataclass(frozen=True, slots=True)
class Question:
    """A figure of a period as of a moment, narrowed to one cell: `where` maps dimensions to values.

    An empty value stands for cases without one. Refused (fields `figure`, `by`) for names that are none.
    """

    period: Period
    as_of: datetime
    figure: str
    where: Mapping[str, str]

    def __post_init__(self) -> None:
        if self.figure not in TOTALS:
            raise Refused(Problem("figure", f"{self.figure!r} is no figure; use {', '.join(TOTALS)}"))
        check_dimensions(self.where)


@dataclass(frozen=True, slots=True)
class CaseBehind:
    """One case behind a figure: what it adds, and what decides who may see it. No text, no person."""

    case: str
    amount: int
    registered_by: str
    lead: str
    state: str
    since: str
    registered_at: str
    purpose: str


def drill(rows: Iterable[Row], question: Question, books: CountingBooks) -> Iterator[CaseBehind]:
    """The cases behind the figure, in the order of the rows; their amounts add up to the figure."""
    frame = Frame.of(question.period, question.as_of, books)
    for row in rows:
        life = life_of(row, frame)
        if life.facts and (amount := _amount(life, frame, question)):
            yield _brief(life, amount)


def _amount(life: Life, frame: Frame, question: Question) -> int:
    """What the case adds to the figure, or to the cell of it, by the very class that counts them."""
    sums = Sums(frame, tuple(question.where))
    sums.add(life)
    if not question.where:
        return sums.numbers().get(("totals", "", question.figure), 0)
    return sums.cells[tuple(value or None for value in question.where.values()), question.figure]


def brief_of(row: Row, question: tuple[Period, datetime], books: CountingBooks) -> CaseBehind:
    """The same of any row as it was known at a moment; it adds to no figure."""
    return _brief(life_of(row, Frame.of(*question, books)), 0)


def _brief(life: Life, amount: int) -> CaseBehind:
    registered, stands = life.registered, standing(life)
    return CaseBehind(
        case=life.case,
        amount=amount,
        registered_by=life.office,
        lead=life.lead or "",
        state=state_of(life),
        since=stands.since if stands else "",
        registered_at=registered.time if registered else "",
        purpose=purpose_of(life),
    )


def purpose_of(life: Life) -> str:
    """The purpose of the case; see Life.purpose."""
    return life.purpose
