"""What one case adds to the totals (总量) and, with them, to its organs (分单位)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from sankua.core.clocks import Clock
from sankua.core.counting.books import CountingRules
from sankua.core.counting.handoffs import lead_offers
from sankua.core.counting.life import ROUTING, Life, outcome_of
from sankua.core.counting.marks import NEVER, Adds, Mark, add, day_of, firsts, lasts, moment_number, one

TOTALS: Final = (
    "registered", "persons", "repeat", "routed", "concluded", "settled", "plan_made", "reopened", "open",
    "overdue", "classified_by_law", "reviews", "final_reviews",
)  # fmt: skip
LIGHTS: Final = ("GREEN", "YELLOW", "RED")
BY_ORG: Final = "by_org"
BY_ORG_OF_ACCUSATION: Final = "by_org of an accusation"
"""Counted like any other, and named apart: not everybody sees these under their organs (防火墙)."""
OF_LEAD: Final = frozenset({"concluded", "settled", "open", "overdue"})
"""Totals that stand by organ too: under the lead."""


def total_marks(life: Life, clocks: Sequence[Clock], rules: CountingRules) -> Iterator[Mark]:
    """The marks of the totals, the lights and the organs."""
    yield from _registration(life)
    yield from _progress(life, rules)
    yield from _led(life)
    if life.open:
        yield from _standing(life, clocks)


@lru_cache(maxsize=65536)
def total(lead: str | None, figure: str, part: str = BY_ORG) -> Adds:
    """One more in a total, and for the lead where the figure stands by organ."""
    if figure in OF_LEAD and lead is not None:
        return (add("totals", figure), add(part, figure, name=lead))
    return (add("totals", figure),)


def _part(life: Life) -> str:
    return BY_ORG_OF_ACCUSATION if life.is_accusation else BY_ORG


def _registration(life: Life) -> Iterator[Mark]:
    registered = life.registered
    if registered is None:
        return
    data = registered.data
    persons = int(data.get("petitioner_count") or 0)
    adds = _registered((_part(life), life.office), persons, bool(data.get("repeat_of")), life.derived)
    yield Mark(adds, day_of(registered.time))


@lru_cache(maxsize=65536)
def _registered(place: tuple[str, str], persons: int, repeat: bool, derived: bool) -> Adds:
    part, office = place
    adds = [add("totals", "registered"), add("totals", "persons", persons)]
    if repeat:
        adds.append(add("totals", "repeat"))
    if not derived:
        adds += [add("below", "repeat"), add("above", "repeat", int(repeat))]
    if office:
        adds.append(add(part, "registered", name=office))
    return tuple(adds)


def _progress(life: Life, rules: CountingRules) -> Iterator[Mark]:
    for name, figure in rules.totals.items():
        seen = life.of(*figure.events) or (life.of(*figure.otherwise)[:1] if figure.otherwise else [])
        if seen:
            yield from firsts(seen, total(life.lead, name, _part(life)))
    ends = life.of("CaseSettled", rules.reopened_by)
    if ends:
        settled = total(life.lead, "settled", _part(life))
        yield from lasts((fact.time, settled if fact.name == "CaseSettled" else None) for fact in ends)
    for fact in life.of(rules.reopened_by):
        yield Mark(total(life.lead, "reopened"), day_of(fact.time))
    if life.branch in rules.classified_branches:
        redirected = [f for f in life.of(*ROUTING) if outcome_of(f) == rules.classified_outcome]
        yield from firsts(redirected, total(life.lead, "classified_by_law"))


def _led(life: Life) -> Iterator[Mark]:
    """When the lead came to its organ: by its first offer, else by the dispute's end, else by the routing."""
    if life.lead is None:
        return
    offers = [f for f in lead_offers(life) if f.data.get("to_org") == life.lead]
    came = offers or life.of("DisputeAgreed", "DisputeDecided") or life.of("CaseRouted")
    if came:
        yield Mark(one(_part(life), "led", life.lead), day_of(came[0].time))


def _standing(life: Life, clocks: Sequence[Clock]) -> Iterator[Mark]:
    """What an open case is at a moment, whatever the period."""
    registered = life.registered
    assert registered is not None, "a case is open where it was registered"
    day = day_of(registered.time)
    yellow, red, over = turns(clocks)
    red = min(red, over)
    yellow = min(yellow, red)
    part = _part(life)
    yield Mark(total(life.lead, "open", part), day, until=0)
    if over < NEVER:
        yield Mark(total(life.lead, "overdue", part), day, until=0, since=over)
    for name, since, before in (("GREEN", 0, yellow), ("YELLOW", yellow, red), ("RED", red, NEVER)):
        if since < before:
            yield Mark(one("lights", name), day, until=0, since=since, before=before)


def turns(clocks: Iterable[Clock]) -> tuple[int, int, int]:
    """When the worst of the duties that still run turns YELLOW, RED and OVERDUE; NEVER where none does."""
    found = {"YELLOW": NEVER, "RED": NEVER, "OVERDUE": NEVER}
    for clock in clocks:
        if clock.duty:
            for moment, light in clock.changes:
                found[light] = min(found[light], moment_number(moment))
    return found["YELLOW"], found["RED"], found["OVERDUE"]


def is_overdue(clocks: Iterable[Clock]) -> bool:
    """Whether a duty is past due and not met."""
    return any(c.duty and c.live and c.state == "OVERDUE" for c in clocks)


def light(clocks: Iterable[Clock]) -> str:
    """The worst light among the duties that still run; GREEN where none does."""
    live = [c.light for c in clocks if c.duty and c.live and c.light is not None]
    return max(live, key=LIGHTS.index, default="GREEN")
