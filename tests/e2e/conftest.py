"""One running stack for the tests that go the whole way."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sankua.cli.stack.stack import Stack


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A stack of its own, found by `find_stack` and by the command line as the only one."""
    with tempfile.TemporaryDirectory(prefix="sankua-e2e-", ignore_cleanup_errors=True) as folder:
        patch = pytest.MonkeyPatch()
        patch.setenv("SANKUA_STATE", str(Path(folder) / "state"))
        try:
            with Stack(Path(folder) / "data") as running:
                yield running
        finally:
            patch.undo()
