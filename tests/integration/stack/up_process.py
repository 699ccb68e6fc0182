"""`sankua up` with a test's own service process in place of the four, for tests that signal and kill it."""

from __future__ import annotations

import sys
from pathlib import Path

from sankua.cli import main
from sankua.cli.stack import stack

PROCESS = [sys.executable, str(Path(__file__).with_name("service_process.py"))]


if __name__ == "__main__":
    stack.service_command = lambda _name: PROCESS
    main.run()
