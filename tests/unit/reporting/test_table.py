"""Columns count what rows count: the same report, whatever is laid down, fresh, or has to be asked."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sankua.core.counting import DIMENSIONS, Period, dump, fold, report
from sankua.core.counting.frame import Frame, Named
from sankua.core.counting.report import Tally
from sankua.core.counting.rows import Row
from sankua.core.counting.versions import Compiler
from sankua.core.times import SHANGHAI
from sankua.library.counting import load_counting_books
from services.reporting.domain import adding
from services.reporting.domain.columns import Columns
from services.reporting.domain.names import Names
from services.reporting.domain.packing import Packed, pack, texts_of
from services.reporting.domain.table import Table
from tests.histories import accusation, history, wild
from tests.unit.counting.counting_samples import Case, rows_of

BOOKS = load_counting_books()
COMPILER = Compiler(BOOKS)
PERIODS = ("2022", "2023", "2023Q2", "2023-07", "2024Q1", "2023-05-03..2023-09-17")
START = datetime(2022, 12, 30, tzinfo=SHANGHAI)


class World:
    """Rows, their numbering, and what is packed of them."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = {row["case"]: row for row in rows}
        self.names = Names()
        self.asked: list[str] = []

    def packed(self, case: str) -> Packed:
        versions = COMPILER.versions(self.rows[case])
        for text in self.names.missing(texts_of(versions)):
            self.names.learn([(self.names.last + 1, text)])
        return pack(versions, self.names.number)

    def found(self, cases: Collection[str]) -> Iterator[Row]:
        self.asked += cases
        yield from (self.rows[case] for case in cases if case in self.rows)

    def count(
        self, table: Table, period: Period, as_of: datetime, by: tuple[str, ...] = (), named: Named = None
    ) -> str:
        sums = Tally(Frame.of(period, as_of, BOOKS, named), by)
        adding.count(sums, table.view(), self.names, self.found)
        return dump(sums.to_json())

    def anew(self, period: Period, as_of: datetime, by: tuple[str, ...] = (), named: Named = None) -> str:
        if named is None:
            return dump(report(self.rows.values(), period, as_of, by, BOOKS))
        sums = Tally(Frame.of(period, as_of, BOOKS, named), by)
        for row in self.rows.values():
            sums.add_row(row)
        return dump(sums.to_json())


def made(seed: int) -> tuple[World, random.Random]:
    dice = random.Random(seed)
    events = [*wild(8, dice), *history(4, dice), *accusation()]
    rows: dict[str, Row] = {}
    for event in events:
        rows[event.case] = fold(rows.get(event.case), event)
    return World(list(rows.values())), dice


@settings(max_examples=60)
@given(
    seed=st.integers(0, 1 << 32),
    minutes=st.integers(0, 900 * 1440),
    period=st.sampled_from(PERIODS),
    by=st.lists(st.sampled_from(DIMENSIONS), unique=True, max_size=4),
    named=st.none() | st.frozensets(st.sampled_from(["140403-xfj", "140403-jw", "140403-zjj"])),
)
def test_the_report_of_a_table_is_the_report_of_its_rows(
    seed: int, minutes: int, period: str, by: list[str], named: frozenset[str] | None
) -> None:
    world, dice = made(seed)
    table = Table(fresh=4)
    laid = {case for case in world.rows if dice.random() < 0.6}
    table.lay({case: world.packed(case) for case in laid}, set(world.rows) - laid)
    for _ in range(6):  # what is noted last counts
        case = dice.choice(sorted(world.rows))
        table.note([(case, None), (case, world.packed(case))] if dice.random() < 0.7 else [(case, None)])
    if dice.random() < 0.5:
        table.tighten()
    asked, moment = Period.parse(period), START + timedelta(minutes=minutes)
    found = world.count(table, asked, moment, tuple(by), named)
    assert found == world.anew(asked, moment, tuple(by), named)


def test_now_and_the_end_of_a_year_ask_no_row() -> None:
    world, _ = made(7)
    table = Table()
    table.lay({case: world.packed(case) for case in world.rows if case.startswith("140403-2024")}, ())
    table.note((case, world.packed(case)) for case in world.rows if case.startswith("140403-2023"))
    fractions = [case for case, row in world.rows.items() if "10:00:00.5" in str(row)]
    for day in ("2022-12-31T23:59:59", "2023-12-31T23:59:59", "2030-01-01T00:00:00"):
        world.asked.clear()
        moment, year = datetime.fromisoformat(f"{day}+08:00"), Period.parse("2023")
        assert world.count(table, year, moment, ("month",)) == world.anew(year, moment, ("month",))
        assert set(world.asked) <= set(fractions), "moments of whole seconds fit"
    world.asked.clear()
    assert world.count(table, year, START + timedelta(days=200)) == world.anew(
        year, START + timedelta(days=200)
    )
    assert world.asked, "what was known in between is asked of the rows"


def test_a_case_that_came_back_the_day_it_was_settled_is_compared_to_the_second() -> None:
    for back, kept in (("2023-03-05T09:00:00", 1), ("2023-03-05T11:00:00", 0), ("2023-03-06T00:00:00", 0)):
        one = Case(1).registered("2023-01-09").on("2023-03-05", "CaseSettled")
        two = Case(2).registered(f"{back}+08:00", repeat_of=one.id)
        world = World(rows_of([*one.events, *two.events]))
        table = Table()
        table.lay({case: world.packed(case) for case in world.rows}, ())
        year, moment = Period.parse("2023"), datetime(2024, 1, 31, tzinfo=SHANGHAI)
        found = world.count(table, year, moment)
        assert found == world.anew(year, moment)
        assert f'"first_time_settled": {{\n      "numerator": {kept}' in found


def test_columns_give_back_what_they_were_given() -> None:
    world, _ = made(3)
    given_ = {case: world.packed(case) for case in world.rows}
    columns = Columns.of_cases(given_)
    alive = columns.cases != b""
    assert columns.packed(alive) == given_
    alive[0] = False
    assert len(columns.packed(alive)) == len(given_) - 1
    assert [columns.cases[i].decode() for i in columns.places(["nobody", *sorted(given_)[:2]])] == sorted(
        given_
    )[:2]


def test_a_table_that_was_laid_down_twice_is_tightened() -> None:
    world, _ = made(5)
    table = Table(fresh=3)
    packed = {case: world.packed(case) for case in world.rows}
    for _ in range(3):
        table.note(packed.items())
    assert table.loose
    before = world.count(table, Period.parse("2023"), START + timedelta(days=400))
    table.tighten()
    assert not table.loose
    assert world.count(table, Period.parse("2023"), START + timedelta(days=400)) == before
