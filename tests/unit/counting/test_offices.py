"""What offices keep and hand in, from the seeds' histories: columns, figures, and files that open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import typer
from counting_samples import LEAD, OFFICE, OTHER, Case, moment, rows_of
from docx import Document
from openpyxl import load_workbook
from typer.testing import CliRunner

from sankua.cli.offices.columns import LEAGUE, LEDGER, league_table
from sankua.cli.report import register
from sankua.core.counting import Period, report
from sankua.core.counting.article41 import article41
from sankua.core.counting.behind import behind
from sankua.core.counting.casefile import LEDGER as LINES
from sankua.core.counting.casefile import case_file, ledger
from sankua.library.counting import load_counting_books
from tests.histories import write_history
from tools.seeds.__main__ import HISTORIES

BOOKS = load_counting_books()
AS_OF = moment("2023-12-31T23:59:59+08:00")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    for name in ("linfen-2023", "xinxiang-2024"):
        write_history(folder / f"{name}.jsonl", HISTORIES[name]().events())
    return folder


def sankua(*words: str | Path, code: int = 0) -> str:
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    ran = CliRunner().invoke(app, ["report", *map(str, words)])
    assert ran.exit_code == code, (ran.stdout, ran.stderr, ran.exception)
    return ran.stdout if not code else ran.stderr


def case() -> Case:
    found = Case().registered("2023-03-01", petitioner_count=3, facts={"category": "城乡建设"})
    found.offered("2023-03-02", "h1", LEAD).on("2023-03-05", "HandoffObjected", handoff_id="h1")
    found.on("2023-03-06", "ObjectionUpheld", handoff_id="h1").offered("2023-03-07", "h2", OTHER)
    return found.accepted("2023-03-10", "h2").on("2023-04-01", "CaseConcluded", recorded="2023-04-20")


def test_a_line_of_the_ledger() -> None:
    (line,) = ledger(rows_of(case().events), Period.parse("2023-03"), AS_OF, BOOKS)
    assert tuple(line) == LINES == tuple(LEDGER)
    wanted = {"registered_at": "2023-03-01", "registered_by": OFFICE, "persons": 3, "lead": OTHER, "hops": 1,
              "state": "CONCLUDED", "accepted_at": "2023-03-10", "concluded_at": "2023-04-01",
              "settled": False, "light": "", "next_due_on": ""}  # fmt: skip
    assert {name: line[name] for name in wanted} == wanted
    assert list(ledger(rows_of(case().events), Period.parse("2023-04"), AS_OF, BOOKS)) == []


def test_the_file_of_a_case_knows_what_was_known() -> None:
    (row,) = rows_of(case().events)
    whole = case_file(row, AS_OF, BOOKS)
    assert [e["name"] for e in whole["events"]][-1] == "CaseConcluded"
    assert {c["clock"] for c in whole["clocks"]} >= {"C04"}
    assert whole["waits"] == []
    before = case_file(row, moment("2023-04-10"), BOOKS)
    assert before["ledger"]["state"] == "ACCEPTED"
    assert before["ledger"]["next_due_on"]
    assert case_file(row, moment("2023-01-01"), BOOKS)["ledger"] is None


def test_the_league_ranks_by_the_dated_rules_and_shows_what_rates_hide() -> None:
    good = Case(2).registered("2023-03-01").offered("2023-03-02", to=LEAD).accepted("2023-03-03")
    good.on("2023-04-01", "CaseConcluded").on("2023-04-02", "CaseSettled")
    rows = rows_of([*case().events, *good.events])
    year = Period.parse("2023")
    table = league_table(report(rows, year, AS_OF, (), BOOKS), behind(rows, year, AS_OF, BOOKS))
    assert table.head == tuple(LEAGUE.values())
    first, second = (dict(zip(LEAGUE, row, strict=True)) for row in table.rows)
    assert (first["rank"], first["org"], first["settled_rate"], first["upheld"]) == (1, LEAD, 100.0, 1)
    assert (second["org"], second["concluded_not_settled"]) == (OTHER, 1)
    assert "registered" not in LEAGUE


def test_article_41_is_a_fixed_set() -> None:
    cases = [Case(n).registered("2023-03-01", facts={"category": "教育"}) for n in range(1, 7)]
    for one in cases:
        one.offered("2023-03-02", to=LEAD)
    rare = Case(9).registered("2023-03-01").offered("2023-03-02", to=OTHER)
    rows = rows_of(event for one in [*cases, rare] for event in one.events)
    found = article41(rows, Period.parse("2023"), AS_OF, BOOKS)
    assert list(found) == ["article", "version", "period", "as_of", "matters", "fields", "most_complained",
                           "handed", "supervised", "recommendations", "rates"]  # fmt: skip
    assert found["matters"]["registered"] == 7
    assert found["fields"] == [{"category": "教育", "registered": 6}, {"category": None, "registered": 1}]
    assert found["most_complained"] == [{"org": LEAD, "matters": 6}]
    assert found["handed"]["FORWARD"] == 7


def test_the_ledger_as_a_workbook(seeds: Path, tmp_path: Path) -> None:
    out = tmp_path / "l.xlsx"
    sankua("ledger", "--history", seeds / "xinxiang-2024.jsonl", "--period", "2024", "--out", out)
    sheet = load_workbook(out).active
    assert sheet is not None
    head = [cell.value for cell in sheet[2]]
    assert head == ["序号", *LEDGER.values()]
    assert sheet.freeze_panes == "C3"
    shown = json.loads(sankua("--history", seeds / "xinxiang-2024.jsonl", "--period", "2024", "--json"))
    assert sheet.max_row - 2 == shown["totals"]["registered"] > 0


def test_the_league_as_a_workbook_with_a_chart(seeds: Path, tmp_path: Path) -> None:
    out = tmp_path / "l.xlsx"
    sankua("league", "--history", seeds / "xinxiang-2024.jsonl", "--period", "2024", "--out", out)
    sheet = load_workbook(out).active
    assert sheet is not None
    assert len(sheet._charts) == 1
    assert sheet["A3"].value == 1


def test_the_yearly_report_has_the_published_figures_and_charts(seeds: Path, tmp_path: Path) -> None:
    out = tmp_path / "y.docx"
    sankua("yearly", "--history", seeds / "linfen-2023.jsonl", "--period", "2023", "--as-of", "2024-01-10",
           "--office", "临汾市", "--out", out)  # fmt: skip
    document = Document(str(out))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "临汾市2023年度信访工作情况报告" in text
    assert "中联办第三批247件" in text
    assert "省联席办带案督导52件，已上报52件，办结52件，化解36件，形成化解方案16件" in text
    assert "中央信访救助资金61万元" in text
    assert "地方信访救助资金101.7万元" in text
    with ZipFile(out) as package:
        charts = [name for name in package.namelist() if name.startswith("word/charts/")]
        assert len(charts) == 3
        types = package.read("[Content_Types].xml").decode()
        assert all(f"/{name}" in types for name in charts)
    assert len(document.tables) >= 3


def test_the_file_of_one_case_as_a_document(seeds: Path, tmp_path: Path) -> None:
    history = seeds / "xinxiang-2024.jsonl"
    line = next(x for x in map(json.loads, history.open()) if x["type"].endswith("CaseRegistered"))
    out = tmp_path / "c.docx"
    sankua("file", line["subject"], "--history", history, "--out", out)
    cells = [c.text for t in Document(str(out)).tables for row in t.rows for c in row.cells]
    assert line["subject"] in cells
    assert "CaseRegistered" in cells
    as_json: Any = json.loads(sankua("file", line["subject"], "--history", history))
    assert as_json["events"][0]["id"] == line["id"]
    assert "no such case" in sankua("file", "140403-1999-000001", "--history", history, code=1)


def test_a_name_that_looks_like_a_formula_stays_a_name(tmp_path: Path) -> None:
    from sankua.cli.offices.book import write_book
    from sankua.cli.report_out.tables import Table

    write_book(tmp_path / "f.xlsx", "t", Table("n", ("a", "b"), (("=1+1", 2),)))
    sheet = load_workbook(tmp_path / "f.xlsx").active
    assert sheet is not None
    assert sheet["A3"].data_type == "s"


@pytest.mark.parametrize(
    "words",
    [("ledger", "--live"), ("ledger", "--period", "2023"), ("yearly", "--live", "--period", "20x3")],
)
def test_wrong_usage(words: tuple[str, ...]) -> None:
    sankua(*words, code=2)
