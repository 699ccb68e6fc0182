"""The knobs of oversight beside those of every service."""

from __future__ import annotations

from pydantic import Field

from services.common.settings import ServiceSettings


class OversightSettings(ServiceSettings):
    """Which clocks warn, and how often due work is looked for."""

    firing: str = Field(
        "C01,C04,C05,C09", pattern=r"^(C\d\d[a-z]?(,C\d\d[a-z]?)*)?$", description="Clocks that warn."
    )
    fire_seconds: float = Field(1.0, ge=0.05, le=3600, description="Pause between two looks for due work, s.")
    fire_page: int = Field(200, ge=1, le=10000, description="Cases of one page of due work.")
    gauge_seconds: float = Field(15.0, ge=0.1, le=3600, description="Pause between two counts for gauges, s.")

    def firing_clocks(self) -> frozenset[str]:
        """The ids in `firing`."""
        return frozenset(self.firing.split(",")) - {""}
