"""Reads the files of `rules/oversight`: supervision, ownership, escalation, checked against their schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sankua.library.checked import read_checked
from sankua.library.data import data_folder

FILE = "national-2022.yaml"


def read_oversight(folder: Path | None = None) -> tuple[dict[str, Any], str]:
    """The shipped file's mapping, and its name. Refused, naming file and field, where it is wrong."""
    rules = (folder or data_folder()) / "rules" / "oversight"
    return read_checked(rules / FILE, rules / "schema.json"), str(rules / FILE)
