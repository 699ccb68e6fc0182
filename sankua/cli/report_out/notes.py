"""Finds the lines of what turned out to be wrong only after all lines were read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sankua.core.errors import Problem

if TYPE_CHECKING:
    from sankua.core.counting.corrections import Misfit


def named(files: Iterable[Path], misfits: Sequence[Misfit]) -> Iterator[Problem]:
    """A problem with file, line and field for each correction that changes nothing.

    Reads the files a second time, only where there is such a correction.
    """
    waiting = {misfit.event_id: misfit for misfit in misfits}
    for path in files:
        if not waiting:
            return
        for number, event_id in _corrections(path):
            misfit = waiting.pop(event_id, None)
            if misfit is not None:
                yield Problem(misfit.field, f"{misfit.reason}; passed over", str(path), number)


def _corrections(path: Path) -> Iterator[tuple[int, str]]:
    """Line and event id of every correction in a file."""
    from sankua.wire.cloudevents import read_json

    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if b"EventCorrected" in line:
                try:
                    event, _ = read_json(json.loads(line))
                except ValueError:
                    continue  # named by the first reading
                if event is not None:
                    yield number, event.id
