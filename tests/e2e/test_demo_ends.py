"""`sankua demo` ended by Ctrl-C, amid its work and after `--keep`: nothing runs on, nothing is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from sankua.cli.stack.discover import find_stack
from sankua.library.data import data_folder

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
CASES = 6


class Demo:
    """One `sankua demo` in a process group of its own, as a terminal starts it."""

    def __init__(self, folder: Path, *args: str) -> None:
        self.folder, self.log = folder, folder / "demo.log"
        self.env = os.environ | {"SANKUA_STATE": str(folder / "state"), "TMPDIR": str(folder)}
        self.env["SANKUA_DATA"] = str(small_data(folder))
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "sankua.cli.main", "demo", *args],
                env=self.env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def until(self, reached: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not reached():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.1)

    def stacks(self) -> list[Path]:
        return list(self.folder.glob("sankua-demo-*/stack.json"))

    def running(self) -> list[psutil.Process]:
        """What this demonstration started, found by its environment."""
        mine = str(self.folder / "state")
        found = psutil.process_iter(["environ"])
        return [p for p in found if (p.info["environ"] or {}).get("SANKUA_STATE") == mine]

    def ctrl_c(self) -> int:
        """What a terminal does: SIGINT to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=90)

    def nothing_left(self) -> None:
        assert self.running() == [], self.log.read_text()
        assert not list(self.folder.glob("sankua-demo-*"))


def small_data(folder: Path) -> Path:
    """The data folder with the first cases of the sample only."""
    data = folder / "data"
    (data / "samples").mkdir(parents=True)
    for name in ("rules", "orgs"):
        (data / name).symlink_to(data_folder() / name)
    lines = (data_folder() / "samples/petitions.jsonl").read_text("utf-8").splitlines(keepends=True)
    (data / "samples/petitions.jsonl").write_text("".join(lines[:CASES]), "utf-8")
    return data


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Callable[..., Demo]]:
    started: list[Demo] = []

    def start(*args: str) -> Demo:
        started.append(Demo(tmp_path, *args))
        return started[-1]

    yield start
    for each in started:
        for process in each.running():
            process.kill()
        each.process.wait()


def test_ctrl_c_amid_the_demonstration_leaves_nothing(demo: Callable[..., Demo]) -> None:
    running = demo()
    running.until(lambda: bool(running.stacks()), 180)
    assert len(running.running()) >= 7  # itself, Kafka, mongod, four services
    assert running.ctrl_c() not in (0, -signal.SIGKILL)
    assert "Traceback" not in running.log.read_text()
    running.nothing_left()


def test_keep_leaves_a_sound_stack_until_ctrl_c(demo: Callable[..., Demo]) -> None:
    running = demo("--keep")
    running.until(lambda: "The stack stays up" in running.log.read_text(), 300)
    (stack,) = running.stacks()
    assert find_stack(stack.parent).services.keys() == {"intake", "dispatch", "oversight", "reporting"}
    verify = [sys.executable, "-m", "sankua.cli.main", "verify", "--data", str(stack.parent)]
    ran = subprocess.run(verify, env=running.env, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert running.ctrl_c() == 0
    running.nothing_left()
