"""What falls due by time: notices, 销账 of lights that are out, the ladder's first rungs. Each once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.common.model import CaseDoc, NewEvent
from services.oversight.domain.deeds import Due
from services.oversight.domain.history import NOTICES
from services.oversight.domain.standing import Standing, office_of
from services.oversight.handlers.telling import tell
from services.oversight.handlers.watcher import Watcher
from services.oversight.metrics import FIRE_LATENESS, FIRED, LOOKED

Doc = Mapping[str, Any]
Looked = tuple[int, tuple[str, int, dict[str, Any]]]
"""Deeds done; the row that keeps where the case stands now."""


async def fire(watcher: Watcher, pages: Iterator[Sequence[Doc]]) -> int:
    """Does what is due in every case of every page; how many deeds were done.

    Done again, by this or another replica, it does none twice: each deed is a commit with a `dedup` of its
    own. The query fields are computed anew, so that a case that was looked at is no longer due.
    """
    done = 0
    while (page := await asyncio.to_thread(next, pages, None)) is not None:
        done += await fire_page(watcher, page)
    return done


async def fire_page(watcher: Watcher, page: Sequence[Doc]) -> int:
    """One page: ready notices are told without a look; the other cases are looked at together."""
    told, cases = await tell(watcher, page)
    if not cases:
        return told
    looked = await asyncio.gather(*(look(watcher, case) for case in cases))
    await asyncio.to_thread(watcher.refresh, [row for _, row in looked])
    return told + sum(done for done, _ in looked)


async def look(watcher: Watcher, case: str) -> Looked:
    """Does what is due in one case. Harmless when done again, also half-way after a crash."""
    LOOKED.inc()
    done = 0
    async with watcher.cases.lock(case):
        doc = await watcher.cases.load(case)
        standing = watcher.stand(doc)
        while due := standing.due():
            before = doc.version
            did = await do(watcher, doc, due[0])
            done += did
            alone = did and due[0].name in NOTICES and doc.version == before + 1
            standing = standing.told(doc.parts, due[0].key) if alone else watcher.stand(doc)
            if doc.version == before:
                # Another process did it, and its commit is not in what was read: it will be next time.
                break
        return done, watcher.row(doc, standing)


async def do(watcher: Watcher, doc: CaseDoc, deed: Due) -> bool:
    """Does one deed, unless it was done or its ground has gone in the meantime. The caller holds the lock."""
    known = doc.version

    def decide(now: CaseDoc) -> list[NewEvent]:
        still = [deed] if now.version == known else _same(watcher.stand(now), deed)
        return [NewEvent(d.name, d.data(), d.moment, d.source or office_of(now.case)) for d in still]

    outcome = await watcher.cases.decide(doc, deed.dedup, decide)
    did = outcome.created and bool(outcome.events)
    if did:
        FIRED.labels(*deed.labels).inc()
        FIRE_LATENESS.observe(max(0.0, (watcher.time.now() - deed.at).total_seconds()))
    return did


def _same(standing: Standing, deed: Due) -> list[Due]:
    return [other for other in standing.due() if other.key == deed.key][:1]
