"""What the next moments of a case will tell, worked out beforehand: nothing is folded when it comes. Pure.

A notice moves no clock, so the notices before the next other deed are known as soon as the clocks are. They
are kept beside the state; the events made of them are those a fold would give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sankua.core.times import local_date
from services.oversight.domain.deeds import Due
from services.oversight.domain.items import Item
from services.oversight.domain.notices import Rung, Told
from services.oversight.domain.shown import OPEN, item_row

MOST: Final = 12
"""Notices kept ready; after the last of them the case is looked at again."""


def ready(pending: Sequence[Due]) -> tuple[list[dict[str, Any]], datetime | None]:
    """The notices before the next other deed, and when that one comes.

    MongoDB keeps milliseconds: a notice whose moments are finer is no entry, it is looked at in its moment.
    """
    found: list[dict[str, Any]] = []
    for deed in pending:
        if not isinstance(deed, Rung) or not _kept(deed) or len(found) == MOST:
            return found, deed.at
        found.append(_row(deed))
    return found, None


def _row(rung: Rung) -> dict[str, Any]:
    about = {"clock": rung.of.clock, "key": rung.of.which, "org": rung.of.org, "due_at": rung.of.due_at}
    return {"at": rung.at, "level": rung.level, **about}


def _kept(rung: Rung) -> bool:
    return not any(moment.microsecond % 1000 for moment in (rung.at, rung.of.due_at))


@dataclass(slots=True)
class Entry:
    """A case with notices ready: what the stored document says, and what was told of it since.

    `own` is the seq of oversight's last event that the entry knows of, `guard` the document's counter; `rows`
    are the notices still ready, as the document keeps them.
    """

    case: str
    guard: int
    own: int
    book: str
    rows: list[Mapping[str, Any]]
    items: Sequence[Mapping[str, Any]]
    look_at: datetime | None
    """When the next deed comes that is no notice."""
    until: datetime | None
    """From when on the clocks are others than those it was worked out from: a window lapses."""
    told: list[Rung] = field(default_factory=list)
    first: int = 0
    """`own` as it was read."""

    def valid(self, now: datetime) -> bool:
        """Whether its notices are still those of the case, as far as time alone goes."""
        return self.until is None or now < self.until

    def due(self, now: datetime) -> Rung | None:
        """The next notice whose moment has come."""
        if not self.rows or self.rows[0]["at"] > now:
            return None
        row = self.rows[0]
        return Rung(
            Told(self.case, row["clock"], row["key"], row["org"], row["due_at"]), row["at"], row["level"]
        )

    def tell(self, rung: Rung, seq: int) -> None:
        """The first notice was told, now or before, by the event of this seq."""
        self.told.append(rung)
        del self.rows[0]
        self.own = max(self.own, seq)

    @property
    def wake(self) -> datetime | None:
        """When the case must be looked at again, None: not before an event."""
        first = self.rows[0]["at"] if self.rows else None
        return min((at for at in (first, self.look_at, self.until) if at is not None), default=None)

    def new_items(self) -> list[dict[str, Any]]:
        """What the told notices put on the day's lists, as the document keeps it (灭红灯)."""
        if all(rung.level == "YELLOW" for rung in self.told):
            return []
        listed = {(i["clock"], i["key"], i["org"]) for i in self.items if i["cleared"] == OPEN}
        found = []
        for rung in self.told:
            of = rung.of
            if rung.level != "YELLOW" and (of.clock, of.which, of.org) not in listed:
                listed.add((of.clock, of.which, of.org))
                item = Item(of.clock, of.which, of.org, local_date(rung.at), str(of.due_on))
                found.append(item_row(item))
        return found


def entry(doc: Mapping[str, Any]) -> Entry | None:
    """The entry of a stored document; None where nothing was made ready, or by an older version."""
    if not doc.get("ready") or "own" not in doc:
        return None
    own = int(doc["own"])
    return Entry(
        case=doc["_id"],
        guard=doc["v"],
        own=own,
        book=doc.get("book", ""),
        rows=list(doc["ready"]),
        items=doc.get("items", ()),
        look_at=doc.get("look_at"),
        until=doc.get("until"),
        first=own,
    )
