from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sankua.cli.importing.batch import Tally, ready_items
from sankua.cli.importing.convert import Converter, Item, read_time
from sankua.cli.importing.mapping import parse_mapping
from sankua.cli.importing.places import PlaceFinder
from sankua.cli.importing.rows import Row
from sankua.core.errors import Problem
from sankua.core.times import SHANGHAI

MAPPING = parse_mapping(
    {
        "id": "m",
        "columns": {
            "id": "id", "time": "time", "content": "content", "title": "title", "category": "cat",
            "place": "place", "household": "hh", "reply": "reply", "reply_time": "at", "channel": "how",
            "petitioner_count": "n", "petitioner_ref": "who", "purpose": "why", "result": "res",
        },
        "times": ["%Y/%m/%d %H:%M:%S", "iso"],
        "values": {
            "category": {"交通": {"sector": "traffic"}, "社保": {"power_holders": ["{place}-rsj"]}},
            "channel": {"信": "LETTER", "*": "ONLINE"},
            "purpose": {"建议": "SUGGESTION"},
            "place": {"老城": "140403"},
            "result": {"支持": "SUPPORTED"},
        },
        "places": {"default": "990000"},
        "defaults": {"registered_by": "990000-xfj"},
    }
)  # fmt: skip
FINDER = PlaceFinder({"A市": "990100", "A7县": "990107"})
CONVERTER = Converter(MAPPING, FINDER, datetime(2026, 1, 1, tzinfo=SHANGHAI))
GOOD = {"id": "7", "time": "2020/1/6 1:02:03", "content": "A7县的路坏了"}


def convert(**cells: str) -> Any:
    return CONVERTER.convert(Row(1, 2, GOOD | cells))


def test_a_row_becomes_a_registration() -> None:
    item = convert(title="路", cat="交通", how="信", n="3", who="U1")
    assert item == Item(
        row=1,
        line=2,
        request_id="import:m:7",
        registration={
            "channel": "LETTER",
            "purpose": "APPEAL",
            "facts": {
                "place_of_matter": "990107",
                "purpose": "APPEAL",
                "category": "交通",
                "sector": "traffic",
            },
            "title": "路",
            "content": "A7县的路坏了",
            "petitioner": {"ref": "U1"},
            "petitioner_count": 3,
            "registered_by": "990000-xfj",
            "received_at": "2020-01-06T01:02:03+08:00",
            "occurred_time": "2020-01-06T01:02:03+08:00",
            "derived": True,
            "source_ref": "7",
        },
    )


def test_what_intake_refuses_is_named_by_the_column_that_mends_it() -> None:
    item = convert()
    fields = {
        "registration.facts.household": "hh",
        "registration.facts.place_of_matter": "place",
        "registration.petitioner_count": "n",
        "registration.received_at": "time",
        "registration.facts.sector": "facts.sector",
        "attachments": "attachments",
    }
    assert {field: item.column(field) for field in fields} == fields


def test_a_row_of_the_own_register_that_names_nobody_is_anonymous() -> None:
    """Intake refuses a matter that names nobody and does not say so; what was taken over stays as it was."""
    columns = MAPPING.columns.model_copy(update={"petitioner": "name"})
    defaults = MAPPING.defaults.model_copy(update={"derived": False})
    own = Converter(
        MAPPING.model_copy(update={"columns": columns, "defaults": defaults}), FINDER, CONVERTER.now
    )
    nobody = own.convert(Row(1, 2, GOOD | {"name": ""}))
    somebody = own.convert(Row(1, 2, GOOD | {"name": "张三"}))
    assert nobody.registration["anonymous"] is True
    assert "anonymous" not in somebody.registration
    assert "anonymous" not in convert().registration


def test_place_templates_name_the_organ_of_the_place() -> None:
    assert convert(cat="社保").registration["facts"]["power_holders"] == ["990107-rsj"]


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"place": "410721"}, "410721"),
        ({"place": "老城"}, "140403"),
        ({"place": "A市"}, "990100"),
        ({"content": "路坏了"}, "990000"),
    ],
)
def test_place_by_column_then_text_then_default(cells: dict[str, str], place: str) -> None:
    assert convert(**cells).registration["facts"]["place_of_matter"] == place


