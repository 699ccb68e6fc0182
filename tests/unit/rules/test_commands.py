"""`sankua route` and `sankua rules` as a script sees them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from sankua.cli import route, rules
from sankua.library.data import data_folder

SHILOU = {
    "id": "石楼",
    "sector": "construction_wages",
    "place_of_matter": "141122",
    "residence": "141126",
    "household": "141126",
}
app = typer.Typer()
route.register(app)
rules.register(app)


def run(*arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=given)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.jsonl"
    lines = [
        json.dumps(SHILOU, ensure_ascii=False),
        "",
        '{"id": 2, "sector": "nope", "place_of_matter": "999999"}',
        "{not json",
        '{"id": 3, "sector": "market", "sector": "police"}',
        "[]",
        '{"id": 4, "facts": {"sector": "environment", "places_of_matter": ["140403", "140404"]}}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_good_lines_are_decided_and_bad_ones_named(facts: Path) -> None:
    result = run("route", "--facts", str(facts), "--as-of", "2023-05-04", "--json")
    assert result.exit_code == 1
    decisions = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(d["id"], d["lead"]) for d in decisions] == [("石楼", "141122-rsj"), (4, "140403-sthjj")]
    said = [line.removeprefix(str(facts)) for line in result.stderr.splitlines()]
    assert [line[:3] for line in said] == [":3:", ":3:", ":4:", ":5:", ":6:"]
    assert said[0].startswith(":3: sector: 'nope' is none of")
    assert said[1] == ":3: place_of_matter: 999999 is not a known division"


def test_a_decision_has_every_key_of_the_catalogue(facts: Path) -> None:
    line = run("route", "--facts", str(facts), "--json").stdout.splitlines()[0]
    assert list(json.loads(line)) == [
        "id", "decision_id", "rule_set", "rule_set_version", "as_of", "situations", "outcome", "lead",
        "co_handlers", "support", "excluded", "rule", "basis", "certainty", "resolver", "missing_facts",
        "trace",
    ]  # fmt: skip


def test_standard_input_without_an_id() -> None:
    result = run(
        "route", "--facts", "-", "--json", given='{"sector": "police", "place_of_matter": "140403"}\n'
    )
    assert result.exit_code == 0
    decision = json.loads(result.stdout)
    assert "id" not in decision
    assert decision["lead"] == "140403-gaj"


def test_bytes_that_are_no_text_are_one_bad_line() -> None:
    given = b'{"sector": "\xff"}\n{"sector": "police"}\n'
    result = run("route", "--facts", "-", "--json", given=given)
    assert result.exit_code == 1
    assert result.stderr == "-:1: facts: is not UTF-8, or holds half of a character\n"
    assert json.loads(result.stdout)["outcome"] == "NEEDS_FACTS"


@pytest.mark.parametrize("line", ['{"category": "\\ud800"}', '{"id": NaN}', '{"id": "\\udc00"}'])
def test_what_could_not_be_written_again_is_refused(line: str) -> None:
    result = run("route", "--facts", "-", "--json", given=line + "\n")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("-:1: facts: is not ")


def test_explained_for_a_person_in_both_languages(facts: Path) -> None:
    text = run("route", "--facts", str(facts), "--as-of", "2023-05-04", "--explain").stdout
    assert "交城县人力资源和社会保障局 (141122-rsj)" in text
    assert "one lead is named" in text
    assert "人事分离 / person and matter apart" in text
    assert "《保障农民工工资支付条例》第四条" in text


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--as-of", "2019-01-01"), 1, "as_of: 2019-01-01 is outside the dates of national-2022"),
        (("--as-of", "tomorrow"), 2, "is not a day YYYY-MM-DD"),
        (("--rules", "nowhere"), 1, "there is no rule set 'nowhere'"),
    ],
)
def test_what_cannot_be_answered_is_said(
    facts: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    result = run("route", "--facts", str(facts), "--json", *arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = run("route", "--facts", str(tmp_path / "none.jsonl"), "--json")
    assert result.exit_code == 1
    assert "none.jsonl: file: No such file" in result.stderr


def test_all_rule_sets_that_ship_are_well_and_do_what_they_say() -> None:
    assert run("rules", "check").exit_code == 0
    result = run("rules", "test", "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["examples"] > 100
    assert document["failed"] == []


def test_an_example_that_fails_is_named(tmp_path: Path) -> None:
    national = data_folder() / "rules" / "responsibility" / "national-2022.yaml"
    path = tmp_path / "mine.yaml"
    text = national.read_text(encoding="utf-8")
    path.write_text(
        text.replace("expect: {lead: 140400-jw}", "expect: {lead: 140403-jw}", 1), encoding="utf-8"
    )
    result = run("rules", "test", str(path))
    assert result.exit_code == 1
    assert "R03 example 2: lead is '140400-jw', not '140403-jw'" in result.stderr


def test_a_broken_file_is_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("rule_set: mine\nversion: 1\n", encoding="utf-8")
    result = run("rules", "check", str(path))
    assert result.exit_code == 1
    assert f"{path}:2: version: 1 is not of type 'string'" in result.stderr


def test_what_a_local_rule_set_changes_and_why(facts: Path) -> None:
    result = run("rules", "diff", "national-2022", "140400-2022", "--facts", str(facts), "--json")
    assert result.exit_code == 1  # the bad lines are named once
    assert len(result.stderr.splitlines()) == 5
    document = json.loads(result.stdout)
    assert document["same"] == 1
    (changed,) = document["changed"]
    assert changed["id"] == 4
    assert changed["fields"]["lead"] == ["140403-sthjj", "140400-xfj"]
    assert [why["rule"] for why in changed["why"]] == ["R25", "CZ01"]
