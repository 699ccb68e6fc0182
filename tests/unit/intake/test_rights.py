"""Windows of the petitioner: review, final review, rating, withdrawal; days by the core's own clocks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sankua.core.errors import Refused
from sankua.core.events import Event
from sankua.core.times import SHANGHAI
from sankua.library.clocks import load_clock_book
from sankua.library.data import data_folder
from sankua.library.orgs import load_directory
from services.intake.domain import notices, rights, timeline
from services.intake.domain.offices import reviewer, urgent_receivers
from services.intake.domain.state import Case, evolve
from services.intake.domain.story import story_of
from services.intake.usecases.telling import OPENS

BOOK, ORGS = load_clock_book(), load_directory()
DAY0 = datetime(2023, 5, 4, 10, tzinfo=SHANGHAI)
OFFER = {
    "handoff_id": "h1",
    "from_org": "141002-xfj",
    "to_org": "141002-rsj",
    "role": "LEAD",
    "mode": "FORWARD",
}
SUPPORT = OFFER | {"handoff_id": "h2", "to_org": "141002-zjj", "role": "SUPPORT"}
LIFE = [
    ("intake", "CaseRegistered", 0, {"purpose": "APPEAL", "channel": "LETTER", "registered_by": "141002-xfj",
                                     "content_ref": "vault/c", "received_at": "2023-05-04T09:00:00+08:00"}),
    ("dispatch", "CaseRouted", 0, {"decision": {"outcome": "ROUTE", "lead": "141002-rsj"}}),
    ("dispatch", "HandoffOffered", 0, OFFER),
    ("dispatch", "HandoffDelivered", 0, {"handoff_id": "h1"}),
    ("dispatch", "HandoffOffered", 0, SUPPORT),
    ("dispatch", "HandoffAccepted", 1, {"handoff_id": "h2"}),
    ("dispatch", "HandoffAccepted", 3, {"handoff_id": "h1"}),
    ("dispatch", "OpinionIssued", 20, {"result": "EXPLAINED"}),
    ("dispatch", "OpinionDelivered", 22, {}),
]  # fmt: skip
REVIEWED = [
    ("intake", "ReviewRequested", 30, {"requested_at": "2023-06-03T10:00:00+08:00", "to_org": "141002"}),
    ("dispatch", "ReviewDecided", 50, {"result": "UPHELD"}),
]
FINAL = (
    "intake", "FinalReviewRequested", 55, {"requested_at": "2023-06-28T10:00:00+08:00", "to_org": "141000"}
)  # fmt: skip


def parts_of(life):
    parts, seq = {}, {"intake": 0, "dispatch": 0}
    for producer, name, day, data in life:
        seq[producer] += 1
        at = DAY0 + timedelta(days=day)
        event = Event(name, "c", seq[producer], producer, at, at, source="141002-xfj", data=data)
        parts[producer] = evolve(producer, parts.get(producer, {}), event)
    return parts


def read(life):
    parts = parts_of(life)
    return Case.read(parts), story_of("c", parts)


def ask(life, day, final=False, recorded=None):
    case, story = read(life)
    at = DAY0 + timedelta(days=day)
    now = DAY0 + timedelta(days=recorded if recorded is not None else day)
    return rights.review_asked(case, story, {"at": at, "now": now, "to_org": "141002"}, BOOK, final)


def refused(call, *args, **more):
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    return str(caught.value)


def test_a_review_is_asked_within_thirty_days_of_delivery_the_last_day_included():
    assert ask(LIFE, 23)[0].name == "ReviewRequested"
    # Delivered on Friday 26 May; the thirtieth day is Sunday 25 June, make-up working day of 2023.
    assert ask(LIFE, 52)[0].data["requested_at"].startswith("2023-06-25")
    assert "window ended on 2023-06-25" in refused(ask, LIFE, 53)


def test_what_was_asked_in_time_counts_although_it_is_written_down_late():
    assert ask(LIFE, 50, recorded=60)[0].time == DAY0 + timedelta(days=60)
    assert "before the answer" in refused(ask, LIFE, 10, recorded=30)


def test_nothing_is_reviewed_before_an_answer_or_twice():
    assert "no 处理意见" in refused(ask, LIFE[:-1], 23)
    assert "asked for already" in refused(ask, [*LIFE, *REVIEWED], 51)
    assert "no 复查意见" in refused(ask, LIFE, 23, final=True)


def test_a_final_review_has_a_window_of_its_own():
    whole = [*LIFE, *REVIEWED]
    assert ask(whole, 60, final=True)[0].name == "FinalReviewRequested"
    assert "window ended" in refused(ask, whole, 90, final=True)
    case, story = read(whole)
    assert [r.kind for r in rights.rights(story, DAY0 + timedelta(days=51), BOOK)] == [
        "FINAL_REVIEW",
        "EVALUATION",
    ]
    assert case.stands == "OPINION"


def rate(life, day, target):
    case, story = read(life)
    return rights.evaluated(case, story, target, "MOSTLY", DAY0 + timedelta(days=day), BOOK)


def test_each_target_is_rated_once_and_the_unit_only_in_its_window():
    assert rate(LIFE[:3], 1, "PETITION_OFFICE")[0].data == {"target": "PETITION_OFFICE", "rating": "MOSTLY"}
    assert "not answered yet" in refused(rate, LIFE[:-1], 23, "RESPONSIBLE_UNIT")
    assert rate(LIFE, 23, "RESPONSIBLE_UNIT")
    rated = [*LIFE, ("intake", "CaseEvaluated", 24, {"target": "RESPONSIBLE_UNIT", "rating": "MOSTLY"})]
    assert "given once" in refused(rate, rated, 25, "RESPONSIBLE_UNIT")
    assert rate(rated, 25, "PETITION_OFFICE")
    assert "window ended" in refused(rate, LIFE, 70, "RESPONSIBLE_UNIT")


def test_what_has_ended_is_not_withdrawn():
    assert rights.withdrawn(read(LIFE)[0], "", DAY0)[0].name == "CaseWithdrawn"
    for name, stands in (("CaseConcluded", "CONCLUDED"), ("CaseLinked", "LINKED")):
        ended = read([*LIFE, ("dispatch", name, 30, {})])[0]
        assert stands in refused(rights.withdrawn, ended, "", DAY0)
    gone = read([*LIFE, ("intake", "CaseWithdrawn", 30, {})])[0]
    assert gone.stands == "WITHDRAWN"
    assert "WITHDRAWN" in refused(rights.withdrawn, gone, "", DAY0)


@pytest.mark.parametrize(
    ("more", "day", "runs"),
    [
        ([], 40, "C10"),
        ([], 60, ""),
        (REVIEWED[:1], 40, "C11"),
        (REVIEWED[:1], 70, "C11"),  # overdue: the petitioner still waits for an answer
        (REVIEWED, 60, "C12"),
        (REVIEWED, 90, ""),
        ([*REVIEWED, FINAL], 60, "C13"),
        ([*REVIEWED, FINAL, ("dispatch", "FinalReviewDecided", 70, {})], 71, ""),
        ([*REVIEWED, ("dispatch", "ReviewDelivered", 70, {})], 90, "C12"),
    ],
)
def test_nothing_is_destroyed_while_a_review_may_be_asked_for_or_is_decided(more, day, runs):
    _, story = read([*LIFE, ("dispatch", "CaseConcluded", 23, {}), *more])
    now = DAY0 + timedelta(days=day)
    if not runs:
        rights.check_nothing_runs(story, now, BOOK)
        return
    assert runs in refused(rights.check_nothing_runs, story, now, BOOK)


def test_public_are_the_dates_of_the_rules_and_of_the_lead_alone():
    case, story = read([*LIFE, *REVIEWED])
    assert [(s.kind, s.org) for s in timeline.steps(case, story)] == [
        ("REGISTERED", "141002-xfj"), ("HANDED_TO_UNIT", "141002-rsj"), ("ACCEPTED", "141002-xfj"),
        ("OPINION", "141002-xfj"), ("REVIEW_OPINION", "141002-xfj"),
    ]  # fmt: skip


def test_an_accusation_shows_and_tells_no_organ():
    life = [
        (p, n, d, {**data, "purpose": "ACCUSATION"} if n == "CaseRegistered" else data)
        for p, n, d, data in LIFE
    ]
    case, story = read(life)
    assert {s.org for s in timeline.steps(case, story)} == {""}
    told = notices.owed(case, story, ())
    assert {n.org for n in told} == {""}
    rules = {"kinds": {n.kind: {"text": "{case}{org}{date}{due}", "basis": "b"} for n in told}}
    assert "rsj" not in "".join(notices.text_of(n, "c", rules, str, "") for n in told)


@given(st.integers(0, len(LIFE) + len(REVIEWED)), st.integers(0, 8))
def test_every_notice_is_owed_once_whatever_was_told_before(upto, told_before):
    life = [*LIFE, *REVIEWED][:upto]
    if not life:
        return
    parts = parts_of(life)
    case, story = Case.read(parts), story_of("c", parts)
    all_owed = [f"{n.kind}:{n.about}" for n in notices.owed(case, story, ())]
    assert len(set(all_owed)) == len(all_owed)
    left = notices.owed(case, story, all_owed[:told_before])
    assert [f"{n.kind}:{n.about}" for n in left] == all_owed[told_before:]
    assert notices.is_owed(parts)


def test_what_is_owed_by_the_end_of_a_review():
    case, story = read([*LIFE, *REVIEWED])
    kinds = [n.kind for n in notices.owed(case, story, ())]
    assert kinds == ["REGISTERED", "FORWARDED", "ACCEPTED", "OPINION", "REVIEW"]
    case, story = read([*LIFE, *REVIEWED, ("dispatch", "ReviewDelivered", 60, {})])
    kinds = [n.kind for n in notices.owed(case, story, ())]
    assert kinds == ["REGISTERED", "FORWARDED", "ACCEPTED", "OPINION", "REVIEW", "REVIEW_DELIVERED"]


def test_no_notice_names_a_last_day_that_the_delivery_moves():
    """条例 36: thirty days from receipt; only OPINION and REVIEW_DELIVERED know when that was."""
    rules = yaml.safe_load((data_folder() / "rules" / "notices" / "zh-2022.yaml").read_text("utf-8"))
    dated = {kind for kind, rule in rules["kinds"].items() if "{due}" in rule["text"]}
    assert dated == set(OPENS) == {"OPINION", "REVIEW_DELIVERED"}
    delivered = [*LIFE, *REVIEWED, ("dispatch", "ReviewDelivered", 60, {})]
    _, story = read(delivered)
    (right,) = [
        r
        for r in rights.rights(story, DAY0 + timedelta(days=60), BOOK)
        if r.kind == OPENS["REVIEW_DELIVERED"]
    ]
    assert right.due_on == "2023-08-02"
    case, _ = read(delivered)
    owed = {n.kind: n for n in notices.owed(case, story, ())}
    assert set(owed) <= set(rules["kinds"])
    words = notices.text_of(owed["REVIEW_DELIVERED"], "c", rules, str, right.due_on)
    assert "2023-08-02" in words


def test_urgent_matters_reach_all_that_the_law_names_and_none_that_is_accused():
    facts = {"purpose": "APPEAL", "sector": "environment", "place_of_matter": "141002"}
    told = urgent_receivers("141002-xfj", facts, ORGS, DAY0.date())
    assert told == ["141002", "141002-lxb", "141002-sthjj", "141000-xfj", "000000-xfj"]
    accused = facts | {"purpose": "ACCUSATION", "accused_orgs": ["141002"]}
    assert urgent_receivers("141000-xfj", accused, ORGS, DAY0.date()) == [
        "141000", "141000-lxb", "140000-xfj", "000000-xfj",
    ]  # fmt: skip


@pytest.mark.parametrize("office", ["140403001", "140403-rsj"])
def test_the_own_petition_office_and_all_who_hold_the_power_hear_of_an_urgent_matter(office):
    facts = {"purpose": "APPEAL", "sector": "other", "power_holders": ["140403-yjj", "140403-zjj"]}
    told = urgent_receivers(office, facts, ORGS, DAY0.date())
    assert told == [
        office.partition("-")[0], "140403-lxb", "140403-yjj", "140403-zjj", "140403-xfj", "140400-xfj",
        "000000-xfj",
    ]  # fmt: skip
    accused = facts | {"purpose": "ACCUSATION", "accused_orgs": ["140403-xfj", "140403-zjj"]}
    left = urgent_receivers(office, accused, ORGS, DAY0.date())
    assert left == [org for org in told if org not in accused["accused_orgs"]]


@pytest.mark.parametrize(
    ("lead", "asked"), [("141002-rsj", "141002"), ("141002", "141000"), ("141000-rsj", "141000"), ("", "")]
)
def test_the_organ_above_reviews(lead, asked):
    assert reviewer(lead, {"purpose": "APPEAL"}, ORGS) == asked
