"""Reads the data that only dispatch uses: which decisions are confirmed, and the checklists of closure."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from sankua.library.checked import read_checked
from services.dispatch.domain.closure import Closure, Item
from services.dispatch.domain.routing import Confirmation

CONFIRMATION: Final = Path("rules/confirmation")
CLOSURE: Final = Path("rules/closure")


def load_confirmation(folder: Path) -> Confirmation:
    """`default.yaml` and one file per office. Refused, naming file and field, where one is wrong."""
    place = folder / CONFIRMATION
    default: frozenset[str] | None = None
    offices: dict[str, frozenset[str]] = {}
    for path in sorted(place.glob("*.yaml")):
        data = read_checked(path, place / "schema.json")
        certainties = frozenset(data["confirm"])
        office = data.get("office")
        if office is None and default is None:
            default = certainties
        elif office is None or office in offices:
            raise Refused(Problem("office", "is set in another file too", str(path)))
        else:
            offices[office] = certainties
    if default is None:
        raise Refused(Problem("", "no file without `office`: there is no default", str(place)))
    return Confirmation(default, offices)


def load_closure(folder: Path, on: date | None = None) -> Closure:
    """The checklists in force on a day (None: the latest). Refused, naming the file, where one is wrong."""
    place = folder / CLOSURE
    found = [_closure(path, place) for path in sorted(place.glob("*.yaml"))]
    valid = [c for c in found if on is None or c.start <= on]
    if not valid:
        raise Refused(Problem("effective", f"no checklists are in force on {on}", str(place)))
    return max(valid, key=lambda c: c.start)


def _closure(path: Path, place: Path) -> Closure:
    data = read_checked(path, place / "schema.json")
    renew = tuple(Item(row["id"], row["text"]) for row in data["renew"])
    standards = tuple(
        Item(row["id"], row["text"], name) for name, rows in data["standards"].items() for row in rows
    )
    _check_ids(path, renew + standards)
    start = date.fromisoformat(str(data["effective"]["from"]))
    return Closure(data["version"], renew, standards, data["basis"], data["certainty"], start)


def _check_ids(path: Path, items: tuple[Item, ...]) -> None:
    ids: list[Any] = [item.id for item in items]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise Refused(Problem("id", f"{', '.join(twice)}: used twice", str(path)))
