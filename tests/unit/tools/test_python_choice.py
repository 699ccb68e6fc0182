"""`make setup` takes the Python on the PATH, unless only another one was built with optimisation."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "tools" / "python.sh"
TOO_OLD, GOOD, PLAIN = 1, 0, 3
"""What the question of the script says of a Python: exit codes."""


def python(folder: Path, name: str, code: int) -> str:
    """A program that answers the script's question with `code`."""
    made = folder / name
    made.write_text(f"#!/bin/sh\nexit {code}\n")
    made.chmod(0o755)
    return str(made)


def chosen(*candidates: str) -> str:
    ran = subprocess.run(["sh", str(SCRIPT), *candidates], capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    return ran.stdout.strip()


@pytest.mark.parametrize(
    ("first", "second", "takes"),
    [
        (GOOD, GOOD, "first"),
        (PLAIN, GOOD, "second"),
        (PLAIN, PLAIN, "first"),
        (TOO_OLD, GOOD, "second"),
        (TOO_OLD, PLAIN, "second"),
        (PLAIN, TOO_OLD, "first"),
        # Nothing fits: the first, whose version the recipe then names.
        (TOO_OLD, TOO_OLD, "first"),
    ],
)
def test_the_first_that_is_optimised_or_else_the_first_that_is_usable(
    tmp_path: Path, first: int, second: int, takes: str
) -> None:
    assert chosen(python(tmp_path, "first", first), python(tmp_path, "second", second)).endswith(f"/{takes}")


def test_a_name_that_is_not_there_is_passed_over(tmp_path: Path) -> None:
    assert chosen(str(tmp_path / "missing"), python(tmp_path, "there", PLAIN)).endswith("/there")


def test_a_real_python_is_asked_and_can_make_an_environment(tmp_path: Path) -> None:
    """Each of its own: the question is put in Python, and a fault in it would count all as unusable."""
    real = str(Path(sys.base_prefix) / "bin" / "python3")
    assert chosen(str(tmp_path / "missing"), real) == real
    subprocess.run([real, "-m", "venv", "--without-pip", str(tmp_path / "made")], check=True)
    assert (tmp_path / "made" / "bin" / "python").exists()
