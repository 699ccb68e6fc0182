"""A report that is counted in shares, side by side, is the report that one process counts."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from typing import Any

import pytest
from counting_samples import moment
from hypothesis import given, settings
from hypothesis import strategies as st

from sankua.cli.report_out import shares
from sankua.core.counting import DIMENSIONS, Period, dump, fold, report
from sankua.core.counting.frame import Frame
from sankua.core.counting.report import Tally
from sankua.library.counting import load_counting_books
from tests.histories import history

BOOKS = load_counting_books()
QUESTION = (Period.parse("2023"), moment("2023-12-31"), DIMENSIONS)


def rows() -> list[dict[str, Any]]:

    found: dict[str, dict[str, Any]] = {}
    for event in history(40, random.Random(7)):
        found[event.case] = fold(found.get(event.case), event)
    return list(found.values())


ROWS = rows()
WHOLE = dump(report(ROWS, *QUESTION, BOOKS))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 2), min_size=len(ROWS), max_size=len(ROWS)))
def test_what_was_added_up_of_parts_in_any_cut_is_the_whole(sides: list[int]) -> None:
    period, as_of, by = QUESTION
    tallies = [Tally(Frame.of(period, as_of, BOOKS), by) for _ in range(3)]
    for row, side in zip(ROWS, sides, strict=True):
        tallies[side].add_row(row)
    first, *others = tallies
    for other in others:
        first.take(other.added())
    assert dump(first.to_json()) == WHOLE


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "LEAST", 10)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2})


@pytest.mark.usefixtures("several")
def test_the_report_in_shares_is_the_report() -> None:
    assert shares.share_count(len(ROWS)) == 3
    assert dump(shares.report_in_shares(ROWS, *QUESTION, BOOKS)) == WHOLE


@pytest.mark.usefixtures("several")
def test_a_share_that_is_killed_is_counted_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(_count: Callable[[], Any], _end: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(shares, "_count_and_tell", die)
    assert dump(shares.report_in_shares(ROWS, *QUESTION, BOOKS)) == WHOLE


def test_few_cases_are_counted_by_one_process() -> None:
    assert shares.share_count(9) == shares.share_count(0) == 1
