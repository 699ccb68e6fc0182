"""The door's own knobs, beside those of every service."""

from __future__ import annotations

from pydantic import Field

from services.common.settings import ServiceSettings


class DoorSettings(ServiceSettings):
    """Knobs of the door."""

    intake_grpc: str = Field(
        "", min_length=3, validate_default=True, description="host:port of intake's port for people; needed."
    )
    door_port: int = Field(8311, ge=1, le=65535, description="Port of the JSON door; TLS is a proxy's.")
    door_rate: float = Field(5.0, gt=0, le=10000, description="Requests per second and caller, on average.")
    door_burst: int = Field(50, ge=1, le=100000, description="Requests of one caller at once.")
    door_seconds: float = Field(20.0, gt=0, le=300, description="Longest wait for an answer of intake, s.")
