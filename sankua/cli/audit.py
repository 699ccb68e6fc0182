"""`sankua audit`: the audit log (审计留痕) of a service, exported and verified anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sankua.core.auditchain import Chain

HEAD: Final = "sankua.audit.head"
"""Marks the last line of an export: number and hash of the last record then."""


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    group = typer.Typer(help="Who read or changed what, when and why.", no_args_is_help=True)
    group.command("export")(export)
    group.command("verify")(verify)
    app.add_typer(group, name="audit")


def export(
    out: Annotated[Path, typer.Option(help="File to write: JSON Lines, its head last.")],
    service: Annotated[str, typer.Option(help="Whose log.")] = "intake",
    data: Annotated[Path | None, typer.Option(help="Folder of the local stack.")] = None,
) -> None:
    """Writes the audit log of a running service to a file, and shows its head to keep elsewhere."""
    from sankua.cli.stack.failures import reported
    from sankua.core.auditchain import Chain

    chain = Chain()
    with reported(), out.open("w", encoding="utf-8") as file:
        for record in _live(service, data):
            chain.take(record)
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
        file.write(
            json.dumps({"kind": HEAD, "service": service, "n": chain.number, "hash": chain.head}) + "\n"
        )
    typer.echo(f"{chain.number} records; head {chain.head}")
    _end(chain, as_json=False)


def verify(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Exports, in any order: each a whole log.")
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="The running service's own log.")] = False,
    service: Annotated[str, typer.Option(help="With --live: whose log.")] = "intake",
    head: Annotated[str, typer.Option(help="Head kept from an earlier export: <n>:<hash> or <hash>.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    data: Annotated[Path | None, typer.Option(help="Folder of the local stack.")] = None,
) -> None:
    """Checks that no record was changed, taken out, put in or moved; without any server but for --live.

    A tail that was cut off shows only against a head that was kept elsewhere.
    """
    from sankua.cli.stack.failures import reported
    from sankua.core.auditchain import Chain

    if bool(files) == live:
        typer.echo("audit verify: name files, or --live", err=True)
        raise typer.Exit(2)
    chain = Chain()
    with reported():
        known: dict[int, str] = {}
        if live:
            for record in _live(service, data):
                chain.take(record)
                known[chain.number] = chain.head
        for file in files or ():
            chain = _file(file, chain, known)
        _compare(chain, head, known)
    _end(chain, as_json)


def _file(path: Path, before: Chain, known: dict[int, str]) -> Chain:
    """The chain of one file; problems of the files before it are kept."""
    from sankua.core.auditchain import Chain
    from sankua.core.errors import Problem

    chain = Chain()
    chain.problems = before.problems
    ended = False
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        chain.problems.append(Problem("", f"cannot be read: {error}", str(path)))
        return chain
    for number, line in enumerate(lines, 1):
        try:
            record: Any = json.loads(line)
        except ValueError as error:
            chain.problems.append(Problem("", f"is no JSON: {error}", str(path), number))
            continue
        if isinstance(record, dict) and record.get("kind") == HEAD:
            chain.end(record.get("n"), str(record.get("hash", "")), str(path))
            ended = True
            continue
        chain.take(record, str(path), number)
        known[chain.number] = chain.head
    if not ended:
        chain.problems.append(Problem("", "has no head line at its end: it was cut off", str(path)))
    return chain


def _compare(chain: Chain, head: str, known: dict[int, str]) -> None:
    from sankua.core.errors import Problem

    if not head:
        return
    number, _, digest = head.rpartition(":")
    if number and known.get(int(number)) != digest:
        chain.problems.append(Problem("head", f"record {number} with hash {digest} is not in this log"))
    elif not number and digest not in known.values():
        chain.problems.append(Problem("head", f"no record with hash {digest} is in this log"))


def _live(service: str, data: Path | None) -> Iterator[dict[str, Any]]:
    from pymongo import MongoClient
    from pymongo.errors import ConnectionFailure

    from sankua.cli.stack.discover import find_stack
    from sankua.cli.stack.failures import StackError
    from services.common.auditlog import AuditLog

    info = find_stack(data)
    if service not in info.services:
        raise StackError(f"the stack in {info.folder} has no service {service!r}", exit_code=2)
    with MongoClient[dict[str, Any]](info.mongo, serverSelectionTimeoutMS=10_000) as client:
        try:
            yield from AuditLog(client[info.database(service)]["audit"]).records()
        except ConnectionFailure as error:
            raise StackError(f"MongoDB at {info.mongo} cannot be reached: {error}") from error


def _end(chain: Chain, as_json: bool) -> None:
    wrong = [str(problem) for problem in chain.problems]
    for line in wrong:
        typer.echo(line, err=True)
    if as_json:
        typer.echo(json.dumps({"records": chain.number, "head": chain.head, "problems": wrong}))
    elif not wrong:
        typer.echo(f"whole: {chain.number} records, head {chain.head}")
    if wrong:
        raise typer.Exit(1)
