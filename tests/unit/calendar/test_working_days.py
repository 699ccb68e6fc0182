from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sankua.core.calendar import Calendar, CalendarDays
from sankua.core.errors import Refused
from sankua.library.calendars import load_calendars
from sankua.library.clocks import load_clock_book
from sankua.library.data import data_folder

CALENDAR = load_clock_book().calendar
DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))


def test_make_up_days_are_worked_and_holidays_are_not():
    assert CALENDAR.is_working(date(2023, 1, 28))  # Saturday, made up
    assert not CALENDAR.is_working(date(2023, 1, 27))  # Friday, Spring Festival
    assert not CALENDAR.is_working(date(2023, 10, 6))
    assert CALENDAR.is_working(date(2023, 10, 8))  # Sunday, made up
    assert "调休上班" in CALENDAR.kind(date(2023, 10, 8))


def test_every_published_day_is_as_the_package_says():
    import chinese_calendar

    day = date(2004, 1, 1)
    while day <= date(2026, 12, 31):
        assert CALENDAR.is_working(day) == chinese_calendar.is_workday(day), day
        assert not CALENDAR.is_provisional(day)
        day += timedelta(days=1)


def test_years_not_yet_published_are_computed_and_marked():
    # 2027: Spring Festival 6 Feb (eve to third day off), Labour Day 1-2 May, no swapped days.
    rest = [d for d in range(1, 15) if not CALENDAR.is_working(date(2027, 2, d))]
    assert rest == [5, 6, 7, 8, 13, 14]
    assert not CALENDAR.is_working(date(2027, 1, 1))
    assert CALENDAR.is_working(date(2027, 5, 3))
    assert CALENDAR.is_provisional(date(2027, 2, 1))


@given(DAYS, st.integers(1, 90))
def test_adding_working_days_agrees_with_walking(start: date, days: int):
    day, left = start, days
    while left:
        day += timedelta(days=1)
        left -= CALENDAR.is_working(day)
    assert CALENDAR.add_working(start, days) == day
    assert CALENDAR.working_between(start, day) == days


@given(DAYS)
def test_the_next_working_day_is_the_first_one_not_before(day: date):
    found = CALENDAR.next_working(day)
    assert CALENDAR.is_working(found)
    assert all(not CALENDAR.is_working(day + timedelta(days=i)) for i in range((found - day).days))


def test_outside_of_the_arrays_the_plain_week_holds():
    assert CALENDAR.add_working(date(1980, 1, 4), 1) == date(1980, 1, 7)  # Friday to Monday
    assert CALENDAR.add_working(date(2110, 12, 30), 2) == date(2111, 1, 1)  # Wed 31 Dec 2110, Thu 1 Jan 2111
    assert CALENDAR.is_provisional(date(1980, 1, 7))


def test_an_offices_own_days_lie_on_top(tmp_path):
    source = data_folder() / "orgs" / "calendars"
    for name in ("national.yaml", "schema.json"):
        (tmp_path / name).write_text((source / name).read_text(encoding="utf-8"), encoding="utf-8")
    own = tmp_path / "140400.yaml"
    own.write_text(
        "office: '140400'\nrest: {2023-05-10: 停电}\nwork: [2023-05-13, 2023-10-06]\n", encoding="utf-8"
    )
    national, offices = load_calendars(tmp_path)
    assert not offices["140400"].is_working(date(2023, 5, 10))
    assert offices["140400"].is_working(date(2023, 5, 13))
    assert offices["140400"].is_working(date(2023, 10, 6))
    assert national.is_working(date(2023, 5, 10))
    own.write_text("office: '140400'\nrest: {2023-05-10: a}\nwork: [2023-05-10]\n", encoding="utf-8")
    with pytest.raises(Refused, match="rest day too"):
        load_calendars(tmp_path)
    own.write_text("office: '140400'\nholidays: []\n", encoding="utf-8")
    with pytest.raises(Refused, match="holidays"):
        load_calendars(tmp_path)


def test_a_plain_calendar_knows_the_week_only():
    plain = Calendar(CalendarDays())
    assert plain.add_working(date(2023, 9, 28), 1) == date(2023, 9, 29)
    assert plain.is_provisional(date(2023, 9, 29))
