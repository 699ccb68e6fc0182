"""Columns for representatives and documents: what a cell says, what keeps a row out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sankua.cli.importing.convert import Converter
from sankua.cli.importing.mapping import parse_mapping
from sankua.cli.importing.papers import Papers, parts_of
from sankua.cli.importing.people import representatives
from sankua.cli.importing.places import PlaceFinder
from sankua.cli.importing.rows import Row
from sankua.core.times import SHANGHAI
from services.intake.domain.documents import MOST_BYTES

MAPPING = parse_mapping(
    {
        "id": "m",
        "columns": {
            "id": "id", "time": "time", "content": "content",
            "representatives": "代表人", "attachments": "附件", "petitioner": "姓名",
        },
        "places": {"default": "990000"},
        "defaults": {"registered_by": "990000-xfj"},
    }
)  # fmt: skip
NAMES = st.text(st.characters(categories=("L",)), min_size=1, max_size=8)


def convert(papers: Papers | None = None, **cells: str) -> Any:
    good = {"id": "7", "time": "2020-01-06T01:02:03", "content": "路坏了", "姓名": "甲某"}
    converter = Converter(MAPPING, PlaceFinder({}), datetime(2026, 1, 1, tzinfo=SHANGHAI), papers)
    return converter.convert(Row(1, 2, good | cells))


def test_people_come_with_what_is_known_of_them() -> None:
    item = convert(代表人="乙某|13500000001; 丙某；丁某||A1")
    assert item.registration["representatives"] == [
        {"name": "乙某", "phone": "13500000001"},
        {"name": "丙某"},
        {"name": "丁某", "id_number": "A1"},
    ]
    assert "representatives" not in convert().registration
    columns = [item.column(f) for f in ("registration.representatives[1].phone", "attachments")]
    assert columns == ["代表人", "附件"]
    assert item.column("registration.petitioner.name") == "姓名"


@given(st.lists(NAMES, min_size=1, max_size=5, unique=True), st.sampled_from([";", "；", "\n", " ; "]))
def test_every_name_of_a_cell_is_a_person(names: list[str], between: str) -> None:
    people, wrong = representatives(between.join(names))
    assert ([p["name"] for p in people], wrong) == (names, "")


@pytest.mark.parametrize("cell", ["乙某|1|2|3", "|13500000001", "甲;|x"])
def test_a_cell_that_is_no_list_of_people_is_refused_without_repeating_it(cell: str) -> None:
    (problem,) = convert(代表人=cell)
    assert problem.field == "代表人"
    assert "name|phone|id number" in problem.reason
    assert "13500000001" not in problem.reason


def test_documents_are_looked_for_before_the_row_goes_in(tmp_path: Path) -> None:
    (tmp_path / "合同.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "大.txt").touch()
    with (tmp_path / "长.pdf").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    (tmp_path / "run.exe").write_bytes(b"MZ")
    papers = Papers(tmp_path)
    assert convert(papers, 附件="合同.pdf").attachments == ("合同.pdf",)
    assert convert(papers, 附件="").attachments == ()
    problems = convert(papers, 附件="合同.pdf;没有.pdf;大.txt;长.pdf;run.exe;../x.pdf;/etc/passwd")
    assert {p.field for p in problems} == {"附件"}
    assert [p.reason.split(" ")[0] for p in problems] == [
        "'没有.pdf'", "'大.txt'", "'长.pdf'", "'run.exe'", "'../x.pdf'", "'/etc/passwd'",
    ]  # fmt: skip
    assert "outside the folder" in problems[-1].reason
    assert papers.read("合同.pdf") == ("合同.pdf", b"%PDF-1.7")
    with pytest.raises(OSError, match="outside"):
        papers.read("../x.pdf")


def test_a_link_out_of_the_folder_is_outside(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("x")
    (inside / "a.txt").symlink_to(tmp_path / "secret.txt")
    assert [p.field for p in Papers(inside).wrong(["a.txt"])] == ["attachments"]


def test_a_name_twice_is_one_document_and_too_many_are_refused(tmp_path: Path) -> None:
    assert parts_of("a.pdf; a.pdf\nb.pdf;;") == ["a.pdf", "b.pdf"]
    (tmp_path / "a.txt").write_text("x")
    for number in range(51):
        (tmp_path / f"{number}.txt").write_text("x")
    (problem,) = Papers(tmp_path).wrong([f"{n}.txt" for n in range(51)])
    assert "at most 50" in problem.reason
