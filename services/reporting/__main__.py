"""`python -m services.reporting`: what it adds up to. Configured by the environment alone."""

from __future__ import annotations

import gc

gc.disable()  # modules that load make no garbage; `run` turns the search on again

from services.common.service import run  # noqa: E402 - loads what the line above is for
from services.reporting.wiring import spec  # noqa: E402 - loads what the line above is for

if __name__ == "__main__":
    run(spec())
