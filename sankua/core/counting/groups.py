"""Figures by name: campaigns (专项), ownership (包案), supervision (督办), recommendations, relief."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from sankua.core.counting.frame import Frame
from sankua.core.counting.life import Fact, Life

Table = dict[str, Counter[str]]

_FORMS: Final = ("SYSTEM", "PHONE", "LETTER", "ON_SITE", "INTERVIEW", "ACCOUNTABILITY_ADVICE")
_KINDS: Final = ("IMPROVE_WORK", "IMPROVE_POLICY", "ACCOUNTABILITY")
_SOURCES: Final = ("CENTRAL", "PROVINCIAL", "LOCAL")
_ORDER: Final = (*_FORMS, *_KINDS, *_SOURCES)
_CAMPAIGN: Final = ("enrolled", "reported", "concluded", "settled", "plan_made", "open")
_OWNERSHIP: Final = ("taken", "concluded", "settled", "in_progress", "raised")


class Groups:
    """Collects the figures that stand by name."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._targets: dict[str, tuple[str, int | None]] = {}
        self._campaigns: Table = defaultdict(Counter)
        self._ownership: Table = defaultdict(Counter)
        self._supervision = _table(_FORMS)
        self._recommendations = _table(_KINDS)
        self._relief = _table(_SOURCES)

    def add(self, life: Life) -> None:
        """Counts one case, or an organ's notice of a campaign."""
        self._add_campaigns(life)
        self._add_ownership(life)
        self._add_supervision(life)
        self._add_recommendations(life)
        granted = self._frame.within(life, "ReliefGranted")
        for fact in granted:
            self._relief[_key(fact, "source")]["amount_fen"] += int(fact.data.get("amount_fen") or 0)
        for source in {_key(fact, "source") for fact in granted}:
            self._relief[source]["cases"] += 1

    def _add_campaigns(self, life: Life) -> None:
        for fact in life.of("CampaignOpened"):
            name = _key(fact, "campaign")
            self._targets[name] = max(
                self._targets.get(name, ("", None)), (fact.time, fact.data.get("target"))
            )
        for name, since in enrolments(life).items():
            counts = self._campaigns[name]
            counts["enrolled"] += 1
            counts["reported"] += _since(life, since, "ResultReported", "CaseConcluded")
            counts["concluded"] += _since(life, since, "CaseConcluded")
            counts["settled"] += stands(life, "CaseSettled", since)
            counts["plan_made"] += _since(life, since, "SettlementPlanMade")
            counts["open"] += life.open

    def _add_ownership(self, life: Life) -> None:
        taken: dict[str, bool] = {}
        for fact in self._frame.within(life, "OwnerAssigned"):
            scheme = _key(fact, "scheme")
            taken[scheme] = taken.get(scheme, False) or bool(fact.data.get("raised"))
        for scheme, raised in taken.items():
            counts = self._ownership[scheme]
            concluded = stands(life, "CaseConcluded")
            counts["taken"] += 1
            counts["concluded"] += concluded
            counts["settled"] += stands(life, "CaseSettled")
            counts["in_progress"] += not concluded
            counts["raised"] += raised

    def _add_supervision(self, life: Life) -> None:
        for fact in self._frame.within(life, "SupervisionIssued"):
            self._supervision[_key(fact, "form")]["issued"] += 1
        for issued, answer in _answers(life, "SupervisionIssued", "SupervisionAnswered", _same_receiver):
            if self._frame.holds(answer.time):
                self._supervision[_key(issued, "form")]["answered"] += 1

    def _add_recommendations(self, life: Life) -> None:
        for fact in self._frame.within(life, "RecommendationIssued"):
            self._recommendations[_key(fact, "kind")]["issued"] += 1
        for issued, answer in _answers(
            life, "RecommendationIssued", "RecommendationAnswered", _same_recommendation
        ):
            if self._frame.holds(answer.time):
                counts = self._recommendations[_key(issued, "kind")]
                counts["answered"] += 1
                counts["adopted"] += bool(answer.data.get("adopted"))

    def to_json(self) -> dict[str, Any]:
        """The parts `campaigns`, `ownership`, `supervision`, `recommendations` and `relief` of a report."""
        names = sorted({*self._campaigns, *self._targets})
        return {
            "campaigns": {
                name: {
                    "target": self._targets.get(name, ("", None))[1],
                    **_filled(self._campaigns[name], _CAMPAIGN),
                }
                for name in names
            },
            "ownership": {n: _filled(self._ownership[n], _OWNERSHIP) for n in sorted(self._ownership)},
            "supervision": _tabled(self._supervision, ("issued", "answered")),
            "recommendations": _tabled(self._recommendations, ("issued", "answered", "adopted")),
            "relief": _tabled(self._relief, ("cases", "amount_fen")),
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


def _table(names: Iterable[str]) -> Table:
    return defaultdict(Counter, {name: Counter() for name in names})


def _filled(counts: Mapping[str, int], names: Iterable[str]) -> dict[str, int]:
    return {name: counts.get(name, 0) for name in names}


def _tabled(table: Table, names: tuple[str, ...]) -> dict[str, dict[str, int]]:
    # Values of this version stand in their own order, newer ones after them by name: no order of rows shows.
    return {key: _filled(table[key], names) for key in sorted(table, key=_place)}


def _place(key: str) -> tuple[int, str]:
    return (_ORDER.index(key) if key in _ORDER else len(_ORDER), key)
