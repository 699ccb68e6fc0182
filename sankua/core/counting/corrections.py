"""Corrections (更正): a recorded fact was wrong, the log keeps both, the figures read the right one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sankua.core.times import SHANGHAI, parse_time

if TYPE_CHECKING:
    from sankua.core.counting.facts import Fact

_INTEGERS: Final = frozenset({"petitioner_count", "days", "amount_fen", "hop_count", "joint_count", "target"})
_BOOLEANS: Final = frozenset(
    {"anonymous", "urgent", "simplified", "derived", "raised", "adopted", "agreed", "resolved", "educated",
     "assisted", "handled_by_law", "government_funded", "funds_in_place", "zone_delegated"}
)  # fmt: skip
VOID: Final = ""
"""A correction of `type` to nothing says that the event never happened."""


class Misfit(NamedTuple):
    """A correction that changes nothing: its event id, the field of it that is wrong, and why."""

    event_id: str
    field: str
    reason: str


def corrected(
    case: str, found: Iterable[Fact], corrections: Iterable[Fact], misfits: list[Misfit] | None = None
) -> list[Fact]:
    """The facts with the corrections applied in the order given; what does not fit is added to `misfits`."""
    by_id = {fact.event_id: fact for fact in found}
    for correction in corrections:
        target = corrected_id(correction.data, case)
        fact = by_id.get(target)
        try:
            if fact is None:
                raise LookupError(f"{correction.data.get('event_id', '')!r} is no event of this case")
            changed = _changed(fact, correction.data)
        except (LookupError, ValueError) as error:
            if misfits is not None:
                event_id = f"{case}/{correction.stream}/{correction.seq}"
                field = "data.event_id" if fact is None else "data.new"
                misfits.append(Misfit(event_id, field, f"{event_id} corrects nothing: {error}"))
            continue
        if changed is None:
            del by_id[target]
        else:
            by_id[target] = changed
    return list(by_id.values())


def corrected_id(data: Mapping[str, Any], case: str) -> tuple[str, int]:
    """The stream and seq that an `EventCorrected` names; ("", 0) where its id is none of this case."""
    of_case, _, rest = str(data.get("event_id", "")).partition("/")
    stream, _, seq = rest.rpartition("/")
    return (stream, int(seq)) if seq.isdigit() and of_case == case else ("", 0)


def _changed(fact: Fact, correction: Mapping[str, Any]) -> Fact | None:
    """The fact with one field set anew; None where it is void. ValueError where the value does not fit."""
    field = str(correction.get("field", ""))
    new = correction.get("new", "")
    if field == "time":
        return fact._replace(time=parse_time(str(new)).astimezone(SHANGHAI).isoformat())
    if field == "source":
        return fact._replace(source=str(new).removeprefix("/orgs/"))
    if field == "type":
        name = str(new).rpartition(".")[2]
        return None if name == VOID else fact._replace(name=name)
    if not field:
        raise ValueError("no field is named")
    return fact._replace(data=_set(fact.data, field.removeprefix("data.").split("."), new))


def _set(data: Mapping[str, Any], path: list[str], new: Any) -> dict[str, Any]:
    head, rest = path[0], path[1:]
    held = data.get(head)
    if rest:
        return {**data, head: _set(held if isinstance(held, Mapping) else {}, rest, new)}
    value = _typed(head, held, new)
    if value is None or value == "":
        return {name: part for name, part in data.items() if name != head}
    return {**data, head: value}


def _typed(name: str, held: Any, new: Any) -> Any:
    """The new value in the type of the field: corrections carry text. ValueError where it does not fit."""
    if not isinstance(new, str) or new == "":
        return new
    if isinstance(held, bool) or name in _BOOLEANS:
        if new not in ("true", "false"):
            raise ValueError(f"{name} is true or false, not {new!r}")
        return new == "true"
    if isinstance(held, int) or name in _INTEGERS:
        return int(new)
    if isinstance(held, list | dict):
        value = json.loads(new)
        if type(value) is not type(held):
            raise ValueError(f"{name} cannot be {new!r}")
        return value
    return new
