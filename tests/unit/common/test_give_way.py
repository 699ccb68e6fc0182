"""SANKUA_NICENESS: how far a service lets others go first, where Linux weighs whole sessions."""

from __future__ import annotations

import json
import subprocess
import sys

# What the process itself sees before and after: another session than this one may well be weighed where
# this one is not (the first session of a machine belongs to no group: its file is there and empty).
SHOW = """
import json, os, pathlib
from services.common.process import give_way
path = pathlib.Path("/proc/self/autogroup")
def seen():
    words = path.read_text("ascii").split() if path.exists() else []
    return os.nice(0), words[-1] if words else ""
before = seen()
give_way(7)
print(json.dumps([before, seen()]))
"""


def shown(session: bool) -> tuple[tuple[int, str], tuple[int, str]]:
    """The nice value of a process and that of its session ("" where it has none), before and after."""
    found = subprocess.run(
        [sys.executable, "-c", SHOW], capture_output=True, text=True, check=True, start_new_session=session
    )
    before, after = json.loads(found.stdout)
    return tuple(before), tuple(after)


def test_the_leader_of_a_session_makes_its_session_give_way() -> None:
    (nice, group), after = shown(session=True)
    assert after == (nice + 7, "7" if group else "")


def test_the_session_of_others_is_left_alone() -> None:
    (nice, group), after = shown(session=False)
    assert after == (nice + 7, group)
