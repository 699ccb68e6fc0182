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
from sankua.cli.stack.supervise import Backoff, tend
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


class Kept:
    """The stack as `sankua up` keeps it: what ends by itself is started again, and noted."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.notes, self._backoff = stack, list[str](), Backoff()

    def tend(self) -> None:
        tend(self.stack, self._backoff, self.notes.append, time.monotonic())

    def reach(self, importing: subprocess.Popen[str], count: int) -> None:
        """Returns when intake has so many commits."""
        deadline = time.monotonic() + 120
        while commits(self.stack, "intake") < count:
            assert importing.poll() is None, f"the import ended before {count} commits"
            assert time.monotonic() < deadline, f"{commits(self.stack, 'intake')} of {count}: {self.notes}"
            self.tend()
            time.sleep(0.05)

    def start(self, *args: str) -> subprocess.Popen[str]:
        """A command against this stack."""
        command = [sys.executable, "-m", "sankua.cli.main", *args, "--data", str(self.stack.folder), "--json"]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def end(self, running: subprocess.Popen[str], seconds: float = 240) -> tuple[str, str]:
        """What it said, once it has ended."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return running.communicate(timeout=0.5)
            except subprocess.TimeoutExpired:
                assert time.monotonic() < deadline, f"still running after {seconds} s: {self.notes}"
                self.tend()


@pytest.mark.crash
@pytest.mark.timeout(420)
def test_nothing_is_lost_and_nothing_is_there_twice(stack: Stack, tmp_path: Path) -> None:
    file, mapping = write_input(tmp_path)
    kept = Kept(stack)
    importing = kept.start("import", str(file), "--mapping", str(mapping))
    try:
        for turn, victim in enumerate(VICTIMS, 1):
            kept.reach(importing, turn * 250)
            stack.kill(victim)
            stack.restart(victim, ready=victim in ("kafka", "mongo"))
        out, err = kept.end(importing)
    finally:
        if importing.poll() is None:
            importing.kill()
            importing.communicate()
    assert importing.returncode == 0, err
    assert json.loads(out) == {"rows": ROWS, "imported": ROWS, "skipped": 0, "refused": []}

    verify = kept.start("verify", "--timeout", "120")
    out, err = kept.end(verify)
    assert verify.returncode == 0, (out[:4000], err, kept.notes)
    assert json.loads(out)["differences"] == []
    assert commits(stack, "intake") == ROWS

    out, _ = kept.end(kept.start("import", str(file), "--mapping", str(mapping)))
    assert json.loads(out) == {"rows": ROWS, "imported": 0, "skipped": ROWS, "refused": []}
    assert commits(stack, "intake") == ROWS
