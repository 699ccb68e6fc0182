"""What callers of intake may rely on, over real gRPC, Kafka and MongoDB."""

from __future__ import annotations

import grpc
import pytest
from office_world import OFFICE, World, eventually, fields, registration

from sankua.wire.gen.case.v1 import values_pb2 as values
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake

PRIVATE = ("纺织厂", "三个月没有发工资", "王小明", "13912345678", "14100219800101123X", "src-77")
pytestmark = pytest.mark.stack


def refused(call, *args, code):
    with pytest.raises(grpc.RpcError) as caught:
        call(*args, timeout=20)
    assert caught.value.code() is code, caught.value.details()
    return caught.value


def test_a_case_is_numbered_and_the_same_request_gives_the_same_case(world: World):
    first = world.register("one-1")
    assert first.created
    division, year, serial = first.case_id.split("-")
    assert (division, len(year), len(serial)) == ("141002", 4, 6)
    again = world.register("one-1")
    assert (again.case_id, again.created) == (first.case_id, False)
    assert world.register("one-2").case_id != first.case_id


def test_other_content_under_a_used_id_is_a_conflict(world: World):
    world.register("two-1")
    stub = world.person("intake", "registrar")
    error = refused(
        stub.RegisterCase, registration("two-1", content="别的内容"), code=grpc.StatusCode.ABORTED
    )
    assert "other content" in error.details()
    assert "request_id" in fields(error)


def test_200_at_once_with_one_id_are_one_case(world: World):
    stub = world.person("intake", "registrar")
    calls = [stub.RegisterCase.future(registration("same"), timeout=30) for _ in range(200)]
    answers = [call.result() for call in calls]
    assert len({a.case_id for a in answers}) == 1
    assert sum(a.created for a in answers) == 1
    vault = world.database("intake")["vault"]
    case = answers[0].case_id
    named = {c["events"][0]["headers"]["ce_subject"] for c in world.database("intake")["commits"].find()}
    eventually(lambda: set(vault.distinct("case")) == named)
    assert case in named


def test_each_fault_is_a_field_violation(world: World):
    stub = world.person("intake", "registrar")
    bad = registration("bad", channel="", facts={"place_of_matter": "14", "residence": "141002104203"})
    error = refused(stub.RegisterCase, bad, code=grpc.StatusCode.INVALID_ARGUMENT)
    assert set(fields(error)) == {
        "registration.channel",
        "registration.facts.place_of_matter",
        "registration.facts.residence",
    }
    error = refused(stub.RegisterCase, registration(""), code=grpc.StatusCode.INVALID_ARGUMENT)
    assert set(fields(error)) == {"request_id"}


def test_a_bad_item_of_a_batch_refuses_only_itself(world: World):
    items = [registration(f"batch-{i}", intake.RegisterCasesRequest) for i in range(300)]
    items[7] = registration("batch-7", intake.RegisterCasesRequest, purpose="")
    items[150] = registration("batch-3", intake.RegisterCasesRequest)
    stub = world.person("intake", "registrar")
    results = stub.RegisterCases(iter(items), timeout=60).results
    assert [r.request_id for r in results] == [i.request_id for i in items]
    assert [e.field for e in results[7].errors] == ["registration.purpose"]
    assert not results[7].case_id
    assert results[150].case_id == results[3].case_id
    assert sum(r.created for r in results) == 298
    again = stub.RegisterCases(iter(items), timeout=60).results
    assert [r.case_id for r in again] == [r.case_id for r in results]
    assert not any(r.created for r in again)


def test_only_a_registrar_of_the_office_registers(world: World):
    stranger = world.person("intake", "registrar", "350521-xfj")
    refused(stranger.RegisterCase, registration("no-1"), code=grpc.StatusCode.PERMISSION_DENIED)
    handler = world.person("intake", "handler")
    refused(handler.RegisterCase, registration("no-1"), code=grpc.StatusCode.PERMISSION_DENIED)
    derived = registration("no-1", derived=True)
    error = refused(
        world.person("intake", "registrar").RegisterCase, derived, code=grpc.StatusCode.INVALID_ARGUMENT
    )
    assert set(fields(error)) == {"registration.derived"}


def test_an_importer_takes_over_the_past(world: World):
    importer = world.person("intake", "importer", "")
    past = registration("past", derived=True, occurred_time="2019-03-01T09:00:00+08:00", source_ref="src-77")
    case = importer.RegisterCase(past, timeout=20).case_id
    assert case.startswith("141002-2019-")
    found = importer.GetCase(intake.GetCaseRequest(case_id=case), timeout=20)
    assert found.source_ref == "src-77"
    assert found.registered_time.seconds == 1551402000
    elsewhere = world.person("intake", "importer", "", ("3505",))
    refused(elsewhere.GetCase, intake.GetCaseRequest(case_id=case), code=grpc.StatusCode.NOT_FOUND)


