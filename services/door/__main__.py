"""`python -m services.door`: the door as a process, set up by its environment."""

from __future__ import annotations

import asyncio
import sys

from services.common import logs
from services.common.settings import load
from services.door.serving import serve
from services.door.settings import DoorSettings

if __name__ == "__main__":
    settings = load(DoorSettings)
    logs.setup("door", settings.log_level)
    try:
        asyncio.run(serve(settings))
    except OSError as error:
        sys.exit(f"SANKUA_DOOR_PORT, SANKUA_HTTP_PORT, SANKUA_TLS_DIR: {error}")
