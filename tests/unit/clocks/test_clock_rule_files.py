"""A clock file with any mistake is refused, naming file and field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from sankua.core.clocks import compute
from sankua.core.errors import Refused
from sankua.library.clocks import area_prefix, load_clock_book, read_clock_book
from sankua.library.data import data_folder
from tests.unit.clocks.clock_story import OFFICE, Story, at

SHIPPED = data_folder() / "rules" / "clocks"
CALENDARS = data_folder() / "orgs" / "calendars"
LIVE = "C01 C03 C04 C05 C06 C07 C08 C09 C10 C11 C12 C13 C14 C15 C16 C18 C19 C20 C21 C22 C29 C30 C31 C32"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in SHIPPED.iterdir():
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def change(folder: Path, clock: str, **fields: Any) -> None:
    path = folder / "national-2022.yaml"
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for entry in data["clocks"]:
        entry["length"] = int(entry["length"])
        entry["lights"] = {name: int(days) for name, days in entry["lights"].items()}
        for flag in ("rolls", "covers"):
            if flag in entry:
                entry[flag] = entry[flag] == "true"
        if "extension" in entry:
            entry["extension"]["most"] = int(entry["extension"]["most"])
        if entry["id"] == clock:
            entry.update(fields)
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def test_every_clock_of_the_table_is_there_with_a_full_title_and_a_certainty():
    rules = load_clock_book().rules
    assert {rule.id for rule in rules} == set(LIVE.split())
    assert all("《" in rule.basis and rule.certainty in ("LAW", "PRACTICE", "ADVICE") for rule in rules)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"lenght": 60}, "lenght"),
        ({"length": "sixty"}, "sixty"),
        ({"unit": "weeks"}, "weeks"),
        ({"when": ["on_sundays"]}, "on_sundays"),
        ({"ends": {"OpinionGiven": "MET"}}, "OpinionGiven"),
        ({"runs_on": ["OpinionIssued"]}, "ends the clock too"),
        ({"lights": {"yellow": 1, "red": 5}}, "yellow has fewer"),
        ({"effective": {"from": "2022-13-01"}}, "2022-13-01"),
        ({"effective": {"from": "2022-04-01"}}, "overlaps"),
        ({"effective": {"from": "2022-05-01", "to": "2022-04-01"}}, "lies after"),
    ],
)
def test_a_mistake_is_named_with_its_file(folder: Path, fields: dict[str, Any], said: str):
    change(folder, "C09", **fields)
    with pytest.raises(Refused, match=said) as refused:
        read_clock_book(folder, CALENDARS)
    assert all("national-2022.yaml" in problem.file for problem in refused.value.problems)


def test_a_key_twice_and_broken_yaml_are_refused(folder: Path):
    path = folder / "national-2022.yaml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(
        whole.replace("    length: 15\n", "    length: 15\n    length: 16\n", 1), encoding="utf-8"
    )
    with pytest.raises(Refused, match="twice"):
        read_clock_book(folder, CALENDARS)
    path.write_text(whole + "\n  : [", encoding="utf-8")
    with pytest.raises(Refused, match=r"national-2022\.yaml:\d+"):
        read_clock_book(folder, CALENDARS)


def test_an_office_sets_lights_and_parameters_but_not_the_law(folder: Path):
    own = folder / "140400.yaml"
    own.write_text(
        "office: '140400'\nclocks: {C01: {lights: {yellow: 9, red: 4}}, C06: {length: 2}}\n", encoding="utf-8"
    )
    book = read_clock_book(folder, CALENDARS)
    story = Story().register("2023-05-04").handed("2023-05-05")
    story.tell("HandoffObjected", "2023-05-08", handoff_id="h1")
    found = {c.clock: c for c in compute(story.events, at("2023-05-08 12:00"), book)}
    assert found["C06"].due_on.isoformat() == "2023-05-10"
    assert (found["C01"].yellow_days, found["C01"].red_days) == (9, 4)
    elsewhere = Story(registered_by="140502-xfj").register("2023-05-04")
    assert compute(elsewhere.events, at("2023-05-05"), book)[0].yellow_days == 5
    own.write_text("office: '140400'\nclocks: {C09: {length: 90}, C99: {length: 2}}\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"set by law.*no such clock"):
        read_clock_book(folder, CALENDARS)


def test_the_prefix_of_a_division():
    assert [area_prefix(code) for code in ("140000", "140400", "140403", "140403100")] == [
        "14", "1404", "140403", "140403100",
    ]  # fmt: skip
    assert OFFICE.startswith(area_prefix("140403"))
