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
print(os.nice(0), group.read_text().split()[-1] if group.exists() else "")
"""


def shown(session: bool) -> list[str]:
    found = subprocess.run(
        [sys.executable, "-c", SHOW], capture_output=True, text=True, check=True, start_new_session=session
    )
    return found.stdout.split()


def test_the_leader_of_a_session_makes_its_session_give_way() -> None:
    assert shown(session=True) == [str(os.nice(0) + 7), *(["7"] if GROUP.exists() else [])]


def test_the_session_of_others_is_left_alone() -> None:
    before = GROUP.read_text("ascii").split()[-1:] if GROUP.exists() else []
    assert shown(session=False) == [str(os.nice(0) + 7), *before]
