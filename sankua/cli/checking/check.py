"""One check of a running system: waits for the consumers, reads, compares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from time import monotonic, sleep
from typing import Any, Final

from sankua.cli.checking import compare
from sankua.cli.checking.compare import Fact, Findings, Keeper, Stream
from sankua.cli.checking.order import causal
from sankua.cli.checking.topic import Topic, digest
from sankua.cli.checking.truth import Doc, Truth
from sankua.core.events import Event, event_id

CHUNK: Final = 500
_AGAIN: Final = 0.2
_OFFICES: Final = 5.0
"""Seconds that an office's event may take to Kafka and to the figures."""

Figures = Callable[[str, datetime], Any]
"""The live report of a period as of a moment."""


class Check:
    """Holds a running system against its log, as the log was when the check began."""

    def __init__(self, truth: Truth, topic: Topic, keepers: Mapping[str, Keeper], now: datetime) -> None:
        self._truth = truth
        self._topic = topic
        self._keepers = keepers
        self._now = now
        self._ends = truth.ends()
        self.found = Findings()
        self._facts: dict[str, Fact] = {}
        self._rows: list[dict[str, Any]] = []
        self._days: list[date] = []

    def run(self, figures: Figures, seconds: float) -> Findings:
        """All of it. Waits at most `seconds` for relays and consumers; then names who is behind."""
        until = monotonic() + seconds
        self._wait_for_kafka(until)
        self._wait_for_consumers(until)
        for service in self._keepers:
            self._tell(compare.compare_reached(service, self._truth.pos(service), self._ends))
        for cases in batched_cases(self._ends):
            self._chunk(cases)
        self._tell(compare.compare_kafka(self._facts, self._ends, self._topic.records))
        self.found.count("records", len(self._topic.records))
        self._figures(figures, until)
        return self.found

    def _tell(self, lines: Iterable[str]) -> None:
        self.found.differences.extend(lines)

    def _wait_for_kafka(self, until: float) -> None:
        """Until every event of the log is on Kafka; what is not by then is named by the comparison."""
        want = {event_id(*stream, seq) for stream, last in self._ends.items() for seq in range(1, last + 1)}
        while True:
            self._topic.read(self._topic.ends(), max(until, monotonic() + 1))
            if want <= self._topic.ids or monotonic() > until:
                return
            sleep(_AGAIN)

    def _wait_for_consumers(self, until: float) -> None:
        """Until every service has applied the topic as far as it was read."""
        ends = self._topic.next_offsets()
        while True:
            behind = [line for service in self._keepers for line in self._behind(service, ends)]
            if not behind or monotonic() > until:
                self._tell(behind)
                return
            sleep(_AGAIN)

    def _behind(self, service: str, ends: Mapping[int, int]) -> list[str]:
        at = self._truth.positions(service)
        return [
            f"behind: {service} partition {partition} is at offset {at.get(partition, 0)} of {end}"
            for partition, end in ends.items()
            if at.get(partition, 0) < end
        ]

    def _chunk(self, cases: Sequence[str]) -> None:
        """Documents first, commits after them: so the commits hold all that the documents have seen."""
        stored = {service: self._truth.states(service, cases) for service in self._keepers}
        for case, commits in self._truth.cases(cases):
            events = list(causal(self._commits(case, commits)))
            self.found.count("cases")
            for service, keeper in self._keepers.items():
                if case in stored[service]:
                    self.found.count("states")
                    self._tell(compare.compare_state(service, stored[service][case], events, keeper))
            self._count_in(events)

    def _commits(self, case: str, commits: Sequence[Doc]) -> list[Event]:
        from services.common.commits import events_of

        self._tell(compare.compare_commits(case, commits))
        found: list[Event] = []
        for commit in commits:
            events = events_of(commit)
            self._tell(compare.compare_ids(commit, events))
            for event, kept in zip(events, commit["events"], strict=True):
                self._facts[event.id] = Fact(event, digest(kept["value"]))
            found += events
        self.found.count("commits", len(commits))
        self.found.count("events", len(found))
        return found

    def _count_in(self, events: Sequence[Event]) -> None:
        from sankua.core.counting import fold
        from sankua.core.times import local_date

        row: dict[str, Any] | None = None
        for event in events:
            if event.seq <= self._ends[event.stream]:
                row = fold(row, event)
                self._days = _widened(self._days, local_date(event.time))
        if row is not None:
            self._rows.append(row)

    def _figures(self, figures: Figures, until: float) -> None:
        from sankua.core.counting import Period, report
        from sankua.library.counting import load_counting_books

        if not self._rows:
            return
        period = f"{self._days[0]}..{self._days[-1]}"
        books = load_counting_books()
        until = min(until, monotonic() + _OFFICES)
        while True:
            # An office's event may be told and not yet be on Kafka: that is waited for.
            organs = list(rows_of_offices(self._truth))
            rows = [*self._rows, *organs]
            recounted = report(rows, Period.parse(period), self._now, ("org", "month"), books)
            wrong = list(compare.compare_figures(figures(period, self._now), recounted))
            if not wrong or not organs or monotonic() > until:
                break
            sleep(_AGAIN)
        self._tell(wrong)
        self.found.count("figures", sum(1 for _ in _leaves(recounted)))


def rows_of_offices(truth: Truth) -> Iterable[dict[str, Any]]:
    """The counting rows of organs, from the commits of their own events."""
    from sankua.cli.checking.truth import events_of
    from sankua.core.counting import fold

    rows: dict[str, dict[str, Any]] = {}
    for event in events_of(truth.offices()):
        rows[event.case] = fold(rows.get(event.case), event)
    return rows.values()


def batched_cases(ends: Mapping[Stream, int]) -> Iterable[Sequence[str]]:
    """The cases of the log in chunks, by id."""
    cases = sorted({case for case, _, _ in ends})
    return [cases[i : i + CHUNK] for i in range(0, len(cases), CHUNK)]


def _widened(days: list[date], day: date) -> list[date]:
    return [min(days[0], day), max(days[-1], day)] if days else [day, day]


def _leaves(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield value
