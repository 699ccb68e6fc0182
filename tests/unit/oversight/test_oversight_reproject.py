"""A new calendar moves running clocks, says why, and moves nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sankua.core.calendar import Calendar, CalendarDays
from sankua.core.clocks import ClockBook
from sankua.core.events import Event
from sankua.library.clocks import book_files, book_version, load_clock_book
from services.oversight.domain.reproject import Marked, moved
from services.oversight.domain.standing import Watch, stand
from tests.unit.oversight.oversight_samples import CASE, UNIT, at, folded, handed, history, registered

BOOK = load_clock_book()
OLD = Watch(BOOK)
FILES = {"files": ["orgs/calendars/national.yaml"]}


def with_rest(*days: date) -> Watch:
    """The book with a calendar in which these days are a holiday."""
    weekdays = CalendarDays(dict.fromkeys(days, "防汛停工"), (), (2023,))
    return Watch(ClockBook(BOOK.rules, Calendar(weekdays), (), BOOK.moments), version="new")


def mark(events: list[Event], **change: Any) -> Marked:
    parts = folded(events)
    fields = stand(CASE, parts, at(3), OLD).fields()
    clocks = [c | change if c["clock"] == "C05" else c for c in fields["clocks"]]
    return Marked(CASE, {"intake": 1, "dispatch": 2}, clocks, at(3))


def test_a_rest_day_moves_the_working_day_clock_and_says_why() -> None:
    events = history(registered(1), *handed(2))
    found = moved(mark(events), folded(events), at(3), with_rest(date(2023, 3, 8)), FILES)
    # five working days from Thursday 2 March ended on the 9th; the 8th is a rest day now
    ((office, data),) = [f for f in found if f[1]["clock"] == "C05"]
    assert office == "140403-xfj"
    assert (data["was_due_at"][:10], data["due_at"][:10]) == ("2023-03-09", "2023-03-10")
    assert "orgs/calendars/national.yaml" in data["reason"]
    assert (data["org"], data["key"]) == (UNIT, "h1")
    assert {f[1]["clock"] for f in found} == {"C05"}


def test_a_provisional_day_that_was_published_says_so() -> None:
    events = history(registered(1), *handed(2))
    found = moved(mark(events, provisional=True), folded(events), at(3), with_rest(date(2023, 3, 8)), FILES)
    assert "官方工作日历公布" in found[0][1]["reason"]


def test_the_same_calendar_moves_nothing() -> None:
    events = history(registered(1), *handed(2))
    assert moved(mark(events), folded(events), at(3), OLD, FILES) == []


def test_an_event_that_came_in_between_is_not_the_calendars_doing() -> None:
    events = history(registered(1), *handed(2))
    before = mark(events)
    objected = Event(
        "HandoffObjected", CASE, 3, "dispatch", at(3), at(3), source=UNIT, data={"handoff_id": "h1"}
    )
    found = moved(before, folded([*events, objected]), at(4), with_rest(date(2023, 3, 8)), FILES)
    assert [f for f in found if f[1]["clock"] == "C05"] == []


def test_the_version_names_every_file_and_the_package_of_holidays() -> None:
    files = book_files()
    assert {"chinesecalendar", "orgs/calendars/national.yaml", "rules/clocks/national-2022.yaml"} <= set(
        files
    )
    assert book_version(files) != book_version({**files, "chinesecalendar": "0"})
    assert replace(OLD, version=book_version(files)).version
