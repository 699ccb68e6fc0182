"""A service that cannot work says which setting is wrong, and does not start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def start(service: str, **settings: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("SANKUA_")} | settings
    return subprocess.run(
        [sys.executable, "-m", f"services.{service}"],
        env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("service", "settings", "said"),
    [
        ("intake", {}, "SANKUA_MASTER_KEY_FILE"),
        ("intake", {"SANKUA_MASTER_KEY_FILE": "/no/such/file"}, "/no/such/file"),
        ("intake", {"SANKUA_SERIAL_BLOCK": "0"}, "SANKUA_SERIAL_BLOCK='0'"),
        ("dispatch", {}, "SANKUA_INTAKE_PEER"),
        ("dispatch", {"SANKUA_INTAKE_PEER": "x:1", "SANKUA_RULE_SET": "nowhere-1999"}, "nowhere-1999"),
        ("dispatch", {"SANKUA_INTAKE_PEER": "x:1", "SANKUA_DATA": "/no/data"}, "/no/data"),
        ("dispatch", {"SANKUA_INTAKE_PEER": "x:1", "SANKUA_GRPC_PORT": "70000"}, "SANKUA_GRPC_PORT='70000'"),
    ],
)
def test_what_is_wrong_is_named(service, settings, said):
    ended = start(service, **settings)
    assert ended.returncode == 1
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""
