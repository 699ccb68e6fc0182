"""What can go wrong with the local stack, said with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

OWN_SERVERS: Final = (
    "or use servers that run already: set SANKUA_KAFKA_BOOTSTRAP (host:port) and "
    "SANKUA_MONGO_URI (mongodb://…)"
)


class StackError(Exception):
    """The local stack cannot do what was asked. The message says what failed and what to do.

    `exit_code` is the one of the command line: 1 refused input, 3 a needed server is not there.
    """

    def __init__(self, message: str, exit_code: int = 3) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def tail(path: Path, lines: int = 12) -> str:
    """The last lines of a log file, indented; empty where there is no file."""
    if not path.is_file():
        return ""
    text = path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    return "\n".join(f"    {line}" for line in text)


def died(what: str, code: int | None, log: Path) -> StackError:
    """A child process ended although it should run: its exit code and the end of its log."""
    return StackError(f"{what} ended with code {code}; the end of its log {log}:\n{tail(log)}")


def does_not_run(file: str, log: Path) -> StackError:
    """The operating system refused to run a binary: which file, the system's own words, what to do."""
    return StackError(
        f"{file} does not run on this system:\n{tail(log)}\ninstall what it names as missing, {OWN_SERVERS}"
    )


@contextmanager
def reported() -> Iterator[None]:
    """Around a command: a StackError goes to standard error, and the program ends with its code."""
    import typer

    try:
        yield
    except StackError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.exit_code) from None
