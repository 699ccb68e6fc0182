"""`sankua import`: CSV, XLSX or CloudEvents JSON Lines into the running system."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from sankua.core.errors import Problem, Refused
from sankua.core.times import SHANGHAI

if TYPE_CHECKING:
    import grpc

    from sankua.cli.importing.batch import Tally
    from sankua.cli.importing.convert import Item
    from sankua.cli.importing.mapping import MappingFile
    from sankua.cli.importing.papers import Papers
    from sankua.cli.importing.send import Open

LINES: Final = frozenset({".jsonl", ".ndjson"})


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("import")(import_files)


def import_files(
    files: Annotated[list[Path], typer.Argument(help="CSV, XLSX or CloudEvents JSON Lines (.jsonl).")],
    mapping: Annotated[
        Path | None, typer.Option(help="Which column means what (YAML); for CSV and XLSX.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The result as one JSON document.")] = False,
    data: Annotated[Path | None, typer.Option(help="Folder of the local stack.")] = None,
    patience: Annotated[
        float, typer.Option(help="Seconds without any progress that end the import.")
    ] = 180.0,
) -> None:
    """Takes files of other systems in; the same file twice changes nothing (导入)."""
    from sankua.cli.importing.patience import Unreachable
    from sankua.cli.stack.failures import StackError

    if mapping is None and any(f.suffix.lower() not in LINES for f in files):
        raise typer.BadParameter("CSV and XLSX need --mapping M.yaml", param_hint="--mapping")
    try:
        results = asyncio.run(_import_all(files, mapping, data, patience))
    except Refused as refused:
        for problem in refused.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(1) from None
    except StackError as none:
        typer.echo(str(none), err=True)
        raise typer.Exit(none.exit_code) from None
    except Unreachable as away:
        typer.echo(f"{away}. What went in is kept: the same command goes on from there", err=True)
        raise typer.Exit(3) from None
    _print(results, as_json)
    raise typer.Exit(1 if any(tally.refused for _, tally in results) else 0)


async def _import_all(
    files: list[Path], mapping_file: Path | None, data: Path | None, patience: float
) -> list[tuple[Path, Tally]]:
    from sankua.cli.importing.mapping import load_mapping

    mapping = load_mapping(mapping_file) if mapping_file else None
    totals = [_count(file, mapping) for file in files]  # every file is read before any row goes in
    opener = stack_opener(data)
    return [
        (file, await import_file(Source(file, mapping, total), opener, patience))
        for file, total in zip(files, totals, strict=True)
    ]


@dataclass(frozen=True)
class Source:
    """One file to import, and how many records it has."""

    file: Path
    mapping: MappingFile | None
    total: int


async def import_file(source: Source, opener: Open, patience: float) -> Tally:
    """Imports one file. Refused: the file; Unreachable: a server stayed away for `patience` seconds."""
    from sankua.cli.importing.batch import Tally
    from sankua.cli.importing.patience import Patience
    from sankua.cli.importing.run import import_items
    from sankua.cli.importing.send import Sender

    tally = Tally()
    with _progress(source) as (done, say):
        sender = Sender(opener, Patience(patience, say), _papers(source))
        try:
            await import_items(_items(source, tally), sender, tally, done)
        finally:
            await sender.close()
        for note in tally.notes:
            say(note)
    return tally


def stack_opener(data: Path | None) -> Open:
    """Opens channels to the running stack as importer; looks for it anew each time, for it may have moved.

    A stack that was there and is gone is taken to be where it was: whoever restarts it finds us waiting.
    """
    from sankua.cli.client import connect
    from sankua.cli.stack.discover import find_stack
    from sankua.cli.stack.failures import StackError

    last = find_stack(data)

    @asynccontextmanager
    async def open_channel(service: str) -> AsyncIterator[grpc.aio.Channel]:
        nonlocal last
        with suppress(StackError):
            last = find_stack(data)
        async with connect(last, service, roles=("importer",)) as channel:
            yield channel

    return open_channel


def _papers(source: Source) -> Papers | None:
    from sankua.cli.importing.papers import Papers

    if source.mapping is None or source.mapping.columns.attachments is None:
        return None
    return Papers(source.file.parent / source.mapping.documents)


def _items(source: Source, tally: Tally) -> Iterator[Item]:
    from sankua.cli.importing.batch import ready_items
    from sankua.cli.importing.convert import Converter
    from sankua.cli.importing.directory import finder_for
    from sankua.cli.importing.lines import line_items
    from sankua.cli.importing.rows import read_rows

    now = datetime.now(SHANGHAI)
    if source.mapping is None or source.file.suffix.lower() in LINES:
        return line_items(source.file, tally, now)
    converter = Converter(source.mapping, finder_for(source.mapping.places), now, _papers(source))
    return ready_items(read_rows(source.file, source.mapping), converter.convert, tally)


def _count(file: Path, mapping: MappingFile | None) -> int:
    """Records of a file. Refused where it cannot be read to its end."""
    from sankua.cli.importing.rows import read_rows

    if not file.is_file():
        raise Refused(Problem("", "there is no such file", str(file)))
    if mapping is None or file.suffix.lower() in LINES:
        with file.open("rb") as lines:
            return sum(not line.isspace() for line in lines)
    return sum(1 for _ in read_rows(file, mapping))


@contextmanager
def _progress(source: Source) -> Iterator[tuple[Callable[[int], None], Callable[[str], None]]]:
    """A bar on standard error; gives what to call for rows done and for words to people."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(source.file.name, total=source.total)
        yield (
            lambda rows: progress.advance(task, rows),
            lambda text: progress.console.print(text, markup=False),
        )
        progress.update(task, completed=source.total)


def _print(results: list[tuple[Path, Tally]], as_json: bool) -> None:
    for file, tally in results:
        for refusal in tally.refused:
            where = f"{file}:{refusal.line}: row {refusal.row}"
            typer.echo(f"{where}: {refusal.field}: {refusal.reason}", err=True)
    if as_json:
        typer.echo(json.dumps(_document(results), ensure_ascii=False))
        return
    for file, tally in results:
        counts = f"{tally.imported} imported, {tally.skipped} there already, {len(tally.refused)} refused"
        typer.echo(f"{file.name}: {tally.rows} rows: {counts}")


def _document(results: list[tuple[Path, Tally]]) -> dict[str, Any]:
    """CLI.md's JSON; where there are several files, a refused row names its file."""
    documents = [(file, tally.to_json()) for file, tally in results]
    if len(documents) == 1:
        return documents[0][1]
    refused = [{"file": str(file)} | row for file, document in documents for row in document["refused"]]
    counts = {name: sum(d[name] for _, d in documents) for name in ("rows", "imported", "skipped")}
    return counts | {"refused": refused}
