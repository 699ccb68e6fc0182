"""What the system does by itself when its moment has come: each once, whoever looks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


class Due(Protocol):
    """A deed that falls due at `at`. `key` tells it apart in its case, `dedup` claims it among replicas."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def name(self) -> str:
        """The event."""

    @property
    def key(self) -> str:
        """What is done once."""

    @property
    def dedup(self) -> str:
        """Claims it among replicas."""

    @property
    def labels(self) -> tuple[str, str]:
        """Clock or form, and level: for the counter."""

    @property
    def moment(self) -> datetime:
        """When the event happens: `at`, or now where it was caught up and binds somebody from now on."""

    @property
    def source(self) -> str:
        """The organ that acts; empty: the office of the case."""

    def data(self) -> Mapping[str, Any]:
        """The event's data."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A supervision, an escalation, a clearing."""

    case: str
    name: str
    at: datetime
    key: str
    labels: tuple[str, str]
    moment: datetime
    said: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""

    @property
    def dedup(self) -> str:
        """Claims it among replicas."""
        return f"fire:{self.case}/{self.key}"

    def data(self) -> Mapping[str, Any]:
        """The event's data."""
        return self.said
