"""The organ directory, read once."""

from __future__ import annotations

import pytest

from sankua.library.orgs import load_directory


@pytest.fixture(scope="session")
def directory():
    """The shipped directory."""
    return load_directory()
