"""Work by the hundred: many steps in one call, each with its own result; and the document of an opinion."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sankua.core.errors import Refused
from services.common.auth import Principal
from services.dispatch import documents
from services.dispatch.domain.context import refused
from services.dispatch.domain.opinion import OpinionText, check_text
from services.dispatch.handlers import Command, Dispatch

AT_ONCE: Final = 64
"""Steps of one batch that run beside each other; they share their commits."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one item: `version` where it was done, `code` and `reason` where it was refused."""

    request_id: str
    version: int = 0
    created: bool = False
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Bulk:
    """Batches over the use cases of single steps."""

    dispatch: Dispatch

    async def run(self, commands: Sequence[Command], who: Principal) -> list[Answer]:
        """Every command, each on its own: one that is refused does not stop another. Order of the items.

        The same batch again gives the same versions with `created` false.
        """
        twice = {name for name, count in Counter(c.request_id for c in commands).items() if count > 1}
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(command: Command) -> Answer:
            if command.request_id in twice:
                return Answer(command.request_id, code="INVALID", reason="request_id: twice in this batch")
            async with gate:
                return await self._one(command, who)

        return list(await asyncio.gather(*map(one, commands)))

    async def _one(self, command: Command, who: Principal) -> Answer:
        try:
            done = await self.dispatch.execute(command, who)
        except Refused as no:
            return Answer(command.request_id, code=no.code, reason=str(no))
        return Answer(command.request_id, done.version, done.created)

    async def opinion(self, case_id: str, text: OpinionText, who: Principal) -> tuple[bytes, str]:
        """处理意见书 as DOCX with its SHA-256, for a handler of the lead. Nothing of it is kept."""
        case, _ = await self.dispatch.case(case_id, who)
        if not who.may_act_for(case.lead, "handler"):
            raise refused("case_id", f"the opinion is rendered by a handler of {case.lead}", "FORBIDDEN")
        check_text(text)
        now, orgs = self.dispatch.clock.now(), self.dispatch.orgs
        return await asyncio.to_thread(
            documents.opinion, text, case_id=case_id, organ=orgs.name(case.lead), day=now.date()
        )
