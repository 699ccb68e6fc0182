"""Each service, Kafka and mongod killed with SIGKILL in the middle of an import of 2,000 rows."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from sankua.cli.stack.stack import Stack
from sankua.core.times import SHANGHAI

ROWS = 2000
VICTIMS = ("intake", "dispatch", "mongo", "oversight", "kafka", "reporting")
MAPPING = """
id: chaos
columns:
  {id: number, title: subject, content: words, time: written,
   category: kind, reply: reply, reply_time: replied}
times: ["iso"]
values:
  category:
    {工资: {sector: wages, work_place: "{place}"}, 环境: {sector: environment}, "*": {sector: education}}
places: {default: "140403"}
defaults: {registered_by: 140403-xfj}
"""


def write_input(folder: Path) -> tuple[Path, Path]:
    """2,000 rows, every second one answered; texts of our own."""
    first = datetime(2023, 3, 1, 8, tzinfo=SHANGHAI)
    file, mapping = folder / "rows.csv", folder / "mapping.yaml"
    mapping.write_text(MAPPING, "utf-8")
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["number", "subject", "words", "written", "kind", "reply", "replied"])
        for n in range(ROWS):
            when = first + timedelta(minutes=n)
            reply = ("已核实，正在处理。", (when + timedelta(days=20)).isoformat()) if n % 2 else ("", "")
            kind = ("工资", "环境", "教育")[n % 3]
            writer.writerow([n, f"第{n}件", f"反映第{n}个问题，\n请核查。", when.isoformat(), kind, *reply])
    return file, mapping


def commits(stack: Stack, service: str) -> int:
    """Commits of a service, 0 while MongoDB is away."""
    try:
        with MongoClient[dict[str, object]](stack.info.mongo, serverSelectionTimeoutMS=2000) as client:
            return client[stack.info.database(service)]["commits"].count_documents({})
    except PyMongoError:
        return 0


def reach(stack: Stack, importing: subprocess.Popen[str], count: int) -> None:
    """Returns when intake has so many commits."""
    deadline = time.monotonic() + 120
    while commits(stack, "intake") < count:
        assert importing.poll() is None, f"the import ended before {count} commits"
        assert time.monotonic() < deadline, f"intake stands at {commits(stack, 'intake')} of {count}"
        time.sleep(0.05)


def sankua(stack: Stack, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sankua.cli.main", *args, "--data", str(stack.folder), "--json"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)


@pytest.mark.crash
@pytest.mark.timeout(420)
def test_nothing_is_lost_and_nothing_is_there_twice(stack: Stack, tmp_path: Path) -> None:
    file, mapping = write_input(tmp_path)
    command = [sys.executable, "-m", "sankua.cli.main", "import", str(file), "--mapping", str(mapping)]
    importing = subprocess.Popen(
        [*command, "--data", str(stack.folder), "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        for turn, victim in enumerate(VICTIMS, 1):
            reach(stack, importing, turn * 250)
            stack.kill(victim)
            stack.restart(victim, ready=victim in ("kafka", "mongo"))
        out, err = importing.communicate(timeout=300)
    finally:
        if importing.poll() is None:
            importing.kill()
            importing.communicate()
    assert importing.returncode == 0, err
    assert json.loads(out) == {"rows": ROWS, "imported": ROWS, "skipped": 0, "refused": []}

    verified = sankua(stack, "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert json.loads(verified.stdout)["differences"] == []
    assert commits(stack, "intake") == ROWS

    again = sankua(stack, "import", str(file), "--mapping", str(mapping))
    assert json.loads(again.stdout) == {"rows": ROWS, "imported": 0, "skipped": ROWS, "refused": []}
    assert commits(stack, "intake") == ROWS
