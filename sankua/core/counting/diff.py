"""What changed between two moments (口径追溯): case by case, figure by figure, with the cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sankua.core.counting.books import CountingBooks
from sankua.core.counting.corrections import corrected_id
from sankua.core.counting.frame import Frame
from sankua.core.counting.period import Period
from sankua.core.counting.report import Tally, life_of
from sankua.core.counting.rows import Row

_NOT_FIGURES = frozenset({"period", "as_of", "cells", "by_org"})
Pair = tuple[Frame, Frame]


def differences(
    rows: Iterable[Row], period: Period, moments: tuple[datetime, datetime], books: CountingBooks
) -> dict[str, Any]:
    """The cases whose figures differ between two moments, in order of case.

    Each has `figures` {name: [earlier, later]} and `causes`: LATE (happened by the earlier moment, recorded
    after it), CORRECTION, NEWS (happened after it), REPEAT (another case came back to it) or TIME (no event:
    a clock ran out).
    """
    earlier, later = (Frame.of(period, moment, books) for moment in sorted(moments))
    held = list(rows)
    repeats = _repeats(held, later)
    changed = [found for row in held if (found := _case(row, (earlier, later), repeats)) is not None]
    return {
        "period": period.to_json(),
        "as_of": [earlier.as_of_text, later.as_of_text],
        "cases": sorted(changed, key=lambda c: str(c["case"])),
    }


def _repeats(rows: Iterable[Row], frame: Frame) -> dict[str, list[Row]]:
    """Case to the rows of the later cases that repeat it."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        registered = life_of(row, frame).registered
        if registered is not None and registered.data.get("repeat_of"):
            found.setdefault(str(registered.data["repeat_of"]), []).append(row)
    return found


def _case(row: Row, frames: Pair, repeats: Mapping[str, list[Row]]) -> dict[str, Any] | None:
    again = repeats.get(row["case"], [])
    before, after = (_figures(row, frame, again) for frame in frames)
    figures = {
        name: [before.get(name, 0), after.get(name, 0)]
        for name in sorted({*before, *after})
        if before.get(name, 0) != after.get(name, 0)
    }
    if not figures:
        return None
    causes = list(_causes(row, frames))
    causes += [{"cause": "REPEAT", "event": r["case"]} for r in again if _new(r, frames)]
    return {"case": row["case"], "figures": figures, "causes": causes or [{"cause": "TIME"}]}


def _figures(row: Row, frame: Frame, again: Iterable[Row]) -> dict[str, Any]:
    tally = Tally(frame)
    tally.add_row(row)
    for other in again:
        tally.note_repeat(life_of(other, frame))
    document = tally.to_json()
    return dict(_flat({k: v for k, v in document.items() if k not in _NOT_FIGURES}))


def _flat(document: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in document.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        elif value:
            yield prefix + name, value


def _new(row: Row, frames: Pair) -> bool:
    return bool(life_of(row, frames[1]).facts) and not life_of(row, frames[0]).facts


def _causes(row: Row, frames: Pair) -> Iterator[dict[str, Any]]:
    """The events that the later moment knows and the earlier did not."""
    earlier = frames[0].as_of_text
    until = frames[1].as_of_text
    for stream, entries in sorted(row["streams"].items()):
        for seq, name, time, recorded, _, data in entries:
            known = max(time, recorded or time)
            if not earlier < known <= until:
                continue
            cause: dict[str, Any] = {"event": f"{row['case']}/{stream}/{seq}", "name": name, "time": time}
            if name == "EventCorrected":
                target, place = corrected_id(data, row["case"])
                yield {"cause": "CORRECTION", **cause, "corrects": f"{row['case']}/{target}/{place}",
                       "field": data.get("field", ""), "old": data.get("old", ""),
                       "new": data.get("new", ""), "reason": data.get("reason", "")}  # fmt: skip
            else:
                late = time <= earlier
                yield {"cause": "LATE" if late else "NEWS", **cause, "recorded": recorded or time}


def cause_text(cause: Mapping[str, Any]) -> str:
    """One cause in words, for a person."""
    match cause["cause"]:
        case "LATE":
            return f"late recording: {cause['name']} of {cause['time']} recorded {cause['recorded']}"
        case "CORRECTION":
            return f"correction of {cause['corrects']}: {cause['field']} {cause['old']} → {cause['new']}"
        case "NEWS":
            return f"since then: {cause['name']} of {cause['time']}"
        case "REPEAT":
            return f"the matter came back as {cause.get('event', 'a case that is not yours to see')}"
    return "no event: a clock ran on"
