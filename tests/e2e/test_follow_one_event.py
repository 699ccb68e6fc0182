"""docs/follow-one-event.md is true: its code runs, block by block, on a real stack."""

import ast
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from sankua.cli.stack.stack import Stack

PAGE = Path(__file__).parents[2] / "docs/follow-one-event.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.stack
@pytest.mark.timeout(180)
async def test_the_page_runs(stack: Stack) -> None:
    assert len(BLOCKS) == 7
    names: dict[str, Any] = {}
    for number, block in enumerate(BLOCKS, 1):
        code = compile(block, f"{PAGE.name}, block {number}", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        running = eval(code, names)
        if inspect.isawaitable(running):
            await running
    assert names["states"]["C04"] == "MET"
