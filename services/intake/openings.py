"""Writes what a new case begins with: its entry in the vault, then its first commit, many cases at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from services.common.commits import CommitLog, Stored, Taken
from services.common.rounds import Rounds
from services.intake.store import Entry, Vault

_LINGER: Final = 0.025
"""Seconds that a round waits for company at most, while many register."""


class _Opening(NamedTuple):
    entry: Entry
    commit: dict[str, Any]


class Openings:
    """Entries first: an entry that no commit names is harmless, a commit without its entry would be a loss.

    Both are majority and journaled before the answer. One round for the two writes: a call that waits twice
    for a round of its own costs as much processor time in waking threads as in all that it computes.
    """

    def __init__(self, vault: Vault, log: CommitLog) -> None:
        self._vault, self._log = vault, log
        self._rounds: Rounds[_Opening, Stored | Taken] = Rounds(self._round, limit=500, linger=_LINGER)

    async def write(self, entry: Entry, commit: dict[str, Any]) -> Stored | Taken:
        """What became of the commit. ClaimTaken, RefTaken: the vault refused the entry, nothing is committed.

        Where the commit is not ours the entry stands without one: the caller drops it.
        """
        return await self._rounds.submit(_Opening(entry, commit))

    async def _round(self, openings: list[_Opening]) -> Sequence[Stored | Taken | Exception]:
        refused = await self._vault.put_all([opening.entry for opening in openings])
        accepted = [o.commit for o, error in zip(openings, refused, strict=True) if error is None]
        stored = iter(await self._log.append_all(accepted))
        return [next(stored) if error is None else error for error in refused]
