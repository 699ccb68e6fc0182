"""The `sankua` program: one typer application, one module per command."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Final

import typer

from sankua.cli.stack.failures import reported

app = typer.Typer(name="sankua", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)

COMMANDS: Final = (
    "route", "rules", "clocks", "report", "stack_commands", "demo", "importer", "export", "verify", "case",
    "dlq", "token", "bench", "audit", "classify", "door", "campaign",
)  # fmt: skip
"""Modules of this package; each has `register(app)`. They import what is heavy inside their functions."""


@app.callback()
def main() -> None:
    """Petitions that cross places, departments or trades: one lead, a clock, a figure."""


def run() -> None:
    """The entry point of the `sankua` script."""
    for name in COMMANDS:
        if find_spec(f"sankua.cli.{name}"):
            import_module(f"sankua.cli.{name}").register(app)
    with reported():
        app()


if __name__ == "__main__":
    run()
