"""`python -m services.intake`: the process of intake, set up by its environment."""

from __future__ import annotations

from services.common.service import run
from services.intake.wiring import load

if __name__ == "__main__":
    run(load())
