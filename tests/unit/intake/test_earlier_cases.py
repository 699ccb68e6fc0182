"""An earlier case is named by its id and nothing else, also where other deployments stand beside this one."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from sankua.core.errors import Refused
from services.common.auth import Principal
from services.intake.handlers import Intake
from services.intake.usecases.earlier import Asking, Earlier

ASKING = Asking(cast(Principal, None), "APPEAL", ())
BESIDE = Earlier(cast(Intake, None), node="110000")
"""Of another division's case intake can look up nothing: none of its parts is asked."""


def told(named: str) -> dict[str, Any]:
    return asyncio.run(BESIDE.facts({"same_matter_case": named}, ASKING))


@pytest.mark.parametrize("named", ["张三13912345678", "140403-2023-1", "140403-2023-000001张三"])
def test_a_name_or_a_number_of_somebody_is_no_case_id(named: str) -> None:
    with pytest.raises(Refused) as refused:
        told(named)
    assert "is no case id" in str(refused.value)
    assert named not in str(refused.value)
    with pytest.raises(Refused):
        asyncio.run(BESIDE.check_repeat(named, ASKING))


def test_a_case_of_another_deployment_is_taken_as_it_is_named() -> None:
    assert told("140403-2023-000001") == {"same_matter_case": "140403-2023-000001"}
