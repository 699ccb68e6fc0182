"""`sankua audit`: the audit log (审计留痕) of a service, exported and verified anywhere."""

from __future__ import annotations

import json
import re
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
    wanted = _known_head(head) if head else None
    chain, seen = Chain(), _Seen()
    with reported():
        if live:
            for record in _live(service, data):
                seen.take(chain, record)
        for file in files or ():
            chain = _file(file, chain, seen)
        if wanted:
            _compare(chain, wanted, seen.known)
    _end(chain, as_json)


class _Seen:
    """Hashes of records by number, over all files and the log: one number has one hash, whoever tells it."""

    def __init__(self) -> None:
        self.known: dict[int, str] = {}

    def take(self, chain: Chain, record: Any, file: str = "", line: int = 0) -> None:
        """Gives a record to its chain, and compares it with what was said of its number before."""
        from sankua.core.errors import Problem

        chain.take(record, file, line)
        before = self.known.setdefault(chain.number, chain.head)
        if before != chain.head:
            reason = f"record {chain.number} has another hash here than was read before: {before}"
            chain.problems.append(Problem("hash", reason, file, line))


def _file(path: Path, before: Chain, seen: _Seen) -> Chain:
    """The chain of one file; problems of the files before it are kept."""
    from sankua.core.auditchain import Chain
    from sankua.core.errors import Problem

    chain, ends = Chain(), 0
    chain.problems = before.problems
    try:
        # Not splitlines(): a purpose may hold U+2028 and its like, and they end no line of JSON Lines.
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        chain.problems.append(Problem("", f"cannot be read: {error}", str(path)))
        return chain
    for number, line in enumerate(lines, 1):
        if ends:
            reason = f"stands after the head of line {ends}, which is the last line of an export"
            chain.problems.append(Problem("", reason, str(path), number))
        try:
            record: Any = json.loads(line, object_pairs_hook=_once)
        except (ValueError, RecursionError) as error:
            chain.problems.append(Problem("", f"is no JSON: {error}", str(path), number))
            continue
        if isinstance(record, dict) and record.get("kind") == HEAD:
            _head(chain, record, str(path), number)
            ends = number
        else:
            seen.take(chain, record, str(path), number)
    if not ends:
        chain.problems.append(Problem("", "has no head line at its end: it was cut off", str(path)))
    return chain


def _head(chain: Chain, said: dict[str, Any], file: str, line: int) -> None:
    """Compares a head line with the records before it; it names both their number and their last hash."""
    from sankua.core.errors import Problem

    number, digest = said.get("n"), said.get("hash")
    if type(number) is not int or not isinstance(digest, str) or not _is_hash(digest):
        reason = "the head line does not say number (n) and hash of the last record: it was changed"
        chain.problems.append(Problem("", reason, file, line))
    elif number < chain.number:
        reason = f"the head says {number} records, but record {chain.number} stands before it"
        chain.problems.append(Problem("n", reason, file, line))
    else:
        chain.end(number, digest, file)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("it names a key twice, so it can be read in two ways")
    return found


def _is_hash(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def _known_head(text: str) -> tuple[int | None, str]:
    """Number, where it is given, and hash of `--head`. Exit 2 where it is neither form."""
    number, colon, digest = text.rpartition(":")
    if not _is_hash(digest) or (colon and not re.fullmatch("[0-9]{1,18}", number)):
        typer.echo("audit verify: --head is <n>:<hash> or <hash>, the 64 hex digits of an export", err=True)
        raise typer.Exit(2)
    return (int(number) if number else None), digest


def _compare(chain: Chain, head: tuple[int | None, str], known: dict[int, str]) -> None:
    from sankua.core.errors import Problem

    number, digest = head
    if number is None and digest not in known.values():
        chain.problems.append(Problem("head", f"no record with hash {digest} is in this log"))
    elif number is not None and known.get(number) != digest:
        chain.problems.append(Problem("head", f"record {number} with hash {digest} is not in this log"))


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
