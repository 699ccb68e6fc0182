"""Every row of docs/seed-figures.md: histories are written, commands run, results compared."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

ROOT = Path(__file__).parents[3]
ROW = re.compile(
    r"\| (?P<figure>.+?) \| (?P<words>.+?) \| `(?P<command>.+?)` \| `(?P<path>.+?)` \| (?P<result>.+?) \|"
)
ROWS = [
    found.groupdict()
    for line in (ROOT / "docs" / "seed-figures.md").read_text(encoding="utf-8").splitlines()
    if (found := ROW.fullmatch(line))
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    subprocess.run([sys.executable, "-m", "tools.seeds", str(folder)], cwd=ROOT, check=True)
    return folder


@cache
def run(command: str, folder: Path) -> dict[str, Any]:
    import typer

    from sankua.cli.report import register

    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    arguments = [word.replace("seeds/", f"{folder}/") for word in command.split()[1:]]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def read(document: Any, path: str) -> Any:
    """One path: `cells[a=b,c=d].x` or `a.b.c`."""
    if found := re.fullmatch(r"cells\[(.+)\]\.(\w+)", path):
        keys = dict(pair.split("=") for pair in found[1].split(","))
        (cell,) = [c for c in document["cells"] if all(c[k] == v for k, v in keys.items())]
        return cell[found[2]]
    for step in path.split("."):
        document = document[step]
    return document


def evaluate(document: Any, expression: str) -> str:
    """The text that the table should show."""
    if " / " in expression:
        above, below = (read(document, part) for part in expression.split(" / "))
        return f"{round(100 * above / below, 2):g} %"
    value = [read(document, part) for part in expression.split(" + ")]
    if isinstance(value[0], dict):
        return f"{round(100 * value[0]['value'], 2):g} %"
    return str(sum(value))


def test_the_table_has_every_figure_that_the_issue_names() -> None:
    named = (
        "247 52 36 16 41 18 42 35 32 7 13 3 9 1 61000000 101700000 99.95_% 100_% 86.86_% 97.21_% 883 22_% "
        "6246 1270 34 539 38 14 25 22"
    )
    assert {name.replace("_", " ") for name in named.split()} <= {row["result"] for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["path"])
def test_the_figure_comes_out(row: dict[str, str], folder: Path) -> None:
    assert evaluate(run(row["command"], folder), row["path"]) == row["result"]
