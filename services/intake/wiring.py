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
from services.intake.suggesting import Suggester, load_suggester
from services.intake.usecases.amending import Amending
from services.intake.usecases.desk import Desk
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
    suite = SUITES[settings.ciphers]
    current = master_key(settings, suite)
    ring = Keyring(current, [MasterKey.from_file(f, suite) for f in settings.old_master_keys], suite)
    folder = settings.data or data_folder()
    examples = sorted((folder / "orgs" / "examples").glob("*.yaml")) if settings.example_places else ()
    data = Data(
        orgs=load_directory(extra=examples, folder=folder),
        book=read_clock_book(folder / "rules" / "clocks", folder / "orgs" / "calendars"),
        notices=yaml.safe_load((folder / "rules" / "notices" / NOTICES).read_text(encoding="utf-8")),
    )
    suggester = load_suggester(settings.classifier, data.orgs, folder)
    made: list[tuple[Desk, Alikes]] = []

    async def fill_alikes(runtime: Runtime) -> None:
        whole, alikes = made[0]
        vault = whole.intake.vault
        await alikes.keep_filling(runtime.stopping, settings.alike_pause, lambda: vault.written)

    async def tell(runtime: Runtime) -> None:
        telling = Telling(
            made[0][0].intake,
            ways,
            data.notices,
            data.book,
            data.orgs,
            made[0][0].settling.sendings,
            Lease(runtime.database["notice_lease"], "notices", settings.lease_seconds),
        )
        await telling.keep_telling(runtime.stopping, settings.notice_pause)

    ways = channels(settings)

    def servicers(runtime: Runtime) -> Sequence[Servicer]:
        index = stored_index(runtime.database, ring, current.first_index)
        made.append(desk(runtime, settings, Parts(ring, index, data, suggester)))
        return [rpc.servicer(made[0][0], settings.batch_items, settings.batch_parallel)]

    return ServiceSpec(
        name="intake",
        settings=settings,
        behaviour=lambda _: IntakeBehaviour(tells=bool(ways)),
        servicers=servicers,
        document=IntakeState,
        background=(fill_alikes, tell) if ways else (fill_alikes,),
        linger=1.0,
    )


@dataclass(frozen=True, slots=True)
class Data:
    """Dated data that intake reads."""

    orgs: Directory
    book: ClockBook
    notices: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parts:
    """What is there before the database is."""

    ring: Keyring
    index: Index
    data: Data
    suggester: Suggester


def desk(runtime: Runtime, settings: IntakeSettings, parts: Parts) -> tuple[Desk, Alikes]:
    """All use cases on one database, and the index of alike matters behind them."""
    vault, files, known = Vault(runtime.database), Files(runtime.database), Known(runtime.store)
    alikes, visits = Alikes(runtime.database, parts.ring, parts.index), Visits(runtime.database)
    sendings = Sendings(runtime.database)
    for collection in (vault, files, alikes, visits, sendings):
        collection.ensure_indexes()
    claims = Claims(runtime.store, vault, known, parts.index)
    openings = Openings(vault, runtime.store.log)
    intake = Intake(
        store=runtime.store,
        vault=vault,
        known=known,
        master=parts.ring,
        index=parts.index,
        clock=runtime.clock,
        orgs=parts.data.orgs,
    )
    whole = Desk(
        intake=intake,
        registering=Registering(intake, openings, Serials(runtime.database, settings.serial_block), claims),
        amending=Amending(intake),
        private=Private(intake, files, alikes),
        life=Life(intake, files, parts.data.book, parts.data.orgs),
        similar=Similar(intake, claims, alikes),
        reception=Reception(intake, visits),
        suggest=parts.suggester,
        settling=Settling(intake, sendings),
    )
    return whole, alikes


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
