"""三到位一处理 and 五个重新: checklists whose wording is dated data, and what they ask before a step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sankua.core.errors import Problem, Refused

RENEW = "renew"
"""Name of the checklist of a reopened case (五个重新)."""
STANDARDS = "standards"
"""Name of the checklist of a settlement (三到位一处理)."""
DIMENSIONS: tuple[str, ...] = ("resolved", "educated", "assisted", "handled_by_law")
"""The four dimensions of 条例 27, as CaseSettled names them."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist. `dimension` is one of DIMENSIONS for a standard, empty in 五个重新."""

    id: str
    text: str
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """The checklists in force on a day, with where their wording comes from and how sure it is."""

    version: str
    renew: tuple[Item, ...]
    standards: tuple[Item, ...]
    basis: str
    certainty: str
    start: date

    def item(self, checklist: str, item_id: str) -> Item:
        """A line by its checklist and id. Refused, naming those there are."""
        lines = {RENEW: self.renew, STANDARDS: self.standards}.get(checklist)
        if lines is None:
            raise Refused(Problem("checklist", f"{checklist!r} is none; one of {RENEW}, {STANDARDS}"))
        found = next((line for line in lines if line.id == item_id), None)
        if found is None:
            known = ", ".join(line.id for line in lines)
            raise Refused(Problem("item", f"{item_id!r} is no item of {checklist}; one of {known}"))
        return found

    def missing_renewal(self, done: Iterable[str]) -> list[Item]:
        """The lines of 五个重新 that are not recorded."""
        have = set(done)
        return [line for line in self.renew if f"{RENEW}/{line.id}" not in have]

    def unfounded(self, grade: Mapping[str, object], done: Iterable[str]) -> list[str]:
        """Dimensions that a grade claims without one recorded standard of them."""
        have = {key.partition("/")[2] for key in done if key.startswith(f"{STANDARDS}/")}
        met = {line.dimension for line in self.standards if line.id in have}
        return [name for name in DIMENSIONS if grade.get(name) and name not in met]
