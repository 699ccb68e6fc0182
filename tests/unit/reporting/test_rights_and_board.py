"""Who sees a case in a list; counts in memory; lamps."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sankua.core.clocks import Clock, compute
from sankua.core.counting import fold
from sankua.core.counting.drill import CaseBehind
from sankua.core.counting.facts import EVER, facts
from sankua.core.counting.figures import is_overdue, light
from sankua.core.counting.life import Life
from sankua.core.counting.versions import Compiler
from sankua.core.times import SHANGHAI
from sankua.library.counting import load_counting_books
from services.reporting.domain.backlog import REST, REST_MOST, age, by_level, cutoffs, lamp, rest
from services.reporting.domain.board import Board, changed, key_of
from services.reporting.domain.rights import Right, may_see
from tests.histories import history

BOOKS = load_counting_books()
CASE = CaseBehind("c", 1, "140403-xfj", "140403-zjj", "OFFERED", "", "", "APPEAL")
SECRET = replace(CASE, purpose="ACCUSATION", lead="140403-jw")


@pytest.mark.parametrize(
    ("right", "appeal", "accusation"),
    [
        (Right("140403-xfj", "registrar", ()), True, True),
        (Right("140403-zjj", "handler", ()), True, False),
        (Right("140403-jw", "handler", ("1404",)), False, True),
        (Right("140403-rsj", "handler", ()), False, False),
        (Right("140400-lxb", "supervisor", ("1404",)), True, False),
        (Right("140400-lxb", "leader", ("1405",)), False, False),
        (Right("140400-lxb", "handler", ("1404",)), False, False),
        (Right("", "auditor", ()), True, False),
        (Right("140403-zjj", "operator", ()), False, False),
        (Right("140403-zjj", "handler", ("1404",)), True, False),
        (Right("140403-zjj", "handler", ("1405",)), False, False),
    ],
)
def test_who_sees_a_case(right: Right, appeal: bool, accusation: bool) -> None:
    assert may_see(CASE, [right]) == appeal
    assert may_see(SECRET, [right]) == accusation


def test_without_rights_nothing_is_seen() -> None:
    assert not may_see(CASE, [])


KEYS = st.tuples(*[st.sampled_from("ab")] * 4)


@given(st.lists(st.tuples(st.sampled_from("123456"), st.none() | KEYS)), st.integers(0, 20))
def test_the_board_holds_what_was_put_last_whatever_came_again(puts: list[Any], cut: int) -> None:
    board, state = Board(), {}
    seen: dict[Any, int] = {}
    for i, (case, key) in enumerate(puts):
        if i == cut:
            board.start([(c, k) for c, k in state.items() if k is not None])
        board.put(case, key)
        board.put(case, key)
        state[case] = key
        now = board.counts(("org", "state"))
        seen = {k: n for k, n in {**seen, **changed(seen, now)}.items() if n}
        assert seen == now
    want = Counter(key[:2] for key in state.values() if key is not None)
    assert board.counts(("org", "state")) == dict(want)


def test_the_same_again_is_no_news() -> None:
    board = Board()
    board.put("1", ("a", "b", "c", "d"))
    before = board.revision
    board.put("1", ("a", "b", "c", "d"))
    assert board.revision == before


def test_a_case_of_elsewhere_is_not_counted() -> None:
    assert key_of({"org": "x", "state": "OFFERED", "sector": "", "month": ""}) is None
    assert key_of({"org": "x", "month": "2023-01"}) == ("x", "", "", "2023-01")


def test_lamps_turn_when_the_lights_turn() -> None:
    """On any later day, the lamp set today says what the clock engine says then."""
    import random

    rows: dict[str, Any] = {}
    for event in history(60, random.Random(7)):
        rows[event.case] = fold(rows.get(event.case), event)
    looked, compiler = 0, Compiler(BOOKS)
    for row in rows.values():
        life = Life(row["case"], facts(row, EVER), BOOKS.versions[-1])
        last = max(datetime.fromisoformat(fact.recorded) for fact in life.facts)
        if not life.open:
            continue
        said = compiler.versions(row)[-1].said
        assert said is not None
        found = lamp(said.clocks)
        for days in (0, 3, 9, 13, 20, 29, 45, 61, 75, 200):
            later = last + timedelta(days=days)
            clocks = compute(life.clock_events(), later, BOOKS.clocks)
            assert shown(found, later) == (light(clocks), is_overdue(clocks)), (row["case"], later)
            looked += 1
    assert looked > 100


def shown(lamp_: dict[str, Any], now: datetime) -> tuple[str, bool]:
    """As the query in store.lights reads a lamp."""
    on = {name: name in lamp_ and lamp_[name] <= now for name in ("yellow", "red", "overdue")}
    return "RED" if on["red"] or on["overdue"] else "YELLOW" if on["yellow"] else "GREEN", on["overdue"]


def test_no_clock_is_bare() -> None:
    nothing: list[Clock] = []
    assert lamp(nothing) == {"bare": True}


def test_answers_are_put_together_by_level() -> None:
    names = {"140403-zjj": "COUNTY", "140404-zjj": "COUNTY", "140400": "CITY"}

    def doc(by: str, on: str, cases: int, since: str) -> dict[str, Any]:
        return {"_id": {"kind": "OFFER", "rung": "", "by": by, "on": on}, "cases": cases, "since": since}

    found = by_level(
        [
            doc("140400", "140403-zjj", 2, "2023-03-02"),
            doc("140400", "140404-zjj", 3, "2023-03-01"),
            doc("140404-zjj", "140400", 1, "2023-05-01"),
        ],
        names.__getitem__,
    )
    assert [tuple(w) for w in found] == [
        ("OFFER", "", "CITY", "COUNTY", 5, "2023-03-01"),
        ("OFFER", "", "COUNTY", "CITY", 1, "2023-05-01"),
    ]


def test_ages() -> None:
    now = datetime(2023, 3, 31, 12, tzinfo=SHANGHAI)
    assert [name for name, after in cutoffs(now) if after < "2023-03-20T00:00:00+08:00"] == [
        "15d", "30d", "60d"
    ]  # fmt: skip
    assert age("2023-03-31T11:59:00+08:00", now) == 60
    assert age("2023-04-01T00:00:00+08:00", now) == 0


@given(worked=st.floats(0, 100), seconds=st.floats(0.1, 60), all_done=st.booleans())
def test_the_lamplighter_rests_while_the_stream_is_busy(
    worked: float, seconds: float, all_done: bool
) -> None:
    resting = rest(worked, True, all_done, seconds)
    assert resting >= seconds
    assert resting >= min(REST * worked, REST_MOST), "a tenth of the time, whatever is left to do"
    assert resting <= max(seconds, REST_MOST), "lateness is bounded"
    assert rest(worked, False, all_done, seconds) == (seconds if all_done else 0)
