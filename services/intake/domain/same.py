"""Same person, same matter (同人同事): what claims a matter, and what becomes of a second one.

A second registration is one: numbered, answered and counted (条例 21). What the law forbids is to open the
same matter twice while it runs (条例 19(3)), and to accept it again after a final review (36(3)).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, Literal

from services.intake.domain.matter import Registration
from services.intake.domain.people import plain_text
from services.intake.domain.state import Case

SHORTEST: Final = 8
"""Letters a text has to have before its likeness says anything: "同上" is no matter."""

_OVER: Final = frozenset({"CONCLUDED", "NOT_ACCEPTED", "WITHDRAWN", "REDIRECTED", "LINKED"})

Standing = Literal["running", "final", "over"]


def claims_of(matter: Registration, marks: Iterable[str]) -> Iterator[str]:
    """One claim for each person and the text; none where it was taken over, is linked, or says too little.

    `marks` are those of its people (`all_marks`).
    Of an anonymous accusation the accused stand for the person (the reading in use for 重复).
    An accusation never meets an appeal: the purpose is part of the claim.
    """
    linked = matter.repeat_of or matter.facts.get("same_matter_case")
    if matter.derived or linked or not matter.opens:
        return
    text = plain_text(matter.title + matter.content)
    if len(text) < SHORTEST:
        return
    accused = matter.facts.get("accused_orgs")
    if matter.purpose == "ACCUSATION" and matter.anonymous and accused:
        marks = [*marks, "accused:" + ",".join(sorted(accused))]
    for mark in marks:
        yield f"{matter.purpose}\0{mark}\0{text}"


def standing(first: Case) -> Standing:
    """How the first matter stands for a second one."""
    if first.final:
        return "final"
    return "over" if first.stands in _OVER else "running"


def beside(matter: Registration, first_case: str, stands: Standing) -> Registration:
    """The second matter. Running or final: dispatch links or refuses it. Over: it opens anew."""
    if stands == "over":
        # The simplified way is for matters that come for the first time (简易办理办法 4).
        return replace(matter, repeat_of=first_case, simplified=False)
    facts = {**matter.facts, "same_matter_case": first_case, "same_matter_state": stands}
    if matter.purpose == "ACCUSATION":
        facts["same_matter_purpose"] = "ACCUSATION"
    return replace(matter, facts=facts, repeat_of=first_case, opens=False, simplified=False)
