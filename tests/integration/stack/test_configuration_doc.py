"""docs/how-to/configuration.md tells every knob as the code has it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sankua.cli.stack.config import load_config, settings_classes
from sankua.cli.stack.failures import StackError
from sankua.cli.stack.knobs import with_tables

ROOT = Path(__file__).parents[3]
DOCUMENT = ROOT / "docs/how-to/configuration.md"


def test_the_tables_are_those_of_the_code() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == with_tables(text), "run: python -m sankua.cli.stack.knobs docs/how-to/configuration.md"


def test_every_variable_that_the_stack_reads_is_in_the_document() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "sankua/cli").rglob("*.py"))
    read = set(re.findall(r"environ(?:\.get)?[\[(]\"(SANKUA_[A-Z_]+)\"", source))
    assert {"SANKUA_CACHE", "SANKUA_STATE", "SANKUA_MONGOD", "SANKUA_MAVEN_URL"} <= read
    assert [name for name in sorted(read) if name not in text] == []


def test_a_document_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="knobs: begin"):
        with_tables("# nothing")


def test_a_services_own_knob_is_checked_before_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "oversight" in settings_classes()
    monkeypatch.setenv("SANKUA_FIRE_SECONDS", "-1")
    monkeypatch.setenv("SANKUA_PARTITIONS", "0")
    with pytest.raises(StackError) as caught:
        load_config()
    lines = str(caught.value).splitlines()
    assert caught.value.exit_code == 1
    assert sorted(line.partition("=")[0] for line in lines) == ["SANKUA_FIRE_SECONDS", "SANKUA_PARTITIONS"]
