"""One file into the running system: register in batches, record outcomes, add up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

from sankua.cli.importing.batch import Tally
from sankua.cli.importing.convert import Item
from sankua.cli.importing.send import Sender, Sent

BATCH: Final = 200
CALLS: Final = 64
"""Outcomes under way at once: enough to share group commits, few enough for a small machine."""


async def import_items(
    items: Iterable[Item], sender: Sender, tally: Tally, done: Callable[[int], None]
) -> None:
    """Sends all items and adds to `tally`; `done` is told the rows that are done. Unreachable, Refused."""
    slots = asyncio.Semaphore(CALLS)
    results: list[Sent] = []
    sent_count = 0

    def finished(sent: Sent) -> None:
        results.append(sent)
        done(1 + len(sent.item.also))

    async def conclude(sent: Sent) -> None:
        try:
            finished(await sender.complete(sent))
        finally:
            slots.release()

    try:
        async with asyncio.TaskGroup() as group:
            for batch in _batches(items, BATCH):
                sent_count += len(batch)
                for sent in await sender.register(batch):
                    if sent.problems or (sent.item.replied is None and not sent.item.attachments):
                        finished(sent)
                    else:
                        await slots.acquire()
                        group.create_task(conclude(sent))
    except ExceptionGroup as failures:
        raise _first(failures) from None  # many calls fail alike: one is enough to say
    if len(results) != sent_count:
        raise AssertionError(f"{sent_count} items were sent and {len(results)} answers noted")
    settle(results, tally)


def settle(results: Iterable[Sent], tally: Tally) -> None:
    """Adds the results up: refused, imported (this run wrote something for the row), skipped.

    Where an answer broke off, the repeated request says "there already" whether it was this run or an earlier
    one that wrote. Rows go in order, so it was this run if anything at all was new to it.
    """
    results = sorted(results, key=lambda sent: sent.item.row)
    new_to_it = any(sent.created for sent in results)
    for sent in results:
        rows = (sent.item.row, *sent.item.also)
        if sent.problems:
            for row in rows:
                tally.refuse(row, sent.item.line if row == sent.item.row else row, sent.problems)
        elif sent.created or (sent.unsure and new_to_it):
            tally.imported += len(rows)
        else:
            tally.skipped += len(rows)


def _first(group: ExceptionGroup[Exception]) -> Exception:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, ExceptionGroup) else first


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch
