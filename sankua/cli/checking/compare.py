"""What has to be equal in a running system, and the differences in words, one line each. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sankua.cli.checking.topic import Seen
from sankua.core.events import KNOWN, Event, event_id, parse_event_id

Doc = Mapping[str, Any]
Stream = tuple[str, str, str]
NONE_THERE: Final = "nothing"


@dataclass(frozen=True, slots=True)
class Fact:
    """One committed event: the event, and the digest of the bytes that Kafka has to carry."""

    event: Event
    digest: bytes


@dataclass(frozen=True, slots=True)
class Keeper:
    """How a service keeps cases: its fold, its query fields, and whether all producers share one part."""

    fold: Callable[[str, dict[str, Any], Event], dict[str, Any]]
    fields: Callable[[str, dict[str, Any], dict[str, int], datetime], dict[str, Any]]
    shared_part: str = ""
    node: str = ""


@dataclass(slots=True)
class Findings:
    """The differences found, and how much was looked at."""

    differences: list[str] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)

    def count(self, what: str, number: int = 1) -> None:
        """Notes that so many more were looked at."""
        self.checked[what] = self.checked.get(what, 0) + number


def compare_commits(case: str, commits: Sequence[Doc]) -> Iterator[str]:
    """Every stream of a case runs 1, 2, 3, … without gap or overlap."""
    expected: dict[Stream, int] = {}
    for commit in sorted(commits, key=lambda c: (c["node"], c["producer"], c["first"])):
        stream = (case, commit["node"], commit["producer"])
        want = expected.get(stream, 1)
        first, n = int(commit["first"]), int(commit["n"])
        if first != want:
            kind = "gap" if first > want else "overlap"
            yield f"commits: {kind} in {name_of(stream)}: seq {want} expected, {first} found"
        if n != len(commit["events"]):
            yield f"commits: {commit['_id']} says {n} events and holds {len(commit['events'])}"
        expected[stream] = first + n


def compare_ids(commit: Doc, events: Sequence[Event]) -> Iterator[str]:
    """The events of a commit are those of its place in the stream."""
    for at, event in enumerate(events, int(commit["first"])):
        want = event_id(commit["case"], commit["node"], commit["producer"], at)
        if event.id != want:
            yield f"commits: {commit['_id']} holds {event.id} where {want} belongs"


def compare_kafka(
    facts: Mapping[str, Fact], ends: Mapping[Stream, int], records: Iterable[Seen]
) -> Iterator[str]:
    """Kafka holds exactly the commits: each event, byte for byte, first in order, causes before effects.

    `ends` are the last seqs at the time of the call: what was committed later may still be on its way.
    """
    last: dict[Stream, int] = {}
    first_at: dict[str, tuple[int, int]] = {}
    for record in records:
        where = f"partition {record.partition} offset {record.offset}"
        fact = facts.get(record.id)
        if fact is None:
            yield f"kafka: {record.id or 'a record that is no event'} at {where} is in no commit"
            continue
        if record.digest != fact.digest:
            yield f"kafka: {record.id} at {where} differs from its commit in the bytes of its value"
        if record.id in first_at:
            continue
        first_at[record.id] = (record.partition, record.offset)
        yield from _in_order(fact.event, where, last, first_at, facts)
    for name, fact in facts.items():
        if name not in first_at and fact.event.seq <= ends.get(fact.event.stream, 0):
            yield f"kafka: {name} is committed and not on Kafka"


def _in_order(
    event: Event,
    where: str,
    last: dict[Stream, int],
    first_at: Mapping[str, tuple[int, int]],
    facts: Mapping[str, Fact],
) -> Iterator[str]:
    before = last.get(event.stream, 0)
    if event.seq != before + 1:
        yield f"kafka: {event.id} at {where} comes after seq {before} of its stream"
    last[event.stream] = max(before, event.seq)
    cause = event.causation_id
    if cause in facts and _same_case(cause, event) and cause not in first_at:
        yield f"kafka: {event.id} at {where} comes before its cause {cause}"


def _same_case(cause: str, event: Event) -> bool:
    return parse_event_id(cause)[0] == event.case


def folded(case: str, events: Iterable[Event], upto: Mapping[str, int], keeper: Keeper) -> dict[str, Any]:
    """The state document's `pos`, `parts` from the events up to the given position of each stream."""
    parts: dict[str, dict[str, Any]] = {}
    pos: dict[str, int] = {}
    for event in events:
        stream = event.producer if event.node == keeper.node else f"{event.node}/{event.producer}"
        if event.seq > upto.get(stream, 0):
            continue
        pos[stream] = event.seq
        if event.name in KNOWN:
            part = keeper.shared_part or stream
            parts[part] = keeper.fold(event.producer, parts.get(part, {}), event)
    return {"pos": pos, "parts": parts}


def compare_state(service: str, stored: Doc, events: Sequence[Event], keeper: Keeper) -> Iterator[str]:
    """A state document is the fold of its events, up to the positions that it names itself."""
    case = str(stored["_id"])
    want = folded(case, events, stored["pos"], keeper)
    now = stored.get("computed_at") or datetime.now().astimezone()
    want |= keeper.fields(case, want["parts"], want["pos"], now)
    have = {name: stored.get(name) for name in want}
    for path, left, right in differing(have, plain(want)):
        yield f"state: {service} {case} {path}: stored {shown(left)}, folded {shown(right)}"
    for held in stored.get("held", ()):
        yield f"held: {service} {case}: {held['stream']} seq {held['seq']} waits ({held['reason']})"


def compare_reached(
    service: str, cases: Mapping[str, Mapping[str, int]], ends: Mapping[Stream, int], node: str = ""
) -> Iterator[str]:
    """Every case is known to a service up to the end of the log as it was; and it knows no other case."""
    for (case, of, producer), end in ends.items():
        stream = producer if of == node else f"{of}/{producer}"
        if case not in cases:
            yield f"state: {service} {case} is missing"
        elif cases[case].get(stream, 0) < end:
            yield f"state: {service} {case} is at {stream} seq {cases[case].get(stream, 0)} of {end}"
    known = {case for case, _, _ in ends}
    for case in cases:
        if case not in known:
            yield f"state: {service} {case} is in no commit"


def compare_figures(live: Any, recounted: Any) -> Iterator[str]:
    """The live report is the one counted from the log."""
    for path, left, right in differing(live, recounted):
        yield f"figures: {path}: live {shown(left)}, recounted {shown(right)}"


def differing(left: Any, right: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two documents differ: path, and both values; `NONE_THERE` for what one of them has not."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for name in sorted({*left, *right}, key=str):
            there = f"{path}.{name}" if path else str(name)
            yield from differing(left.get(name, NONE_THERE), right.get(name, NONE_THERE), there)
    elif isinstance(left, list) and isinstance(right, list):
        for i in range(max(len(left), len(right))):
            one, other = (side[i] if i < len(side) else NONE_THERE for side in (left, right))
            yield from differing(one, other, f"{path}[{i}]")
    elif left != right or isinstance(left, bool) != isinstance(right, bool):
        yield path, left, right


def plain(value: Any) -> Any:
    """The value as MongoDB gives it back."""
    from bson import decode, encode
    from bson.codec_options import CodecOptions

    return decode(encode({"v": value}), CodecOptions(tz_aware=True))["v"]


def shown(value: Any) -> str:
    """A value on one line, shortened."""
    text = value if value is NONE_THERE else repr(value)
    return text if len(text) <= 120 else text[:117] + "…"


def name_of(stream: Stream) -> str:
    """A stream in words."""
    return "/".join(part for part in stream if part)
