from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from sankua.cli import case, dlq, export, verify
from sankua.cli.checking.compare import Findings

APP = typer.Typer()
for module in (case, dlq, export, verify):
    module.register(APP)


@pytest.mark.parametrize(
    "words",
    [
        ["verify"],
        ["verify", "--json"],
        ["export"],
        ["dlq", "list"],
        ["dlq", "retry", "--all"],
        ["case", "show", "x"],
    ],
)
def test_without_a_stack_the_commands_end_with_3_and_say_so(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANKUA_STATE", str(tmp_path))
    found = CliRunner().invoke(APP, words)
    assert found.exit_code == 3
    assert found.stdout == ""
    assert "sankua up" in found.stderr


def test_a_moment_that_is_none_is_refused_by_name() -> None:
    found = CliRunner().invoke(APP, ["export", "--since", "2023-01-01T10:00:00"])
    assert found.exit_code == 1
    assert "since: " in found.stderr
    assert "no offset" in found.stderr


def test_findings_as_json_and_as_text() -> None:
    found = Findings(["kafka: x"], {"cases": 2})
    assert '"ok": false' in verify.as_document(found)
    assert verify.as_text(found) == "kafka: x\n2 cases: 1 differences"
    assert verify.as_text(Findings([], {"cases": 2})) == "2 cases: no difference"
