"""Lists of dispatch: an organ's handoffs and what waits for it; only for people of that organ."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sankua.core.errors import Problem, Refused
from services.common.auth import Principal
from services.common.casestore import CaseStore
from services.dispatch import store as documents
from services.dispatch.domain import access, inbox
from services.dispatch.domain.state import Case, Handoff

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

    async def handoffs(
        self, org: str, where: Mapping[str, Any], size: int, token: str, who: Principal
    ) -> Page[Handoff]:
        """One organ's handoffs, oldest first, narrowed by `state` (several), `role` and `from`."""
        _check(org, size, token, who)
        limit = size or inbox.PAGE
        keys = await documents.inbox_keys(org, where, token, limit)
        found = await asyncio.gather(*(self.handoff(key) for key in keys))
        # The index may lag: what has moved on in the meantime is left out.
        items = [(case, h) for case, h in found if h is not None and inbox.still(h, org, where)]
        return Page(items, keys[-1] if len(keys) == limit else "")

    async def work(
        self, org: str, kinds: Sequence[str], size: int, token: str, who: Principal
    ) -> Page[inbox.Work]:
        """What waits for one organ, oldest first, narrowed to some kinds."""
        _check(org, size, token, who)
        limit = size or inbox.PAGE
        keys = await documents.duty_keys(org, kinds, token, limit)
        found = await asyncio.gather(*(self._work(key, org) for key in keys))
        items = [(case, w) for case, w in found if w is not None]
        return Page(items, keys[-1] if len(keys) == limit else "")

    async def handoff(self, key: str) -> tuple[str, Handoff | None]:
        """The handoff behind a key, as it stands now."""
        case_id, handoff_id = inbox.parse_key(key)
        case = Case.read((await self.store.load(case_id)).parts)
        return case_id, case.handoff(handoff_id) if case else None

    async def _work(self, key: str, org: str) -> tuple[str, inbox.Work | None]:
        case_id, _ = inbox.parse_key(key)
        case = Case.read((await self.store.load(case_id)).parts)
        mine = inbox.work(case) if case else []
        return case_id, next((w for w in mine if w.org == org and inbox.work_key(case_id, w) == key), None)


def check_own(org: str, who: Principal) -> None:
    """Refused (FORBIDDEN) unless the caller works at the organ."""
    if not who.may_act_for(org, *access.PARTY_ROLES):
        raise Refused(Problem("org", f"you hold no right at {org}"), code="FORBIDDEN")


def _check(org: str, size: int, token: str, who: Principal) -> None:
    inbox.check_page(org, size, token)
    check_own(org, who)
