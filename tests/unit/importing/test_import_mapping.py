from pathlib import Path

import pytest

from sankua.cli.importing.mapping import load_mapping, parse_mapping
from sankua.core.errors import Problem, Refused

EXAMPLES = Path(__file__).parents[3] / "docs/examples/mappings"
GOOD = {
    "id": "m",
    "columns": {"id": "nr", "time": "t", "content": "text"},
    "defaults": {"registered_by": "140403-xfj"},
}


@pytest.mark.parametrize("name", ["labelled", "votes", "replies"])
def test_shipped_mappings_load(name: str) -> None:
    assert load_mapping(EXAMPLES / f"{name}.yaml").id == name


def test_defaults_are_stated() -> None:
    mapping = parse_mapping(GOOD)
    assert (mapping.encoding, mapping.times, mapping.defaults.derived) == ("utf-8-sig", ("iso",), True)


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"id": "Has Space"}, "id", "pattern"),
        ({"colour": 1}, "colour", "unknown field"),
        ({"columns": {"id": "nr", "time": "t"}}, "columns.content", "required"),
        ({"columns": {"id": "a", "time": "t", "content": "c", "reply": "r"}}, "columns", "needs reply_time"),
        ({"encoding": "latin-1"}, "encoding", "utf-8"),
        ({"times": ["%Q"]}, "times", "no time format"),
        ({"times": ["%H:%M"]}, "times", "year, month and day"),
        ({"times": []}, "times", "at least one"),
        ({"values": {"channel": {"信": "PIGEON"}}}, "values.channel.信", "LETTER"),
        ({"values": {"place": {"市": "14"}}}, "values.place.市", "pattern"),
        ({"defaults": {"registered_by": "140403-XFJ"}}, "defaults.registered_by", "pattern"),
    ],
)
def test_a_wrong_mapping_names_file_and_field(change: dict[str, object], field: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_mapping(GOOD | change, "m.yaml")
    problem = refused.value.problems[0]
    assert (problem.file, problem.field) == ("m.yaml", field)
    assert said in problem.reason


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: [", "is not YAML"),
        ("- a\n- b\n", "one YAML mapping"),
        (
            "id: m\ncolumns: {id: a, time: b, content: c}\n"
            "defaults: {registered_by: '140403'}\nfacts: {sectr: x}\n",
            "unknown",
        ),
    ],
)
def test_a_file_that_is_no_mapping(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_mapping(path)
    assert str(path) in str(refused.value)
    assert said in str(refused.value)


def wrong_in(folder: Path, more: str) -> tuple[Problem, ...]:
    """What is wrong with a mapping that has these lines beside the least that one needs."""
    path = folder / "m.yaml"
    least = "id: m\ncolumns: {id: a, time: b, content: c, category: d}\ndefaults: {registered_by: '140403'}\n"
    path.write_text(least + more, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_mapping(path)
    return refused.value.problems


def test_unknown_facts_name_the_category(tmp_path: Path) -> None:
    problems = wrong_in(tmp_path, "values: {category: {土地: {sektor: traffic}}}\n")
    assert problems[0].field == "values.category.土地.sektor"


def test_a_misspelt_value_is_one_line_not_a_refusal_of_every_row(tmp_path: Path) -> None:
    more = "values: {category: {欠薪: {sector: wage}}}\nfacts: {claim_basis: hukou}\n"
    problems = wrong_in(tmp_path, more)
    assert [p.field for p in problems] == ["facts.claim_basis", "values.category.欠薪.sector"]
    assert "wages" in problems[1].reason


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        load_mapping(tmp_path / "none.yaml")
