from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import typer
from rich.console import Console
from typer.testing import CliRunner

from sankua.cli import case as command
from sankua.cli.case_page.life import life
from sankua.cli.case_page.page import page
from sankua.core.times import parse_time
from sankua.wire.history import read_history

EXAMPLES = Path("proto/examples")
WAGES = "141122-2023-000017"
DISPUTE = "140403-2023-000123"
APP = typer.Typer()
command.register(APP)


def document(file: str, case: str, as_of: str) -> dict[str, object]:
    events = [e for e in read_history(EXAMPLES / file, []) if e.case == case]
    return life(events, parse_time(as_of))


def test_who_leads_and_why() -> None:
    found = document("wages-across-counties.jsonl", WAGES, "2023-05-06T12:00:00+08:00")
    why = found["why"]
    assert isinstance(why, dict)
    assert (found["state"], found["lead"], why["rule"]) == ("OFFERED", "141122-rsj", "R10")
    assert why["basis"] == ["《保障农民工工资支付条例》第七条"]
    assert why["facts"] == {"place_of_matter": "141122", "sector": "construction_wages"}


def test_as_of_an_earlier_moment_later_steps_are_not_known() -> None:
    before = document("wages-across-counties.jsonl", WAGES, "2023-05-04T09:20:00+08:00")
    after = document("wages-across-counties.jsonl", WAGES, "2023-07-30T12:00:00+08:00")
    assert (before["state"], before["why"], before["handoffs"]) == ("REGISTERED", None, [])
    assert after["state"] == "CONCLUDED"


def test_a_handoff_says_who_when_and_what_was_answered() -> None:
    found = document("wages-across-counties.jsonl", WAGES, "2023-07-30T12:00:00+08:00")
    (handoff,) = found["handoffs"]  # type: ignore[misc]
    assert handoff["from_org"] == "141122-xfj"
    assert handoff["delivered"] == "2023-05-05T10:01:00+08:00"
    assert handoff["answers"][0]["answer"] == "ACCEPTED"


def test_an_objection_shows_its_reason_and_how_the_dispute_ended() -> None:
    found = document("objection-dispute-review.jsonl", DISPUTE, "2024-06-01T12:00:00+08:00")
    answers = [a["answer"] for h in found["handoffs"] for a in h["answers"]]  # type: ignore[attr-defined]
    assert "OBJECTED" in answers
    assert found["why"]["settled"]["by"] in ("DisputeAgreed", "DisputeDecided")  # type: ignore[index]


def test_the_page_shows_every_part() -> None:
    found = document("wages-across-counties.jsonl", WAGES, "2023-06-01T12:00:00+08:00")
    console = Console(width=120, record=True, file=StringIO())
    console.print(page(found))
    text = console.export_text()
    for part in (WAGES, "141122-rsj", "R10", "C09", "●", "ACCEPTED", "CaseRouted"):
        assert part in text


def test_the_page_holds_all_of_it_in_80_columns() -> None:
    found = document("wages-across-counties.jsonl", WAGES, "2023-06-01T12:00:00+08:00")
    console = Console(width=80, record=True, file=StringIO())
    console.print(page(found))
    text = console.export_text()
    assert "…" not in text
    assert "intake/1" in text


def test_the_command_works_from_a_file_alone() -> None:
    file = str(EXAMPLES / "wages-across-counties.jsonl")
    found = CliRunner().invoke(APP, ["case", "show", WAGES, "--history", file, "--json"])
    assert (found.exit_code, json.loads(found.stdout)["case"]) == (0, WAGES)


def test_an_unknown_case_and_a_missing_file_are_named(tmp_path: Path) -> None:
    file = str(EXAMPLES / "exits.jsonl")
    unknown = CliRunner().invoke(APP, ["case", "show", "140000-2023-000001", "--history", file])
    assert (unknown.exit_code, unknown.stderr) == (1, "case: 140000-2023-000001: no such case\n")
    absent = CliRunner().invoke(APP, ["case", "show", WAGES, "--history", str(tmp_path / "none.jsonl")])
    assert absent.exit_code == 1
    assert "none.jsonl: cannot be read" in absent.stderr
