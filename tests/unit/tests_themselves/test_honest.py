"""A run that did nothing, or skipped what CI can do, is not green."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
GOOD = "def test_good():\n    assert 1 + 1 == 2\n"
NEEDS = "import pytest\ndef test_tool():\n    pytest.skip('needs kubectl')\n"
DATA = "import pytest\ndef test_data():\n    pytest.skip('sample messages are not there')\n"


def run(folder: Path, text: str, *args: str, ci: str = "") -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -ra\n")
    (folder / "test_it.py").write_text(text)
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.honest", "-p", "no:cacheprovider", *args],
        cwd=folder, env=env | {"PYTHONPATH": str(ROOT), "CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_good_run_is_good_also_under_ci(tmp_path: Path) -> None:
    ran = run(tmp_path, GOOD, ci="true")
    assert ran.returncode == 0, ran.stdout
    assert "NOT RUN" not in ran.stdout


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1), ("false", 0)])
def test_a_skip_for_want_of_a_tool_is_named_and_fails_under_ci(tmp_path: Path, ci: str, code: int) -> None:
    ran = run(tmp_path, GOOD + NEEDS, ci=ci)
    assert ran.returncode == code, ran.stdout
    assert "NOT RUN for want of a tool" in ran.stdout
    assert "test_it.py::test_tool: needs kubectl" in ran.stdout
    assert ("under CI nothing may be skipped" in ran.stdout) is bool(code)


def test_absent_sample_data_is_said_and_is_no_failure(tmp_path: Path) -> None:
    ran = run(tmp_path, GOOD + DATA, ci="true")
    assert ran.returncode == 0, ran.stdout
    assert "sample messages are not there" in ran.stdout


@pytest.mark.parametrize("text", [NEEDS, DATA])
def test_a_run_of_skips_alone_fails(tmp_path: Path, text: str) -> None:
    ran = run(tmp_path, text)
    assert ran.returncode == 1
    assert "no test was executed" in ran.stdout


def test_a_run_without_a_test_fails(tmp_path: Path) -> None:
    assert run(tmp_path, "").returncode == pytest.ExitCode.NO_TESTS_COLLECTED
    assert run(tmp_path, GOOD, "-k", "nothing").returncode == pytest.ExitCode.NO_TESTS_COLLECTED


def test_looking_is_not_running(tmp_path: Path) -> None:
    assert run(tmp_path, GOOD, "--collect-only").returncode == 0
