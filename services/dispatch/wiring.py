"""The one place that knows all parts of dispatch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from sankua.core.errors import Refused
from sankua.core.orgs import Directory
from sankua.core.rules import RuleSet
from sankua.library.data import data_folder
from sankua.library.orgs import load_directory
from sankua.library.rules import load_rules
from services.common import settings as knobs
from services.common.service import Runtime, Servicer, ServiceSpec
from services.dispatch import rpc
from services.dispatch.agents import DispatchBehaviour
from services.dispatch.handlers import Dispatch
from services.dispatch.peer import ACCESS, ROUTING, IntakeFacts
from services.dispatch.settings import DispatchSettings
from services.dispatch.store import CaseState


def spec(settings: DispatchSettings, rules: RuleSet, orgs: Directory) -> ServiceSpec:
    """Dispatch as the mechanism runs it."""

    def peer(runtime: Runtime) -> IntakeFacts:
        return IntakeFacts(runtime.channel, settings.intake_peer, settings.intake_seconds)

    def behaviour(runtime: Runtime) -> DispatchBehaviour:
        facts = partial(peer(runtime).facts, purpose=ROUTING)
        return DispatchBehaviour(rules, orgs, runtime.clock, facts)

    def servicers(runtime: Runtime) -> Sequence[Servicer]:
        facts = partial(peer(runtime).facts, purpose=ACCESS)
        return [rpc.servicer(Dispatch(runtime.store, orgs, runtime.clock, facts))]

    return ServiceSpec(
        name="dispatch",
        settings=settings,
        behaviour=behaviour,
        servicers=servicers,
        document=CaseState,
        linger=0.05,
    )


def load() -> ServiceSpec:
    """The service from its environment. Exits with 1, saying why, where settings or data are refused."""
    settings = knobs.load(DispatchSettings)
    try:
        folder = settings.data or data_folder()
        orgs = load_directory(extra=_examples(folder) if settings.example_places else (), folder=folder)
        return spec(settings, load_rules(settings.rule_set or None, orgs, folder), orgs)
    except Refused as refused:
        raise SystemExit("\n".join(map(str, refused.problems))) from None


def _examples(folder: Path) -> list[Path]:
    return sorted((folder / "orgs" / "examples").glob("*.yaml"))
