"""Same person and matter, identity, destruction: over real gRPC, Kafka and MongoDB."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

import grpc
import pytest
from burglar import copy_of, log_of, read
from office_world import STUBS, World, eventually, fields, registration, unless

from sankua.core.auditchain import Chain
from sankua.core.counting import Period, fold, report
from sankua.library.counting import load_counting_books
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as dispatch
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake
from services.intake.keyring import MasterKey

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


def test_an_earlier_case_is_named_only_where_it_runs_and_is_of_these_people(world: World):
    first = world.register("earlier-1").case_id
    stub = world.person("intake", "registrar")

    def wrong(request_id: str, field: str, **change: Any) -> None:
        error = refused(
            stub.RegisterCase, registration(request_id, **change), code=grpc.StatusCode.INVALID_ARGUMENT
        )
        assert set(fields(error)) == {f"registration.{field}"}

    def naming(case: str) -> dict[str, Any]:
        return {"place_of_matter": "141002", "sector": "wages", "same_matter_case": case}

    wrong("earlier-2", "facts.same_matter_case", facts=naming("141002-2020-999999"))
    wrong("earlier-3", "repeat_of", repeat_of="141002-2020-999999")
    wrong("earlier-4", "facts.same_matter_case", facts=naming(first), purpose="ACCUSATION")
    city = "141000-xfj"
    stranger = {"name": "李四", "phone": "13812345678"}
    error = refused(
        world.person("intake", "registrar", city).RegisterCase,
        registration("earlier-5", facts=naming(first), registered_by=city, petitioner=stranger),
        code=grpc.StatusCode.INVALID_ARGUMENT,
    )
    assert set(fields(error)) == {"registration.facts.same_matter_case"}
    linked = world.register("earlier-6", facts=naming(first) | {"same_matter_state": "final"})
    assert linked.same_matter_case == first
    world.routed(linked.case_id, state="LINKED")
    gone = intake.WithdrawCaseRequest(request_id="earlier-w", case_id=first, reason="已和解")
    stub.WithdrawCase(gone, timeout=20)
    wrong("earlier-7", "facts.same_matter_case", facts=naming(first))
    again = registration("earlier-6", facts=naming(first) | {"same_matter_state": "final"})
    assert stub.RegisterCase(again, timeout=20).case_id == linked.case_id
    assert world.register("earlier-8", repeat_of=first).created


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


def test_no_organ_that_did_not_accept_reads_who_petitions(world: World):
    registrar = world.person("intake", "registrar")
    withdrawn, moved = world.register("who-w").case_id, world.register("who-m").case_id
    lead = world.routed(withdrawn, state="OFFERED").lead
    registrar.WithdrawCase(intake.WithdrawCaseRequest(request_id="who-w2", case_id=withdrawn), timeout=20)
    why = intake.RevealIdentityRequest(case_id=withdrawn, purpose="核对身份")
    refused(world.person("intake", "handler", lead).RevealIdentity, why, code=grpc.StatusCode.NOT_FOUND)
    world.routed(moved, state="OFFERED")
    accept = dispatch.AcceptHandoffRequest(request_id="who-m2", case_id=moved, handoff_id="h1")
    world.person("dispatch", "handler", lead).AcceptHandoff(accept, timeout=20)
    why = intake.RevealIdentityRequest(case_id=moved, purpose="核对身份")
    before = world.person("intake", "handler", lead)
    gone = grpc.StatusCode.NOT_FOUND
    assert eventually(lambda: unless(gone, lambda: before.RevealIdentity(why, timeout=20).petitioners))
    away = dispatch.RedirectCaseRequest(
        request_id="who-m3", case_id=moved, to_org="141002-sfj", destination="人民调解"
    )
    world.person("dispatch", "handler", lead).RedirectCase(away, timeout=20)
    look = intake.GetCaseRequest(case_id=moved)
    eventually(lambda: registrar.GetCase(look, timeout=20).stands == "REDIRECTED")
    refused(before.RevealIdentity, why, code=gone)
    refused(world.person("intake", "handler", "141002-sfj").RevealIdentity, why, code=gone)


def test_a_redirect_that_comes_back_is_given_the_facts_it_asks_for(world: World):
    case = world.register("back").case_id
    lead = world.routed(case, state="OFFERED").lead
    away = dispatch.RedirectCaseRequest(
        request_id="back-1", case_id=case, to_org="141002-sfj", destination="人民调解"
    )
    world.person("dispatch", "handler", lead).RedirectCase(away, timeout=20)
    other = world.person("dispatch", "handler", "141002-sfj")
    has = dispatch.AcknowledgeRedirectRequest(request_id="back-2", case_id=case)
    other.AcknowledgeRedirect(has, timeout=20)
    came = dispatch.RecordRedirectResultRequest(
        request_id="back-3", case_id=case, outcome="BACK", result="调解不成"
    )
    other.RecordRedirectResult(came, timeout=20)
    registrar, look = world.person("intake", "registrar"), intake.GetCaseRequest(case_id=case)
    eventually(lambda: list(registrar.GetCase(look, timeout=20).missing_facts) == ["branch"])
    amend = intake.AmendFactsRequest(request_id="back-4", case_id=case, reason="调解不成")
    amend.facts.branch = "BRANCH_PETITION_PROCEDURE"
    assert registrar.AmendFacts(amend, timeout=20).created
    world.routed(case, state="OFFERED")
    assert not registrar.AmendFacts(amend, timeout=20).created


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


SECRETS = ("欧阳晚晴", "13698761234", "琥珀巷拆迁", "附件里的收据")


def figures(world: World) -> Any:
    """The figures of all events, and the events' ids, once all that was committed is on the topic."""
    commits = [c for name in STUBS for c in world.database(name)["commits"].find({}, {"n": 1})]
    events = {event.id: event for event in world.events()}
    if len(events) < sum(commit["n"] for commit in commits):
        return None
    rows: dict[str, Any] = {}
    for event in events.values():
        rows[event.case] = fold(rows.get(event.case), event)
    as_of = datetime.fromisoformat("2099-01-01T00:00:00+08:00")
    whole = Period.parse("2020-01-01..2098-12-31")
    return report(rows.values(), whole, as_of, (), load_counting_books()), events.keys()


