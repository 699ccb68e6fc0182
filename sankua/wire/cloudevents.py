"""CloudEvents 1.0: the envelope of an event, in Kafka headers (binary mode) and in JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from sankua.core.events import KNOWN, OFFICE, OWNER_OF, TYPE_PREFIX, Event, parse_event_id
from sankua.core.times import format_time, parse_time
from sankua.wire import codec

CONTENT_TYPE: Final = b"application/protobuf"
MAX_SEQ: Final = 10_000_000
"""More events than any case has; a larger number is a mistake, and would cost memory to look for gaps."""

_ORGS: Final = "/orgs/"
_READABLE: Final = KNOWN | OFFICE
_REQUIRED: Final = ("type", "subject", "time", "seq", "producer")
_TEXTS: Final = (
    "type", "subject", "producer", "time", "source", "node", "causationid", "dataversion", "traceparent",
    "recordedtime", "id",
)  # fmt: skip
_FAULTS: Final = (ValueError, TypeError, KeyError, AttributeError, OverflowError)


def attributes(event: Event) -> dict[str, str]:
    """The context attributes as text, absent ones left out."""
    found = {
        "specversion": "1.0",
        "type": TYPE_PREFIX + event.name if event.name in KNOWN or "." not in event.name else event.name,
        "source": _ORGS + event.source,
        "id": event.id,
        "subject": event.case,
        "time": format_time(event.time),
        "producer": event.producer,
        "seq": str(event.seq),
        "dataversion": event.data_version,
    }
    if event.recorded != event.time:
        found["recordedtime"] = format_time(event.recorded)
    if event.node:
        found["node"] = event.node
    if event.causation_id:
        found["causationid"] = event.causation_id
    if event.trace_parent:
        found["traceparent"] = event.trace_parent
    return found


def text_headers(event: Event) -> dict[str, str]:
    """The headers of an event as text: `ce_` before each attribute, and the content type."""
    found = {f"ce_{name}": text for name, text in attributes(event).items()}
    found["content-type"] = CONTENT_TYPE.decode()
    return found


def headers(event: Event) -> list[tuple[str, bytes]]:
    """Kafka headers of an event."""
    return [(name, text.encode()) for name, text in text_headers(event).items()]


def encode(event: Event) -> bytes:
    """The Kafka value of an event."""
    return codec.encode(event.name, event.data)


def from_kafka(pairs: Iterable[tuple[str, bytes]], value: bytes, *, brief: bool = False) -> Event:
    """The event of a Kafka record. Refused or DecodeError for what is no event: poison.

    An event type newer than this version comes back with empty data. `brief` as in `codec.decode`.
    """
    found = dict(pairs)
    try:
        return _read(found, value, brief)
    except _FAULTS:
        return _examined_record(found, value, brief)


def _read(found: Mapping[str, bytes], value: bytes, brief: bool) -> Event:
    """As `_examined_record` for headers without a fault; one of _FAULTS: that one says which and where."""
    get, name, seq = found.get, _name(found["ce_type"]), int(found["ce_seq"])
    if not 1 <= seq <= MAX_SEQ:
        raise ValueError
    time, later = parse_time(found["ce_time"].decode()), get("ce_recordedtime", b"")
    return Event(
        name,
        found["ce_subject"].decode(),
        seq,
        _text(found["ce_producer"]),
        time,
        parse_time(later.decode()) if later else time,
        _org(get("ce_source", b"")),
        _text(get("ce_node", b"")),
        get("ce_causationid", b"").decode(),
        _text(get("ce_dataversion") or b"1"),
        get("ce_traceparent", b"").decode(),
        codec.decode(name, value, brief=brief) if name in _READABLE else {},
    )


# What few events differ in is decoded once, and is one text for all of them.
@lru_cache(maxsize=4096)
def _text(raw: bytes) -> str:
    return raw.decode()


@lru_cache(maxsize=4096)
def _name(raw: bytes) -> str:
    return raw.decode().removeprefix(TYPE_PREFIX)


@lru_cache(maxsize=65536)
def _org(raw: bytes) -> str:
    return raw.decode().removeprefix(_ORGS)


def _examined_record(pairs: Mapping[str, bytes], value: bytes, brief: bool) -> Event:
    found = {k.removeprefix("ce_"): v.decode() for k, v in pairs.items() if k.startswith("ce_")}
    missing = [name for name in _REQUIRED if name not in found]
    if missing:
        raise Refused(
            *(Problem(f"ce_{name}", "header missing: not an event of case.events") for name in missing)
        )
    name = found["type"].removeprefix(TYPE_PREFIX)
    return _event(found, name, codec.decode(name, value, brief=brief) if name in _READABLE else {})


def to_json(event: Event) -> dict[str, Any]:
    """The CloudEvents JSON of an event; `seq` is a number, `data` its JSON form."""
    found: dict[str, Any] = dict(attributes(event))
    found["seq"] = event.seq
    found["datacontenttype"] = "application/json"
    found["data"] = dict(event.data)
    return found


def from_json(document: Any) -> Event:
    """The event of a CloudEvents JSON document. Refused, naming each field, where it is none."""
    event, problems = read_json(document)
    errors = [p for p in problems if not p.warning]
    if event is None or errors:
        raise Refused(*errors)
    return event


def read_json(document: Any) -> tuple[Event | None, list[Problem]]:
    """The event of a CloudEvents JSON document where it is one, and what is wrong with it."""
    try:
        return _sound(document), []
    except _FAULTS:
        return _examined(document)


def _sound(document: Any) -> Event:
    """As `_examined` for a document without a fault; one of _FAULTS: `_examined` says which and where."""
    get, seq = document.get, document["seq"]
    texts = [get(name, "") for name in _TEXTS]
    if (
        type(seq) is not int
        or not 1 <= seq <= MAX_SEQ
        or set(map(type, texts)) != {str}
        or not all(texts[:4])
    ):
        raise ValueError
    "".join(texts).encode()  # half of a surrogate pair is no text
    kind, case, producer, time, source, node, cause, version, trace, later, given = texts
    if not (kind and case and producer):
        raise ValueError
    name, moment = kind.removeprefix(TYPE_PREFIX), parse_time(time)
    event = Event(
        name,
        case,
        seq,
        producer,
        moment,
        parse_time(later) if later else moment,
        source.removeprefix(_ORGS),
        node,
        cause,
        version or "1",
        trace,
        codec.sound(name, get("data")),
    )
    if "id" in document and given != event.id:
        raise ValueError
    return event


def _examined(document: Any) -> tuple[Event | None, list[Problem]]:
    if not isinstance(document, Mapping):
        return None, [Problem("", "expected one CloudEvents JSON object")]
    name = str(document.get("type", "")).removeprefix(TYPE_PREFIX)
    found = _filled(document, name)
    problems = _missing(found) + [
        Problem(a, "is no text: half of a character") for a in _TEXTS if _broken(found, a)
    ]
    data, wrong = codec.check(name, _mapping(document.get("data"), problems))
    problems += wrong
    if problems and any(not p.warning for p in problems):
        return None, problems
    try:
        event = _event(found, name, data)
    except Refused as refused:
        return None, [*problems, *refused.problems]
    given = document.get("id")
    if given is not None and given != event.id:
        problems.append(Problem("id", f"{given!r} is not the derived id {event.id!r}", warning=True))
    return event, problems


def _missing(found: Mapping[str, Any]) -> list[Problem]:
    if all(map(found.get, _REQUIRED)):
        return []
    reason = f"missing; an event needs {', '.join(_REQUIRED)}"
    return [Problem(a, reason) for a in _REQUIRED if not found.get(a)]


def _broken(found: Mapping[str, Any], name: str) -> bool:
    """Whether an attribute holds half of a surrogate pair, which JSON can write and nobody can store."""
    try:
        str(found.get(name, "")).encode()
    except UnicodeEncodeError:
        return True
    return False


def _mapping(data: Any, problems: list[Problem]) -> Mapping[str, Any]:
    if data is None:
        return {}
    if isinstance(data, Mapping):
        return data
    problems.append(Problem("data", "expected an object"))
    return {}


def _filled(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The attributes, with producer and seq taken from the id or the type where only those say it."""
    if document.get("seq") and document.get("producer"):
        return document
    found = dict(document)
    try:
        case, node, producer, seq = parse_event_id(str(found.get("id", "")))
    except ValueError:
        found.setdefault("producer", OWNER_OF.get(name, ""))
        return found
    return {"subject": case, "node": node, "producer": producer, "seq": seq} | found


