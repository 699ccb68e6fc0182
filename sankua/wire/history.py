"""Histories in files: CloudEvents JSON Lines to events, and what is wrong by file, line and field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from sankua.core.errors import Problem
from sankua.core.events import KNOWN, OFFICE, Event
from sankua.core.times import format_time
from sankua.wire.cloudevents import read_json

Stream = tuple[str, str, str]


def read_history(path: Path, problems: list[Problem], latest: datetime | None = None) -> Iterator[Event]:
    """The events of a JSON Lines file, in the file's order, streaming.

    Appends to `problems`: lines that are no event, duplicates and events after `latest` (these are not
    yielded), gaps in a stream (known at the end), and, as warnings, unknown types (yielded) and fields.
    """
    sequences = Sequences()
    unknown: dict[str, tuple[int, int]] = {}
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.isspace():
                continue
            event = _read(line, str(path), number, problems)
            if event is None or not _fits(event, str(path), number, latest, sequences, problems):
                continue
            if event.name not in KNOWN and event.name not in OFFICE:
                first, count = unknown.get(event.name, (number, 0))
                unknown[event.name] = (first, count + 1)
            yield event
    problems.extend(sequences.gaps(str(path)))
    for name, (first, count) in unknown.items():
        reason = f"unknown event type {name!r}, {count} of them; kept and counted as unknown"
        problems.append(Problem("type", reason, str(path), first, warning=True))


def _read(line: bytes, file: str, number: int, problems: list[Problem]) -> Event | None:
    try:
        document = _parsed(line)
    except ValueError as error:
        problems.append(Problem("", f"not JSON: {error}", file, number))
        return None
    event, wrong = read_json(document)
    if wrong:
        problems.extend(replace(p, file=file, line=number) for p in wrong)
    return event


def _parsed(line: bytes) -> Any:
    """The document of a line. ValueError, saying where in the line, for what is no JSON."""
    try:
        return orjson.loads(line)
    except ValueError:
        # What the fast parser does not take, the lenient one may (numbers without end), or says why not.
        return json.loads(line)


def _fits(
    event: Event,
    file: str,
    number: int,
    latest: datetime | None,
    sequences: Sequences,
    problems: list[Problem],
) -> bool:
    if latest is not None and max(event.time, event.recorded) > latest:
        field, moment = ("time", event.time) if event.time > latest else ("recordedtime", event.recorded)
        problems.append(
            Problem(field, f"{format_time(moment)} lies in the future; passed over", file, number)
        )
        return False
    if not sequences.add(event, number):
        problems.append(Problem("seq", f"{event.id} is there already; passed over", file, number))
        return False
    return True


class Sequences:
    """Which seqs of each stream were seen: finds duplicates at once and gaps at the end."""

    def __init__(self) -> None:
        self._seen: dict[Stream, int] = {}
        self._last_line: dict[Stream, int] = {}

    def add(self, event: Event, line: int) -> bool:
        """Notes an event; False where its seq was seen before."""
        stream = event.stream
        bits = self._seen.get(stream, 0)
        bit = 1 << event.seq
        if bits & bit:
            return False
        self._seen[stream] = bits | bit
        self._last_line[stream] = line
        return True

    def gaps(self, file: str) -> list[Problem]:
        """One problem per stream that does not run 1, 2, 3, …"""
        found = []
        for stream, bits in self._seen.items():
            want = (1 << bits.bit_length()) - 2
            if bits != want:
                missing = [str(i) for i in range(1, bits.bit_length()) if not bits >> i & 1]
                name = "/".join(part for part in stream if part)
                shown = ", ".join(missing[:10]) + (" …" if len(missing) > 10 else "")
                reason = f"gap in {name}: seq {shown} missing"
                found.append(Problem("seq", reason, file, self._last_line[stream]))
        return found
