"""Four books compared: what the clients were told, the commits, Kafka, and what reporting counted. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Books:
    """What each book holds.

    `told`: (case, event name) of every acknowledged command. `commits`: (event id, case, event name) of every
    committed event, repeated as often as it is there. `kafka`: event ids on the topic, each once. `counted`
    and `cases`: what reporting says. The topic may repeat a record after a crash; readers pass over it, so a
    repeated record is not a doubled event, but a doubled count is.
    """

    told: tuple[tuple[str, str], ...]
    commits: tuple[tuple[str, str, str], ...]
    kafka: frozenset[str]
    counted: int
    cases: int
    dead: int = 0


@dataclass(frozen=True)
class Verdict:
    """What is missing and what is there twice, each named."""

    lost: tuple[str, ...] = ()
    duplicated: tuple[str, ...] = ()


@dataclass
class _Findings:
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)

    def compare(self, wanted: int, found: int, what: str) -> None:
        """One finding per event that is missing or too much."""
        self.lost += [what] * max(0, wanted - found)
        self.duplicated += [what] * max(0, found - wanted)


def compare(books: Books) -> Verdict:
    """Every acknowledged fact is committed once, every commit is on Kafka, every event is counted once."""
    findings = _Findings()
    committed = Counter((case, name) for _, case, name in books.commits)
    for (case, name), times in Counter(books.told).items():
        findings.compare(times, committed[case, name], f"{name} of {case}: told {times}, commits")
    ids = Counter(event_id for event_id, _, _ in books.commits)
    findings.duplicated += [f"{event_id}: in the commits twice" for event_id, n in ids.items() if n > 1]
    findings.lost += [f"{event_id}: committed, not on Kafka" for event_id in _missing(ids, books.kafka)]
    findings.lost += [f"{event_id}: on Kafka, not committed" for event_id in _missing(books.kafka, ids)]
    findings.compare(len(ids), books.counted, "event counted by reporting")
    registered = sum(1 for _, _, name in books.commits if name == "CaseRegistered")
    findings.compare(registered, books.cases, "case counted by reporting")
    return Verdict(tuple(findings.lost), tuple(findings.duplicated))


def _missing(wanted: Iterable[str], found: Iterable[str]) -> list[str]:
    return sorted(set(wanted) - set(found))
