"""The knobs of reporting beside those of every service."""

from __future__ import annotations

from pydantic import Field

from services.common.settings import ServiceSettings


class ReportingSettings(ServiceSettings):
    """How figures are read and shown."""

    office_topic: str = Field("office.events", min_length=1, description="Topic of the offices' own events.")
    figures_batch: int = Field(1000, ge=1, le=100000, description="Rows per fetch while figures are counted.")
    gauge_seconds: float = Field(15.0, ge=0.1, le=3600, description="Pause between two counts for gauges, s.")
    table_seconds: float = Field(
        1.0, ge=0.05, le=3600, description="Pause between two looks of the table, s."
    )
    exchange_seconds: float = Field(
        5.0, ge=0.1, le=60, description="Pause between two looks for a finished rebuild, s."
    )
    lamp_seconds: float = Field(1.0, ge=0.1, le=3600, description="Pause between two rounds of lights, s.")
