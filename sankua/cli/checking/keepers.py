"""How each service keeps its cases, taken from the services' own code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sankua.cli.checking.compare import Keeper
from services.common.model import Behaviour, CaseDoc


def keepers(node: str = "") -> dict[str, Keeper]:
    """By service. Reads the shipped rules and clocks, as the services do."""
    from sankua.library.counting import load_counting_books
    from services.intake.agents import IntakeBehaviour
    from services.oversight.settings import OversightSettings
    from services.oversight.wiring import behaviour as watching
    from services.reporting import store
    from services.reporting.wiring import behaviour as counting

    return {
        "intake": keeper(IntakeBehaviour(), node),
        "dispatch": keeper(_dispatch(), node),
        "oversight": keeper(watching(OversightSettings()), node),
        "reporting": keeper(counting(load_counting_books()), node, store.PART),
    }


def _dispatch() -> Behaviour:
    from sankua.library.data import data_folder
    from services.common.times import Clock
    from services.dispatch.agents import DispatchBehaviour
    from services.dispatch.wiring import read

    async def nothing_private(case: str) -> dict[str, Any]:
        raise LookupError(f"{case}: a check folds and does not decide")

    return DispatchBehaviour(read(data_folder()).know, Clock(), nothing_private)


def keeper(behaviour: Behaviour, node: str = "", shared_part: str = "") -> Keeper:
    """The pure half of a service's behaviour."""

    def fields(case: str, parts: dict[str, Any], pos: dict[str, int], now: datetime) -> dict[str, Any]:
        return behaviour.fields(CaseDoc(case, parts, pos), now)

    return Keeper(behaviour.fold, fields, shared_part, node)
