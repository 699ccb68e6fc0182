"""What rates hide (率后实情): how often a case was passed on, who was right to object, what is not settled.

A rate of 100 % tells nothing of these. They are a document of their own, beside the report.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final

from sankua.core.counting.books import CountingBooks
from sankua.core.counting.frame import Frame, Named
from sankua.core.counting.handoffs import handoff_marks, handoffs_json
from sankua.core.counting.hidden import PAIR, hidden_marks
from sankua.core.counting.life import Fact, Life
from sankua.core.counting.marks import What
from sankua.core.counting.period import Period
from sankua.core.counting.report import life_of
from sankua.core.counting.rows import Row
from sankua.core.counting.standing import STATES, standing
from sankua.core.times import format_time, local_date

BY_ORG: Final = (
    "objected", "upheld", "rejected", "undecided", "concluded_not_settled", "reopened", "longest_days",
)  # fmt: skip


def behind(
    rows: Iterable[Row], period: Period, as_of: datetime, books: CountingBooks, named: Named = None
) -> dict[str, Any]:
    """The document: `handoffs` {hops, days_to_settled_lead}, `objections`, `concluded_not_settled`,
    `reopened`, `ping_pong`, `waiting` by state, and `by_org`.

    `objected` counts the handoffs that an organ objected to in the period; what became of them counts up to
    `as_of`, so `objected` = `upheld` + `rejected` + `undecided`. Where not every organ is `named`, an
    accusation is in no pair, and stands by the organs that registered and lead it if these are. The order of
    rows does not matter.
    """
    found = Behind(Frame.of(period, as_of, books, named))
    for row in rows:
        found.add(row)
    return found.to_json()


class Behind:
    """Collects case by case."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._today = local_date(frame.as_of)
        self._handoffs: Counter[What] = Counter()
        self._totals: Counter[str] = Counter()
        self._by_org: dict[str, Counter[str]] = defaultdict(Counter)
        self._pairs: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._waiting: dict[str, Counter[str]] = {state: Counter() for state in STATES}

    def add(self, row: Row) -> None:
        """One case, as it was known at the frame's moment."""
        life = life_of(row, self._frame)
        if not life.facts:
            return
        self._add_handoffs(life)
        self._add_objections(life)
        self._add_hidden(life)
        self._add_waiting(life)

    def _add_handoffs(self, life: Life) -> None:
        for mark in handoff_marks(life):
            if self._frame.counts(mark):
                self._handoffs.update(dict(mark.adds))

    def _add_objections(self, life: Life) -> None:
        receivers = {f.data.get("handoff_id"): str(f.data.get("to_org")) for f in life.of("HandoffOffered")}
        for objected in self._frame.within(life, "HandoffObjected"):
            org = receivers.get(objected.data.get("handoff_id")) or objected.source
            org = org if self._names(life, org) else ""
            self._note(org, "objected")
            self._note(org, _verdict(life, objected))

    def _add_hidden(self, life: Life) -> None:
        for mark in hidden_marks(life):
            if self._frame.counts(mark):
                for (part, name, figure), amount in mark.adds:
                    if part == "hidden":
                        self._note(name if self._names(life, name) else "", figure)
                    elif part == PAIR or self._frame.named is None:
                        one, other = json.loads(name)
                        self._pairs[one, other][figure] += amount

    def _add_waiting(self, life: Life) -> None:
        now = standing(life)
        if now is None or now.state not in self._waiting:
            return
        days = (self._today - date.fromisoformat(now.since[:10])).days
        counts = self._waiting[now.state]
        counts["cases"] += 1
        counts["longest_days"] = max(days, counts["longest_days"])
        if self._names(life, now.on):
            mine = self._by_org[now.on]
            mine["longest_days"] = max(days, mine["longest_days"])

    def _names(self, life: Life, org: str) -> bool:
        """Whether the case is counted under this organ, for whom the frame is asked."""
        if not org or not life.is_accusation or self._frame.named is None:
            return bool(org)
        return org in (life.office, life.lead) and self._frame.names(org)

    def _note(self, org: str, name: str) -> None:
        self._totals[name] += 1
        if org:
            self._by_org[org][name] += 1

    def to_json(self) -> dict[str, Any]:
        """The document, keys in the order of its definition."""
        handoffs = handoffs_json(self._handoffs, self._frame.rules.percentiles)
        totals = self._totals
        return {
            "period": self._frame.period.to_json(),
            "as_of": format_time(self._frame.as_of),
            "handoffs": {name: handoffs[name] for name in ("hops", "days_to_settled_lead")},
            "objections": {name: totals[name] for name in BY_ORG[:4]},
            "concluded_not_settled": totals["concluded_not_settled"],
            "reopened": totals["reopened"],
            "ping_pong": [
                {"orgs": list(pair), **{name: counts[name] for name in ("cases", "moves", "returns")}}
                for pair, counts in sorted(self._pairs.items(), key=_most)
            ],
            "waiting": {
                state: {"cases": counts["cases"], "longest_days": counts["longest_days"]}
                for state, counts in self._waiting.items()
            },
            "by_org": list(self._orgs()),
        }

    def _orgs(self) -> Iterator[dict[str, Any]]:
        for org, counts in sorted(self._by_org.items()):
            yield {"org": org, **{name: counts[name] for name in BY_ORG}}


def _verdict(life: Life, objected: Fact) -> str:
    """What became of an objection: the first answer to it, else `undecided`."""
    handoff = objected.data.get("handoff_id")
    for fact in life.of("ObjectionUpheld", "ObjectionRejected"):
        if fact.data.get("handoff_id") == handoff and fact[:4] > objected[:4]:
            return "upheld" if fact.name == "ObjectionUpheld" else "rejected"
    return "undecided"


def _most(item: tuple[tuple[str, str], Counter[str]]) -> tuple[int, int, tuple[str, str]]:
    return -item[1]["cases"], -item[1]["moves"], item[0]
