"""What the local stack is told: the services' settings (file, environment), checked before any start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sankua.cli.stack.failures import StackError

if TYPE_CHECKING:
    from services.common.settings import ServiceSettings

_SET_BY_THE_STACK: Final = {
    "intake_peer": "127.0.0.1:1",
    "intake_grpc": "127.0.0.1:1",
    "master_key_file": Path("master.key"),
}
"""Knobs that a service may insist on and the stack will give it: stand-ins for the check before the start."""

SERVICES = ("intake", "dispatch", "oversight", "reporting")
DOOR: Final = "door"
"""The JSON door: a process beside the four, with no database and no certificate of its own."""


@dataclass(frozen=True)
class StackConfig:
    """Which servers to use and which topics to make. `kafka`, `mongo`: "" where the stack starts its own."""

    kafka: str
    mongo: str
    settings: ServiceSettings

    @property
    def topics(self) -> dict[str, int]:
        """The topics and their partitions. Dead letters and warnings are few: they need no spread."""
        mine = self.settings
        return {mine.topic: mine.partitions, mine.dlq_topic: 1, "office.events": mine.partitions}


def load_config() -> StackConfig:
    """From the file named by SANKUA_CONFIG and the environment. StackError (exit 1) names each bad value."""
    from services.common.settings import BadSettings, ServiceSettings, read

    wrong: dict[str, None] = {}  # the services share knobs: each bad one is said once
    for cls in settings_classes().values():
        try:
            read(cls, **_SET_BY_THE_STACK)
        except BadSettings as error:
            wrong.update(dict.fromkeys(str(error).splitlines()))
    if wrong:
        raise StackError("\n".join(wrong), exit_code=1)
    settings = read(ServiceSettings)
    given = settings.model_fields_set
    return StackConfig(
        kafka=settings.kafka_bootstrap if "kafka_bootstrap" in given else "",
        mongo=settings.mongo_uri if "mongo_uri" in given else "",
        settings=settings,
    )


def settings_classes() -> dict[str, type[ServiceSettings]]:
    """The settings class of each service by its name, and the common one under ""."""
    from services.common.settings import ServiceSettings

    found = {"": ServiceSettings}
    for name in (*SERVICES, DOOR):
        module = f"services.{name}.settings"
        if find_spec(module) is None:  # a service without knobs of its own has no such module
            continue
        for value in vars(import_module(module)).values():
            if (
                isinstance(value, type)
                and issubclass(value, ServiceSettings)
                and value is not ServiceSettings
            ):
                found[name] = value
    return found


def default_folder() -> Path:
    """The user's data folder, where `sankua up` without --data keeps everything."""
    from platformdirs import user_data_dir

    return Path(user_data_dir("sankua"))


def base_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """The environment of a service before its own addresses: ours, and `extra`."""
    env = dict(os.environ)
    # Compiled modules are kept: four services that compile everything at each start take seconds longer.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    env["PYTHONUNBUFFERED"] = "1"
    return {**env, **extra}
