"""`sankua bench`: the programs of bench/, each figure beside its floor. Only in a checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

FOLDER: Final = Path(__file__).resolve().parents[2] / "bench"
HELPERS: Final = frozenset({"floors", "processors", "dispatch_load", "dispatch_probe"})
"""Files of bench/ that measure nothing by themselves."""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("bench", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(bench)


def bench(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="main_job, dispatch, route, clocks, report or oversight.")
    ] = "main_job",
) -> None:
    """Measures, and prints ratios to the floors of the same run (测速)."""
    programs = {p.stem: p for p in FOLDER.glob("*.py") if p.stem not in HELPERS}
    if not programs:
        typer.echo("sankua bench needs a checkout: bench/ is not in an installed package", err=True)
        raise typer.Exit(2)
    if name not in programs:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(sorted(programs))}", param_hint="name")
    raise typer.Exit(
        subprocess.run([sys.executable, str(programs[name]), *context.args], check=False).returncode
    )
