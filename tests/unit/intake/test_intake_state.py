"""Intake follows where dispatch says a matter stands."""

from __future__ import annotations

from datetime import datetime

import pytest

from sankua.core.errors import Refused
from sankua.core.events import Event
from sankua.core.times import SHANGHAI
from services.intake.domain.state import Case, evolve
from services.intake.domain.story import accepted_lead, story_of

AT = datetime(2023, 5, 4, 10, tzinfo=SHANGHAI)
REGISTERED = {
    "channel": "VISIT",
    "purpose": "APPEAL",
    "registered_by": "140403-xfj",
    "content_ref": "vault/c",
    "facts": {"sector": "other"},
}


def parts_of(*events):
    parts, cause = {}, ""
    for seq, (producer, name, data) in enumerate(events, start=1):
        caused = "" if data.get("of_itself") else cause
        event = Event(name, "c", seq, producer, AT, AT, causation_id=caused, data=data)
        cause = event.id if producer == "intake" else cause
        parts[producer] = evolve(producer, parts.get(producer, {}), event)
    return parts


def folded(*events):
    return Case.read(parts_of(*events))


def routed(outcome, **more):
    return ("dispatch", "CaseRouted", {"decision": {"outcome": outcome, **more}})


def test_nothing_is_known_before_registration():
    assert Case.read({}) is None


def test_facts_are_amended_only_where_dispatch_asks():
    first = ("intake", "CaseRegistered", REGISTERED)
    folded(first, routed("NEEDS_FACTS")).check_waits_for_facts()
    for case, stands in ((folded(first), "not routed yet"), (folded(first, routed("ROUTE")), "OFFERED")):
        with pytest.raises(Refused, match=stands) as caught:
            case.check_waits_for_facts()
        assert caught.value.code == "STATE"


def test_facts_are_not_amended_twice_for_one_question():
    first = ("intake", "CaseRegistered", REGISTERED)
    amended = ("intake", "FactsAmended", {"facts": {"sector": "other"}})
    case = folded(first, routed("NEEDS_FACTS"), amended)
    with pytest.raises(Refused, match="still to look at"):
        case.check_waits_for_facts()
    folded(first, routed("NEEDS_FACTS"), amended, routed("NEEDS_FACTS")).check_waits_for_facts()


def test_amended_facts_replace_the_old_ones_and_name_their_vault_entry():
    change = {"facts": {"sector": "wages"}, "facts_ref": "vault/c/1"}
    case = folded(("intake", "CaseRegistered", REGISTERED), ("intake", "FactsAmended", change))
    assert (case.facts, case.facts_ref) == ({"sector": "wages"}, "vault/c/1")


def test_the_lead_and_its_steps_are_followed():
    offer = {"handoff_id": "h1", "to_org": "140403-rsj", "role": "LEAD"}
    other = {"handoff_id": "h2", "to_org": "140403-zjj", "role": "CO_HANDLER"}
    steps = [
        ("intake", "CaseRegistered", REGISTERED),
        routed("ROUTE", lead="140403-rsj"),
        ("dispatch", "HandoffOffered", offer),
        ("dispatch", "HandoffOffered", other),
        ("dispatch", "HandoffAccepted", {"handoff_id": "h2"}),
    ]
    assert folded(*steps).stands == "OFFERED"
    steps.append(("dispatch", "HandoffAccepted", {"handoff_id": "h1"}))
    assert (folded(*steps).stands, folded(*steps).lead) == ("ACCEPTED", "140403-rsj")
    steps.append(("dispatch", "OpinionIssued", {}))
    assert folded(*steps).stands == "OPINION"
    steps.append(("dispatch", "CaseConcluded", {}))
    assert folded(*steps).stands == "CONCLUDED"


def test_a_redirect_that_comes_back_asks_for_facts_that_can_be_given():
    first = ("intake", "CaseRegistered", REGISTERED)
    amended = ("intake", "FactsAmended", {"facts": {"sector": "wages"}})
    back = routed("NEEDS_FACTS", missing_facts=["branch"])
    back[2]["of_itself"] = True  # a command of an organ, or a clock that ran out: no facts caused it
    away = ("dispatch", "HandoffOffered", {**lead("h1", "140403-sfj"), "mode": "REDIRECT"})
    for before in ([first], [first, routed("NEEDS_FACTS"), amended]):
        steps = [*before, routed("REDIRECT"), away]
        assert folded(*steps).stands == "REDIRECTED"
        with pytest.raises(Refused, match="REDIRECTED"):
            folded(*steps).check_waits_for_facts()
        case = folded(*steps, back)
        case.check_waits_for_facts()
        assert case.missing_facts == ("branch",)
        with pytest.raises(Refused, match="still to look at"):
            folded(*steps, back, amended).check_waits_for_facts()


def lead(handoff, org):
    return {"handoff_id": handoff, "to_org": org, "role": "LEAD"}


def accepts(handoff):
    return ("dispatch", "HandoffAccepted", {"handoff_id": handoff})


OFFERED = (
    ("intake", "CaseRegistered", REGISTERED),
    routed("ROUTE", lead="140403-rsj"),
    ("dispatch", "HandoffOffered", lead("h1", "140403-rsj")),
)
SUCCESSOR = ("dispatch", "HandoffOffered", lead("h2", "140403-zjj"))
REDIRECT = ("dispatch", "HandoffOffered", {**lead("h2", "140403-sfj"), "mode": "REDIRECT"})
WITHDRAWN = ("intake", "CaseWithdrawn", {})


@pytest.mark.parametrize(
    ("steps", "who"),
    [
        (OFFERED, ""),
        ((*OFFERED, WITHDRAWN), ""),
        ((*OFFERED, accepts("h1")), "140403-rsj"),
        ((*OFFERED, accepts("h1"), WITHDRAWN), "140403-rsj"),
        ((*OFFERED, accepts("h1"), SUCCESSOR), ""),
        ((*OFFERED, accepts("h1"), SUCCESSOR, accepts("h2")), "140403-zjj"),
        ((*OFFERED, accepts("h1"), REDIRECT), ""),
        ((*OFFERED, accepts("h1"), REDIRECT, accepts("h2")), "140403-sfj"),
        ((OFFERED[0], routed("REFER_SUPERIOR"), OFFERED[2]), ""),
        ((OFFERED[0], routed("REFER_SUPERIOR"), OFFERED[2], accepts("h1")), "140403-rsj"),
        ((*OFFERED, accepts("h1"), routed("NEEDS_FACTS")), ""),
        ((*OFFERED, ("dispatch", "UnitNotAccepted", {"handoff_id": "h1"})), ""),
        ((*OFFERED, ("dispatch", "CaseNotAccepted", {})), ""),
        ((*OFFERED, accepts("h1"), ("dispatch", "CaseConcluded", {})), "140403-rsj"),
    ],
)
def test_only_an_organ_that_leads_and_has_accepted_may_know_who_petitions(steps, who):
    assert accepted_lead(story_of("c", parts_of(*steps))) == who


def test_another_lead_has_accepted_nothing_yet():
    assert folded(*OFFERED, accepts("h1")).stands == "ACCEPTED"
    assert folded(*OFFERED, accepts("h1"), SUCCESSOR).stands == "OFFERED"
    assert folded(*OFFERED, accepts("h1"), SUCCESSOR, accepts("h2")).stands == "ACCEPTED"
    answered = ("dispatch", "OpinionIssued", {})
    assert folded(*OFFERED, accepts("h1"), answered, SUCCESSOR).stands == "OPINION"
    assert folded(*OFFERED, accepts("h1"), REDIRECT, accepts("h2")).stands == "REDIRECTED"
