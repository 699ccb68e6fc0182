"""Reads the calendars (`orgs/calendars/*.yaml`): the national one, and the extra days of single offices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sankua.core.calendar import Calendar, CalendarDays
from sankua.core.errors import Problem, Refused
from sankua.library.checked import read_checked

NATIONAL = "national.yaml"


def load_calendars(folder: Path) -> tuple[Calendar, dict[str, Calendar]]:
    """The national calendar, and by division code those of offices with own days. Refused on mistakes."""
    national = national_days(
        read_checked(folder / NATIONAL, folder / "schema.json", "national"), str(folder / NATIONAL)
    )
    offices: dict[str, Calendar] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name != NATIONAL:
            own = read_checked(path, folder / "schema.json", "office")
            if "office" not in own:
                raise Refused(Problem("office", "names no office; only national.yaml may do so", str(path)))
            if own["office"] in offices:
                raise Refused(Problem("office", f"{own['office']} has two calendars", str(path)))
            offices[own["office"]] = Calendar(office_days(national, own, str(path)))
    return Calendar(national), offices


def national_days(data: Mapping[str, Any], file: str) -> CalendarDays:
    """Published years from chinesecalendar, later ones from the statutory holidays."""
    from chinese_calendar.constants import holidays, workdays

    years = range(data["published"]["from"], data["published"]["to"] + 1)
    known = {day.year for day in holidays}
    if missing := [year for year in years if year not in known]:
        raise Refused(Problem("published", f"the package chinesecalendar has not {missing}", file))
    rest = {day: name for day, name in holidays.items() if day.year in years and day not in workdays}
    for year, moving in data["days"].items():
        if int(year) not in years:
            rest.update(_statutory(int(year), data, moving))
    work = frozenset(day for day in workdays if day.year in years and day.weekday() > 4)
    return CalendarDays(rest, work, frozenset(years))


def _statutory(year: int, data: Mapping[str, Any], moving: Mapping[str, str]) -> Iterator[tuple[date, str]]:
    for name, days in data["fixed"].items():
        for day in days:
            yield date.fromisoformat(f"{year}-{day}"), name
    for name, day in moving.items():
        around = data["moving"][name]
        for offset in range(-around["before"], around["from"]):
            yield date.fromisoformat(day) + timedelta(days=offset), name


def office_days(national: CalendarDays, own: Mapping[str, Any], file: str) -> CalendarDays:
    """The national days with an office's own on top. Refused where a day is both rest and work."""
    rest = {date.fromisoformat(day): name for day, name in own.get("rest", {}).items()}
    work = frozenset(date.fromisoformat(day) for day in own.get("work", ()))
    if both := sorted(set(rest) & work):
        raise Refused(Problem("work", f"{both[0]} is a rest day too", file))
    merged = {day: name for day, name in national.rest.items() if day not in work}
    return CalendarDays(
        merged | rest, (frozenset(national.work) - rest.keys()) | work, frozenset(national.published)
    )
