"""Figures from the table of all cases, which follows whatever is written to them; the making of marks."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from threading import Lock
from typing import Any, Final

from sankua.core.counting import CountingBooks
from sankua.core.counting.frame import Frame
from sankua.core.counting.report import Tally
from sankua.core.counting.versions import Compiler, Version
from services.common.logs import log
from services.reporting import marks, store
from services.reporting.domain import adding
from services.reporting.domain.backlog import lamp
from services.reporting.domain.columns import fits
from services.reporting.domain.names import Names
from services.reporting.domain.packing import Packed, pack, texts_of
from services.reporting.domain.table import Table, View
from services.reporting.metrics import TABLE_ASKED, TABLE_CASES

_LAID: Final = 250_000
"""Cases that are laid down together when all are read."""


class Texts:
    """The numbers of texts, the same in every process. Its methods block."""

    def __init__(self) -> None:
        self.names = Names()
        self._lock = Lock()

    def refresh(self) -> None:
        """Takes up what others have numbered."""
        with self._lock:
            self._learn()

    def number(self, texts: Iterable[str]) -> None:
        """Gives a number to those that have none."""
        wanted = set(texts)
        with self._lock:
            while missing := self.names.missing(wanted):
                marks.number_texts(missing, self.names.last)
                self._learn()

    def _learn(self) -> None:
        self.names.learn(marks.texts_after(self.names.last))


class Marker:
    """Makes the marks and the lamp of cases whose row has changed since. Done again, it gives the same."""

    def __init__(self, books: CountingBooks, version: str, texts: Texts) -> None:
        self._compiler = Compiler(books)
        self._version = version
        self._texts = texts

    def round(self, most: int, name: str = "") -> int:
        """Lights at most so many cases, or those of another collection; gives how many there were. Blocks."""
        found = marks.unlit(self._version, most, name)
        made = zip(found, self.fields([row for _, row in found]), strict=True)
        marks.set_fields(((row["case"], guard, fields) for (guard, row), fields in made), name)
        return len(found)

    def fields(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """What these rows make their documents say: lamp and marks. Blocks where a text has no number yet."""
        made = [self._compiler.versions(row) for row in rows]
        self._texts.number(text for versions in made for text in texts_of(versions))
        return [self._fields(versions) for versions in made]

    def _fields(self, versions: Sequence[Version]) -> dict[str, Any]:
        said = versions[-1].said if versions else None
        clocks = said.clocks if said is not None else ()
        return marks.fields(self._version, lamp(clocks), pack(versions, self._texts.names.number))


class LiveTable:
    """The table, kept current while the process runs; its answers hold for all that was written before."""

    def __init__(self, books: CountingBooks, version: str, texts: Texts, batch: int) -> None:
        self._books = books
        self._version = version
        self._texts = texts
        self._batch = batch
        self._table = Table()
        self._who = secrets.token_hex(8)
        self._given = self._seen = self._waiting = 0
        self._ready = asyncio.Event()
        self._wanted = asyncio.Event()
        self._moved = asyncio.Condition()

    async def loop(self, stopping: asyncio.Event, seconds: float) -> None:
        """Follows until stopped. What is written in a quiet time is noted every so many seconds, and at once
        while somebody waits for it."""
        while not stopping.is_set():
            try:
                await self._follow(stopping, seconds)
            except LookupError as error:
                log().info("figures: reading all cases anew", reason=str(error))
            finally:
                self._ready.clear()
                await self._tell()
        await asyncio.to_thread(marks.take_signs_back, self._who)

    async def _follow(self, stopping: asyncio.Event, seconds: float) -> None:
        with ExitStack() as stack:
            watched = marks.marks_watched(self._version)
            changes = await asyncio.to_thread(stack.enter_context, watched)
            self._table = table = Table()
            await asyncio.to_thread(self._read_all, table)
            self._ready.set()
            await self._tell()
            while not stopping.is_set():
                found, signs = await asyncio.to_thread(changes.next)
                if found:
                    await asyncio.to_thread(_note, table, found)
                self._seen = max(self._seen, signs.get(self._who, 0))
                await self._tell()
                if not self._waiting and found:
                    await self._rest(stopping, seconds)

    def _read_all(self, table: Table) -> None:
        laid: dict[str, Packed] = {}
        asked: list[str] = []
        for case, packed in marks.marked(self._version, self._batch):
            if packed is None:
                asked.append(case)
            else:
                laid[case] = packed
            if len(laid) >= _LAID:
                table.lay(laid, ())
                laid = {}
        table.lay(laid, asked)

    async def _rest(self, stopping: asyncio.Event, seconds: float) -> None:
        """Events gather: noted together they cost less."""
        self._wanted.clear()
        waiting = [asyncio.ensure_future(event.wait()) for event in (stopping, self._wanted)]
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()

    async def _tell(self) -> None:
        async with self._moved:
            self._moved.notify_all()

    async def _view(self) -> View:
        """The table with everything in it that was written before this call."""
        self._waiting += 1
        self._wanted.set()
        try:
            while True:
                await self._ready.wait()
                self._given += 1
                wanted = self._given
                await asyncio.to_thread(marks.give_sign, self._who, wanted)
                await self._until_seen(wanted)
                if self._ready.is_set():
                    return await asyncio.to_thread(self._table.view)
        finally:
            self._waiting -= 1

    async def _until_seen(self, sign: int) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: self._seen >= sign or not self._ready.is_set())

    async def glance(self, sums: Tally) -> bool:
        """Adds up what the table has just now, and asks no row; False while it is being read."""
        if not self._ready.is_set():
            return False
        view = await asyncio.to_thread(self._table.view)
        await asyncio.to_thread(self._count, sums, view._replace(asked=()), True)
        return True

    def can(self, frame: Frame) -> bool:
        """Whether the table holds what is asked: marks are made by the newest counting rules."""
        return frame.rules is self._books.versions[-1] and fits(frame)

    async def count(self, sums: Tally) -> None:
        """Counts all cases."""
        view = await self._view()
        TABLE_ASKED.set(len(view.asked))
        TABLE_CASES.set(sum(int(alive.sum()) for _, alive in view.segments))
        await asyncio.to_thread(self._count, sums, view)

    def _count(self, sums: Tally, view: View, few: bool = False) -> None:
        self._texts.refresh()
        adding.count(sums, view, self._texts.names, _nothing if few else self._rows)

    def _rows(self, cases: Collection[str]) -> Iterator[dict[str, Any]]:
        return store.rows_of(list(cases), self._batch)


def _nothing(_: Collection[str]) -> Iterator[dict[str, Any]]:
    return iter(())


def _note(table: Table, found: list[tuple[str, Packed | None]]) -> None:
    table.note(found)
    if table.loose:
        table.tighten()
