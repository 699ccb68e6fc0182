"""`sankua demo`: the main job from start to end, as a user types it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

FIELDS = [
    "registered", "routed", "waiting", "accepted", "concluded", "events", "lost",
    "duplicated", "dlq", "seconds",
]  # fmt: skip


@pytest.mark.stack
@pytest.mark.timeout(420)
def test_the_demo_loses_and_doubles_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    env = os.environ | {"SANKUA_STATE": str(tmp_path / "state"), "TMPDIR": str(tmp_path)}
    before = {p.pid for p in psutil.process_iter()}
    ran = subprocess.run(
        [sys.executable, "-m", "sankua.cli.main", "demo", "--json"],
        env=env, capture_output=True, text=True, timeout=400, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-4000:]
    document = json.loads(ran.stdout)
    assert list(document) == FIELDS
    assert document["registered"] == 220
    assert document["routed"] + document["waiting"] == 220
    assert document["waiting"] >= 1
    assert document["accepted"] > document["concluded"] >= 80
    assert (document["lost"], document["duplicated"], document["dlq"]) == (0, 0, 0)
    for shown in ("By organ", "Lights", "The life of one case", "RED", "YELLOW"):
        assert shown in ran.stderr, ran.stderr[-4000:]
    left = [p for p in psutil.process_iter(["environ"]) if p.pid not in before and _ours(p, tmp_path)]
    assert left == []
    assert not list(tmp_path.glob("sankua-demo-*"))


def _ours(process: psutil.Process, folder: Path) -> bool:
    environ = process.info["environ"] or {}
    return environ.get("SANKUA_STATE", "").startswith(str(folder))
