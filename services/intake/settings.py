"""Intake's own knobs, beside those of every service."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from services.common.settings import ServiceSettings


class IntakeSettings(ServiceSettings):
    """Knobs of intake."""

    serial_block: int = Field(100, ge=1, le=100000, description="Case numbers drawn at once; gaps allowed.")
    batch_items: int = Field(10000, ge=1, le=1000000, description="Most items of one RegisterCases call.")
    batch_parallel: int = Field(256, ge=1, le=10000, description="Items of one call worked on at a time.")
    master_key_command: str = Field(
        "", description="Prints the master key, for a key management system; instead of the file."
    )
    old_master_keys: tuple[Path, ...] = Field(
        (), description="JSON list of files with older master keys, until RotateKeys has nothing left."
    )
    ciphers: Literal["aes", "sm"] = Field(
        "aes", description="What new matters are sealed with: AES-256 and SHA-256, or SM4 and SM3."
    )
