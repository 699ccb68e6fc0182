from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from sankua.cli.importing.mapping import MappingFile, parse_mapping
from sankua.cli.importing.rows import Row, read_rows
from sankua.core.errors import Refused


def mapping(**change: object) -> MappingFile:
    columns = {"id": "编号", "time": "时间", "content": "内容"}
    return parse_mapping({"id": "m", "columns": columns, "defaults": {"registered_by": "140403"}} | change)


def read(path: Path, **change: object) -> list[Row]:
    return list(read_rows(path, mapping(**change)))


def write(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "f.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_quoted_line_breaks_keep_number_and_line(tmp_path: Path) -> None:
    path = write(tmp_path, '编号,时间,内容\n1,a,"第一行\n第二行，""引""\n"\n\n2,b,x\n')
    rows = read(path)
    assert [(r.number, r.line, r.cells["编号"]) for r in rows] == [(1, 2, "1"), (2, 6, "2")]
    assert rows[0].cells["内容"] == '第一行\n第二行，"引"\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_each_encoding_reads_its_own(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "编号,时间,内容\r\n1,a,镕𠮷\r\n", encoding)
    assert read(path, encoding=encoding)[0].cells == {"编号": "1", "时间": "a", "内容": "镕𠮷"}


def test_wrong_encoding_names_byte_and_line(tmp_path: Path) -> None:
    text = "a,编号,时间,内容\n".encode() + b"1,2,3,ok\n"
    path = tmp_path / "f.csv"
    path.write_bytes(text + "1,2,3,信".encode("gb18030") + b"\n")
    with pytest.raises(Refused) as refused:
        read(path, encoding="utf-8")
    problem = refused.value.problems[0]
    assert (problem.field, problem.line) == ("encoding", 3)
    assert f"byte {len(text) + 6} (0x" in problem.reason


def test_utf8_read_as_gb18030_is_refused_or_at_least_not_silent(tmp_path: Path) -> None:
    path = write(tmp_path, "编号,时间,内容\n1,a,上访\n")
    with pytest.raises(Refused):
        read(path, encoding="gb18030")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("编号,时间\n1,2\n", "no column '内容'"),
        ("编号,时间,内容,编号\n1,2,3,4\n", "'编号' is there twice"),
        ('编号,时间,内容\n1,2,"never closed\n3,4,5\n', "quote not closed"),
        ('编号,时间,内容\n1,2,"a"b\n', "broken CSV"),
        ("编号,时间,内容\n1,2,\0\n", "zero byte"),
    ],
)
def test_a_file_that_is_no_csv(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(Refused) as refused:
        read(path)
    assert said in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_broken_record_names_the_line_on_which_it_starts(tmp_path: Path) -> None:
    path = write(tmp_path, '编号,时间,内容\n1,2,"x\ny"\n1,2,"never\nclosed\n')
    with pytest.raises(Refused) as refused:
        read(path)
    assert refused.value.problems[0].line == 4


def test_a_ragged_row_is_its_own_fault_only(tmp_path: Path) -> None:
    path = write(tmp_path, "编号,时间,内容\n1,2\n1,2,3,4\n1,2,3\n")
    assert [bool(r.fault) for r in read(path)] == [True, True, False]


def test_xlsx_gives_what_csv_gives(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["编号", "时间", "内容"])
    sheet.append([24, datetime(2020, 1, 6, 12, 9, 38), "两行\n文字"])  # noqa: DTZ001 - a sheet's cells have no zone
    sheet.append([None, None, None])
    sheet.append(["25", "2020/1/7 1:02:03", None])
    path = tmp_path / "f.xlsx"
    book.save(path)
    rows = read(path)
    assert [dict(r.cells) for r in rows] == [
        {"编号": "24", "时间": "2020-01-06T12:09:38", "内容": "两行\n文字"},
        {"编号": "25", "时间": "2020/1/7 1:02:03", "内容": ""},
    ]
    with pytest.raises(Refused, match="no sheet"):
        read(path, sheet="另一个")


def test_a_number_cell_that_lost_its_last_digits_is_a_fault_that_says_how_to_mend(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["编号", "时间", "内容", "别的"])
    sheet.append([110101199003070010, "t", "c", 1])
    sheet.append(["110101199003070010", "t", "c", 110101199003070010])
    sheet.append([110101900307001, "t", "c", 1])
    book.save(tmp_path / "f.xlsx")
    rows = read(tmp_path / "f.xlsx")
    assert ["as text" in row.fault for row in rows] == [True, False, False]
    assert "column 编号" in rows[0].fault


def test_xlsx_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    path.write_text("编号,时间,内容\n", encoding="utf-8")
    with pytest.raises(Refused, match="no XLSX"):
        read(path)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(
    cells=st.lists(st.tuples(CELL, CELL, CELL), max_size=8), encoding=st.sampled_from(["utf-8", "gb18030"])
)
def test_what_csv_writes_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str]], encoding: str
) -> None:
    import csv

    path = tmp_path_factory.mktemp("rows") / "f.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["编号", "时间", "内容"])
        writer.writerows(cells)
    rows = read(path, encoding=encoding)
    assert [tuple(r.cells.values()) for r in rows] == cells
    assert [r.number for r in rows] == list(range(1, len(cells) + 1))


def test_columns_that_the_mapping_does_not_name_are_left_alone(tmp_path: Path) -> None:
    path = write(tmp_path, "点赞数,编号,时间,内容,备注\n9,1,2,x,y\n")
    (row,) = read(path)
    assert not row.fault
    assert {name: row.cells[name] for name in ("编号", "时间", "内容")} == {
        "编号": "1",
        "时间": "2",
        "内容": "x",
    }


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    path = write(tmp_path, "编号,日期,内容\n1,2,x\n")
    with pytest.raises(Refused) as refused:
        read(path)
    (problem,) = refused.value.problems
    assert "no column '时间'" in str(problem)
    assert "日期" in str(problem)
