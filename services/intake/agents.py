"""What intake takes from the stream: its own facts, and how dispatch goes on with a matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sankua.core.events import Event
from services.common.model import CaseDoc, Reaction
from services.intake.domain.notices import is_owed
from services.intake.domain.state import Case, evolve


class IntakeBehaviour:
    """Folds; decides nothing of its own on events. A replay gives the same parts.

    `tells`: there is a way to tell petitioners, so cases with owed notices are marked for it.
    """

    brief = True

    def __init__(self, tells: bool = False) -> None:
        self._tells = tells

    def fold(self, producer: str, part: dict[str, Any], event: Event) -> dict[str, Any]:
        """The part after one event."""
        return evolve(producer, part, event)

    def fields(self, doc: CaseDoc, now: datetime) -> dict[str, Any]:
        """Office and standing, for queries."""
        case = Case.read(doc.parts)
        if case is None:
            return {}
        fields: dict[str, Any] = {"office": case.registered_by, "stands": case.stands}
        return fields | ({"untold": 1} if self._tells and is_owed(doc.parts) else {})

    async def react(self, doc: CaseDoc, event: Event) -> Sequence[Reaction]:
        """Nothing follows by itself."""
        return ()
