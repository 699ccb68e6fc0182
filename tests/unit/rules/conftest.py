from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sankua.core.orgs import Directory
from sankua.core.rules import RuleSet, route
from sankua.library.orgs import load_directory
from sankua.library.rules import load_rules

DAY = date(2023, 5, 4)


@pytest.fixture(scope="session")
def orgs() -> Directory:
    return load_directory()


@pytest.fixture(scope="session")
def national(orgs: Directory) -> RuleSet:
    return load_rules(None, orgs)


@pytest.fixture(scope="session")
def changzhi(orgs: Directory) -> RuleSet:
    return load_rules("140400-2022", orgs)


@pytest.fixture(scope="session")
def decide(orgs: Directory, national: RuleSet) -> Callable[..., dict[str, Any]]:
    """The decision on facts given by keyword, by the national rules of 2023-05-04, as JSON."""
    return lambda **facts: route(facts, national, orgs, DAY).to_json()
