"""What no service needs is not loaded by it: each of these costs every process megabytes."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ("rich", "pygments", "kafka", "typer", "pytest")
SAY = "import sys, json, services.{0}.wiring; print(json.dumps([m for m in {1!r} if m in sys.modules]))"


@pytest.mark.parametrize("service", ["intake", "dispatch", "oversight", "reporting"])
def test_a_service_loads_nothing_heavy_that_it_does_not_use(service: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SAY.format(service, HEAVY)], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []


def test_logs_leave_rich_to_those_who_draw() -> None:
    program = "import sys, services.common.logs, rich.console; assert rich.console.Console"
    subprocess.run([sys.executable, "-c", program], check=True)
