"""All use cases of intake in one place, as the servicer calls them."""

from __future__ import annotations

from dataclasses import dataclass

from services.intake.handlers import Intake
from services.intake.suggesting import Suggester
from services.intake.usecases.amending import Amending
from services.intake.usecases.life import Life
from services.intake.usecases.private import Private
from services.intake.usecases.reception import Reception
from services.intake.usecases.registering import Registering
from services.intake.usecases.settling import Settling
from services.intake.usecases.similar import Similar


@dataclass(frozen=True, slots=True)
class Desk:
    """Registration and all that stands beside it."""

    intake: Intake
    registering: Registering
    amending: Amending
    private: Private
    life: Life
    similar: Similar
    reception: Reception
    suggest: Suggester
    settling: Settling
