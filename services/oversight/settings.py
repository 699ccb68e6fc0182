"""The knobs of oversight beside those of every service."""

from __future__ import annotations

from pydantic import Field

from services.common.settings import ServiceSettings

ALL = "ALL"
"""Every live clock warns."""


class OversightSettings(ServiceSettings):
    """Which clocks warn, and how often due work is looked for."""

    intake_peer: str = Field(
        "127.0.0.1:50052",
        min_length=3,
        description="host:port of intake's peer port (oversight asks it too).",
    )
    intake_seconds: float = Field(5.0, gt=0, le=60, description="Longest wait for intake's yes or no, s.")
    firing: str = Field(
        ALL, pattern=r"^(ALL|(C\d\d[a-z]?(,C\d\d[a-z]?)*)?)$", description="Clocks that warn; ALL: every one."
    )
    fire_seconds: float = Field(1.0, ge=0.05, le=3600, description="Pause between two looks for due work, s.")
    fire_page: int = Field(500, ge=1, le=10000, description="Cases of one page of due work.")
    fire_lease: float = Field(
        5.0,
        ge=1,
        le=300,
        description="Life of a claim on due work: how long a killed replica delays it, s.",
    )
    gauge_seconds: float = Field(15.0, ge=0.1, le=3600, description="Pause between two counts for gauges, s.")
    office_topic: str = Field("office.events", min_length=1, description="Topic of the offices' own events.")
    watch_seconds: float = Field(
        2.0, ge=0.1, le=60, description="Longest silence before a watcher gets a fresh token, s."
    )

    def firing_clocks(self) -> frozenset[str] | None:
        """The ids in `firing`; None: every clock."""
        return None if self.firing == ALL else frozenset(self.firing.split(",")) - {""}
