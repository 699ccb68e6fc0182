"""Figures by name: campaigns (专项), ownership (包案), supervision (督办), recommendations, relief."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from sankua.core.counting.life import Fact, Life
from sankua.core.counting.marks import Mark, What, add, day_of, firsts

_FORMS: Final = ("SYSTEM", "PHONE", "LETTER", "ON_SITE", "INTERVIEW", "ACCOUNTABILITY_ADVICE")
_KINDS: Final = ("IMPROVE_WORK", "IMPROVE_POLICY", "ACCOUNTABILITY")
_SOURCES: Final = ("CENTRAL", "PROVINCIAL", "LOCAL")
_CAMPAIGN: Final = ("enrolled", "reported", "concluded", "settled", "plan_made", "open")
_OWNERSHIP: Final = ("taken", "concluded", "settled", "in_progress", "raised")
_EVENTS: Final = frozenset({
    "CampaignOpened", "CaseEnrolled", "OwnerAssigned", "SupervisionIssued", "RecommendationIssued",
    "ReliefGranted",
})  # fmt: skip
_TABLES: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "campaigns": ((), _CAMPAIGN),
    "ownership": ((), _OWNERSHIP),
    "supervision": (_FORMS, ("issued", "answered")),
    "recommendations": (_KINDS, ("issued", "answered", "adopted")),
    "relief": (_SOURCES, ("cases", "amount_fen")),
}
"""Part to the names that it always shows, and its figures."""


def group_marks(life: Life) -> Iterator[Mark]:
    """The marks of the figures by name, of one case or of an organ's notice of a campaign."""
    if not life.has(_EVENTS):
        return
    yield from _campaigns(life)
    yield from _ownership(life)
    yield from _questions(life, "supervision", "SupervisionIssued", "SupervisionAnswered")
    yield from _questions(life, "recommendations", "RecommendationIssued", "RecommendationAnswered")
    granted = life.of("ReliefGranted")
    for fact in granted:
        amount = add("relief", "amount_fen", int(fact.data.get("amount_fen") or 0), _key(fact, "source"))
        yield Mark((amount,), day_of(fact.time))
    for source, facts in _named(granted, "source").items():
        yield from firsts(facts, (add("relief", "cases", name=source),))


def _campaigns(life: Life) -> Iterator[Mark]:
    """Cumulative to the moment, whatever the period."""
    for fact in life.of("CampaignOpened"):
        said = json.dumps([fact.time, fact.data.get("target")])
        yield Mark((add("target", said, name=_key(fact, "campaign")),), day_of(fact.time), until=0)
    for name, since in enrolments(life).items():
        figures = (
            True,
            _since(life, since, "ResultReported", "CaseConcluded"),
            _since(life, since, "CaseConcluded"),
            stands(life, "CaseSettled", since),
            _since(life, since, "SettlementPlanMade"),
            life.open,
        )
        adds = tuple(add("campaigns", f, int(n), name) for f, n in zip(_CAMPAIGN, figures, strict=True))
        yield Mark(adds, day_of(since), until=0)


def _ownership(life: Life) -> Iterator[Mark]:
    assigned = life.of("OwnerAssigned")
    if not assigned:
        return
    concluded, settled = stands(life, "CaseConcluded"), stands(life, "CaseSettled")
    figures = {"taken": True, "concluded": concluded, "settled": settled, "in_progress": not concluded}
    for scheme, facts in _named(assigned, "scheme").items():
        yield from firsts(facts, tuple(add("ownership", f, int(n), scheme) for f, n in figures.items()))
        raised = [fact for fact in facts if fact.data.get("raised")]
        yield from firsts(raised, (add("ownership", "raised", name=scheme),))


def _questions(life: Life, part: str, asked: str, answered: str) -> Iterator[Mark]:
    """What was issued in the period, and the answers in it, both under the name of what was issued."""
    field, fits = _ASKED[part]
    for fact in life.of(asked):
        yield Mark((add(part, "issued", name=_key(fact, field)),), day_of(fact.time))
    for issued, answer in _answers(life, asked, answered, fits):
        adds = [add(part, "answered", name=_key(issued, field))]
        if part == "recommendations":
            adds.append(add(part, "adopted", int(bool(answer.data.get("adopted"))), _key(issued, field)))
        yield Mark(tuple(adds), day_of(answer.time))


