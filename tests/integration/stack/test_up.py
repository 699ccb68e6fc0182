"""`sankua up` as a person runs it: in the foreground, stopped by a signal, killed, started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from pymongo import MongoClient

from sankua.cli.stack.child import DIES_WITH_PARENT

pytestmark = pytest.mark.timeout(300)  # servers start several times; a loaded machine is slow

UP = [sys.executable, str(Path(__file__).with_name("up_process.py")), "up", "--json", "--data"]
Up = tuple[subprocess.Popen[bytes], dict[str, Any]]


class Starter:
    """Starts `sankua up` on one folder and remembers what is to be cleared away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []

    def __call__(self) -> Up:
        env = {k: v for k, v in os.environ.items() if k not in ("SANKUA_KAFKA_BOOTSTRAP", "SANKUA_MONGO_URI")}
        env["SANKUA_STATE"] = str(self.folder / "state")
        with (self.folder / "up.err").open("ab") as err:
            process = subprocess.Popen(
                [*UP, str(self.folder / "data")], stdout=subprocess.PIPE, stderr=err, env=env
            )
        self.processes.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, (self.folder / "up.err").read_text()
        return process, json.loads(line)


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Starter]:
    starter = Starter(tmp_path)
    yield starter
    for process in starter.processes:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def pids(info: dict[str, Any]) -> list[int]:
    return [info["kafka_pid"], info["mongo_pid"], *(s["pid"] for s in info["services"].values())]


def all_gone(numbers: list[int], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while any(map(psutil.pid_exists, numbers)):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.stack
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_and_a_restart_finds_the_data(up: Starter, number: signal.Signals) -> None:
    process, info = up()
    running = pids(info)
    assert all(map(psutil.pid_exists, running))
    assert set(info["services"]) == {"intake", "dispatch", "oversight", "reporting", "door"}
    with MongoClient(info["mongo"]) as client:
        client["kept"].cases.insert_one({"_id": 1})
    process.send_signal(number)
    assert process.wait(60) == 0
    assert all_gone(running, 0)
    assert not (up.folder / "data" / "stack.json").exists()
    _, again = up()
    with MongoClient(again["mongo"]) as client:
        assert client["kept"].cases.count_documents({}) == 1
    assert (again["kafka"], again["mongo"]) == (info["kafka"], info["mongo"])


@pytest.mark.crash
@pytest.mark.skipif(not DIES_WITH_PARENT, reason="only Linux tells a child that its parent died")
def test_a_kill_leaves_nothing_running_and_a_restart_works(up: Starter) -> None:
    process, info = up()
    process.kill()
    process.wait()
    assert all_gone(pids(info), 10)
    second, again = up()
    assert again["kafka"] == info["kafka"]
    second.send_signal(signal.SIGTERM)
    assert second.wait(60) == 0


@pytest.mark.crash
def test_what_dies_is_started_again(up: Starter) -> None:
    process, info = up()
    stack_file = up.folder / "data" / "stack.json"
    for pid in (info["services"]["reporting"]["pid"], info["mongo_pid"]):
        os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 30
    while set(pids(json.loads(stack_file.read_text()))) & {
        info["services"]["reporting"]["pid"],
        info["mongo_pid"],
    }:
        assert time.monotonic() < end, (up.folder / "up.err").read_text()
        time.sleep(0.1)
    with MongoClient(info["mongo"], serverSelectionTimeoutMS=20000) as client:
        assert client.admin.command("ping")["ok"] == 1
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    said = (up.folder / "up.err").read_text()
    assert "reporting ended with code -9; starting it again in 1 s" in said
    assert "mongo is started again" in said


def test_a_bad_value_ends_with_1_and_names_it(tmp_path: Path) -> None:
    env = {**os.environ, "SANKUA_PARTITIONS": "0"}
    done = subprocess.run([*UP, str(tmp_path / "data")], env=env, capture_output=True, check=False, text=True)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "SANKUA_PARTITIONS='0'" in done.stderr
