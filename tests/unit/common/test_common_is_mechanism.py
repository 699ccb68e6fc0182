"""services/common would make sense in another company: no event of this business is named in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sankua.core.events import KNOWN

COMMON = Path(__file__).parents[3] / "services" / "common"
SOURCES = sorted(COMMON.rglob("*.py"))


def named_in(text: str) -> set[str]:
    return {name for name in KNOWN if re.search(rf"\b{name}\b", text)}


def test_the_check_finds_a_name() -> None:
    assert named_in('if event.name == "CaseRegistered":') == {"CaseRegistered"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(COMMON)))
def test_no_event_is_named(path: Path) -> None:
    assert named_in(path.read_text("utf-8")) == set()