def _event(found: Mapping[str, Any], name: str, data: Mapping[str, Any]) -> Event:
    problems: list[Problem] = []
    time = _moment(found, "time", problems)
    recorded = _moment(found, "recordedtime", problems) if found.get("recordedtime") else time
    seq = _seq(found["seq"], problems)
    if problems:
        raise Refused(*problems)
    assert time is not None
    assert recorded is not None
    return Event(
        name=name,
        case=str(found["subject"]),
        seq=seq,
        producer=str(found["producer"]),
        time=time,
        recorded=recorded,
        source=str(found.get("source") or "").removeprefix(_ORGS),
        node=str(found.get("node") or ""),
        causation_id=str(found.get("causationid") or ""),
        data_version=str(found.get("dataversion") or "1"),
        trace_parent=str(found.get("traceparent") or ""),
        data=data,
    )


def _moment(found: Mapping[str, Any], name: str, problems: list[Problem]) -> datetime | None:
    try:
        return parse_time(found[name])
    except (ValueError, TypeError) as error:
        problems.append(Problem(name, f"expected RFC 3339 with offset: {error}"))
        return None


def _seq(value: Any, problems: list[Problem]) -> int:
    try:
        seq = int(value)
    except (ValueError, TypeError):
        seq = 0
    if not 1 <= seq <= MAX_SEQ:
        problems.append(Problem("seq", f"expected 1, 2, 3, … up to {MAX_SEQ}; found {str(value)[:30]!r}"))
    return seq
