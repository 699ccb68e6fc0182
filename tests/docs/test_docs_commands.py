"""Every `sankua …` line of the pages is a command that exists, with options that it takes.

Those of the README that need no server are run as they stand.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer

from sankua.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "CONTRIBUTING.md", ROOT / "deploy/README.md"]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"(?:^|&& |\s)(?:\.venv/bin/)?sankua (?P<rest>.+)$")


def commands(page: Path) -> list[str]:
    """What follows `sankua` on each line of the page's plain code blocks, comments and redirections off."""
    found = []
    for block in BLOCK.findall(page.read_text("utf-8")):
        for line in block.splitlines():
            match = LINE.search(line.split("  #")[0])
            if match:
                found.append(re.split(r"\s{3,}| > | &$", match["rest"])[0].strip())
    return found


SHOWN = [(page, command) for page in PAGES for command in commands(page)]


def program() -> Any:
    """The whole program as the command line builds it."""
    app = typer.Typer()
    for name in COMMANDS:
        import_module(f"sankua.cli.{name}").register(app)
    return typer.main.get_command(app)


PROGRAM = program()


def unknown(command: str) -> list[str]:
    """Words of the line that the program does not know: a command or an option."""
    found, wrong = PROGRAM, []
    for n, word in enumerate(shlex.split(re.sub(r"[\[\]|()]", " ", command))):
        inner = getattr(found, "commands", {})
        if word.startswith("--"):
            options = {name for p in found.params for name in (*p.opts, *p.secondary_opts)} | {"--help"}
            wrong += [word] if word not in options else []
        elif word in inner:
            found = inner[word]
        elif n == 0:
            wrong.append(word)
    return wrong


def test_the_check_finds_what_is_not_there() -> None:
    assert unknown("verify --wrong --json") == ["--wrong"]
    assert unknown("veriffy") == ["veriffy"]
    assert len(SHOWN) > 30


@pytest.mark.parametrize(("page", "command"), SHOWN, ids=[f"{p.stem}: {c}" for p, c in SHOWN])
def test_what_the_pages_show_exists(page: Path, command: str) -> None:
    assert unknown(command) == [], page


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_what_needs_no_server_runs_as_the_readme_shows_it(name: str) -> None:
    serverless = [c for c in commands(ROOT / name) if c.split()[0] in ("route", "clocks", "report")]
    assert len(serverless) == 3
    for command in serverless:
        words = [sys.executable, "-m", "sankua.cli.main", *shlex.split(command)]
        ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, ""), command
        assert len(ran.stdout.splitlines()) > 5, command


def test_make_targets_of_the_pages_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in PAGES:
        named = re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)
        assert set(named) <= targets, page
