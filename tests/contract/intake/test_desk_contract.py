"""The desk beside registration, over real gRPC, Kafka, MongoDB and SMTP; then a scan for private words."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

import grpc
import pytest
from aiosmtpd.controller import Controller
from office_world import OFFICE, World, eventually, fields, registration, unless

from sankua.cli.stack.ports import free_port
from sankua.core.events import Event
from sankua.wire.gen.case.v1 import events_pb2 as case_events
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake
from tests import leaks

pytestmark = pytest.mark.stack
STATE, NOT_FOUND = grpc.StatusCode.FAILED_PRECONDITION, grpc.StatusCode.NOT_FOUND
PLANTED = {
    "name": "慕容秋白",
    "phone": "13787654321",
    "id_number": "14100219800101123X",
    "email": "murong.qiubai@example.org",
}
WORDS = (
    "慕容秋白",
    "13787654321",
    "14100219800101123X",
    "murong.qiubai",
    "翡翠湖畔",
    "锅炉房爆燃",
    "证据清单丙",
)


class Mails:
    """Takes mail; refuses the first try of each letter for now, so that every one is tried again."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.taken: list[tuple[str, str, str]] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content, policy=default)
        if mail["Message-ID"] not in self.seen:
            self.seen.add(mail["Message-ID"])
            return "451 try again"
        self.taken.append((mail["Message-ID"], envelope.rcpt_tos[0], mail.get_content()))
        return "250 OK"


@pytest.fixture(scope="module")
def mails() -> Iterator[tuple[Mails, int]]:
    found, port = Mails(), free_port()
    server = Controller(found, hostname="127.0.0.1", port=port)
    server.start()
    yield found, port
    server.stop()


