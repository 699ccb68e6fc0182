"""`python -m services.dispatch`: the process of dispatch, set up by its environment."""

from __future__ import annotations

from services.common.service import run
from services.dispatch.wiring import load

if __name__ == "__main__":
    run(load())
