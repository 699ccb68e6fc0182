"""The one place that knows all parts of intake."""

from __future__ import annotations

from collections.abc import Sequence

from services.common import settings as knobs
from services.common.service import Runtime, Servicer, ServiceSpec
from services.intake import rpc
from services.intake.agents import IntakeBehaviour
from services.intake.handlers import Intake
from services.intake.sealing import MasterKey
from services.intake.settings import IntakeSettings
from services.intake.store import CaseState, Known, Serials, Vault


def spec(settings: IntakeSettings) -> ServiceSpec:
    """Intake as the mechanism runs it. BadSettings where the master key cannot be read."""
    master = MasterKey.from_file(settings.master_key_file)

    def servicers(runtime: Runtime) -> Sequence[Servicer]:
        intake = Intake(
            store=runtime.store,
            vault=Vault(runtime.database),
            serials=Serials(runtime.database, settings.serial_block),
            known=Known(runtime.store),
            master=master,
            clock=runtime.clock,
        )
        return [rpc.servicer(intake, settings.batch_items, settings.batch_parallel)]

    return ServiceSpec(
        name="intake",
        settings=settings,
        behaviour=lambda _: IntakeBehaviour(),
        servicers=servicers,
        document=CaseState,
        linger=1.0,
    )


def load() -> ServiceSpec:
    """The service from its environment. Exits with 1, saying why, where a setting is refused."""
    settings = knobs.load(IntakeSettings)
    try:
        return spec(settings)
    except knobs.BadSettings as exc:
        raise SystemExit(str(exc)) from None
