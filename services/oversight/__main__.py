"""`python -m services.oversight`: whether cases move. Configured by the environment alone."""

from services.common.service import run
from services.oversight.wiring import spec

if __name__ == "__main__":
    run(spec())
