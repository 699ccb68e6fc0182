"""Versions of cases as numbers (打包): two byte strings per case, to be laid side by side in columns. Pure.

Texts are numbered by `Names`. What does not fit into the numbers is packed as a version that is not kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np

from sankua.core.counting.cells import CASE_DIMENSIONS
from sankua.core.counting.marks import NEVER, Adds, Mark
from sankua.core.counting.versions import Statement, Version

FORM: Final = 3
"""The form and the meaning of what is packed here; raised when either changes, so that all is packed anew."""

LAST_DAY: Final = (1 << 16) - 1
LAST_SECOND: Final = (1 << 32) - 1
_SECOND: Final = 1_000_000

VERSION: Final = np.dtype(
    [("since", "<i8"), ("until", "<i8"), ("kept", "u1"), ("marks", "<u2"), ("campaigns", "<u4")]
    + [(name, "<u4") for name in CASE_DIMENSIONS]
)
"""`since` <= m < `until` in microseconds; so many marks; names of campaigns and values, 0 for none.

`kept` is 0 where it is not kept, SECRET for an accusation, else 1.
"""
SECRET: Final = 2

MARK: Final = np.dtype(
    [("adds", "<u4"), ("day", "<u2"), ("after", "<u2"), ("until", "<u2"), ("since", "<u4"), ("before", "<u4")]
)
"""As the marks of the core; `after` is one more, so that none is 0, moments are in seconds."""

Number = Callable[[str], int]
"""Gives the number of a text, the same one for ever, from 1 on."""


class Packed(NamedTuple):
    """The versions of one case, their marks one after the other, and the repeats: version, case, moment."""

    versions: bytes
    marks: bytes
    repeats: tuple[tuple[int, str, str], ...]


class Unfit(Exception):
    """A mark that the numbers cannot hold."""


def texts_of(versions: Sequence[Version]) -> set[str]:
    """Every text that has to be numbered before these versions are packed."""
    found: set[str] = set()
    for version in versions:
        if (said := version.said) is not None:
            found.update(text_of(mark.adds) for mark in said.marks)
            found.update(text_of(value) for value in said.values.values() if value is not None)
            if said.campaigns:
                found.add(text_of(said.campaigns))
    return found


def pack(versions: Sequence[Version], number: Number) -> Packed:
    """The versions of one case as numbers."""
    rows: list[tuple[Any, ...]] = []
    marks: list[tuple[int, ...]] = []
    repeats: list[tuple[int, str, str]] = []
    for version in versions:
        said = version.said
        try:
            found = [_mark(mark, number) for mark in said.marks] if said is not None else []
        except Unfit:
            said, found = None, []
        if said is not None and said.repeat_of:
            repeats.append((len(rows), said.repeat_of, said.registered_at))
        marks += found
        kept = 0 if said is None else SECRET if said.secret else 1
        rows.append((version.since, version.until, kept, len(found), *_values(said, number)))
    return Packed(
        np.array(rows, VERSION).tobytes(), np.array(marks, MARK).tobytes(), tuple(repeats)
    )  # fmt: skip


def _values(said: Statement | None, number: Number) -> list[int]:
    if said is None:
        return [0] * (1 + len(CASE_DIMENSIONS))
    values: Mapping[str, str | None] = said.values
    campaigns = number(text_of(said.campaigns)) if said.campaigns else 0
    found = (values[name] for name in CASE_DIMENSIONS)
    return [campaigns, *(0 if value is None else number(text_of(value)) for value in found)]


def _mark(mark: Mark, number: Number) -> tuple[int, ...]:
    until = LAST_DAY if mark.until == NEVER else mark.until
    since, before = _seconds(mark.since), LAST_SECOND if mark.before == NEVER else _seconds(mark.before)
    if not 0 <= mark.day < LAST_DAY or not -1 <= mark.after < LAST_DAY or until > LAST_DAY:
        raise Unfit
    return (number(text_of(mark.adds)), mark.day, mark.after + 1, until, since, before)


def _seconds(moment: int) -> int:
    seconds, rest = divmod(moment, _SECOND)
    if rest or not 0 <= seconds < LAST_SECOND:
        raise Unfit
    return seconds


@lru_cache(maxsize=16_384)
def text_of(value: str | tuple[Any, ...]) -> str:
    """A value as the text that is numbered. Cases say the same few thousand things."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def adds_of(text: str) -> Adds:
    """What a mark adds, from its text."""
    return tuple(((part, name, figure), amount) for (part, name, figure), amount in json.loads(text))
