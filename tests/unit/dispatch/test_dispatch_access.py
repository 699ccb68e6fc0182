"""Nobody reads or moves what is not theirs: random organs, roles and cases."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from dispatch_life import LEAD, OTHER, THIRD, Life, objection
from hypothesis import given, settings
from hypothesis import strategies as st

from services.dispatch.domain import access, registry, steps
from services.dispatch.domain.context import Context

ORGS = (LEAD, OTHER, THIRD, "140403-xfj", "140403", "140400", "140404-rsj", "141002-rsj", "140403-jw")
ROLES = ("handler", "dispatcher", "registrar", "leader", "supervisor", "auditor", "operator", "importer")


class Person:
    """Somebody with grants (organ, role)."""

    def __init__(self, grants):
        self.grants = [SimpleNamespace(org=org, role=role) for org, role in grants]

    def may_act_for(self, org, *roles):
        return any(g.org == org and (not roles or g.role in roles) for g in self.grants)

    def may_see_place(self, place, *roles):
        return any(g.role in roles and g.org.startswith(place) for g in self.grants)


@settings(max_examples=200, deadline=None)
@given(
    grants=st.lists(st.tuples(st.sampled_from(ORGS), st.sampled_from(ROLES)), min_size=1, max_size=3),
    step=st.sampled_from(sorted(registry.STEPS)),
    disputed=st.booleans(),
    handoff=st.sampled_from(["h1", "h2", "h9"]),
)
def test_a_step_is_for_its_organ_and_role_alone(directory, grants, step, disputed, handoff):
    life = Life(directory)
    life.route(co_handlers=[{"org": THIRD, "share": "查处"}])
    if disputed:
        life.do("ObjectHandoff", ctx=life.context(ladder_after=1), **objection())
    row, who, args = registry.STEPS[step], Person(grants), {"handoff_id": handoff}
    ctx = Context(life.now, directory)
    found = access.acting(life.case, row, args, who, ctx)
    allowed = {(org, role) for org, roles in row.actors(life.case, args, ctx) for role in roles}
    mine = allowed & set(grants)
    if step == "RecordOutcome":
        assert (found is not None) == any(r == "importer" and o.startswith("140403") for o, r in grants)
        return
    assert (found is not None) == bool(mine)
    if found is not None:
        assert found.actor in {org for org, _ in mine}
        # Who would decide a review sees the case from the moment that one is asked for, see `parties`.
        unasked = step in (steps.REVIEW, steps.DELIVER_REVIEW) and not life.case.progress.reviewer
        assert unasked or access.is_party(life.case, who) or access.at_office(life.case, who)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ORGS), st.sampled_from(ROLES)), min_size=1, max_size=3))
def test_a_case_is_seen_by_its_parties_and_its_office_alone(directory, grants):
    life = Life(directory)
    life.route(co_handlers=[{"org": THIRD, "share": "查处"}])
    who = Person(grants)
    party = {(org, role) for org in (LEAD, THIRD) for role in access.PARTY_ROLES}
    assert access.is_party(life.case, who) == bool(party & set(grants))
    reviewer = replace(life.case.progress, reviewer="140400")
    accusation = replace(life.case, purpose="ACCUSATION", progress=reviewer)
    assert "140400" not in access.parties(accusation)


def test_parties_of_a_dispute_whose_handoffs_are_over_have_no_part(directory):
    life = Life(directory)
    life.route(co_handlers=[{"org": THIRD, "share": "查处"}])
    life.do("ObjectHandoff", ctx=life.context(ladder_after=1), **objection())
    case = life.case
    assert case.open_dispute is not None
    assert set(access.present(case)) >= {LEAD, THIRD}
    over = replace(case, handoffs=tuple(replace(h, state="RELEASED") for h in case.handoffs))
    assert access.present(over) == ()
    assert access.is_party(over, Person([(LEAD, "handler")]))
    assert not access.takes_part(over, Person([(LEAD, "handler")]))
