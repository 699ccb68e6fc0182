"""Claims on a person's matter, held by a unique index: two registrations at one instant cannot both open.

A claim is written with the vault entry: it costs no round trip. See docs/adr/0011-same-matter.md.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from services.common.casestore import CaseStore
from services.intake.domain import same
from services.intake.domain.matter import Registration
from services.intake.domain.people import all_marks
from services.intake.domain.state import Case
from services.intake.keyring import Index
from services.intake.store import ClaimTaken, Known, Vault

ABANDONED: Final = timedelta(seconds=60)
"""An entry without a commit for so long has lost its caller: no call may take longer than half of it."""
_PAUSE: Final = 0.05


class Answered(Exception):
    """The request itself was carried out by another call meanwhile."""

    def __init__(self, case: str) -> None:
        super().__init__(case)
        self.case = case


@dataclass(frozen=True, slots=True)
class Claims:
    """Makes claims, and tells what a matter becomes whose claim is taken."""

    store: CaseStore
    vault: Vault
    known: Known
    index: Index

    def of(self, matter: Registration) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The digests of a matter's claims, and those of its people, for telling them again."""
        marks, mark = all_marks(matter.people), self.index.mark
        claims = tuple(mark("claim", claim) for claim in same.claims_of(matter, marks))
        return claims, tuple(mark("person", person) for person in marks)

    async def beside(self, matter: Registration, taken: ClaimTaken, dedup: str) -> Registration:
        """The matter as it is registered beside the one that holds the claim.

        Waits while that one is on its way: its entry is written, its commit not yet. An entry whose caller
        died before the commit gives its claim up; one that is gone gave it up itself. Answered where this
        very request was done by another call.
        """
        while True:
            case = await self.known.case_of(dedup)
            if case:
                raise Answered(case)
            first = Case.read((await self.store.load(taken.case)).parts)
            if first is not None:
                stands = same.standing(first)
                if stands == "over":
                    await self.vault.release(taken.ref)
                return same.beside(matter, taken.case, stands)
            if taken.since is None or datetime.now(UTC) - taken.since > ABANDONED:
                await self.vault.release(taken.ref)
                return matter
            if await self.vault.get(taken.ref) is None:
                return matter  # a repeated request took its second entry back
            await asyncio.sleep(_PAUSE)
