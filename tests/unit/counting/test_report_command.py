"""`sankua report` over files: exit codes, what is named, what is decided all the same, exports."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
import typer
from counting_samples import Case, moment
from openpyxl import load_workbook
from typer.testing import CliRunner

from sankua.cli.report import register
from sankua.wire.cloudevents import to_json

QUESTION = ("--period", "2023", "--as-of", "2023-12-31")


def sankua(*arguments: str) -> Any:
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return CliRunner().invoke(app, ["report", *arguments])


def lines(*cases: Case) -> list[str]:
    return [json.dumps(to_json(event), ensure_ascii=False) for case in cases for event in case.events]


@pytest.fixture
def history(tmp_path: Path) -> Path:
    path = tmp_path / "h.jsonl"
    first = Case(1).registered("2023-03-01", petitioner_count=3).offered("2023-03-02").accepted("2023-03-05")
    second = Case(2).registered("2023-04-01").on("2023-04-02", "CaseConcluded", recorded="2023-08-01")
    path.write_text("\n".join(lines(first, second)) + "\n", encoding="utf-8")
    return path


def test_json_holds_every_key_of_the_definition(history: Path) -> None:
    result = sankua("--history", str(history), *QUESTION, "--by", "org,month", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    parts = (
        "period as_of totals rates handoffs campaigns ownership supervision recommendations relief lights "
        "cells by_org"
    )
    assert list(found) == parts.split()
    assert found["period"] == {"from": "2023-01-01", "to": "2023-12-31"}
    assert found["as_of"] == "2023-12-31T23:59:59+08:00"
    assert list(found["totals"]) == ["registered", "persons", "repeat", "routed", "concluded", "settled",
                                     "plan_made", "reopened", "open", "overdue", "classified_by_law",
                                     "reviews", "final_reviews"]  # fmt: skip
    assert list(found["cells"][0]) == ["org", "month", *found["totals"]]
    assert list(found["by_org"][0]) == ["org", "registered", "led", "concluded", "settled", "open", "overdue",
                                        "oldest_days", "rank"]  # fmt: skip


def test_several_files_are_counted_as_one(history: Path, tmp_path: Path) -> None:
    whole = sankua("--history", str(history), *QUESTION, "--json").stdout
    parts = []
    for case in ("000001", "000002"):
        part = tmp_path / f"{case}.jsonl"
        part.write_text("".join(x + "\n" for x in history.read_text().splitlines() if f"-{case}" in x))
        parts += ["--history", str(part)]
    assert sankua(*parts, *QUESTION, "--json").stdout == whole


def test_bad_lines_are_named_and_the_rest_is_counted(history: Path) -> None:
    good = sankua("--history", str(history), *QUESTION, "--json").stdout
    case = Case(3)
    case.on("2023-03-01", "CaseRegistered").on("2999-01-01", "CaseWithdrawn")
    case.events = case.events[1:]  # seq 2 without 1, and in the future
    newer = json.loads(lines(Case(2).registered("2023-03-01"))[0])
    newer |= {"type": "sankua.case.v1.CaseTeleported", "id": "140403-2023-000002/intake/2", "seq": 2}
    late = (
        Case(1).registered("2023-01-01").on("2023-03-01", "UrgentReported").on("2023-03-01", "UrgentReported")
    )
    gap = lines(late)[2]
    bad = ["{broken", lines(case)[0], json.dumps(newer), gap, history.read_text().splitlines()[0]]
    with history.open("a", encoding="utf-8") as file:
        file.write("\n".join(bad) + "\n")
    result = sankua("--history", str(history), *QUESTION, "--json")
    assert result.stdout == good
    assert result.exit_code == 1
    first = len(good and history.read_text().splitlines()) - len(bad) + 1
    named = result.stderr
    assert f"h.jsonl:{first}: not JSON" in named
    assert f"h.jsonl:{first + 1}: time: 2999-01-01" in named
    assert f"h.jsonl:{first + 2}: type: unknown event type 'CaseTeleported'" in named
    assert f"h.jsonl:{first + 3}: seq: gap in 140403-2023-000001/intake: seq 2 missing" in named
    assert f"h.jsonl:{first + 4}: seq: 140403-2023-000001/intake/1 is there already" in named


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (("--period", "2023Q5"), 2, "period: '2023Q5' is no period"),
        (("--period", "2023-05-02..2023-05-01"), 2, "ends before it starts"),
        (("--period", "2023", "--as-of", "2023-01-01T10:00:00"), 2, "as-of"),
        (("--period", "2023", "--by", "sector"), 2, "by: sector unknown"),
        (("--period", "2023", "--format", "pdf", "--out", "x"), 2, "csv, xlsx, docx"),
        (("--period", "2023", "--format", "csv"), 2, "go together"),
        ((), 2, "--period"),
        (("--period", "2023", "--live"), 2, "either --history FILE or --live"),
    ],
)
def test_wrong_questions_are_refused(
    history: Path, arguments: tuple[str, ...], code: int, named: str
) -> None:
    result = sankua("--history", str(history), *arguments)
    assert result.exit_code == code
    assert named in " ".join(result.stderr.replace("│", " ").split())


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = sankua("--history", str(tmp_path / "none.jsonl"), *QUESTION)
    assert result.exit_code == 1
    assert "none.jsonl: cannot be read" in result.stderr


def test_diff_names_the_case_and_the_late_recording(history: Path) -> None:
    moments = ("--from", "2023-07-31", "--to", "2023-09-01")
    told = sankua("diff", "--history", str(history), "--period", "2023", *moments)
    assert told.exit_code == 0
    assert "140403-2023-000002: lights." in told.stdout
    assert "totals.concluded 0 → 1" in told.stdout
    assert "late recording: CaseConcluded of 2023-04-02T10:00:00+08:00 recorded 2023-08-01" in told.stdout
    as_json = sankua("diff", "--history", str(history), "--period", "2023", *moments, "--json")
    assert [case["case"] for case in json.loads(as_json.stdout)["cases"]] == ["140403-2023-000002"]


def test_exports_hold_the_same_figures(history: Path, tmp_path: Path) -> None:
    paths = {kind: tmp_path / f"r.{kind}" for kind in ("csv", "xlsx", "docx")}
    for kind, path in paths.items():
        assert (
            sankua("--history", str(history), *QUESTION, "--format", kind, "--out", str(path)).exit_code == 0
        )
    with paths["csv"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert ["人数 persons", "4"] in rows
    sheet = load_workbook(paths["xlsx"])["总量 totals"]
    assert ("人数 persons", 4) in list(sheet.iter_rows(values_only=True))
    with ZipFile(paths["docx"]) as package:
        document = package.read("word/document.xml").decode()
        ElementTree.fromstring(document)
        assert package.testzip() is None
    assert "人数 persons</w:t>" in document


def test_a_public_export_leaves_small_cells_out(history: Path) -> None:
    result = sankua("--history", str(history), *QUESTION, "--by", "month", "--json", "--public")
    found = json.loads(result.stdout)
    assert found["totals"]["persons"] == 4
    assert found["cells"][0]["registered"] is None
    assert found["cells"][0]["reopened"] == 0
    assert moment("2023-12-31T23:59:59+08:00").isoformat() == found["as_of"]


def test_a_correction_that_changes_nothing_is_named(history: Path) -> None:
    good = sankua("--history", str(history), *QUESTION, "--json").stdout
    case = Case(2).registered("2023-04-01")
    for event_id, new in (("140403-2023-000009/intake/1", "1"), (f"{case.id}/intake/1", "many")):
        case.on("2023-05-01", "EventCorrected", producer="intake", event_id=event_id,
                field="petitioner_count", new=new)  # fmt: skip
    with history.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines(case)[1:]) + "\n")
    result = sankua("--history", str(history), *QUESTION, "--json")
    assert (result.exit_code, result.stdout) == (1, good)
    last = len(history.read_text().splitlines())
    assert f"h.jsonl:{last - 1}: data.event_id: " in result.stderr
    assert f"h.jsonl:{last}: data.new: " in result.stderr
