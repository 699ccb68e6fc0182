"""Lists of dispatch: an organ's handoffs and what waits for it; only for people of that organ."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from sankua.core.errors import Problem, Refused
from services.common.auth import Principal
from services.common.casestore import CaseStore
from services.dispatch import store as documents
from services.dispatch.domain import access, inbox
from services.dispatch.domain.state import Case, Handoff
from services.dispatch.sight import Sight
from services.dispatch.store import Row, Wanted

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page: case ids with what was asked for, oldest first; `token` is empty on the last one."""

    items: list[tuple[str, T]]
    token: str


@dataclass(frozen=True, slots=True)
class Queries:
    """The lists, over the store."""

    store: CaseStore
    sight: Sight

    async def handoffs(
        self, org: str, where: Mapping[str, Any], size: int, token: str, who: Principal
    ) -> Page[Handoff]:
        """One organ's handoffs, oldest first, narrowed by `state` (several), `role` and `from`."""
        _check(org, size, token, who)

        def found(row: Row, now: Mapping[str, Case | None]) -> Handoff | None:
            handoff = _handoff(row, now.get(row.case))
            return handoff if inbox.still(handoff, org, where) else None

        limit = size or inbox.PAGE
        wanted = Wanted(_narrowed(org, where), token, limit + 1, _also(org, where))
        # Who has a part now is not accused; who had one before may be since.
        return await self._page(wanted, found, lambda handoff: not handoff.live, who)

    async def work(
        self, org: str, kinds: Sequence[str], size: int, token: str, who: Principal
    ) -> Page[inbox.Work]:
        """What waits for one organ, oldest first, narrowed to some kinds."""
        _check(org, size, token, who)

        def found(row: Row, now: Mapping[str, Case | None]) -> inbox.Work | None:
            return inbox.work_of(row.key, org) if _waits(row, org, now) else None

        lists = [inbox.list_of(inbox.WORK, org, kind) for kind in (kinds or ("",))]
        return await self._page(Wanted(lists, token, (size or inbox.PAGE) + 1), found, lambda _: True, who)

    async def _page(
        self,
        wanted: Wanted,
        found: Callable[[Row, Mapping[str, Case | None]], T | None],
        asks: Callable[[T], bool],
        who: Principal,
    ) -> Page[T]:
        """One page of what `found` makes of the lines; one line more is asked for than a page has.

        `asks`: whether, of an ACCUSATION, intake has to say who is accused before it may be shown.

        An organ that is accused, or under who is, does not see that an ACCUSATION waits for it, nor one that
        it had before: what is left out leaves no gap, in no page and in no token.
        """
        limit = wanted.limit - 1
        shown: list[tuple[Row, T]] = []
        while True:
            rows, now = await self._rows(wanted)
            for row in rows:
                item = found(row, now)
                if item is None:
                    continue
                if not row.secret or not asks(item) or await self._open(row, who):
                    shown.append((row, item))
            if len(rows) <= limit or len(shown) > limit:
                break
            wanted = replace(wanted, after=rows[-1].key)
        items = [(row.case, item) for row, item in shown[:limit]]
        return Page(items, shown[limit - 1][0].key if len(shown) > limit else "")

    async def _open(self, row: Row, who: Principal) -> bool:
        doc = await self.store.load(row.case)
        case = Case.read(doc.parts)
        return case is not None and await self.sight.lists(doc, case, who)

    async def _rows(self, wanted: Wanted) -> tuple[list[Row], dict[str, Case | None]]:
        """The lines, and those of their cases that have moved on since the lists were written."""
        rows, moved = await asyncio.to_thread(self._look, wanted)
        docs = await asyncio.gather(*map(self.store.load, moved))
        return rows, {doc.case: Case.read(doc.parts) for doc in docs}

    def _look(self, wanted: Wanted) -> tuple[list[Row], set[str]]:
        rows = documents.rows(wanted, self.store.producer)
        return rows, self.store.log.moved({row.case: row.pos for row in rows})


def _narrowed(org: str, where: Mapping[str, Any]) -> list[str]:
    """The lists to read: by part where that is not the lead, else by state."""
    role = where.get("role")
    by = [role] if role and role != "LEAD" else where.get("state") or [""]
    return [inbox.list_of(inbox.HANDOFFS, org, name) for name in by]


def _also(org: str, where: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the lists do not say by themselves: some handoff of the organ is like this."""
    names = (("role", "role"), ("from", "from_org"))
    found: dict[str, Any] = {field: where[name] for name, field in names if where.get(name)}
    if where.get("role") and where.get("state"):
        found["state"] = {"$in": list(where["state"])}
    return found | {"to_org": org} if found else None


def _handoff(row: Row, moved: Case | None) -> Handoff | None:
    """The handoff of a line as it stands now."""
    _, wanted = inbox.parse_key(row.key)
    if moved is not None:
        return moved.handoff(wanted)
    return next((Handoff(**h) for h in row.handoffs if h["handoff_id"] == wanted), None)


def _waits(row: Row, org: str, now: Mapping[str, Case | None]) -> bool:
    """Whether what a line says still waits."""
    if row.case not in now:
        return True
    case = now[row.case]
    mine = inbox.work(case) if case else []
    return any(w.org == org and inbox.work_key(row.case, w) == row.key for w in mine)


def check_own(org: str, who: Principal) -> None:
    """Refused (FORBIDDEN) unless the caller works at the organ."""
    if not who.may_act_for(org, *access.PARTY_ROLES):
        raise Refused(Problem("org", f"you hold no right at {org}"), code="FORBIDDEN")


def _check(org: str, size: int, token: str, who: Principal) -> None:
    inbox.check_page(org, size, token)
    check_own(org, who)
