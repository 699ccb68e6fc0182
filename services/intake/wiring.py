"""The one place that knows all parts of intake."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.common import settings as knobs
from services.common.service import Runtime, Servicer, ServiceSpec
from services.intake import rpc
from services.intake.agents import IntakeBehaviour
from services.intake.ciphers import SUITES, Suite
from services.intake.claims import Claims
from services.intake.files import Files
from services.intake.handlers import Intake
from services.intake.keyring import Index, Keyring, MasterKey
from services.intake.settings import IntakeSettings
from services.intake.store import CaseState, Known, Serials, Vault
from services.intake.usecases.desk import Desk
from services.intake.usecases.private import Private

_INDEX_PLACE = "keys/index"


def spec(settings: IntakeSettings) -> ServiceSpec:
    """Intake as the mechanism runs it. BadSettings where a master key cannot be read."""
    suite = SUITES[settings.ciphers]
    current = master_key(settings, suite)
    ring = Keyring(current, [MasterKey.from_file(f, suite) for f in settings.old_master_keys], suite)

    def servicers(runtime: Runtime) -> Sequence[Servicer]:
        index = stored_index(runtime.database, ring, current.first_index)
        return [
            rpc.servicer(desk(runtime, settings, ring, index), settings.batch_items, settings.batch_parallel)
        ]

    return ServiceSpec(
        name="intake",
        settings=settings,
        behaviour=lambda _: IntakeBehaviour(),
        servicers=servicers,
        document=CaseState,
    )


def desk(runtime: Runtime, settings: IntakeSettings, ring: Keyring, index: Index) -> Desk:
    """All use cases, on one database."""
    vault, files, known = Vault(runtime.database), Files(runtime.database), Known(runtime.store)
    vault.ensure_indexes()
    files.ensure_indexes()
    intake = Intake(
        store=runtime.store,
        vault=vault,
        serials=Serials(runtime.database, settings.serial_block),
        known=known,
        master=ring,
        index=index,
        claims=Claims(runtime.store, vault, known, index),
        clock=runtime.clock,
    )
    return Desk(intake=intake, private=Private(intake, files))


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
