"""`sankua import` as a user types it, on a real stack: the sample files, twice, and files that are wrong."""

import csv
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from pymongo import MongoClient

from sankua.cli.client import connect
from sankua.cli.stack.stack import Stack
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake
from sankua.wire.gen.intake.v1.intake_service_pb2_grpc import IntakeServiceStub
from tests.leaks import plant

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("SANKUA_SAMPLE_DATA") or ROOT.parent / "shared/data/messages")
MAPPINGS = ROOT / "docs/examples/mappings"
needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"sample messages are not at {DATA}; name them with SANKUA_SAMPLE_DATA"
)
pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]


def sankua(*args: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(
        [sys.executable, "-m", "sankua.cli.main", *map(str, args)],
        capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert ran.returncode == code, f"exit {ran.returncode}\n{ran.stdout[-2000:]}\n{ran.stderr[-4000:]}"
    return ran


def imported(file: Path, mapping: Path, code: int = 0) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        sankua("import", file, "--mapping", mapping, "--json", code=code).stdout
    )
    return document


@needs_data
@pytest.mark.parametrize(
    ("file", "mapping", "rows", "fresh", "again"),
    [
        ("a2_labelled_495.csv", "labelled", 495, 494, 495),  # one message is there twice, under two labels
        ("a3_votes_30.csv", "votes", 30, 30, 30),
        ("a4_replies_120.csv", "replies", 120, 120, 120),
    ],
)
def test_each_sample_file_goes_in_once(
    stack: Stack, file: str, mapping: str, rows: int, fresh: int, again: int
) -> None:
    path, by = DATA / file, MAPPINGS / f"{mapping}.yaml"
    assert imported(path, by) == {"rows": rows, "imported": fresh, "skipped": rows - fresh, "refused": []}
    assert imported(path, by) == {"rows": rows, "imported": 0, "skipped": again, "refused": []}


def write(path: Path, rows: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编号", "时间", "题目", "内容", "答复", "答复时间"])
        for n in range(rows):
            day = f"{1 + n % 28:02}"
            text = f"A{1 + n % 9}市的第{n}件事\n请处理"
            writer.writerow(
                [n, f"2021-03-{day} 10:00:00", f"第{n}件", text, "已办", f"2021-04-{day} 09:00:00"]
            )
    return path


def mapping(path: Path, name: str) -> Path:
    path.write_text(
        f"id: {name}\n"
        "columns: {id: 编号, time: 时间, title: 题目, content: 内容, reply: 答复, reply_time: 答复时间}\n"
        "times: ['%Y-%m-%d %H:%M:%S']\n"
        "facts: {power_holders: ['{place}']}\n"
        "places: {directory: anonymised, default: '990000'}\n"
        "defaults: {registered_by: 990000-xfj}\n",
        encoding="utf-8",
    )
    return path


def test_refused_rows_are_named_and_the_rest_goes_in(stack: Stack, tmp_path: Path) -> None:
    file = write(tmp_path / "f.csv", 6)
    lines = file.read_text(encoding="utf-8").replace("2021-03-02 10:00:00", "gestern")
    file.write_text(lines + "99,2021-03-09 10:00:00,题\n", encoding="utf-8")
    ran = sankua("import", file, "--mapping", mapping(tmp_path / "m.yaml", "refused"), "--json", code=1)
    document = json.loads(ran.stdout)
    assert (document["rows"], document["imported"], document["skipped"]) == (7, 5, 0)
    assert [(r["row"], r["field"]) for r in document["refused"]] == [(2, "时间"), (7, "")]
    assert f"{file}:4: row 2: 时间: 'gestern' is no time" in ran.stderr


def test_a_wrong_file_is_refused_whole(stack: Stack, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_bytes(
        "编号,时间,题目,内容,答复,答复时间\n".encode() + "1,2021-03-02 10:00:00,题,信,,\n".encode("gb18030")
    )
    ran = sankua("import", file, "--mapping", mapping(tmp_path / "m.yaml", "wrong"), "--json", code=1)
    assert ran.stdout == ""
    assert f"{file}:2: encoding: byte " in ran.stderr


def joint(folder: Path) -> tuple[Path, Path]:
    """A workbook of joint matters with documents beside it, and its mapping."""
    (folder / "papers").mkdir()
    (folder / "papers" / "合同.txt").write_text("拖欠三个月的收条", encoding="utf-8")
    (folder / "papers" / "假.pdf").write_bytes(b"MZ\x90\x00 this is a program")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["编号", "时间", "内容", "姓名", "代表人", "附件", "人数"],
        ["j1", date(2021, 3, 5), "A1市欠薪", "钟离沐风", "公孙听泉|13612340001;东方既白", "合同.txt", 30],
        ["j2", date(2021, 3, 6), "A2市的工地欠薪", "钟离沐风", "公孙听泉|1|2|3", None, 3],
        ["j3", date(2021, 3, 7), "A3市的工地欠薪", "钟离沐风", None, "没有.pdf", 3],
        ["j4", date(2021, 3, 8), "A4市的工地欠薪", "钟离沐风", None, "假.pdf", 3],
    ):  # fmt: skip
        sheet.append(row)
    book.save(folder / "joint.xlsx")
    by = folder / "joint.yaml"
    by.write_text(
        "id: joint\n"
        "columns: {id: 编号, time: 时间, content: 内容, petitioner: 姓名, representatives: 代表人,\n"
        "  attachments: 附件, petitioner_count: 人数}\n"
        "documents: papers\n"
        "facts: {power_holders: ['{place}']}\n"
        "places: {directory: anonymised, default: '990000'}\n"
        "defaults: {registered_by: 990000-xfj}\n",
        encoding="utf-8",
    )
    return folder / "joint.xlsx", by


async def test_a_workbook_brings_representatives_and_documents_and_names_what_stays_out(
    stack: Stack, tmp_path: Path
) -> None:
    plant("钟离沐风", "公孙听泉", "13612340001", "东方既白", "拖欠三个月的收条", "合同.txt")
    book, by = joint(tmp_path)
    first = json.loads(sankua("import", book, "--mapping", by, "--json", code=1).stdout)
    assert (first["rows"], first["imported"]) == (4, 1)
    assert [(r["row"], r["field"]) for r in first["refused"]] == [
        (2, "代表人"), (3, "附件"), (4, "附件"),
    ]  # fmt: skip
    assert "registered as" in first["refused"][2]["reason"]
    again = json.loads(sankua("import", book, "--mapping", by, "--json", code=1).stdout)
    assert (again["imported"], again["skipped"], len(again["refused"])) == (0, 1, 3)
    with MongoClient[dict[str, Any]](stack.info.mongo) as client:
        entry = client[stack.info.database("intake")]["vault"].find_one({"source_ref": "j1"})
        assert entry is not None
        assert client[stack.info.database("intake")]["documents.files"].count_documents({}) == 1
    async with connect(stack.info, "intake", roles=["registrar"], org="990000-xfj") as channel:
        stub = IntakeServiceStub(channel)
        ask = intake.RevealIdentityRequest(case_id=entry["case"], purpose="核对导入")
        people = (await stub.RevealIdentity(ask, timeout=20)).petitioners
        case = await stub.GetCase(intake.GetCaseRequest(case_id=entry["case"]), timeout=20)
    assert [(p.name, p.phone) for p in people] == [
        ("钟离沐风", ""), ("公孙听泉", "13612340001"), ("东方既白", ""),
    ]  # fmt: skip
    assert [a.media_type for a in case.attachments] == ["text/plain"]
