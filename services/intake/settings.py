"""Intake's own knobs, beside those of every service."""

from __future__ import annotations

from pydantic import Field

from services.common.settings import ServiceSettings


class IntakeSettings(ServiceSettings):
    """Knobs of intake."""

    serial_block: int = Field(100, ge=1, le=100000, description="Case numbers drawn at once; gaps allowed.")
    batch_items: int = Field(10000, ge=1, le=1000000, description="Most items of one RegisterCases call.")
    batch_parallel: int = Field(256, ge=1, le=10000, description="Items of one call worked on at a time.")
