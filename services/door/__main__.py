"""`python -m services.door`: the door as a process, set up by its environment."""

from __future__ import annotations

import sys

from aiohttp import web

from services.common import logs
from services.common.settings import load
from services.door.app import build
from services.door.settings import DoorSettings

if __name__ == "__main__":
    settings = load(DoorSettings)
    logs.setup("door", settings.log_level)
    try:
        web.run_app(build(settings), host=settings.host, port=settings.door_port, access_log=None, print=None)
    except OSError as error:
        sys.exit(f"SANKUA_DOOR_PORT, SANKUA_TLS_DIR: {error}")
