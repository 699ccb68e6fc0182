"""Settings: one file, then the environment; a bad value is named with what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.common.settings import BadSettings, ServiceSettings, load, read


def test_the_environment_beats_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "sankua.yaml"
    file.write_text("topic: from.file\npartitions: 5\n", encoding="utf-8")
    monkeypatch.setenv("SANKUA_CONFIG", str(file))
    monkeypatch.setenv("SANKUA_PARTITIONS", "7")
    found = read(ServiceSettings)
    assert (found.topic, found.partitions) == ("from.file", 7)
    assert found.database("intake") == "sankua_intake"


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("SANKUA_PARTITIONS", "0", "greater than or equal to 1"),
        ("SANKUA_GRPC_PORT", "70000", "less than or equal to 65535"),
        ("SANKUA_LOG_LEVEL", "LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("SANKUA_BREAKER", "many", "valid integer"),
        ("SANKUA_NODE", "abc", "match pattern"),
    ],
)
def test_a_bad_value_is_named(
    name: str, value: str, allowed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stop:
        load(ServiceSettings)
    assert stop.value.code == 1
    said = capsys.readouterr().err
    assert f"{name}={value!r}" in said
    assert allowed in said


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANKUA_CONFIG", "/nowhere/sankua.yaml")
    with pytest.raises(BadSettings, match=r"SANKUA_CONFIG='/nowhere/sankua\.yaml'"):
        read(ServiceSettings)


def test_every_knob_says_what_it_is() -> None:
    assert [n for n, f in ServiceSettings.model_fields.items() if not f.description] == []
