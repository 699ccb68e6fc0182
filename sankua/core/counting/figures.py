"""What one case adds to the totals (总量)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from sankua.core.clocks import Clock
from sankua.core.counting.frame import Frame
from sankua.core.counting.life import ROUTING, Fact, Life, outcome_of

TOTALS: Final = (
    "registered", "persons", "repeat", "routed", "concluded", "settled", "plan_made", "reopened", "open",
    "overdue", "classified_by_law", "reviews", "final_reviews",
)  # fmt: skip
LIGHTS: Final = ("GREEN", "YELLOW", "RED")


class Part(NamedTuple):
    """What a case adds to one figure, and the moment by which a month claims it."""

    figure: str
    amount: int
    time: str


def parts(life: Life, clocks: Sequence[Clock], frame: Frame) -> list[Part]:
    """Everything that a case adds to the totals."""
    return [*_registration(life, frame), *_progress(life, frame), *_standing(life, clocks)]


def _registration(life: Life, frame: Frame) -> Iterator[Part]:
    registered = life.registered
    if registered is None or not frame.holds(registered.time):
        return
    yield Part("registered", 1, registered.time)
    yield Part("persons", int(registered.data.get("petitioner_count") or 0), registered.time)
    if registered.data.get("repeat_of"):
        yield Part("repeat", 1, registered.time)


def _progress(life: Life, frame: Frame) -> Iterator[Part]:
    for name, figure in frame.rules.totals.items():
        seen = life.of(*figure.events) or (life.of(*figure.otherwise)[:1] if figure.otherwise else [])
        first = next((f for f in seen if frame.holds(f.time)), None)
        if first is not None:
            yield Part(name, 1, first.time)
    settled = settled_in(life, frame)
    if settled is not None:
        yield Part("settled", 1, settled.time)
    for reopened in frame.within(life, frame.rules.reopened_by):
        yield Part("reopened", 1, reopened.time)
    if life.branch in frame.rules.classified_branches:
        wanted = frame.rules.classified_outcome
        redirected = [f for f in frame.within(life, *ROUTING) if outcome_of(f) == wanted]
        if redirected:
            yield Part("classified_by_law", 1, redirected[0].time)


def _standing(life: Life, clocks: Sequence[Clock]) -> Iterator[Part]:
    if life.registered is None or not life.open:
        return
    yield Part("open", 1, life.registered.time)
    if is_overdue(clocks):
        yield Part("overdue", 1, life.registered.time)


def settled_in(life: Life, frame: Frame) -> Fact | None:
    """The settlement (化解) that stands at the end of the period; None where it was undone in it (倒流)."""
    last = None
    for fact in frame.within(life, "CaseSettled", frame.rules.reopened_by):
        last = fact if fact.name == "CaseSettled" else None
    return last


def is_overdue(clocks: Sequence[Clock]) -> bool:
    """Whether a duty is past due and not met."""
    return any(c.duty and c.live and c.state == "OVERDUE" for c in clocks)


def light(clocks: Sequence[Clock]) -> str:
    """The worst light among the duties that still run; GREEN where none does."""
    live = [c.light for c in clocks if c.duty and c.live and c.light is not None]
    return max(live, key=LIGHTS.index, default="GREEN")
