"""Find the running stack, so that no command needs to be told where it is."""

from __future__ import annotations

from pathlib import Path

from sankua.cli.stack.failures import StackError
from sankua.cli.stack.info import StackInfo, read, registry


def find_stack(data: Path | None = None) -> StackInfo:
    """The stack that runs in `data`, or the only one that runs.

    StackError where none runs (exit code 3), or several run and `data` does not say which (exit code 2).
    """
    if data is not None:
        found = read(data.absolute() / "stack.json")
        if found is None or not found.running:
            raise StackError(f"no Sankua stack runs in {data}; start one: sankua up --data {data}")
        return found
    running = running_stacks()
    if not running:
        raise StackError("no Sankua stack is running; start one: sankua up")
    if len(running) > 1:
        names = "".join(f"\n    --data {info.folder}" for info in running)
        raise StackError(f"{len(running)} stacks are running; say which:{names}", exit_code=2)
    return running[0]


def running_stacks() -> list[StackInfo]:
    """The stacks of this user that run, by folder; entries that a killed one left behind are removed."""
    found = []
    for file in sorted(registry().glob("*.json")):
        info = read(file)
        if info is not None and info.running:
            found.append(info)
        else:
            file.unlink(missing_ok=True)
    return sorted(found, key=lambda info: str(info.folder))
