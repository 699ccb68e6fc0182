"""A whole stack of its own for the tests that kill its parts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sankua.cli.stack.stack import Stack


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    name = tempfile.TemporaryDirectory(prefix="sankua-chaos-", ignore_cleanup_errors=True)
    with name as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANKUA_STATE", str(Path(folder) / "state"))
        with Stack(Path(folder) / "data") as running:
            yield running
