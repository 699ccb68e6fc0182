"""What holds for every set of facts whatever."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings

from sankua.core.orgs import Directory
from sankua.core.rules import RuleSet, route
from sankua.wire import codec
from tests.unit.rules.strategies import facts

DAY = date(2023, 5, 4)
WITH_LEAD = {"ROUTE", "REDIRECT", "REFER_SUPERIOR", "REFER_JOINT_MEETING"}
many = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=["national", "changzhi"], scope="module")
def rules(request: pytest.FixtureRequest) -> RuleSet:
    found: RuleSet = request.getfixturevalue(request.param)
    return found


def named(decision: dict[str, Any]) -> list[str]:
    parts = [
        decision["lead"],
        *(c["org"] for c in decision["co_handlers"]),
        *(s["org"] for s in decision["support"]),
    ]
    return [org for org in parts if org]


@many
@given(case=facts())
def test_every_case_is_decided_and_the_same_twice(
    case: dict[str, Any], orgs: Directory, rules: RuleSet
) -> None:
    first, again = route(case, rules, orgs, DAY), route(dict(reversed(case.items())), rules, orgs, DAY)
    assert first.to_json() == again.to_json()
    assert first.rule in {rule.id for rule in rules.rules}
    assert (first.lead is not None) == (first.outcome in WITH_LEAD)
    assert bool(first.missing_facts) == (first.outcome == "NEEDS_FACTS")
    assert [t.applied for t in first.trace if t.rule == first.rule] == [True]


@many
@given(case=facts())
def test_for_an_event_it_says_the_same_in_normal_form(
    case: dict[str, Any], orgs: Directory, rules: RuleSet
) -> None:
    decision = route(case, rules, orgs, DAY)
    said = decision.to_event()
    whole, problems = codec.check("CaseRouted", {"decision": decision.to_json()})
    quick, _ = codec.check("CaseRouted", {"decision": said})
    looked_at, _ = codec.check("CaseRouted", {"decision": said | {"trace": list(said["trace"])}})
    assert not problems
    assert whole == quick == looked_at
    assert quick["decision"]["trace"] is said["trace"]
    assert list(said["trace"]) == looked_at["decision"]["trace"]
    assert codec.decode("CaseRouted", codec.encode_normal("CaseRouted", quick)) == whole


@many
@given(case=facts())
def test_nobody_is_named_twice(case: dict[str, Any], orgs: Directory, rules: RuleSet) -> None:
    orgs_named = named(route(case, rules, orgs, DAY).to_json())
    assert len(orgs_named) == len(set(orgs_named))


@many
@given(case=facts())
def test_nobody_accused_or_interested_is_named(case: dict[str, Any], orgs: Directory, rules: RuleSet) -> None:
    decision = route(case, rules, orgs, DAY).to_json()
    everyone = [*named(decision), *([decision["resolver"]] if decision["resolver"] else [])]
    for org in everyone:
        assert org not in case.get("handler_interest", [])
        assert not any(orgs.is_under(org, accused) for accused in case.get("accused_orgs", []))
    barred = {*case.get("accused_orgs", []), *case.get("handler_interest", [])}
    assert {e["org"] for e in decision["excluded"]} == barred


@many
@example(
    case={"places_of_matter": ["141122"], "dissolved_org": "141122-jw", "successor_org": "141122"},
)
@example(
    case={
        "places_of_matter": ["141122"],
        "dissolved_org": "141122-jw",
        "successor_org": "141122",
        "handler_interest": ["141122"],
    },
)
@given(case=facts())
def test_an_accusation_goes_to_discipline_alone_or_is_linked_to_one(
    case: dict[str, Any], orgs: Directory, rules: RuleSet
) -> None:
    decision = route(case | {"purpose": "ACCUSATION"}, rules, orgs, DAY).to_json()
    if decision["outcome"] in ("LINK_TO_RUNNING", "NOT_ACCEPTED_AGAIN"):
        assert case["same_matter_purpose"] == "ACCUSATION"
    else:
        assert decision["rule"] in ("R03", "R06")
        heir = case.get("successor_org") if str(case.get("dissolved_org")).endswith("-jw") else None
        # 条例 24(2): whoever continues the powers of an abolished discipline organ, or the one above it.
        heirs = {None, heir, *(orgs.superiors(heir) if heir else ())}
        assert decision["lead"] in heirs or decision["lead"].endswith("-jw")
    assert (decision["co_handlers"], decision["support"]) == ([], [])


@many
@given(case=facts())
def test_power_holders_take_part_whoever_leads(case: dict[str, Any], orgs: Directory, rules: RuleSet) -> None:
    decision = route(case | {"purpose": "APPEAL"}, rules, orgs, DAY).to_json()
    if not decision["lead"]:
        return
    barred = [*case.get("accused_orgs", []), *case.get("handler_interest", []), case.get("dissolved_org")]
    for holder in case.get("power_holders", []):
        free = not any(org and orgs.is_under(holder, org) for org in barred)
        if free and orgs.successor(holder, DAY) is None:
            assert holder in [decision["lead"], *(c["org"] for c in decision["co_handlers"])]


def reason(decision: dict[str, Any]) -> dict[str, Any]:
    """What is decided and by which rules, without the facts."""
    parts = ("rule", "outcome", "lead", "co_handlers", "support", "resolver", "excluded", "missing_facts")
    looked_at = [(step["rule"], step["applied"]) for step in decision["trace"]]
    return {name: decision[name] for name in parts} | {"looked_at": looked_at}


@many
# The first of several places; who leads where an organ was abolished; who consoles where all is at home.
@example(case={"vertical_line": "tax"}, other={"places_of_matter": ["141122"]})
@example(case={"purpose": "ACCUSATION", "places_of_matter": ["141122"]}, other={"dissolved_org": "141122-jw"})
@example(
    case={"dissolved_org": "141122-zjj", "successor_org": "141122-zjj", "residence": "141122"},
    other={"places_of_matter": ["141122"]},
)
@given(case=facts(), other=facts())
def test_what_the_trace_does_not_show_changes_nothing(
    case: dict[str, Any], other: dict[str, Any], orgs: Directory, rules: RuleSet
) -> None:
    """A reason that leaves out a fact that was heard is none: change all others, and the decision stays."""
    decision = route(case, rules, orgs, DAY).to_json()
    shown = {name for step in decision["trace"] for name in step["facts"]}
    shown |= {"accused_orgs", "handler_interest"}  # as `excluded`
    changed = {n: v for n, v in case.items() if n in shown} | {
        n: v for n, v in other.items() if n not in shown
    }
    assert reason(route(changed, rules, orgs, DAY).to_json()) == reason(decision)
