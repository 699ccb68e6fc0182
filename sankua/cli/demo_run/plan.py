"""The bundled sample as a plan: what happens to which case on which day. Pure but for reading the file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sankua.core.errors import Problem, Refused

STEPS: Final = ("accept", "opinion", "deliver", "conclude")
"""受理、处理意见、送达、办结: what the lead does, in this order."""


@dataclass(frozen=True, slots=True)
class Case:
    """One matter of the sample. `steps` are (day, step), days counted from the start of the run."""

    id: str
    key: str
    day: int
    registration: Mapping[str, Any]
    steps: tuple[tuple[int, str], ...] = ()
    result: str = ""
    amend_day: int = 0
    amendment: Mapping[str, Any] | None = None

    @property
    def place(self) -> str:
        """Division code of the office that registers it."""
        return str(self.registration["registered_by"]).partition("-")[0]


def read_sample(path: Path) -> list[Case]:
    """The cases of a sample file. Refused, naming line and field, where a line is none."""
    cases: list[Case] = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                cases.append(case_of(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise Refused(Problem("", f"is no case of a sample: {error!r}", str(path), number)) from None
    return cases


def case_of(line: Mapping[str, Any]) -> Case:
    """A case from its line in the sample."""
    day, course, amend = int(line["day"]), line["course"], line.get("amend")
    amend_day = day + int(amend["after"]) if amend else 0
    at, steps = amend_day or day, []
    for step in STEPS:
        if step not in course:
            break
        at += int(course[step])
        steps.append((at, step))
    return Case(
        id=str(line["id"]),
        key=str(line["key"]),
        day=day,
        registration=line["registration"],
        steps=tuple(steps),
        result=str(course.get("result", "")),
        amend_day=amend_day,
        amendment={"facts": amend["facts"], "reason": amend["reason"]} if amend else None,
    )


@dataclass(frozen=True, slots=True)
class Day:
    """Everything of one day: first registrations, then amended facts, then the steps of the leads."""

    number: int
    register: tuple[Case, ...]
    amend: tuple[Case, ...]
    steps: tuple[tuple[Case, str], ...]


def days_of(cases: Iterable[Case], last: int) -> list[Day]:
    """The days 1..last; what would happen later does not happen."""
    cases = list(cases)
    return [
        Day(
            number,
            tuple(c for c in cases if c.day == number),
            tuple(c for c in cases if c.amendment is not None and c.amend_day == number),
            tuple((c, step) for c in cases for day, step in c.steps if day == number),
        )
        for number in range(1, last + 1)
    ]
