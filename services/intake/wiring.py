"""The one place that knows all parts of intake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import yaml
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from sankua.core.clocks.rules import ClockBook
from sankua.core.orgs import Directory
from sankua.library.clocks import read_clock_book
from sankua.library.data import data_folder
from sankua.library.orgs import load_directory
from services.common import settings as knobs
from services.common.lease import Lease
from services.common.service import Runtime, Servicer, ServiceSpec
from services.intake import rpc
from services.intake.agents import IntakeBehaviour
from services.intake.alikes import Alikes
from services.intake.channels import Channel, FileChannel, SmtpChannel
from services.intake.ciphers import SUITES, Suite
from services.intake.claims import Claims
from services.intake.files import Files
from services.intake.handlers import Intake
from services.intake.keyring import Index, Keyring, MasterKey
from services.intake.openings import Openings
from services.intake.sendings import Sendings
from services.intake.settings import IntakeSettings
from services.intake.store import IntakeState, Known, Serials, Vault
from services.intake.suggesting import load_suggester
from services.intake.usecases.amending import Amending
from services.intake.usecases.desk import Desk
from services.intake.usecases.earlier import Earlier
from services.intake.usecases.life import Life
from services.intake.usecases.private import Private
from services.intake.usecases.reception import Reception
from services.intake.usecases.registering import Registering
from services.intake.usecases.settling import Settling
from services.intake.usecases.similar import Similar
from services.intake.usecases.telling import Telling
from services.intake.visits import Visits

NOTICES = "zh-2022.yaml"
_INDEX_PLACE = "keys/index"


def spec(settings: IntakeSettings) -> ServiceSpec:
    """Intake as the mechanism runs it. BadSettings where a master key cannot be read."""
    parts = Parts(settings)
    return ServiceSpec(
        name="intake",
        settings=settings,
        behaviour=lambda _: IntakeBehaviour(tells=bool(parts.ways)),
        servicers=parts.servicers,
        document=IntakeState,
        background=(parts.fill_alikes, parts.tell) if parts.ways else (parts.fill_alikes,),
        linger=1.0,
    )


@dataclass(frozen=True, slots=True)
class Data:
    """Dated data that intake reads."""

    orgs: Directory
    book: ClockBook
    notices: Mapping[str, Any]


class Parts:
    """All parts of intake: those that need no database at once, the others when the mechanism has one."""

    def __init__(self, settings: IntakeSettings) -> None:
        suite = SUITES[settings.ciphers]
        old = [MasterKey.from_file(file, suite) for file in settings.old_master_keys]
        self._settings = settings
        self._current = master_key(settings, suite)
        self._ring = Keyring(self._current, old, suite)
        self._data = read_data(settings)
        self._suggester = load_suggester(settings.classifier, self._data.orgs, settings.data or data_folder())
        self.ways = channels(settings)
        self._desk: Desk | None = None
        self._alikes: Alikes | None = None

    def servicers(self, runtime: Runtime) -> Sequence[Servicer]:
        """The one servicer, over the use cases. Blocking, once at start."""
        settings = self._settings
        index = stored_index(runtime.database, self._ring, self._current.first_index)
        self._alikes = Alikes(runtime.database, self._ring, index)
        self._desk = self._made(runtime, index, self._alikes)
        return [rpc.servicer(self._desk, settings.batch_items, settings.batch_parallel)]

    async def fill_alikes(self, runtime: Runtime) -> None:
        """Takes registered matters into the index of alike matters."""
        assert self._desk is not None, "background work runs after the servicers have been made"
        assert self._alikes is not None
        vault, pause = self._desk.intake.vault, self._settings.alike_pause
        await self._alikes.keep_filling(runtime.stopping, pause, lambda: vault.written)

    async def tell(self, runtime: Runtime) -> None:
        """Tells petitioners what they are owed."""
        assert self._desk is not None, "background work runs after the servicers have been made"
        telling = Telling(
            self._desk.intake,
            self.ways,
            self._data.notices,
            self._data.book,
            self._data.orgs,
            self._desk.settling.sendings,
            Lease(runtime.database["notice_lease"], "notices", self._settings.lease_seconds),
        )
        await telling.keep_telling(runtime.stopping, self._settings.notice_pause)

    def _made(self, runtime: Runtime, index: Index, alikes: Alikes) -> Desk:
        """All use cases on one database."""
        database, store, data = runtime.database, runtime.store, self._data
        vault, files, known = Vault(database), Files(database), Known(store)
        visits, sendings = Visits(database), Sendings(database)
        for collection in (vault, files, alikes, visits, sendings):
            collection.ensure_indexes()
        claims = Claims(store, vault, known, index)
        serials = Serials(database, self._settings.serial_block)
        intake = Intake(store, vault, known, self._ring, index, runtime.clock, data.orgs)
        earlier = Earlier(intake, self._settings.node)
        return Desk(
            intake=intake,
            registering=Registering(intake, Openings(vault, store.log), serials, claims, earlier),
            amending=Amending(intake, earlier),
            private=Private(intake, files, alikes, data.book),
            life=Life(intake, files, data.book, data.orgs),
            similar=Similar(intake, claims, alikes),
            reception=Reception(intake, visits),
            suggest=self._suggester,
            settling=Settling(intake, sendings),
        )


def read_data(settings: IntakeSettings) -> Data:
    """The data of the folder in force."""
    folder = settings.data or data_folder()
    examples = sorted((folder / "orgs" / "examples").glob("*.yaml")) if settings.example_places else ()
    return Data(
        orgs=load_directory(extra=examples, folder=folder),
        book=read_clock_book(folder / "rules" / "clocks", folder / "orgs" / "calendars"),
        notices=yaml.safe_load((folder / "rules" / "notices" / NOTICES).read_text(encoding="utf-8")),
    )


def channels(settings: IntakeSettings) -> list[Channel]:
    """The ways to tell a petitioner, first choice first; none: nobody is told."""
    found: list[Channel] = []
    if settings.smtp_host:
        found.append(
            SmtpChannel(settings.smtp_host, settings.smtp_port, settings.smtp_sender, settings.smtp_tls)
        )
    if settings.notice_folder is not None:
        found.append(FileChannel(settings.notice_folder))
    return found


def master_key(settings: IntakeSettings, suite: Suite) -> MasterKey:
    """The key in force: what the command prints, else what the file holds."""
    if settings.master_key_command:
        return MasterKey.from_command(settings.master_key_command, suite)
    return MasterKey.from_file(settings.master_key_file, suite)


def stored_index(database: Database[dict[str, Any]], ring: Keyring, first: bytes) -> Index:
    """The index key of this database, wrapped by the key in force; made at the first start of all.

    Blocking, once at start. SealBroken where no master key that is given opens it.
    """
    keys = database["keys"]
    found = keys.find_one({"_id": "index"})
    if found is None:
        made = {"_id": "index", "key_id": ring.id, "suite": ring.suite.name}
        with suppress(DuplicateKeyError):  # another process of this service was faster
            keys.insert_one({**made, "wrapped": ring.wrap(first, _INDEX_PLACE)})
        found = keys.find_one({"_id": "index"})
    assert found is not None, "the index key was written just now"
    key = ring.unwrap(found["wrapped"], _INDEX_PLACE, found["key_id"])
    if found["key_id"] != ring.id:
        change = {"$set": {"wrapped": ring.wrap(key, _INDEX_PLACE), "key_id": ring.id}}
        keys.update_one({"_id": "index", "key_id": found["key_id"]}, change)
    return Index(key, SUITES[found["suite"]])


def load() -> ServiceSpec:
    """The service from its environment. Exits with 1, saying why, where a setting is refused."""
    settings = knobs.load(IntakeSettings)
    try:
        return spec(settings)
    except knobs.BadSettings as exc:
        raise SystemExit(str(exc)) from None
