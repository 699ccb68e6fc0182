"""Same person and matter, identity, destruction: over real gRPC, Kafka and MongoDB."""

from __future__ import annotations

import grpc
import pytest
from office_world import World, eventually, fields, registration, unless

from sankua.core.auditchain import Chain
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as dispatch
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake

pytestmark = pytest.mark.stack


def refused(call, *args, code):
    with pytest.raises(grpc.RpcError) as caught:
        call(*args, timeout=20)
    assert caught.value.code() is code, caught.value.details()
    return caught.value


def test_200_at_once_of_one_matter_open_one_case_and_no_voice_is_dropped(world: World):
    stub = world.person("intake", "registrar")
    text = "村里的水井被化工厂污染，请环保部门查处。"
    calls = [
        stub.RegisterCase.future(registration(f"well-{i}", content=text, title="水井污染"), timeout=60)
        for i in range(200)
    ]
    answers = [call.result() for call in calls]
    assert all(a.created for a in answers)
    assert len({a.case_id for a in answers}) == len({a.query_code for a in answers}) == 200
    opened = [a for a in answers if not a.same_matter_case]
    assert len(opened) == 1
    assert {a.same_matter_case for a in answers} == {"", opened[0].case_id}
    again = stub.RegisterCase(registration("well-7", content=text, title="水井污染"), timeout=20)
    assert (again.case_id, again.created, again.query_code) == (
        answers[7].case_id,
        False,
        answers[7].query_code,
    )
    world.routed(opened[0].case_id, state="OFFERED")
    linked = next(a.case_id for a in answers if a.same_matter_case)
    world.routed(linked, state="LINKED")


def test_an_invalid_number_is_refused_without_being_repeated(world: World):
    bad = registration(
        "no-id", petitioner={"name": "王小明", "id_number": "141002198001011234", "phone": "1"}
    )
    error = refused(
        world.person("intake", "registrar").RegisterCase, bad, code=grpc.StatusCode.INVALID_ARGUMENT
    )
    assert set(fields(error)) == {"registration.petitioner.id_number", "registration.petitioner.phone"}
    assert "141002198001011234" not in error.details()
    assert world.register(
        "old-id", petitioner={"name": "阿卜", "id_number": "E1234567", "id_kind": "PASSPORT"}
    )


def test_a_joint_matter_has_at_most_five_who_speak_for_it(world: World):
    people = [{"name": f"村民{c}"} for c in "甲乙丙丁戊"]
    stub = world.person("intake", "registrar")
    many = registration("joint-6", representatives=people, petitioner_count=30)
    error = refused(stub.RegisterCase, many, code=grpc.StatusCode.INVALID_ARGUMENT)
    assert set(fields(error)) == {"registration.representatives"}
    case = world.register("joint-5", representatives=people[:4], petitioner_count=30).case_id
    why = intake.RevealIdentityRequest(case_id=case, purpose="联系代表")
    assert [p.name for p in stub.RevealIdentity(why, timeout=20).petitioners] == [
        "王小明", "村民甲", "村民乙", "村民丙", "村民丁",
    ]  # fmt: skip
    masked = registration("masked", anonymous=True)
    assert set(fields(refused(stub.RegisterCase, masked, code=grpc.StatusCode.INVALID_ARGUMENT))) == {
        "registration.anonymous"
    }


def test_identity_is_read_by_the_office_and_the_lead_with_a_purpose(world: World):
    case = world.register("who").case_id
    why = intake.RevealIdentityRequest(case_id=case, purpose="核对身份")
    registrar = world.person("intake", "registrar")
    assert registrar.RevealIdentity(why, timeout=20).petitioners[0].id_number == "14100219800101123X"
    refused(
        registrar.RevealIdentity,
        intake.RevealIdentityRequest(case_id=case),
        code=grpc.StatusCode.INVALID_ARGUMENT,
    )
    lead = world.routed(case, state="OFFERED")
    handler = world.person("intake", "handler", lead.lead)
    refused(handler.RevealIdentity, why, code=grpc.StatusCode.NOT_FOUND)
    world.person("dispatch", "handler", lead.lead).AcceptHandoff(
        dispatch.AcceptHandoffRequest(request_id="who-a", case_id=case, handoff_id="h1"), timeout=20
    )

    def seen():
        return unless(grpc.StatusCode.NOT_FOUND, lambda: handler.RevealIdentity(why, timeout=20).petitioners)

    assert eventually(seen)[0].name == "王小明"
    refused(
        world.person("intake", "handler", "141002-zjj").RevealIdentity, why, code=grpc.StatusCode.NOT_FOUND
    )
    refused(world.person("intake", "operator").RevealIdentity, why, code=grpc.StatusCode.PERMISSION_DENIED)


def test_a_key_is_destroyed_once_the_case_is_finished_and_the_figures_stay(world: World):
    text = "拆迁补偿没有到位，请依法处理。"
    first = world.register("destroy-1", content=text).case_id
    world.routed(first, state="OFFERED")
    leader = world.person("intake", "leader")
    request = intake.DestroyCaseRequest(case_id=first, reason="保存期满")
    refused(leader.DestroyCase, request, code=grpc.StatusCode.FAILED_PRECONDITION)
    case = world.register("destroy-2", content=text).case_id
    world.routed(case, state="LINKED")
    before = world.database("intake")["commits"].count_documents({})
    request.case_id = case

    def destroyed():
        # intake may not yet have heard of the link
        return unless(
            grpc.StatusCode.FAILED_PRECONDITION, lambda: leader.DestroyCase(request, timeout=20).destroyed
        )

    assert eventually(destroyed)
    assert not leader.DestroyCase(request, timeout=20).destroyed
    registrar = world.person("intake", "registrar")
    why = intake.ReadContentRequest(case_id=case, purpose="查阅")
    refused(registrar.ReadContent, why, code=grpc.StatusCode.FAILED_PRECONDITION)
    who = intake.RevealIdentityRequest(case_id=case, purpose="查阅")
    refused(registrar.RevealIdentity, who, code=grpc.StatusCode.FAILED_PRECONDITION)
    assert registrar.GetCase(intake.GetCaseRequest(case_id=case), timeout=20).destroyed
    assert set(world.database("intake")["vault"].find_one({"_id": f"vault/{case}"})) == {
        "_id", "case", "by", "at", "destroyed",
    }  # fmt: skip
    assert world.database("intake")["commits"].count_documents({}) == before


def test_all_that_was_read_stands_in_one_whole_chain(world: World):
    chain, records = Chain(), list(world.database("intake")["audit"].find().sort("_id", 1))
    for record in records:
        chain.take({k: v for k, v in record.items() if k != "_id"})
    assert chain.problems == []
    assert {"RevealIdentity", "DestroyCase", "ReadContent"} <= {
        r["method"].rsplit("/", 1)[1] for r in records
    }
    assert "王小明" not in str(records)
