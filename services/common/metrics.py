"""Metrics declared as data: each with its meaning and its remedy. docs/metrics.md is made from this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from prometheus_client import REGISTRY, Counter, Gauge, Histogram


@dataclass(frozen=True, slots=True)
class Declared:
    """One metric as its page shows it. Labels are bounded: never a case, a person or a text."""

    name: str
    kind: str
    labels: tuple[str, ...]
    meaning: str
    remedy: str


DECLARED: Final[list[Declared]] = []
"""All metrics declared so far, in order; services add theirs by the three functions below."""


def counter(name: str, meaning: str, remedy: str, labels: Sequence[str] = ()) -> Counter:
    """Declares a counter; `name` ends in _total."""
    _declare(name, "counter", labels, meaning, remedy)
    return Counter(name, meaning, labels, registry=REGISTRY)


def gauge(name: str, meaning: str, remedy: str, labels: Sequence[str] = ()) -> Gauge:
    """Declares a gauge."""
    _declare(name, "gauge", labels, meaning, remedy)
    return Gauge(name, meaning, labels, registry=REGISTRY)


class Tally(Histogram):
    """A histogram that takes many equal observations at once."""

    def observe_many(self, amount: float, count: int) -> None:
        """As `observe`, so many times; of a histogram without labels, or of one child."""
        self._sum.inc(amount * count)
        bucket = next(n for n, bound in enumerate(self._upper_bounds) if amount <= bound)
        self._buckets[bucket].inc(count)


def histogram(name: str, meaning: str, remedy: str, labels: Sequence[str], buckets: Sequence[float]) -> Tally:
    """Declares a histogram with its upper bounds."""
    _declare(name, "histogram", labels, meaning, remedy)
    return Tally(name, meaning, labels, registry=REGISTRY, buckets=tuple(buckets))


def _declare(name: str, kind: str, labels: Sequence[str], meaning: str, remedy: str) -> None:
    DECLARED.append(Declared(name, kind, tuple(labels), meaning, remedy))


_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class _Mechanism:
    """The mechanism's own metrics."""

    rpcs = counter(
        "sankua_rpc_total",
        "Calls answered, by method and gRPC code.",
        "INTERNAL: find the error id in the log. UNAVAILABLE or DEADLINE_EXCEEDED: look at MongoDB.",
        ("method", "code"),
    )
    rpc_seconds = histogram(
        "sankua_rpc_seconds",
        "Time to answer a call.",
        "Compare with sankua_commit_round_size and MongoDB's write latency.",
        ("method",),
        _SECONDS,
    )
    commit_round = histogram(
        "sankua_commit_round_size",
        "Commits written in one insert (group commit).",
        "None needed; near the limit all the time means that MongoDB is the bottleneck.",
        (),
        (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000),
    )
    conflicts = counter(
        "sankua_commit_conflicts_total",
        "Decisions made again because another writer was faster on the same case.",
        "A steady rise means two writers work on the same cases: look for a client that repeats too soon.",
    )
    relay_lag = gauge(
        "sankua_relay_lag_seconds",
        "Age of the oldest commit not yet on Kafka; 0 when all are.",
        "Kafka away, or no relay holds the lease: see the log of the service and the leases collection.",
    )
    published = counter(
        "sankua_relay_published_total",
        "Events put on Kafka by the relay, repeats included.",
        "None needed; zero while commits are made means that the relay stands still.",
    )
    relay_leader = gauge(
        "sankua_relay_leader",
        "1 where this process holds the relay's lease.",
        "The sum over a service's processes should be 1; 0 for long: look at the leases collection.",
    )
    restored = counter(
        "sankua_restored_commits_total",
        "Commits filled from Kafka at start, because MongoDB had lost them.",
        "Above zero only after a restore from backup; otherwise find out why MongoDB lost data.",
    )
    applied = counter(
        "sankua_events_applied_total",
        "Events folded into state.",
        "Zero while the lag grows: see sankua_consumer_lag and the log.",
    )
    skipped = counter(
        "sankua_events_skipped_total",
        "Events that were there already: repeats are normal after a restart.",
        "None needed; a steady rise without restarts means that something publishes twice.",
    )
    unknown = counter(
        "sankua_unknown_events_total",
        "Events of a type that this version does not know, kept as positions only.",
        "Bring this service to the producers' version.",
    )
    lag = gauge(
        "sankua_consumer_lag",
        "Events on the topic that this service has not applied, per partition.",
        "See the log for `batch failed`; scale out while it falls too slowly.",
        ("partition",),
    )
    unapplied = gauge(
        "sankua_oldest_unapplied_timestamp_seconds",
        "When the oldest event not applied here was put on Kafka, per partition; 0: all are applied.",
        "time() minus this is the lag in seconds. See the log for `batch failed`; scale out while it grows.",
        ("partition",),
    )
    batch_seconds = histogram(
        "sankua_batch_seconds", "Time to apply one batch.", "Look at MongoDB's write latency.", (), _SECONDS
    )
    batch_retries = counter(
        "sankua_batch_retries_total",
        "Batches begun again after a failure that passes (MongoDB, Kafka or a service away).",
        "See the log line `batch failed` for what is away.",
    )
    held = gauge(
        "sankua_held_cases",
        "Cases with events that wait: gap, cause, or poison before them.",
        "poison: `sankua dlq list`, mend, `sankua dlq retry`. gap, cause: is the producer's relay up?",
        ("reason",),
    )
    dead = counter(
        "sankua_dead_letters_total",
        "Events put on the dead letter topic.",
        "`sankua dlq list`, mend the cause, `sankua dlq retry`.",
    )
    poison_row = gauge(
        "sankua_poison_in_a_row",
        "Dead letters since the last event that could be applied.",
        "At the breaker's limit the process stops: mend the cause, start again, retry the dead letters.",
    )
    ready = gauge("sankua_ready", "1 when /readyz says ready.", "/readyz names what is missing.")


METRICS: Final = _Mechanism()
