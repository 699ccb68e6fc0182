"""The counting rules as dated data: what is shipped, and what a loader refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from sankua.core.counting import Period
from sankua.core.errors import Refused
from sankua.library.counting import load_counting_books, load_counting_rules
from sankua.library.data import data_folder

SHIPPED = data_folder() / "rules" / "counting" / "2022-1.yaml"


def written(folder: Path, name: str, **changes: Any) -> Path:
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    for path, value in changes.items():
        part = data
        *steps, last = path.split("__")
        for step in steps:
            part = part[step]
        part[last] = value
    (folder / name).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return folder


def test_the_version_in_force_on_a_day(tmp_path: Path) -> None:
    written(tmp_path, "a.yaml")
    written(tmp_path, "b.yaml", version="2030-1", effective={"from": date(2030, 1, 1)})
    versions = load_counting_rules(tmp_path)
    books = type(load_counting_books())(load_counting_books().clocks, versions)
    assert [books.rules(day).version for day in (date(1999, 1, 1), date(2029, 12, 31), date(2030, 1, 1))] == [
        "2022-1",
        "2022-1",
        "2030-1",
    ]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"totals__concluded": {"events": ["CaseConcludedd"]}}, "unknown event 'CaseConcludedd'"),
        ({"open__closed_by": ["Nothing"]}, "open.closed_by: unknown event"),
        ({"surprise": 1}, "surprise: unknown field"),
        ({"rates": {}}, "rates.office_timely: missing"),
        ({"effective": {"from": "soon"}}, "effective.from: expected a date"),
        ({"rank": [{"share": "registered", "of": "led", "better": "low", "empty": 0}]}, "may not rank"),
        ({"rank": [{"share": "repeat", "of": "led", "better": "low", "empty": 0}]}, "may not rank"),
        ({"rank": [{"share": "overdue", "of": "open", "better": "least", "empty": 0}]}, "low or high"),
    ],
)
def test_a_file_that_does_not_hold_together_is_refused_by_field(
    tmp_path: Path, changes: dict[str, Any], named: str
) -> None:
    with pytest.raises(Refused, match=r"bad\.yaml") as refused:
        load_counting_rules(written(tmp_path, "bad.yaml", **changes))
    assert named in str(refused.value)


def test_two_versions_on_one_day_and_no_version_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no counting rules"):
        load_counting_rules(tmp_path)
    written(tmp_path, "a.yaml")
    with pytest.raises(Refused, match="more than one version starts on 2022-05-01"):
        load_counting_rules(written(tmp_path, "b.yaml"))


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(Refused, match="not YAML"):
        load_counting_rules(tmp_path)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023Q4", date(2023, 10, 1), date(2023, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31)),
        ("2023-05-01..2023-11-30", date(2023, 5, 1), date(2023, 11, 30)),
    ],
)
def test_periods(text: str, first: date, last: date) -> None:
    assert Period.parse(text) == Period(first, last)


@pytest.mark.parametrize(
    "text",
    [
        *("", "23", "2023Q0", "2023-13", "2023-02-30..2023-03-01", "2023-05-02..2023-05-01"),
        *("0001", "9999", "2023-01-01..9999-12-31", "0001-01-01..2023-12-31"),
    ],
)
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(Refused):
        Period.parse(text)
