"""Marks and versions: what is compiled once says at any moment what counting anew would say."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sankua.core.counting import Period, fold
from sankua.core.counting.frame import Frame
from sankua.core.counting.marks import NEVER, Mark, firsts, lasts
from sankua.core.counting.report import life_of
from sankua.core.counting.rows import Row
from sankua.core.counting.sums import Sums, marks_of
from sankua.core.counting.versions import Compiler, Version
from sankua.core.times import SHANGHAI
from sankua.library.counting import load_counting_books
from tests.histories import history, wild
from tests.unit.counting.counting_samples import Case, rows_of

BOOKS = load_counting_books()
COMPILER = Compiler(BOOKS)
PERIODS = ("2022", "2023", "2023Q2", "2023-07", "2024Q1", "2023-05-03..2023-09-17")
START = datetime(2022, 12, 30, tzinfo=SHANGHAI)


class AllSums(Sums):
    """Looks at every mark, not only at those of the report."""

    marks = staticmethod(marks_of)


def rows(seed: int) -> list[Row]:
    dice = random.Random(seed)
    found: dict[str, Row] = {}
    for event in [*wild(4, dice), *history(2, dice)]:
        found[event.case] = fold(found.get(event.case), event)
    return list(found.values())


def at(versions: list[Version], moment: int) -> Version | None:
    return next((v for v in versions if v.since <= moment < v.until), None)


def held(frame: Frame, marks: tuple[Mark, ...] | list[Mark]) -> Counter[tuple[object, int]]:
    return Counter((mark.adds, mark.day) for mark in marks if frame.counts(mark))


@settings(max_examples=60)
@given(seed=st.integers(0, 1 << 32), minutes=st.integers(0, 900 * 1440), period=st.sampled_from(PERIODS))
def test_a_version_says_what_counting_at_its_moments_says(seed: int, minutes: int, period: str) -> None:
    frame = Frame.of(Period.parse(period), START + timedelta(minutes=minutes), BOOKS)
    for row in rows(seed):
        life = life_of(row, frame)
        version = at(COMPILER.versions(row), frame.moment)
        anew = held(frame, AllSums(frame).holding(life)) if life.facts else Counter()
        if version is None:
            assert not life.facts
        elif version.said is not None:
            assert held(frame, version.said.marks) == anew


@settings(max_examples=20)
@given(seed=st.integers(0, 1 << 32))
def test_versions_follow_each_other_and_the_last_one_is_kept(seed: int) -> None:
    for row in rows(seed):
        found = COMPILER.versions(row)
        assert [v.until for v in found] == [*(v.since for v in found[1:]), NEVER]
        assert found[-1].said is not None
        for year in range(2022, 2026):
            end = Frame.of(Period.parse("2023"), datetime(year, 12, 31, 23, 59, 59, tzinfo=SHANGHAI), BOOKS)
            there = at(found, end.moment)
            assert there is None or there.said is not None, "a year's end is kept"


def test_a_window_that_lapses_lets_the_backstop_begin_without_an_event() -> None:
    # The opinion is delivered, nobody asks for a review for thirty days: from then on the backstop runs.
    case = Case().registered("2023-01-09").offered("2023-01-10").accepted("2023-01-12")
    case.on("2023-02-01", "OpinionIssued", result="EXPLAINED").on("2023-02-02", "OpinionDelivered")
    (row,) = rows_of(case.events)
    said = COMPILER.versions(row)[-1].said
    assert said is not None
    reds = [mark.since for mark in said.marks if mark.adds == ((("lights", "", "RED"), 1),)]
    for day, light in (("2023-03-01", "GREEN"), ("2024-02-01", "RED")):
        frame = Frame.of(Period.parse("2023"), datetime.fromisoformat(f"{day}T12:00:00+08:00"), BOOKS)
        now = Sums(frame)
        now.add(life_of(row, frame))
        assert now.numbers()["lights", "", light] == 1
        assert (reds[0] <= frame.moment) == (light == "RED")


def test_the_first_and_the_last_of_a_day_are_one() -> None:
    case = Case().on("2023-01-02", "CaseSettled").on("2023-01-02", "CaseReopened")
    case.on("2023-01-05", "CaseSettled").on("2023-01-05T12:00:00+08:00", "CaseSettled")
    life = life_of(rows_of(case.events)[0], Frame.of(Period.parse("2023"), START + timedelta(days=99), BOOKS))
    adds = ((("totals", "", "settled"), 1),)
    settled = life.of("CaseSettled")
    assert [(m.day, m.after) for m in firsts(settled, adds)] == [(19359, -1), (19362, 19359)]
    said = (
        (f.time, adds if f.name == "CaseSettled" else None) for f in life.of("CaseSettled", "CaseReopened")
    )
    assert [(m.day, m.until) for m in lasts(said)] == [(19362, NEVER)]
