"""Dispatch under load: `python bench/dispatch.py`, with the sizes of its parts; 0 leaves one out (`--help`).

Figures: one inbox page of an organ with many open cases; from an offer until the receiver's stream shows it;
whole lives (register, route, accept, opinion, deliver, conclude) per second, and what one costs each process;
the same once more with many cases stored; how long "no such case" takes for a hidden case and for none.
Floors, in the same run: the page of an organ with nothing in it; one bare insert at the stream's rate; a bare
grpc.aio echo with one bare insert per call, for as many calls as a life has.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

import processors
from dispatch_load import (
    EMPTY,
    HELPER,
    LEAD,
    LIFE_CALLS,
    fill,
    inserts,
    lives,
    offer,
    pages,
    percentile,
    register,
    routed_backlog,
    stream,
)
from dispatch_probe import probes
from floors import echo_per_second, empty_agent

from sankua.cli.stack.stack import Stack

MARKS = {"page_ms": 50, "stream_ms": 150, "lives": 200, "stored": 0.95, "faust": 0.5}
ROUNDS = 3
"""Rounds of lives: with and without many cases stored they see the same machine as nearly as may be."""


async def measure(stack: Stack, given: argparse.Namespace) -> None:
    if given.open:
        await pages(stack, EMPTY, 20)
        floor = await pages(stack, EMPTY, 200)
        await asyncio.to_thread(fill, stack, given.open, False)
        _say(f"inbox page, {given.open} open", await pages(stack, LEAD, 300), f"mark p99 {MARKS['page_ms']}")
        _say("  the same, nothing in it", floor, "")
    if given.offers:
        await measure_stream(stack, given.offers, given.rate)
    if given.lives:
        await measure_lives(stack, given)
    if given.backlog:
        await measure_backlog(stack, given.backlog)
    if given.probes:
        hidden, missing = await probes(stack, given.probes)
        _say("no such case: hidden", hidden, "")
        _say("  the same, none", missing, "the same")
        print(f"{'  chance to tell them apart':<36}{advantage(hidden, missing):<40.3f}about 0.5")


async def measure_stream(stack: Stack, count: int, rate: int) -> None:
    """Handoffs at an even rate: after a registration each, then offered by hand and nothing else going on."""
    floor, cases = await inserts(stack, count, rate), list[str]()

    async def registered() -> None:
        cases.extend(await register(stack, 0, count, rate))

    shown = await stream(stack, LEAD, count, registered)
    _say(f"registered, offered, shown: {rate}/s", shown, f"mark p99 {MARKS['stream_ms']}")
    await asyncio.to_thread(processors.until_at_rest, stack)
    shown = await stream(stack, HELPER, count, lambda: offer(stack, cases, rate))
    _say(f"offered by hand, shown: {rate}/s", shown, f"mark p99 {MARKS['stream_ms']}")
    _say("  one bare insert, same rate", floor, "")


async def measure_backlog(stack: Stack, count: int) -> None:
    """The Faust path: dispatch was away and routes what intake registered meanwhile, by rules and clocks.

    Events are intake's and its own, which it applies as well; the floor reads as many and does nothing.
    """
    events, rate, per_cpu = await routed_backlog(stack, count)
    bare, bare_cpu = await empty_agent(stack.info.kafka, stack.info.topic, events, stack.folder / "floor")
    text = f"{rate:.0f}, per processor second {per_cpu:.0f}"
    print(f"{'backlog, events/s':<36}{text:<40}")
    print(f"{'  an empty agent':<36}{f'{bare:.0f}, per processor second {bare_cpu:.0f}':<40}")
    text = f"{per_cpu / bare_cpu:.2f} by processor, {rate / bare:.2f} by the clock"
    print(f"{'  ratio':<36}{text:<40}mark {MARKS['faust']}", flush=True)


async def measure_lives(stack: Stack, given: argparse.Namespace) -> None:
    """Lives, and lives with many cases stored: by the clock, and by the processor, which others move less."""
    await lives(stack, 10_000_000, 60)
    calls = given.lives * LIFE_CALLS
    echo = await echo_per_second(stack.info.mongo, callers=64, total=calls, payload=b"x" * 200, insert=True)
    rate, cost = await round_of_lives(stack, given.offers, given.lives)
    print(f"{'whole lives/s':<36}{rate:<40.0f}mark {MARKS['lives']}")
    print(f"{'  as many bare calls and inserts':<36}{echo / LIFE_CALLS:.0f}")
    processors.show("  processor ms per life", cost)
    if given.stored:
        begun = time.perf_counter()
        await asyncio.to_thread(fill, stack, given.stored, True)
        print(f"{'  stored besides':<36}{given.stored} in {time.perf_counter() - begun:.0f} s")
        await asyncio.sleep(given.settle)
        more, dearer = await round_of_lives(stack, given.offers + ROUNDS * given.lives, given.lives)
        processors.show("  processor ms per life", dearer)
        said = f"{cost['total'] / dearer['total']:.2f} by processor, {more / rate:.2f} by the clock"
        print(f"{'speed with these stored':<36}{said:<40}mark {MARKS['stored']}")


async def round_of_lives(stack: Stack, first: int, count: int) -> tuple[float, dict[str, float]]:
    """The best rate of ROUNDS, and the mean cost per life, consumers brought to rest included."""
    before, rates = processors.used(stack), []
    for number in range(ROUNDS):
        rates.append(await lives(stack, first + number * count, count))
    await asyncio.sleep(3)
    return max(rates), processors.per_unit(before, processors.used(stack), ROUNDS * count)


def advantage(hidden: list[float], missing: list[float]) -> float:
    """How often a hidden answer takes longer than one for none (ties count half): 0.5 tells nothing."""
    ordered = sorted([(ms, 0) for ms in missing] + [(ms, 1) for ms in hidden])
    below = wins = 0
    for _, which in ordered:
        below += which == 0
        wins += below if which else 0
    return wins / (len(hidden) * len(missing))


def _say(name: str, found: list[float], mark: str) -> None:
    text = f"p50 {percentile(found, 50):.1f} ms, p99 {percentile(found, 99):.1f} ms"
    print(f"{name:<36}{text:<36}{mark}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("open", 100_000), ("stored", 0), ("offers", 2000), ("lives", 500), ("rate", 200),
                        ("probes", 300), ("backlog", 1500), ("settle", 5)):  # fmt: skip
        parser.add_argument(f"--{name}", type=int, default=usual)
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="sankua-bench-", ignore_cleanup_errors=True) as name,
        Stack(Path(name) / "stack") as stack,
    ):
        asyncio.run(measure(stack, given))
    return 0


if __name__ == "__main__":
    sys.exit(main())
