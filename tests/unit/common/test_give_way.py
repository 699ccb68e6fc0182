"""SANKUA_NICENESS: how far a service lets others go first, where Linux weighs whole sessions."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

GROUP = Path("/proc/self/autogroup")
SHOW = """
import os, pathlib
from services.common.process import give_way
give_way(7)
group = pathlib.Path("/proc/self/autogroup")
print(os.nice(0), group.read_text() if group.exists() else "")
"""


def shown(session: bool) -> tuple[int, str]:
    """The nice value of a process that gives way, and that of its session; empty where it has none."""
    found = subprocess.run(
        [sys.executable, "-c", SHOW], capture_output=True, text=True, check=True, start_new_session=session
    )
    nice, *group = found.stdout.split()
    return int(nice), (group or [""])[-1]


def group_now() -> str:
    # The file is there and empty where sessions are not weighed: in a container with weights of its own.
    words = GROUP.read_text("ascii").split() if GROUP.exists() else []
    return words[-1] if words else ""


def test_the_leader_of_a_session_makes_its_session_give_way() -> None:
    assert shown(session=True) == (os.nice(0) + 7, "7" if group_now() else "")


def test_the_session_of_others_is_left_alone() -> None:
    assert shown(session=False) == (os.nice(0) + 7, group_now())
