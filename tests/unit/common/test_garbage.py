"""The search for garbage: off while the modules of a service load, on while it runs."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Only the serving itself is left out: what is shown is the state that it would run in.
SHOW = """
import gc
from importlib import import_module
from types import SimpleNamespace
import_module("services.{name}.__main__")
loading = gc.isenabled()
from services.common import process

def serve(work):
    work.close()
    print(loading, gc.isenabled())
    return ""

process.uvloop = SimpleNamespace(run=serve)
process.main(SimpleNamespace(name="{name}", settings=SimpleNamespace(log_level="INFO", niceness=0)))
"""


@pytest.mark.parametrize("name", ["intake", "dispatch", "oversight", "reporting"])
def test_it_is_off_while_modules_load_and_on_while_the_service_runs(name: str) -> None:
    found = subprocess.run(
        [sys.executable, "-c", SHOW.format(name=name)], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["False", "True"]
