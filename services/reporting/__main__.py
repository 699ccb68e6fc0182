"""`python -m services.reporting`: what it adds up to. Configured by the environment alone."""

from services.common.service import run
from services.reporting.wiring import spec

if __name__ == "__main__":
    run(spec())