def finished_case(world: World) -> str:
    """A withdrawn matter with a name, a text and a document."""
    who = {"name": SECRETS[0], "phone": SECRETS[1]}
    case = world.register("secret", content=f"{SECRETS[2]}一年没有结果。", petitioner=who).case_id
    stub = world.person("intake", "registrar")
    paper = intake.AddAttachmentRequest(
        request_id="secret-d", case_id=case, name="收据.txt", content=SECRETS[3].encode()
    )
    stub.AddAttachment(paper, timeout=20)
    stub.WithdrawCase(intake.WithdrawCaseRequest(request_id="secret-w", case_id=case), timeout=20)
    return str(case)


def restored(world: World, backup: dict[str, list[Any]], master: bytes) -> None:
    """Intake on a database filled from the backup, under a new master key that can still open the old one."""
    world.stop("intake")
    old = world.database("intake").name
    for name, documents in backup.items():
        if name.startswith(f"{old}.") and documents:
            world.client[f"{old}_back"][name.removeprefix(f"{old}.")].insert_many(documents)
    key = world.tls / "new.key"
    key.write_bytes(master)
    world.more = {
        "SANKUA_MONGO_DATABASE": f"{old}_back",
        "SANKUA_MASTER_KEY_FILE": str(key),
        "SANKUA_OLD_MASTER_KEYS": f'["{world.tls / "master.key"}"]',
    }
    world.start("intake")
    world.ready("intake")


def test_a_destroyed_key_leaves_nothing_to_read_in_any_later_backup_and_the_figures_stay(world: World):
    kept = world.register("kept", content="保留的事项,仍可查阅。").case_id
    case = finished_case(world)
    databases = [world.database(name) for name in ("intake", "dispatch")]
    old, new = MasterKey.from_file(world.tls / "master.key"), os.urandom(32)
    stolen = [doc for documents in copy_of(databases).values() for doc in documents]
    assert [s for s in SECRETS if s not in read(stolen, [old], case)] == []  # a copy with the key does open
    world.routed(kept, state="OFFERED")
    before = eventually(lambda: figures(world))
    done = intake.DestroyCaseRequest(case_id=case, reason="保存期满")
    answer = world.person("intake", "leader").DestroyCase(done, timeout=20)
    assert (answer.destroyed, answer.attachments) == (True, 1)
    backup = copy_of(databases)
    documents = [doc for found in backup.values() for doc in found]
    assert read(documents, [old], case) == ""
    assert not [s for s in SECRETS for doc in documents if s in str(doc)]
    assert figures(world) == before
    restored(world, backup, new)
    try:
        operator = world.person("intake", "operator", "")
        while operator.RotateKeys(intake.RotateKeysRequest(), timeout=20).remaining:
            pass
        stub = world.person("intake", "registrar")
        ask = intake.ReadContentRequest(case_id=kept, purpose="查阅")
        assert "仍可查阅" in stub.ReadContent(ask, timeout=20).content
        ask.case_id = case
        refused(stub.ReadContent, ask, code=grpc.StatusCode.FAILED_PRECONDITION)
        assert stub.GetCase(intake.GetCaseRequest(case_id=case), timeout=20).destroyed
        # MongoDB's own log holds the first write until it rolls over: that is why the old master key goes.
        log = log_of(world.client, databases)
        assert SECRETS[2] in read(log, [old], case)
        assert read(log, [MasterKey(new)], case) == ""
        assert figures(world) == before
    finally:
        world.client.drop_database(f"{databases[0].name}_back")
