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
    classifier: Path | None = Field(
        None, description="Model of `sankua classify train`; unset: the rule baseline suggests."
    )
    alike_pause: float = Field(
        0.5,
        ge=0.01,
        le=60,
        description="Least pause between two pages of 50 for the index of alike matters, s.",
    )
    example_places: bool = Field(True, description="Whether to know the places of orgs/examples as well.")
    notice_folder: Path | None = Field(
        None, description="Folder for letters to print (告知); unset: no letters."
    )
    smtp_host: str = Field("", description="SMTP server for notices by mail; empty: no mail.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the SMTP server.")
    smtp_sender: str = Field("noreply@localhost", min_length=3, description="Sender of notices by mail.")
    smtp_tls: bool = Field(True, description="STARTTLS, with the certificate checked.")
    notice_pause: float = Field(1.0, ge=0.05, le=3600, description="Pause between two looks for notices, s.")