def groups_json(sums: Mapping[What, int]) -> dict[str, Any]:
    """The parts `campaigns`, `ownership`, `supervision`, `recommendations` and `relief` of a report."""
    tables = {part: _table(sums, part) for part in _TABLES}
    targets: dict[str, list[Any]] = {}
    for part, name, figure in sums:
        if part == "target":
            targets[name] = max(targets.get(name, ["", None]), json.loads(figure))
    campaigns, ownership = tables["campaigns"], tables["ownership"]
    return {
        "campaigns": {
            name: {"target": targets.get(name, ["", None])[1], **_filled(campaigns.get(name, {}), _CAMPAIGN)}
            for name in sorted({*campaigns, *targets})
        },
        "ownership": {name: _filled(ownership[name], _OWNERSHIP) for name in sorted(ownership)},
        **{
            part: {key: _filled(tables[part].get(key, {}), figures) for key in _keys(tables[part], always)}
            for part, (always, figures) in _TABLES.items()
            if always
        },
    }


def enrolments(life: Life) -> dict[str, str]:
    """Campaign to the moment the case joined it."""
    joined: dict[str, str] = {}
    for fact in life.of("CaseEnrolled"):
        joined.setdefault(_key(fact, "campaign"), fact.time)
    return joined


def stands(life: Life, name: str, since: str = "") -> bool:
    """Whether the event happened at or after `since` and no reopening (倒流) followed it."""
    last = False
    for fact in life.of(name, life.rules.reopened_by):
        last = fact.name == name and fact.time >= since
    return last


def _since(life: Life, since: str, *names: str) -> bool:
    return any(fact.time >= since for fact in life.of(*names))


def _answers(
    life: Life, asked: str, answered: str, fits: Callable[[Fact, Fact], bool]
) -> list[tuple[Fact, Fact]]:
    """Pairs each answer with the earliest open question that it fits, else with the earliest open one."""
    waiting: list[Fact] = []
    pairs = []
    for fact in life.of(asked, answered):
        if fact.name == asked:
            waiting.append(fact)
        elif waiting:
            found = next((w for w in waiting if fits(w, fact)), waiting[0])
            waiting.remove(found)
            pairs.append((found, fact))
    return pairs


def _same_receiver(asked: Fact, answer: Fact) -> bool:
    """`to_org` of an answer is read either way: the organ that answers, or the organ it answers to."""
    receiver = asked.data.get("to_org")
    return receiver in (answer.data.get("to_org"), answer.source)


def _same_recommendation(asked: Fact, answer: Fact) -> bool:
    kind = answer.data.get("kind")
    return (not kind or kind == asked.data.get("kind")) and _same_receiver(asked, answer)


def _key(fact: Fact, field: str) -> str:
    return str(fact.data.get(field) or "UNSPECIFIED")


def _named(found: Iterable[Fact], field: str) -> dict[str, list[Fact]]:
    kept: dict[str, list[Fact]] = {}
    for fact in found:
        kept.setdefault(_key(fact, field), []).append(fact)
    return kept


def _table(sums: Mapping[What, int], part: str) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for (of, name, figure), amount in sums.items():
        if of == part:
            table.setdefault(name, {})[figure] = amount
    return table


def _filled(counts: Mapping[str, int], names: Iterable[str]) -> dict[str, int]:
    return {name: counts.get(name, 0) for name in names}


def _keys(table: Iterable[str], always: tuple[str, ...]) -> list[str]:
    """Values of this version stand in their own order, newer ones after them by name."""
    return [*always, *sorted(set(table) - set(always))]


_ASKED: Final = {
    "supervision": ("form", _same_receiver),
    "recommendations": ("kind", _same_recommendation),
}
