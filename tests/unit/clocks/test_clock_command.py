"""`sankua clocks` at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from sankua.cli.clocks import register
from sankua.wire.cloudevents import to_json
from tests.unit.clocks.clock_story import CASE, Story

KEYS = {"case", "clock", "org", "state", "started_at", "due_on", "due_at", "light", "basis", "provisional"}


def run(*arguments: str):
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return CliRunner().invoke(app, ["clocks", *arguments])


def written(folder: Path, story: Story, *more: str) -> str:
    path = folder / "h.jsonl"
    lines = [json.dumps(to_json(event), ensure_ascii=False) for event in story.events]
    path.write_text("\n".join([*lines, *more]) + "\n", encoding="utf-8")
    return str(path)


def test_json_is_one_array_with_the_named_keys(tmp_path: Path):
    path = written(tmp_path, Story().register("2023-05-04").handed("2023-05-05"))
    result = run("--history", path, "--as-of", "2023-05-20T00:00:00+08:00", "--json")
    assert result.exit_code == 0
    clocks = {c["clock"]: c for c in json.loads(result.stdout)}
    assert all(c.keys() >= KEYS for c in clocks.values())
    assert clocks["C04"] | {"state": "RUNNING", "due_on": "2023-05-20", "light": "RED"} == clocks["C04"]
    assert clocks["C05"]["state"] == "LAPSED"


def test_an_empty_history_gives_an_empty_array(tmp_path: Path):
    (tmp_path / "h.jsonl").write_text("", encoding="utf-8")
    result = run("--history", str(tmp_path / "h.jsonl"), "--as-of", "2023-05-20", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_explain_lists_the_days_and_the_article(tmp_path: Path):
    path = written(tmp_path, Story().register("2023-09-20").handed("2023-09-22"))
    asked = ("--history", path, "--as-of", "2023-09-23", "--explain", CASE, "C05")
    text = run(*asked).stdout
    assert "《信访工作条例》第二十三条第三款" in text
    assert "   5  2023-10-07  调休上班" in text
    account = json.loads(run(*asked, "--json").stdout)[0]
    assert [day["date"] for day in account["days"] if day["counted"]] == [
        "2023-09-25", "2023-09-26", "2023-09-27", "2023-09-28", "2023-10-07",
    ]  # fmt: skip


def test_explain_says_when_there_is_no_such_clock(tmp_path: Path):
    path = written(tmp_path, Story().register("2023-09-20"))
    missing = run("--history", path, "--as-of", "2023-09-23", "--explain", CASE, "C13")
    assert (missing.exit_code, "no clock 'C13'" in missing.stderr) == (1, True)
    assert run("--history", path, "--as-of", "2023-09-23", "--explain", "x", "C01").exit_code == 1


def test_what_is_wrong_is_named_by_file_line_and_field_and_the_rest_is_computed(tmp_path: Path):
    story = Story().register("2023-05-04", received_at="2023-05-03T10:00:00+08:00").handed("2023-05-05")
    story.offer("2023-05-06", "h9", report_due="never").deliver("2023-05-06", "h9")
    del story.events[1]
    late = Story().register("2099-01-01")
    line = json.dumps(to_json(late.events[0])).replace(CASE, "140403-2099-000001")
    path = written(tmp_path, story, line, line.replace("2099-01-01", "2023-05-05"), "{")
    result = run("--history", path, "--as-of", "2023-05-20", "--json")
    assert result.exit_code == 1
    assert f"{path}:5: time:" in result.stderr
    assert f"{path}:7: " in result.stderr
    assert "gap" in result.stderr
    assert f"{path}:4: data.report_due:" in result.stderr
    assert {c["case"] for c in json.loads(result.stdout)} == {CASE, "140403-2099-000001"}


def test_newer_event_types_only_warn(tmp_path: Path):
    story = Story().register("2023-05-04").tell("SomethingNew", "2023-05-05")
    result = run("--history", written(tmp_path, story), "--as-of", "2023-05-20", "--json")
    assert (result.exit_code, "SomethingNew" in result.stderr) == (0, True)


def test_a_missing_file_and_a_bad_moment_are_refused(tmp_path: Path):
    missing = run("--history", str(tmp_path / "none.jsonl"), "--as-of", "2023-05-20")
    assert (missing.exit_code, "none.jsonl" in missing.stderr) == (1, True)
    path = written(tmp_path, Story().register("2023-05-04"))
    bad = run("--history", path, "--as-of", "yesterday")
    assert (bad.exit_code, "as-of" in bad.stderr, bad.stdout) == (2, True, "")


def test_a_future_recording_is_named_and_passed_over(tmp_path: Path):
    story = Story().register("2023-05-04").tell("HandoffOffered", "2023-05-05", recorded="2999-01-01")
    result = run("--history", written(tmp_path, story), "--as-of", "2023-05-20", "--json")
    assert result.exit_code == 1
    assert "h.jsonl:2: recordedtime: 2999-01-01" in result.stderr
    assert {c["state"] for c in json.loads(result.stdout) if c["clock"] == "C01"} == {"OVERDUE"}


def test_the_table_is_for_people(tmp_path: Path):
    result = run("--history", written(tmp_path, Story().register("2023-05-04")), "--as-of", "2023-05-05")
    assert result.exit_code == 0
    assert "C01" in result.stdout
    assert "…" not in result.stdout  # 80 columns hold it whole
