"""All use cases of intake in one place, as the servicer calls them."""

from __future__ import annotations

from dataclasses import dataclass

from services.intake.handlers import Intake
from services.intake.usecases.private import Private


@dataclass(frozen=True, slots=True)
class Desk:
    """Registration and all that stands beside it."""

    intake: Intake
    private: Private