def test_household_is_never_finer_than_a_township() -> None:
    assert convert(hh="140403103201").registration["facts"]["household"] == "140403103"


def test_a_reply_with_its_time() -> None:
    item = convert(reply="已修", at="2020-02-01T00:00:00+08:00", res="支持")
    assert (item.replied, item.result) == (datetime(2020, 2, 1, tzinfo=SHANGHAI), "SUPPORTED")


@pytest.mark.parametrize(
    ("cells", "field", "said"),
    [
        ({"id": " "}, "id", "is empty"),
        ({"content": ""}, "content", "is empty"),
        ({"time": ""}, "time", "is empty"),
        ({"time": "昨天"}, "time", "no time in any of"),
        ({"time": "2020/2/30 1:02:03"}, "time", "no time in any of"),
        ({"time": "2027/1/1 0:00:00"}, "time", "lies in the future"),
        ({"cat": "航天"}, "cat", "not in the mapping's values.category"),
        ({"why": "骂"}, "why", "not in the mapping"),
        ({"n": "很多"}, "n", "no number of people"),
        ({"n": "0"}, "n", "no number of people"),
        ({"place": "火星"}, "place", "neither a division code nor a known place"),
        ({"reply": "好"}, "at", "although there is a reply"),
        ({"at": "2020-02-01"}, "reply", "although it has a time"),
        ({"reply": "好", "at": "2020-01-05"}, "at", "is before the matter"),
    ],
)
def test_each_fault_names_its_column(cells: dict[str, str], field: str, said: str) -> None:
    problems = convert(**cells)
    assert isinstance(problems, list)
    assert [p.field for p in problems] == [field]
    assert said in problems[0].reason


def test_all_faults_of_a_row_are_one_refusal() -> None:
    tally = Tally()
    rows = [Row(1, 2, GOOD | {"content": "", "time": "x"}), Row(2, 3, GOOD)]
    assert [i.row for i in ready_items(rows, CONVERTER.convert, tally)] == [2]
    shown = tally.to_json()["refused"]
    assert isinstance(shown, list)
    assert len(shown) == 1
    assert shown[0]["row"] == 1
    assert shown[0]["field"] == "content"
    assert "(line 2)" in shown[0]["reason"]


def test_a_row_with_a_broken_shape_is_refused() -> None:
    assert CONVERTER.convert(Row(1, 2, GOOD, "has 2 cells")) == [Problem("", "has 2 cells")]


def test_the_same_id_twice() -> None:
    rows = [
        Row(1, 2, GOOD | {"cat": "交通"}),
        Row(2, 3, GOOD | {"cat": "交通"}),
        Row(3, 4, GOOD | {"cat": "社保"}),
        Row(4, 5, GOOD | {"content": "A市另一件事"}),
    ]
    tally = Tally()
    assert [i.row for i in ready_items(rows, CONVERTER.convert, tally)] == [1]
    assert (tally.rows, tally.skipped, [r.row for r in tally.refused]) == (4, 2, [4])
    assert tally.notes == ["row 3 repeats row 1 (id 7) with other facts; skipped"]


def test_times_without_offset_are_shanghai() -> None:
    assert read_time("2020-01-06 01:02:03", ["iso"]) == datetime(2020, 1, 6, 1, 2, 3, tzinfo=SHANGHAI)
    assert read_time("2020-01-05T17:02:03Z", ["iso"]) == datetime(2020, 1, 6, 1, 2, 3, tzinfo=SHANGHAI)


@given(st.dictionaries(st.sampled_from(sorted(MAPPING.columns.named().values())), st.text(max_size=30)))
def test_any_cells_give_an_item_or_reasons(cells: dict[str, str]) -> None:
    result = CONVERTER.convert(Row(1, 2, cells))
    assert isinstance(result, Item) or (result and all(p.reason for p in result))
