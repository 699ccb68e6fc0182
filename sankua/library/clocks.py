"""Reads the clock rules (`rules/clocks/*.yaml`), offices' own settings and calendars into one clock book."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sankua.core.calendar import Calendar
from sankua.core.clocks.parse import parse_rules
from sankua.core.clocks.rules import ClockBook, ClockRule, Lights, Office
from sankua.core.errors import Problem, Refused
from sankua.library.calendars import load_calendars
from sankua.library.checked import read_checked
from sankua.library.data import data_folder


@cache
def load_clock_book() -> ClockBook:
    """The clock book of the data folder. Refused, naming file and field, where any file is wrong."""
    folder = data_folder()
    return read_clock_book(folder / "rules" / "clocks", folder / "orgs" / "calendars")


def book_files(folder: Path | None = None) -> dict[str, str]:
    """What the clock book is read from: names below the data folder, and their digests.

    Published years come from the package chinesecalendar, so its version is one of them.
    """
    root = folder or data_folder()
    files = [*(root / "rules" / "clocks").glob("*.yaml"), *(root / "orgs" / "calendars").glob("*.yaml")]
    found = {str(f.relative_to(root)): sha256(f.read_bytes()).hexdigest() for f in sorted(files)}
    return found | {"chinesecalendar": version("chinesecalendar")}


def book_version(files: Mapping[str, str]) -> str:
    """One short text for all of them."""
    return sha256(repr(sorted(files.items())).encode()).hexdigest()[:16]


def read_clock_book(clocks: Path, calendars: Path) -> ClockBook:
    """The clock book of two folders; files with the key `office` set what an office sets for itself."""
    rules: list[ClockRule] = []
    moments: dict[str, str] = {}
    own: dict[str, tuple[str, dict[str, Any]]] = {}
    for path in sorted(clocks.glob("*.yaml")):
        data = read_checked(path, clocks / "schema.json", "book")
        if "office" in data:
            _add_office(own, data, str(path))
        else:
            rules += parse_rules(data["clocks"], str(path))
            moments |= data.get("moments", {})
    if not rules:
        raise Refused(Problem("", "no clock rules here", str(clocks)))
    national, extra = load_calendars(calendars)
    offices = [
        _office(code, own.get(code, ("", {})), extra.get(code), rules) for code in sorted({*own, *extra})
    ]
    return ClockBook(rules, national, offices, moments)


def _add_office(own: dict[str, tuple[str, dict[str, Any]]], data: Mapping[str, Any], file: str) -> None:
    if data["office"] in own:
        raise Refused(Problem("office", f"{data['office']} is set in {own[data['office']][0]} too", file))
    own[data["office"]] = (file, data["clocks"])


def _office(
    code: str, own: tuple[str, Mapping[str, Any]], calendar: Calendar | None, rules: list[ClockRule]
) -> Office:
    file, clocks = own
    problems = []
    for clock, settings in clocks.items():
        known = [rule for rule in rules if rule.id == clock]
        if not known:
            problems.append(Problem(f"clocks.{clock}", "no such clock", file))
        elif "length" in settings and any(rule.certainty != "ADVICE" for rule in known):
            problems.append(Problem(f"clocks.{clock}.length", "set by law; an office sets lights only", file))
        elif (
            settings.get("lights", {"yellow": 1, "red": 0})["yellow"]
            < settings.get("lights", {"red": 0})["red"]
        ):
            problems.append(Problem(f"clocks.{clock}.lights", "yellow has fewer days left than red", file))
    if problems:
        raise Refused(*problems)
    lights = {clock: Lights(**s["lights"]) for clock, s in clocks.items() if "lights" in s}
    lengths = {clock: s["length"] for clock, s in clocks.items() if "length" in s}
    return Office(area_prefix(code), lights, lengths, calendar)


def area_prefix(code: str) -> str:
    """What the codes of a division and of all under it begin with: 140000 → 14, 140400 → 1404."""
    for tail in ("0000", "00"):
        if len(code) == 6 and code.endswith(tail):
            return code.removesuffix(tail)
    return code
