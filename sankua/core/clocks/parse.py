"""Clock rules from their data form: what a schema cannot see is checked here, and all mistakes are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sankua.core.clocks.conditions import CONDITIONS
from sankua.core.clocks.rules import ClockRule, Ending, Extension, Kind, Lights, Start, Unit
from sankua.core.clocks.situation import DERIVED
from sankua.core.errors import Problem, Refused
from sankua.core.events import KNOWN

_FIRST_DAY: Final = date(1, 1, 1)
_LAST_DAY: Final = date(9999, 12, 31)


def parse_rules(entries: Sequence[Mapping[str, Any]], file: str = "") -> list[ClockRule]:
    """The rules of `clocks:` entries that fit the schema. Refused, naming each field that is wrong."""
    problems: list[Problem] = []
    rules: list[ClockRule] = []
    for index, entry in enumerate(entries):
        place = f"clocks[{index}]({entry['id']})"
        problems += [Problem(f"{place}.{field}", why, file) for field, why in _wrong(entry)]
        for version in (entry, *entry.get("earlier", ())):
            rules.append(_rule({**entry, **version}))
    problems += _overlaps(rules, file)
    if problems:
        raise Refused(*problems)
    return rules


def _rule(entry: Mapping[str, Any]) -> ClockRule:
    extension = entry.get("extension")
    return ClockRule(
        id=entry["id"],
        variant=entry.get("variant", ""),
        title=entry["title"],
        kind=Kind(entry["kind"]),
        per=entry["per"],
        starts=tuple(Start(**start) for start in entry["starts"]),
        conditions=tuple(CONDITIONS[name] for name in entry.get("when", ()) if name in CONDITIONS),
        length=entry["length"],
        unit=Unit(entry["unit"]),
        ends={signal: Ending(how) for signal, how in entry["ends"].items()},
        moves_on=frozenset(entry.get("moves_on", ())),
        owner=entry["owner"],
        lights=Lights(**entry["lights"]),
        basis=entry["basis"],
        certainty=entry["certainty"],
        valid_from=as_date(entry["effective"]["from"], _FIRST_DAY),
        valid_to=as_date(entry["effective"].get("to"), _LAST_DAY),
        extension=Extension(**extension) if extension else None,
        pause=entry.get("pause", ""),
        rolls=entry.get("rolls", False),
        covers=entry.get("covers", False),
        destinations=tuple(entry.get("destinations", ())),
        runs_on=tuple(entry.get("runs_on", ())),
    )


def as_date(value: Any, absent: date) -> date:
    """A date from YAML, where it is one already, or from text."""
    if value is None:
        return absent
    return value if isinstance(value, date) else date.fromisoformat(value)


def _wrong(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    signals = [start["signal"] for start in entry["starts"]] + list(entry["ends"])
    signals += [*entry.get("moves_on", ()), *entry.get("runs_on", ())]
    if "extension" in entry:
        signals.append(entry["extension"]["signal"])
    for signal in signals:
        if signal not in KNOWN and signal not in DERIVED:
            yield "starts/ends", f"{signal!r} is neither an event nor a derived signal"
    for name in entry.get("when", ()):
        if name not in CONDITIONS:
            yield "when", f"{name!r} is no condition; known: {', '.join(sorted(CONDITIONS))}"
    for signal in set(entry.get("runs_on", ())) & set(entry["ends"]):
        yield "runs_on", f"{signal!r} ends the clock too"
    if entry["lights"]["yellow"] < entry["lights"]["red"]:
        yield "lights", "yellow has fewer days left than red"
    if entry["unit"] != "given" and entry["length"] < 1:
        yield "length", f"at least 1 is needed; found {entry['length']}"


def _overlaps(rules: Sequence[ClockRule], file: str) -> Iterator[Problem]:
    seen: dict[tuple[str, str], list[ClockRule]] = {}
    for rule in rules:
        name = rule.id + (f"/{rule.variant}" if rule.variant else "")
        if rule.valid_from > rule.valid_to:
            yield Problem(f"{name}.effective", f"from {rule.valid_from} lies after to {rule.valid_to}", file)
        for other in seen.setdefault(rule.name, []):
            if rule.valid_from <= other.valid_to and other.valid_from <= rule.valid_to:
                reason = f"overlaps {other.valid_from}..{other.valid_to}: two rules of one id on one date"
                yield Problem(f"{name}.effective", reason, file)
        seen[rule.name].append(rule)
