"""State of a case in dispatch, by producer: what was registered, and what dispatch did with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sankua.core.orgs.codes import division_of
from services.dispatch.domain.machine import DEAD, DISPUTE_OVER

Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Handoff:
    """One handoff (转送、交办); times are RFC 3339 text, empty where it has not come to that.

    `share` is the part of a co-handler (协办) in words, `report_due` the date by which it is owed.
    """

    handoff_id: str
    from_org: str
    to_org: str
    role: str
    mode: str
    state: str
    offered_time: str
    delivered_time: str = ""
    accepted_time: str = ""
    share: str = ""
    report_due: str = ""
    destination: str = ""
    objections: int = 0
    proposed_org: str = ""

    @property
    def live(self) -> bool:
        """Whether its receiver still takes part by it."""
        return self.state not in DEAD


@dataclass(frozen=True, slots=True)
class Dispute:
    """The dispute of a case (争议): its rung, who has to act on it, and the parties."""

    dispute_id: str
    state: str
    parties: tuple[str, ...]
    to_org: str = ""
    lead: str = ""
    since: str = ""

    @property
    def open(self) -> bool:
        """Whether it waits for an agreement or a decision."""
        return self.state not in DISPUTE_OVER


@dataclass(frozen=True, slots=True)
class Redirect:
    """Another procedure that the case was led into (导入其他程序)."""

    to_org: str
    destination: str
    acknowledged: bool
    since: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the handling is: facts of their own that no state says.

    `flowed_back`: it was settled (化解) and reopened; `raised`: an owner was raised (提级包案) since the last
    reopening, not before it.
    """

    simplified: bool = False
    extended: bool = False
    executed: bool = False
    planned: bool = False
    opinion: str = ""
    opinion_at: str = ""
    review: str = ""
    review_decided_at: str = ""
    reviewer: str = ""
    review_asked: str = ""
    reopened: int = 0
    flowed_back: bool = False
    raised: bool = False
    objections: int = 0
    hops: int = 0
    bound: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    meeting: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case, read from the parts. `state` is a key of machine.CASE, `cause` the event routed on.

    `since`: when it was routed or its unit refused it; RFC 3339 text.
    `decision` is the last one without its trace; `trace` is that, as the JSON text that state keeps.
    """

    state: str
    purpose: str
    branch: str
    registered_by: str
    derived: bool
    urgent: bool
    lead: str
    cause: str
    since: str
    decision: Mapping[str, Any]
    trace: str
    handoffs: tuple[Handoff, ...]
    dispute: Dispute | None
    redirect: Redirect | None
    progress: Progress

    @classmethod
    def read(cls, parts: Mapping[str, Part]) -> Case | None:
        """The case; None where its registration is not known."""
        origin, own = parts.get("intake") or {}, parts.get("dispatch") or {}
        if "registered_by" not in origin:
            return None
        return cls(
            state=_state(origin, own),
            purpose=origin.get("purpose", ""),
            branch=origin.get("branch", ""),
            registered_by=origin["registered_by"],
            derived=bool(origin.get("derived")),
            urgent=bool(origin.get("urgent")),
            lead=own.get("lead", ""),
            cause=own.get("cause", ""),
            since=own.get("since", ""),
            decision=own.get("decision", {}),
            trace=own.get("trace", "[]"),
            handoffs=tuple(Handoff(**h) for h in own.get("handoffs", ())),
            dispute=_dispute(own),
            redirect=Redirect(**own["redirect"]) if own.get("redirect") else None,
            progress=_progress(origin, own, parts.get("oversight") or {}),
        )

    @property
    def office(self) -> str:
        """The petition office (信访局) of the division that registered the case: it sends the handoffs."""
        return office_of(self.registered_by)

    def handoff(self, handoff_id: str) -> Handoff | None:
        """The handoff with this id."""
        return next((h for h in self.handoffs if h.handoff_id == handoff_id), None)

    @property
    def lead_handoff(self) -> Handoff | None:
        """The live handoff of the one lead (主办)."""
        return next((h for h in self.handoffs if h.role == "LEAD" and h.live), None)

    def live_of(self, org: str) -> Handoff | None:
        """The live handoff of an organ."""
        return next((h for h in self.handoffs if h.to_org == org and h.live), None)

    @property
    def was_led_by(self) -> tuple[str, ...]:
        """Every organ that the lead was offered to, in order, each once."""
        return tuple(dict.fromkeys(h.to_org for h in self.handoffs if h.role == "LEAD"))

    @property
    def pingpong(self) -> tuple[tuple[str, str], ...]:
        """Pairs of organs, in order of their codes, that send an open case to and fro.

        One objects and proposes the other, which had the matter before.
        """
        if self.state not in ("OFFERED", "DISPUTED"):
            return ()
        led = self.was_led_by
        found = [(h.to_org, h.proposed_org) for h in self.handoffs if h.proposed_org in led]
        return tuple(dict.fromkeys((min(pair), max(pair)) for pair in found))

    @property
    def open_dispute(self) -> Dispute | None:
        """The dispute that still waits."""
        return self.dispute if self.dispute is not None and self.dispute.open else None


def office_of(registered_by: str) -> str:
    """`<division>-xfj`."""
    return f"{division_of(registered_by)}-xfj"


_ENDED: Final = frozenset({"CONCLUDED", "SETTLED", "ARCHIVED"})


def _state(origin: Part, own: Part) -> str:
    state = str(own.get("state", ""))
    return "WITHDRAWN" if origin.get("withdrawn") and state not in _ENDED else state


def _dispute(own: Part) -> Dispute | None:
    found = own.get("dispute")
    return Dispute(**{**found, "parties": tuple(found["parties"])}) if found else None


def _progress(origin: Part, own: Part, oversight: Part) -> Progress:
    stage = _stage(origin, own)
    return Progress(
        simplified=bool(own.get("simplified", origin.get("simplified"))),
        extended=bool(own.get("extended")),
        executed=bool(own.get("executed")),
        planned=bool(own.get("planned")),
        opinion=own.get("opinion", ""),
        opinion_at=own.get("opinion_at", ""),
        review_decided_at=own.get("review_decided_at", ""),
        review=_review(origin, own),
        reviewer=origin.get(f"{stage}_to") or origin.get("review_to", ""),
        review_asked=origin.get(f"{stage}_at") or origin.get("review_at", ""),
        reopened=own.get("reopened", 0),
        flowed_back=bool(own.get("flowed_back")),
        # As oversight raises: whoever was raised on the day of the reopening or later owns what came back.
        raised=oversight.get("raised_on", "") >= own.get("reopened_on", "9"),
        objections=own.get("objections", 0),
        hops=own.get("hops", 0),
        bound=tuple(own.get("bound", ())),
        items=tuple(own.get("items", ())),
        meeting=oversight.get("meeting", ""),
    )


def _stage(origin: Part, own: Part) -> str:
    """The stage that a review is at: a final one decided and not delivered yet, else the last asked for.

    Where no delivery of a 复查 is recorded, its decision counts as delivered: 复核 may be asked for.
    """
    if own.get("final") == "FINAL_DECIDED":
        return "final"
    return str(origin.get("asked") or ("final" if "final_to" in origin or own.get("final") else "review"))


def _review(origin: Part, own: Part) -> str:
    """The state in machine.REVIEW: requests from intake, decisions of dispatch, each counted.

    After a reopening there is a new opinion, and its review is a round of its own.
    """
    stage = _stage(origin, own)
    asked = origin.get(f"{stage}_n", 1) if f"{stage}_to" in origin else 0
    decided = own.get(f"{stage}_n", 1) if own.get(stage) else 0
    state = str(own.get(stage, ""))
    waits = asked > decided and not state.endswith("_DECIDED")
    return f"{stage.upper()}_REQUESTED" if waits else state
