"""Each notice once: intake is killed between sending and recording, by mail and by letter."""

from __future__ import annotations

import secrets
import time
import urllib.request
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import grpc
import pytest
from aiosmtpd.controller import Controller
from office_world import OFFICE, World, eventually, registration

from sankua.cli.stack.ports import free_port
from sankua.core.events import Event
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake

pytestmark = pytest.mark.stack
MAIL = {"name": "王小明", "email": "wang@example.org"}
PAPER = {"name": "王小明"}


class Mails:
    """Takes every mail; before it says so, it does once what the test wants."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.before_answer: Callable[[], None] | None = None
        self.hang_up = False

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content, policy=default)
        self.taken.append((mail["Message-ID"], mail.get_content()))
        strike, self.before_answer = self.before_answer, None
        if strike:
            strike()
        if self.hang_up:
            self.hang_up = False
            server.transport.abort()
        return "250 OK"

    def of(self, case: str) -> list[str]:
        return [message_id for message_id, text in self.taken if case in text]


@pytest.fixture(scope="module")
def mails() -> Iterator[tuple[Mails, int]]:
    found, port = Mails(), free_port()
    server = Controller(found, hostname="127.0.0.1", port=port)
    server.start()
    yield found, port
    server.stop()


@pytest.fixture(scope="module")
def world(kafka, mongo, mails, tmp_path_factory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("notices")
    found = World(kafka.bootstrap, mongo.uri, f"t{secrets.token_hex(6)}.events", folder)
    found.more = {
        "SANKUA_SMTP_HOST": "127.0.0.1",
        "SANKUA_SMTP_PORT": str(mails[1]),
        "SANKUA_SMTP_TLS": "false",
        "SANKUA_NOTICE_FOLDER": str(folder / "letters"),
        "SANKUA_NOTICE_PAUSE": "0.05",
        "SANKUA_LEASE_SECONDS": "1",
    }
    try:
        found.start("intake")
        found.ready("intake")
        yield found
    finally:
        found.end()


def told(world: World, case: str) -> list[Event]:
    return [e for e in world.events() if e.case == case and e.name == "PetitionerNotified"]


def ways(world: World, case: str) -> list[str]:
    """Channels by which a case was told."""
    return eventually(
        lambda: [e.data["channel"] for e in told(world, case)], 30, lambda: world.text("intake")
    )


def unclear(world: World) -> dict[str, intake.UnclearNotice]:
    ask = intake.ListUnclearNoticesRequest(office=OFFICE)
    found = world.person("intake", "registrar").ListUnclearNotices(ask, timeout=20).notices
    return {notice.case_id: notice for notice in found}


def settle(world: World, case: str, arrived: bool) -> bool:
    stub = world.person("intake", "registrar")
    said = intake.SettleNoticeRequest(case_id=case, kind="REGISTERED", about="intake/1", arrived=arrived)
    return bool(stub.SettleNotice(said, timeout=20).settled)


def test_killed_before_the_mail_servers_answer_is_not_sent_again_but_shown(world: World, mails):
    struck = []
    mails[0].before_answer = lambda: (world.kill("intake"), struck.append(1))
    case = world.register("killed-mail", petitioner=MAIL).case_id
    eventually(lambda: struck)
    world.start("intake")
    world.ready("intake")
    notice = eventually(lambda: unclear(world).get(case), 30, lambda: world.text("intake"))
    assert (notice.kind, notice.about, notice.channel) == ("REGISTERED", "intake/1", "EMAIL")
    later = world.register("after-it", petitioner=MAIL).case_id
    assert ways(world, later) == ["EMAIL"]  # one unclear notice holds up nobody else
    assert len(mails[0].of(case)) == 1
    assert told(world, case) == []  # no clock is met by what is not known
    url = f"http://127.0.0.1:{world.ports['intake']['HTTP']}/metrics"
    with urllib.request.urlopen(url, timeout=5) as answer:
        assert "sankua_intake_notices_unclear 1.0" in answer.read().decode()
    assert settle(world, case, arrived=True)
    assert not settle(world, case, arrived=True)
    assert ways(world, case) == ["EMAIL"]
    assert case not in unclear(world)
    assert len(mails[0].of(case)) == 1


def test_what_did_not_arrive_is_sent_again_under_the_same_id_when_a_person_says_so(world: World, mails):
    mails[0].hang_up = True
    case = world.register("hung-up", petitioner=MAIL).case_id
    eventually(lambda: unclear(world).get(case), 30, lambda: world.text("intake"))
    assert told(world, case) == []
    assert len(mails[0].of(case)) == 1
    elsewhere = world.person("intake", "registrar", "350521-xfj")
    with pytest.raises(grpc.RpcError) as other:
        elsewhere.ListUnclearNotices(intake.ListUnclearNoticesRequest(office=OFFICE), timeout=20)
    assert other.value.code() is grpc.StatusCode.PERMISSION_DENIED
    assert settle(world, case, arrived=False)
    assert ways(world, case) == ["EMAIL"]
    assert len(mails[0].of(case)) == 2
    assert len(set(mails[0].of(case))) == 1
    with pytest.raises(grpc.RpcError) as never:
        world.person("intake", "registrar").SettleNotice(
            intake.SettleNoticeRequest(case_id=case, kind="OPINION", about="dispatch/9", arrived=True),
            timeout=20,
        )
    assert never.value.code() is grpc.StatusCode.FAILED_PRECONDITION


def struck_between(world: World, number: int) -> tuple[str, Path] | None:
    """Kills intake when a letter shows up; the case where its event was not recorded yet, else None."""
    folder = world.folder / "letters"
    before = set(folder.glob("*.txt"))
    call = world.person("intake", "registrar").RegisterCase.future(
        _paper(f"killed-letter-{number}"), timeout=20
    )
    end = time.monotonic() + 20
    while not (fresh := set(folder.glob("*.txt")) - before):
        assert time.monotonic() < end, world.text("intake")
    world.kill("intake")
    letter = fresh.pop()
    case = call.result().case_id
    commits = world.database("intake")["commits"]
    return (case, letter) if commits.count_documents({"case": case}) == 1 else None


def _paper(request_id: str) -> intake.RegisterCaseRequest:
    made: intake.RegisterCaseRequest = registration(request_id, petitioner=PAPER)
    return made


def test_killed_after_the_letter_was_written_leaves_one_letter_and_one_event(world: World):
    for number in range(5):
        found = struck_between(world, number)
        world.start("intake")
        if found:
            break
        world.ready("intake")
    assert found is not None, "five times the event was faster than the kill"
    case, letter = found
    text = letter.read_text("utf-8")
    assert ways(world, case) == ["LETTER"]
    assert letter.read_text("utf-8") == text
    assert [f.name for f in letter.parent.glob(f"{case}*")] == [letter.name]
    assert len(told(world, case)) == 1
    assert world.database("intake")["notices"].count_documents({"case": case, "state": "sending"}) == 0