@pytest.fixture(scope="module")
def world(kafka, mongo, mails, tmp_path_factory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("desk")
    found = World(kafka.bootstrap, mongo.uri, f"t{secrets.token_hex(6)}.events", folder)
    found.more = {
        "SANKUA_SMTP_HOST": "127.0.0.1",
        "SANKUA_SMTP_PORT": str(mails[1]),
        "SANKUA_SMTP_TLS": "false",
        "SANKUA_NOTICE_FOLDER": str(folder / "letters"),
        "SANKUA_NOTICE_PAUSE": "0.1",
        "SANKUA_ALIKE_PAUSE": "0.05",
        "SANKUA_LEASE_SECONDS": "3",
        "SANKUA_CIPHERS": "sm",
    }
    try:
        for service in ("intake", "dispatch"):
            found.start(service)
        for service in ("intake", "dispatch"):
            found.ready(service)
        yield found
    finally:
        found.end()


def refused(call, request, code):
    with pytest.raises(grpc.RpcError) as caught:
        call(request, timeout=20)
    assert caught.value.code() is code, caught.value.details()
    return caught.value


def planted(world: World, request_id: str, **change):
    usual = {"petitioner": PLANTED, "title": "翡翠湖畔小区", "content": f"锅炉房爆燃,无人管理。{request_id}"}
    return world.register(request_id, **usual | change)


def told(world: World, case: str) -> list[Event]:
    return [e for e in world.events() if e.case == case and e.name == "PetitionerNotified"]


def test_an_urgent_matter_is_reported_in_the_same_commit(world: World):
    case = planted(world, "urgent", urgent=True).case_id
    commit = world.database("intake")["commits"].find_one({"case": case})
    assert commit["n"] == 2
    world.routed(case)
    reported = next(e for e in world.events() if e.case == case and e.name == "UrgentReported")
    assert reported.data["to_orgs"] == ["141002", "141002-lxb", "141002-rsj", "141000-xfj", "000000-xfj"]


def test_a_petitioner_is_told_once_by_mail_although_the_server_refused_at_first(world: World, mails):
    receipt = planted(world, "told")
    case = receipt.case_id
    world.answered(case)
    kinds = ["REGISTERED", "FORWARDED", "ACCEPTED", "OPINION"]
    found = eventually(
        lambda: (f := told(world, case)) and len(f) == 4 and f, 40, lambda: world.text("intake")
    )
    assert [(e.data["kind"], e.data["channel"]) for e in found] == [(k, "EMAIL") for k in kinds]
    mine = [m for m in mails[0].taken if case in m[2]]
    assert len({m[0] for m in mine}) == len(mine) == 4
    assert {m[1] for m in mine} == {PLANTED["email"]}
    texts = "".join(m[2] for m in mine)
    assert receipt.query_code in texts
    assert "请求复查" in texts
    assert not [w for w in WORDS if w in texts]


def test_without_mail_a_letter_is_written_and_an_anonymous_matter_is_passed_over(world: World):
    named = planted(world, "letter", petitioner={"name": "慕容秋白"}).case_id
    nobody = planted(world, "nobody", petitioner={}, anonymous=True).case_id
    ways = {
        case: eventually(lambda case=case: [e.data["channel"] for e in told(world, case)][:1], 40)
        for case in (named, nobody)
    }
    assert ways == {named: ["LETTER"], nobody: ["NONE"]}
    letters = list((world.folder / "letters").glob(f"{named}_REGISTERED_*.txt"))
    assert len(letters) == 1
    assert letters[0].stat().st_mode & 0o077 == 0


def test_the_query_code_opens_its_own_matter_and_no_other(world: World):
    one, two = planted(world, "track-1"), planted(world, "track-2")
    world.answered(one.case_id)
    portal = world.person("intake", "portal", "")
    track = intake.TrackCaseRequest(case_id=one.case_id, query_code=one.query_code.lower())

    def seen():
        found = portal.TrackCase(track, timeout=20)
        return found if len(found.rights) == 2 else None

    found = eventually(seen)
    assert [s.kind for s in found.steps] == ["REGISTERED", "HANDED_TO_UNIT", "ACCEPTED", "OPINION"]
    assert (found.status, [r.kind for r in found.rights]) == ("open", ["REVIEW", "EVALUATION"])
    wrong = [
        refused(portal.TrackCase, intake.TrackCaseRequest(case_id=case, query_code=code), NOT_FOUND).details()
        for case, code in (
            (one.case_id, two.query_code),
            ("141002-2026-999999", one.query_code),
            (one.case_id, ""),
        )
    ]
    assert len(set(wrong)) == 1
    rate = intake.EvaluateCaseRequest(
        request_id="rate-1",
        case_id=one.case_id,
        target=case_events.EVALUATION_TARGET_RESPONSIBLE_UNIT,
        rating=case_events.RATING_MOSTLY,
        query_code=one.query_code,
    )
    assert portal.EvaluateCase(rate, timeout=20).created
    assert not portal.EvaluateCase(rate, timeout=20).created
    rate.request_id = "rate-2"
    refused(portal.EvaluateCase, rate, STATE)
    rate.query_code = two.query_code
    refused(portal.EvaluateCase, rate, NOT_FOUND)


def test_a_review_is_asked_once_and_goes_to_the_organ_above(world: World):
    case = planted(world, "review").case_id
    stub = world.person("intake", "registrar")
    ask = intake.RequestReviewRequest(request_id="rev-1", case_id=case)
    refused(stub.RequestReview, ask, STATE)
    world.answered(case)
    found = eventually(lambda: unless(STATE, lambda: stub.RequestReview(ask, timeout=20)))
    assert (found.created, found.to_org) == (True, "141002")
    again = stub.RequestReview(ask, timeout=20)
    assert (again.created, again.to_org) == (False, "141002")
    ask.request_id = "rev-2"
    refused(stub.RequestReview, ask, STATE)


def test_a_withdrawn_matter_stays_withdrawn(world: World):
    case = planted(world, "withdraw").case_id
    stub = world.person("intake", "registrar")
    named = intake.WithdrawCaseRequest(request_id="wd-1", case_id=case, reason="慕容秋白本人要求")
    assert set(fields(refused(stub.WithdrawCase, named, grpc.StatusCode.INVALID_ARGUMENT))) == {"reason"}
    why = intake.WithdrawCaseRequest(request_id="wd-2", case_id=case, reason="问题已解决")
    assert stub.WithdrawCase(why, timeout=20).created
    assert not stub.WithdrawCase(why, timeout=20).created
    assert stub.GetCase(intake.GetCaseRequest(case_id=case), timeout=20).stands == "WITHDRAWN"
    why.request_id = "wd-3"
    refused(stub.WithdrawCase, why, STATE)


def test_documents_are_kept_sealed_also_of_an_accusation(world: World):
    accused = {"place_of_matter": "141002", "accused_orgs": ["141002-rsj"]}
    case = planted(world, "doc", purpose="ACCUSATION", facts=accused).case_id
    stub = world.person("intake", "registrar")
    content = "证据清单丙:三页。".encode()
    add = intake.AddAttachmentRequest(
        request_id="doc-1", case_id=case, name="证据清单丙.txt", content=content
    )
    kept = stub.AddAttachment(add, timeout=20)
    assert (kept.created, kept.attachment.media_type, kept.attachment.size) == (
        True,
        "text/plain",
        len(content),
    )
    assert not stub.AddAttachment(add, timeout=20).created
    add.content = b"other"
    refused(stub.AddAttachment, add, grpc.StatusCode.ABORTED)
    read = intake.ReadAttachmentRequest(
        case_id=case, attachment_id=kept.attachment.attachment_id, purpose="核实"
    )
    found = stub.ReadAttachment(read, timeout=20)
    assert (found.name, found.content) == ("证据清单丙.txt", content)
    refused(world.person("intake", "auditor", "141002-rsj").ReadAttachment, read, NOT_FOUND)
    read.purpose = ""
    refused(stub.ReadAttachment, read, grpc.StatusCode.INVALID_ARGUMENT)
    shown = stub.GetCase(intake.GetCaseRequest(case_id=case), timeout=20)
    assert [a.attachment_id for a in shown.attachments] == [kept.attachment.attachment_id]
    hidden = {"purpose": "ACCUSATION", "anonymous": True, "petitioner": {}}
    against_all = planted(world, "doc-2", **hidden, facts=accused | {"accused_orgs": ["141002"]}).case_id
    add.case_id, add.request_id = against_all, "doc-3"
    refused(stub.AddAttachment, add, NOT_FOUND)


def test_alike_matters_are_shown_with_their_words_and_accusations_only_to_accusations(world: World):
    text = "晨光路菜市场每天清晨占道经营,堵塞消防通道,多次反映无人处理。"
    one = world.register("alike-1", title="占道经营", content=text).case_id
    hidden = world.register("alike-2", title="占道经营", content=text + "请查", purpose="ACCUSATION", facts={
        "place_of_matter": "141002", "accused_orgs": ["141002-rsj"]}).case_id  # fmt: skip
    stub = world.person("intake", "registrar")
    draft = registration(
        "x", title="占道", content="晨光路菜市场清晨占道经营,消防通道堵塞,反映多次没人处理。"
    ).registration
    draft.petitioner.Clear()
    ask = intake.FindSimilarRequest(registration=draft, purpose="筛重")

    def found():
        return [c for c in stub.FindSimilar(ask, timeout=20).candidates if c.case_id == one]

    candidate = eventually(found)[0]
    assert candidate.score > 0.6
    assert any("菜市场" in word for word in candidate.words)
    assert not candidate.same_person
    assert hidden not in {c.case_id for c in stub.FindSimilar(ask, timeout=20).candidates}
    same = intake.FindSimilarRequest(case_id=hidden, purpose="筛重")
    assert {c.case_id for c in stub.FindSimilar(same, timeout=20).candidates} == set()
    ask.purpose = ""
    refused(stub.FindSimilar, ask, grpc.StatusCode.INVALID_ARGUMENT)
    elsewhere = world.person("intake", "registrar", "350521-xfj")
    refused(elsewhere.FindSimilar, same, NOT_FOUND)


def test_the_reception_desk_of_eight_steps(world: World):
    stub = world.person("intake", "registrar")
    take = [intake.TakeNumberRequest(request_id=f"n-{i}", office=OFFICE, first=i == 2) for i in range(4)]
    calls = [stub.TakeNumber.future(request, timeout=20) for request in take]
    visits = [call.result().visit for call in calls]
    assert sorted(v.number for v in visits) == [1, 2, 3, 4]
    again = stub.TakeNumber(take[0], timeout=20)
    assert (again.visit.number, again.created) == (visits[0].number, False)
    waiting = stub.ListVisits(intake.ListVisitsRequest(office=OFFICE), timeout=20).visits
    assert waiting[0].visit_id == visits[2].visit_id
    case = planted(world, "visit", channel="VISIT").case_id
    world.routed(case, state="OFFERED")
    step = intake.RecordVisitRequest(
        visit_id=visits[2].visit_id, step="VISIT_STEP_RECEIVED", case_id=case, window="3"
    )
    refused(stub.RecordVisit, step, STATE)
    guide = intake.RecordVisitRequest(
        visit_id=visits[2].visit_id, step="VISIT_STEP_GUIDED", procedure="PETITION"
    )
    stub.RecordVisit(guide, timeout=20)
    stub.RecordVisit(step, timeout=20)
    get = intake.GetVisitRequest(visit_id=visits[2].visit_id)

    def names():
        found = [intake.VisitStep.Name(m.step)[11:] for m in stub.GetVisit(get, timeout=20).visit.steps]
        return found if len(found) == 4 else None

    assert eventually(names) == ["NUMBERED", "GUIDED", "RECEIVED", "FORWARDED"]
    refused(world.person("intake", "registrar", "350521-xfj").GetVisit, get, NOT_FOUND)
    document = world.database("intake")["visits"].find_one({"_id": visits[2].visit_id})
    assert not [w for w in WORDS if w in str(document)]


def test_suggestions_name_their_model(world: World):
    stub = world.person("intake", "registrar")
    ask = intake.SuggestClassificationRequest(
        registration=registration("s", content="法院判决后执行局不执行").registration
    )
    found = stub.SuggestClassification(ask, timeout=20)
    assert found.model.startswith("rules:baseline")
    assert [s.value for s in found.suggestions if s.must_confirm] == ["LITIGATION"]


def test_z_no_planted_word_is_found_where_it_must_not_be(world: World):
    """Over every event, refusal, log line, metric and document of all that ran above; the vault is sealed."""
    scan = world.look()
    assert scan.looked["events"] > 50
    assert min(scan.looked[kind] for kind in ("log lines", "metrics", "documents", "refusals")) > 1
    assert set(WORDS) <= set(leaks.planted())
    assert scan.found == []
