"""Reads the counting rules (`rules/counting/*.yaml`) and hands them to the core with the clock book."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import yaml

from sankua.core.counting import CountingBooks, CountingRules
from sankua.core.errors import Problem, Refused
from sankua.library.clocks import book_files, book_version, load_clock_book
from sankua.library.data import data_folder


@cache
def load_counting_books() -> CountingBooks:
    """The shipped counting rules and clocks. Refused, naming file and field, where a file is wrong."""
    return CountingBooks(load_clock_book(), load_counting_rules(data_folder() / "rules" / "counting"))


def books_version() -> str:
    """One short text for all that the books are read from: two processes with the same one count alike."""
    folder = data_folder() / "rules" / "counting"
    files = {str(path.name): sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.yaml")}
    return book_version(book_files() | files)


def load_counting_rules(folder: Path) -> tuple[CountingRules, ...]:
    """All versions in a folder, oldest first. Refused where one is wrong, or two start on one day."""
    versions = sorted((_read(path) for path in folder.glob("*.yaml")), key=lambda v: v.effective)
    if not versions:
        raise Refused(Problem("", "no counting rules here", str(folder)))
    starts = [v.effective for v in versions]
    twice = {day for day in starts if starts.count(day) > 1}
    if twice:
        shown = ", ".join(str(day) for day in sorted(twice))
        raise Refused(Problem("effective.from", f"more than one version starts on {shown}", str(folder)))
    return tuple(versions)


def _read(path: Path) -> CountingRules:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise Refused(Problem("", f"not YAML: {error}", str(path))) from error
    return CountingRules.from_json(data, str(path))
