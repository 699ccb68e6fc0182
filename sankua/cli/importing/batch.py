"""A whole file made ready: what goes in, what is there twice, what is refused. Pure but for reading."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sankua.cli.importing.convert import Item
from sankua.cli.importing.rows import Row
from sankua.core.errors import Problem


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that does not go in: its number and line, the file's column, and why."""

    row: int
    line: int
    field: str
    reason: str

    def to_json(self) -> dict[str, object]:
        """CLI form; the line of the file is part of the reason."""
        return {"row": self.row, "field": self.field, "reason": f"{self.reason} (line {self.line})"}


@dataclass
class Tally:
    """What became of the rows of one file; `rows` = `imported` + `skipped` + number of `refused`."""

    rows: int = 0
    imported: int = 0
    skipped: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """For people: rows that are there twice and say something different."""

    def refuse(self, row: int, line: int, problems: Iterable[Problem]) -> None:
        """One refusal per row, however much is wrong with it, so that the numbers add up."""
        wrong = list(problems)
        reasons = "; ".join(p.reason if i == 0 else str(p) for i, p in enumerate(wrong))
        self.refused.append(Refusal(row, line, wrong[0].field, reasons))

    def to_json(self) -> dict[str, Any]:
        """CLI.md "import"."""
        refused = [r.to_json() for r in sorted(self.refused, key=lambda r: r.row)]
        return {"rows": self.rows, "imported": self.imported, "skipped": self.skipped, "refused": refused}


def ready_items(
    rows: Iterable[Row], convert: Callable[[Row], Item | list[Problem]], tally: Tally
) -> Iterator[Item]:
    """The items to send, in file order. Refused and repeated rows are noted in `tally`.

    The same source id twice: the same matter again is skipped (it is there already), another matter under
    an id that is taken is refused.
    """
    seen: dict[str, tuple[int, str, str]] = {}
    for row in rows:
        tally.rows += 1
        item = convert(row)
        if isinstance(item, list):
            tally.refuse(row.number, row.line, item)
            continue
        matter, whole = _digest(item, whole=False), _digest(item, whole=True)
        first = seen.setdefault(item.request_id, (row.number, matter, whole))
        if first[0] == row.number:
            yield item
        elif first[1] == matter:
            tally.skipped += 1
            if first[2] != whole:
                source = item.registration["source_ref"]
                tally.notes.append(
                    f"row {row.number} repeats row {first[0]} (id {source}) with other facts; skipped"
                )
        else:
            source = item.registration["source_ref"]
            reason = f"id {source} is that of row {first[0]}, with another text or time"
            tally.refuse(row.number, row.line, [Problem("id", reason)])


def _digest(item: Item, *, whole: bool) -> str:
    registration = item.registration
    parts = (
        [registration, str(item.replied), item.result]
        if whole
        else [registration.get(name, "") for name in ("title", "content", "received_at")]
    )
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