def test_the_counter_sees_a_case_without_text_and_strangers_see_none(world: World):
    case = world.register("see").case_id
    request = intake.GetCaseRequest(case_id=case)
    found = world.person("intake", "registrar").GetCase(request, timeout=20)
    assert found.facts.sector == "wages"
    assert not [word for word in PRIVATE if word in str(found)]
    stranger = world.person("intake", "registrar", "350521-xfj")
    refused(stranger.GetCase, request, code=grpc.StatusCode.NOT_FOUND)


def test_text_is_read_with_a_purpose_and_leaves_a_record(world: World):
    case = world.register("read").case_id
    stub = world.person("intake", "auditor")
    why = intake.ReadContentRequest(case_id=case, purpose="质量检查")
    assert stub.ReadContent(why, timeout=20).title == "纺织厂拖欠工资"
    refused(stub.ReadContent, intake.ReadContentRequest(case_id=case), code=grpc.StatusCode.INVALID_ARGUMENT)
    record = world.database("intake")["audit"].find_one(
        {"request.case_id": case, "request.purpose": "质量检查"}
    )
    assert record is not None
    assert record["method"].endswith("/ReadContent")
    other = world.person("intake", "auditor", "350521-xfj")
    refused(other.ReadContent, why, code=grpc.StatusCode.NOT_FOUND)


def test_routing_facts_are_for_dispatch_alone(world: World):
    accused = {"place_of_matter": "141002", "accused_orgs": ["141002-rsj"]}
    case = world.register("facts", purpose="ACCUSATION", facts=accused).case_id
    why = intake.GetRoutingFactsRequest(case_id=case, purpose="test")
    assert world.service("dispatch", "intake").GetRoutingFacts(why, timeout=20).facts.accused_orgs == [
        "141002-rsj"
    ]
    denied = grpc.StatusCode.PERMISSION_DENIED
    refused(world.service("reporting", "intake").GetRoutingFacts, why, code=denied)
    refused(world.person("intake", "registrar").GetRoutingFacts, why, code=denied)


def test_facts_are_amended_where_dispatch_asks_and_the_case_is_routed(world: World):
    case = world.register("ask", facts={"sector": "other", "place_of_matter": "141002"}).case_id
    world.routed(case, state="WAITING_FACTS")
    stub = world.person("intake", "registrar")
    facts = values.CaseFacts(sector="wages", work_place="141002")
    amend = intake.AmendFactsRequest(request_id="amend-1", case_id=case, facts=facts, reason="补充单位所在地")

    typo = intake.AmendFactsRequest(request_id="amend-0", case_id=case, reason="补充单位所在地")
    typo.facts.sector, typo.facts.household = "wage", "140421"
    error = refused(stub.AmendFacts, typo, code=grpc.StatusCode.INVALID_ARGUMENT)
    assert set(fields(error)) == {"facts.sector", "facts.household"}

    def amended():
        try:
            return stub.AmendFacts(amend, timeout=20)
        except grpc.RpcError as error:
            if error.code() is not grpc.StatusCode.FAILED_PRECONDITION:
                raise
            return None  # intake has not yet heard that dispatch asks

    assert eventually(amended).created
    found = world.routed(case, state="OFFERED")
    assert found.lead == "141002-rsj"
    assert not stub.AmendFacts(amend, timeout=20).created
    amend.reason = "别的原因"
    refused(stub.AmendFacts, amend, code=grpc.StatusCode.ABORTED)
    amend.request_id = "amend-2"
    refused(stub.AmendFacts, amend, code=grpc.StatusCode.FAILED_PRECONDITION)
    amend.request_id, amend.reason = "amend-3", "王小明本人补充"
    error = refused(stub.AmendFacts, amend, code=grpc.StatusCode.INVALID_ARGUMENT)
    assert set(fields(error)) == {"reason"}


def test_nothing_private_leaves_the_vault(world: World):
    case = world.register("secret", source_ref="").case_id
    world.routed(case)
    said = [str(c) for s in ("intake", "dispatch") for c in world.database(s)["commits"].find()]
    said += [str(c) for s in ("intake", "dispatch") for c in world.database(s)["cases"].find()]
    said += [f"{headers} {value.decode('utf-8', 'replace')}" for _, headers, value in world.records()]
    said += [world.log(s).read_text(encoding="utf-8") for s in ("intake", "dispatch")]
    raw = b"".join(value for _, _, value in world.records())
    assert len(said) > 10
    for word in PRIVATE:
        assert not [text for text in said if word in text]
        assert word.encode() not in raw
    entry = world.database("intake")["vault"].find_one({"case": case})
    assert entry is not None
    assert not [word for word in PRIVATE if word.encode() in entry["sealed"]]


def test_the_office_is_found_in_the_state_document(world: World):
    case = world.register("document").case_id
    world.routed(case)

    def stored():
        found = world.database("intake")["cases"].find_one({"_id": case})
        return found if found and found.get("stands") == "OFFERED" else None

    assert eventually(stored)["office"] == OFFICE
