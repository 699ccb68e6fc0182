"""`python -m services.dispatch`: the process of dispatch, set up by its environment."""

from __future__ import annotations

import gc

gc.disable()  # modules that load make no garbage; `run` turns the search on again

from services.common.service import run  # noqa: E402 - loads what the line above is for
from services.dispatch.wiring import load  # noqa: E402 - loads what the line above is for

if __name__ == "__main__":
    run(load())
