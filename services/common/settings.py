"""Every knob of a service: one YAML file named by SANKUA_CONFIG, then the environment, which wins."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

PREFIX = "SANKUA_"
S = TypeVar("S", bound="ServiceSettings")


class ServiceSettings(BaseSettings):
    """What all services have in common. A service may add knobs of its own in a subclass."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    node: str = Field(
        "", pattern=r"^\d{0,12}$", description="Division code of this deployment; empty: local."
    )
    kafka_bootstrap: str = Field("127.0.0.1:9092", min_length=3, description="Kafka, host:port[,host:port].")
    topic: str = Field("case.events", min_length=1, description="Topic of the events.")
    dlq_topic: str = Field("case.events.dlq", min_length=1, description="Topic of the dead letters.")
    partitions: int = Field(12, ge=1, le=1000, description="Partitions of the topic; never changed later.")
    replication: int = Field(1, ge=1, le=7, description="Replicas per partition when topics are created.")
    mongo_uri: str = Field("mongodb://127.0.0.1:27017/?replicaSet=rs0", description="MongoDB replica set.")
    mongo_database: str = Field("", description="Database; empty: sankua_<service>.")
    host: str = Field("127.0.0.1", min_length=1, description="Address to listen on.")
    grpc_port: int = Field(0, ge=0, le=65535, description="Port for people: TLS and token. 0: any free.")
    peer_port: int = Field(0, ge=0, le=65535, description="Port for services: mutual TLS. 0: any free.")
    http_port: int = Field(0, ge=0, le=65535, description="/livez, /readyz, /metrics. 0: any free.")
    tls_dir: Path = Field(Path("tls"), description="ca.pem, <service>.pem, <service>.key, issuer.pub.pem.")
    token_issuer: str = Field("sankua-local", min_length=1, description="`iss` that tokens must carry.")
    token_audience: str = Field("sankua", min_length=1, description="`aud` that tokens must carry.")
    master_key_file: Path | None = Field(None, description="Key that wraps the keys of cases (intake).")
    intake_peer: str = Field("", description="host:port of intake's peer port (dispatch).")
    clock_file: Path | None = Field(None, description="File with a shift in seconds; trying and tests only.")
    data: Path | None = Field(None, description="Folder with rules/ and orgs/; unset: beside the package.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level logged.")
    max_deadline: float = Field(
        30.0, gt=0, le=3600, description="Longest a call may take, s; set where it names none."
    )
    max_stream_deadline: float = Field(
        600.0, gt=0, le=86400, description="The same for calls that stream, s."
    )
    commit_round: int = Field(500, ge=1, le=10000, description="Most commits in one insert.")
    poll_records: int = Field(2000, ge=1, le=100000, description="Most events of one fetch.")
    linger_seconds: float | None = Field(
        None, ge=0, le=60, description="Least time between two small fetches, s; unset: the service's own."
    )
    cache_cases: int = Field(1000, ge=1, le=1000000, description="Case documents kept in memory.")
    poison_tries: int = Field(3, ge=1, le=100, description="Tries before an event goes to the dead letters.")
    breaker: int = Field(20, ge=1, le=100000, description="Dead letters in a row after which to stop.")
    session_timeout: float = Field(10.0, ge=6, le=300, description="Silence after which Kafka reassigns, s.")
    lease_seconds: float = Field(5.0, ge=1, le=300, description="Life of the relay's lease, s.")
    stall_seconds: float = Field(60.0, ge=1, le=3600, description="No progress for so long: not live, s.")
    drain_seconds: float = Field(10.0, ge=0, le=600, description="Time for running calls at stop, s.")
    niceness: int = Field(0, ge=0, le=19, description="How far others go first at the processor (nice).")
    stop_seconds: float = Field(25.0, ge=1, le=900, description="After so long a stop is forced, exit 75, s.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then environment, then the file."""
        named = os.environ.get("SANKUA_CONFIG")
        file = (YamlConfigSettingsSource(settings_cls, Path(named)),) if named else ()
        return (init_settings, env_settings, *file)

    def database(self, service: str) -> str:
        """Name of the service's own database."""
        return self.mongo_database or f"sankua_{service}"


class BadSettings(Exception):
    """Settings are refused; the text has one line per variable: its name, its value, what is allowed."""


def read(cls: type[S], **given: Any) -> S:
    """The settings, or BadSettings."""
    named = os.environ.get("SANKUA_CONFIG")
    if named and not Path(named).is_file():
        raise BadSettings(f"SANKUA_CONFIG={named!r}: there is no such file")
    try:
        return cls(**given)
    except ValidationError as exc:
        raise BadSettings("\n".join(_line(cls, dict(e)) for e in exc.errors())) from None


def load(cls: type[S]) -> S:
    """The settings; where they are refused, says why on standard error and exits with 1."""
    try:
        return read(cls)
    except BadSettings as exc:
        print(exc, file=sys.stderr)  # noqa: T201 - there is no logger before there are settings
        raise SystemExit(1) from None


def _line(cls: type[ServiceSettings], error: dict[str, Any]) -> str:
    name = str(error["loc"][0]) if error["loc"] else "?"
    field = cls.model_fields.get(name)
    about = f" ({field.description})" if field else ""
    return f"{PREFIX}{name.upper()}={error['input']!r}: {error['msg']}{about}"
