"""What a service loads with the rules: the language, and not the terminal program that comes with it."""

from __future__ import annotations

import subprocess
import sys


def test_rules_bring_no_terminal_program() -> None:
    code = (
        "import sys, sankua.core.rules.engine; print('prompt_toolkit' in sys.modules, 'cel' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["False", "True"]
