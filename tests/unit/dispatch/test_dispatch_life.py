"""A case's life: whatever is asked in whatever order, one lead, one table, and the same state on replay."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sankua.core.errors import Refused
from sankua.core.events import OWNER_OF, Event
from sankua.core.times import SHANGHAI, format_time
from sankua.library.rules import load_rules
from sankua.wire import codec
from services.dispatch.domain import commands, inbox, steps
from services.dispatch.domain.routing import Routed, carry_out, rules_day
from services.dispatch.domain.state import Case, evolve

START = datetime(2023, 5, 4, 10, tzinfo=SHANGHAI)
HANDED_ON = ("ROUTE", "REDIRECT", "REFER_SUPERIOR", "REFER_JOINT_MEETING")


class Life:
    """One case under test: events in, state by fold; the codec stands between, as on Kafka."""

    def __init__(self, orgs, **registration):
        self.orgs = orgs
        self.parts: dict = {}
        self.events: list[Event] = []
        self.now = START
        self.put(
            "intake", "CaseRegistered", {"purpose": "APPEAL", "registered_by": "140403-xfj", **registration}
        )

    def put(self, producer, name, data, time=None, cause=""):
        seq = 1 + sum(e.producer == producer for e in self.events)
        time = time or self.now
        data, problems = codec.check(name, data)
        assert not problems
        event = Event(
            name,
            "c",
            seq,
            producer,
            time,
            self.now,
            causation_id=cause,
            data=codec.decode(name, codec.encode(name, data)),
        )
        self.events.append(event)
        self.parts[producer] = evolve(producer, self.parts.get(producer, {}), event)

    @property
    def case(self) -> Case:
        return Case.read(self.parts)

    def route(self, outcome="ROUTE", cause="c/intake/1", facts=None, **parts):
        lead = "140403-rsj" if outcome in HANDED_ON else None
        decision = {"outcome": outcome, "lead": lead, "co_handlers": [], "support": [], "basis": [], **parts}
        facts = carry_out(self.case, Routed(decision, facts or {}, cause, self.now), self.orgs)
        self.take(facts, cause)
        return facts

    def take(self, facts, cause=""):
        for fact in facts:
            assert OWNER_OF[fact.name] == "dispatch"
            self.put("dispatch", fact.name, fact.data, fact.time, cause)

    def do(self, step):
        self.now += timedelta(days=1)
        self.take(step(self.case, self.now))


def accept(handoff_id="h1"):
    return lambda case, now: commands.accept(case, handoff_id, None, now)


def opinion(case, now):
    return commands.issue_opinion(case, "SUPPORTED", ["《信访工作条例》第三十二条"], now)


def deliver(case, now):
    return commands.deliver_opinion(case, None, now)


def record(case, now):
    return commands.record_outcome(case, now - timedelta(hours=1), "", now)


def refused_by(life, step):
    """Code of the refusal; empty where the step was taken."""
    try:
        life.do(step)
    except Refused as refused:
        return refused.code
    return ""


STEPS = (accept("h1"), accept("h2"), accept("h3"), accept("h9"), opinion, deliver, commands.conclude, record)


@settings(max_examples=150, deadline=None)
@given(
    outcome=st.sampled_from([*HANDED_ON, "LINK_TO_RUNNING", "NOT_ACCEPTED_AGAIN", "NEEDS_FACTS"]),
    order=st.lists(st.sampled_from(STEPS), max_size=14),
    derived=st.booleans(),
)
def test_one_lead_one_table_and_the_same_on_replay(directory, outcome, order, derived):
    life = Life(directory, derived=derived)
    others = {"co_handlers": [{"org": "140403-zjj", "share": "查处"}], "support": [{"org": "140404"}]}
    life.route(outcome, **(others if outcome in HANDED_ON else {}))
    for step in order:
        before = life.case
        refusal = refused_by(life, step)
        assert refusal in ("", "STATE", "NOT_FOUND", "INVALID")
        assert not refusal or life.case == before
        leads = [h for h in life.case.handoffs if h.role == "LEAD"]
        assert len(leads) == (life.case.state in steps.WITH_LEAD)
        assert [h.to_org for h in leads] == ([life.case.lead] if leads else [])
    again: dict = {}
    for event in life.events:
        again[event.producer] = evolve(event.producer, again.get(event.producer, {}), event)
    assert again == life.parts


def test_the_whole_way(directory):
    life = Life(directory)
    life.route()
    for step, state in ((accept(), "ACCEPTED"), (opinion, "OPINION"), (deliver, "DELIVERED")):
        life.do(step)
        assert life.case.state == state
    life.do(commands.conclude)
    assert life.case.state == "CONCLUDED"
    names = [e.name for e in life.events if e.producer == "dispatch"]
    assert names == [
        "CaseRouted", "HandoffOffered", "HandoffDelivered", "HandoffAccepted", "OpinionIssued",
        "OpinionDelivered", "CaseConcluded",
    ]  # fmt: skip


def test_an_illegal_step_names_state_step_and_what_is_possible(directory):
    life = Life(directory)
    with pytest.raises(Refused, match=r"not routed yet.*IssueOpinion.*none") as caught:
        life.do(opinion)
    assert caught.value.code == "STATE"
    life.route()
    with pytest.raises(Refused, match=r"OFFERED; IssueOpinion .*: AcceptHandoff, RecordOutcome"):
        life.do(opinion)
    life.do(accept())
    with pytest.raises(Refused, match="h1 is ACCEPTED already"):
        life.do(accept())
    with pytest.raises(Refused, match=r"ACCEPTED; ConcludeCase .*: IssueOpinion"):
        life.do(commands.conclude)


def test_the_table_is_closed_and_every_outcome_has_a_state():
    assert {after for row in steps.TABLE.values() for after in row.values()} <= set(steps.TABLE)
    assert set(steps.OF_OUTCOME.values()) <= set(steps.TABLE)
    assert set(steps.TABLE) >= steps.WITH_LEAD


@pytest.mark.parametrize(
    ("registered", "day"),
    [("2019-03-01", "2022-05-01"), ("2022-05-01", "2022-05-01"), ("2023-05-04", "2023-05-04")],
)
def test_matters_older_than_the_rules_are_decided_by_their_first_day(registered, day):
    moment = datetime.fromisoformat(f"{registered}T09:00:00+08:00")
    assert rules_day(moment, load_rules("national-2022")).isoformat() == day


def test_a_cause_is_answered_once_and_new_facts_are_routed_again(directory):
    life = Life(directory)
    assert [f.name for f in life.route("NEEDS_FACTS")] == ["CaseRouted"]
    assert life.case.state == "WAITING_FACTS"
    assert life.route("ROUTE") == []
    life.route("ROUTE", cause="c/intake/2")
    assert (life.case.state, life.case.lead) == ("OFFERED", "140403-rsj")
    assert life.route("ROUTE", cause="c/intake/3") == []


def test_a_linked_case_says_where_to_and_a_refused_one_why(directory):
    linked, ended = Life(directory), Life(directory)
    facts = linked.route("LINK_TO_RUNNING", facts={"same_matter_case": "140403-2023-000001"})
    assert (facts[-1].name, facts[-1].data) == ("CaseLinked", {"to_case": "140403-2023-000001"})
    facts = ended.route("NOT_ACCEPTED_AGAIN", basis=["《信访工作条例》第三十六条第三款"])
    assert facts[-1].name == "CaseNotAccepted"
    assert facts[-1].data["basis"] == ["《信访工作条例》第三十六条第三款"]


@pytest.mark.parametrize(
    ("outcome", "lead", "facts", "mode"),
    [
        ("ROUTE", "140403-rsj", {}, "FORWARD"),
        ("ROUTE", "140403105", {}, "FORWARD"),
        ("ROUTE", "140403-rsj", {"urgent": True}, "ASSIGN"),
        ("ROUTE", "140400-rsj", {"urgent": True}, "REPORT_UP"),
        ("REFER_SUPERIOR", "140400-rsj", {}, "REPORT_UP"),
        ("REDIRECT", "140400-zfw", {"urgent": True}, "REDIRECT"),
    ],
)
def test_how_a_matter_is_handed_on(directory, outcome, lead, facts, mode):
    routed, offered = Life(directory).route(outcome, facts=facts, lead=lead)[:2]
    assert routed.data["mode"] == offered.data["mode"] == mode
    assert offered.data["from_org"] == "140403-xfj"
    assert offered.data.get("report_due", "") == ("2023-07-03" if mode == "ASSIGN" else "")


def test_handoffs_are_numbered_in_the_order_of_their_parts(directory):
    life = Life(directory)
    life.route(co_handlers=[{"org": "140403-zjj", "share": ""}], support=[{"org": "140404"}])
    parts = [(h.handoff_id, h.to_org, h.role, h.state) for h in life.case.handoffs]
    assert parts == [
        ("h1", "140403-rsj", "LEAD", "DELIVERED"),
        ("h2", "140403-zjj", "CO_HANDLER", "DELIVERED"),
        ("h3", "140404", "SUPPORT", "DELIVERED"),
    ]


def test_an_outcome_recorded_elsewhere_takes_one_step_at_its_own_time(directory):
    life = Life(directory, derived=True)
    life.route()
    life.now += timedelta(days=30)
    replied = START + timedelta(days=9)
    facts = commands.record_outcome(life.case, replied, "", life.now)
    assert {f.time for f in facts} == {replied}
    assert facts[1].data == {"result": "EXPLAINED"}
    assert facts[2].data == {"delivered_at": format_time(replied)}
    life.take(facts)
    assert life.case.state == "CONCLUDED"


@pytest.mark.parametrize(
    ("replied", "field"),
    [
        (None, "replied_time"),
        (START - timedelta(days=1), "replied_time"),
        (START + timedelta(days=99), "replied_time"),
    ],
)
def test_an_outcome_has_a_time_between_delivery_and_now(directory, replied, field):
    life = Life(directory, derived=True)
    life.route()
    with pytest.raises(Refused) as caught:
        commands.record_outcome(life.case, replied, "", START + timedelta(days=10))
    assert [p.field for p in caught.value.problems] == [field]


def test_only_a_derived_case_takes_an_outcome_from_elsewhere(directory):
    life = Life(directory)
    life.route()
    with pytest.raises(Refused, match="derived"):
        life.do(record)


def test_a_withdrawn_case_takes_no_step(directory):
    life = Life(directory)
    life.route()
    life.put("intake", "CaseWithdrawn", {"reason": "已解决"})
    with pytest.raises(Refused, match="WITHDRAWN"):
        life.do(accept())


def test_inbox_entries_sort_by_time_whatever_the_offset(directory):
    life = Life(directory)
    life.route(support=[{"org": "140404"}])
    first, second = inbox.entries("c", life.case)
    assert first["key"] == "2023-05-04T02:00:00.000000|c|h1"
    assert first["key"] < second["key"]
    assert inbox.parse_key(first["key"]) == ("c", "h1")
    assert inbox.still(life.case.handoff("h1"), "140403-rsj", ["DELIVERED"])
    assert not inbox.still(life.case.handoff("h1"), "140403-rsj", ["ACCEPTED"])
    assert not inbox.still(None, "140403-rsj", [])
