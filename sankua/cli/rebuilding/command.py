"""`sankua report rebuild`: figures from offset 0, beside those that are shown; then they are exchanged."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sankua.cli.rebuilding.partition import Done, Job
    from sankua.cli.stack.info import StackInfo

SERVICE: Final = "reporting"


def rebuild(
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes; one per core.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    data: Annotated[Path | None, typer.Option(help="Folder of the local stack.")] = None,
) -> None:
    """Counts the whole log anew, beside the old figures; soon the new ones are shown."""
    import json

    from sankua.cli.stack.discover import find_stack
    from sankua.cli.stack.failures import reported

    with reported():
        found = run(find_stack(data), workers)
    if as_json:
        typer.echo(json.dumps(found))
        return
    typer.echo(f"{found['events']} events of {found['cases']} cases counted in {found['seconds']:.1f} s")
    typer.echo("reporting shows them soon, or from its next start on; until then the old ones")


def run(info: StackInfo, workers: int) -> dict[str, Any]:
    """Reads every partition to its present end and leaves the result for reporting to show."""
    from services.reporting import store

    began = time.perf_counter()
    with _database(info) as database:
        store.forget_next(database)
        done = _in_processes(_jobs(info, database.name), workers)
        store.finish_next(database, {part.partition: part.end for part in done})
    return {
        "events": sum(part.events for part in done),
        "cases": sum(part.cases for part in done),
        "strange": sum(part.strange for part in done),
        "partitions": len(done),
        "seconds": round(time.perf_counter() - began, 3),
    }


def _jobs(info: StackInfo, database: str) -> list[Job]:
    from sankua.cli.checking.topic import opened
    from sankua.cli.checking.truth import opened as logs
    from sankua.cli.rebuilding.partition import Job

    with logs(info) as truth, opened(info) as topic:
        node, ends = truth.node(), topic.ends()
    jobs = [Job(info.kafka, info.topic, info.mongo, database, node, p, end) for p, end in ends.items()]
    # The longest first, so that no process is left alone with it at the end.
    return sorted(jobs, key=lambda job: -job.end)


def _in_processes(jobs: Sequence[Job], workers: int) -> list[Done]:
    from sankua.cli.rebuilding.partition import rebuild as one

    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return list(pool.map(one, jobs))


@contextmanager
def _database(info: StackInfo) -> Iterator[Any]:
    from pymongo import MongoClient
    from pymongo.errors import ConnectionFailure

    from sankua.cli.stack.failures import StackError

    client: MongoClient[dict[str, Any]] = MongoClient(
        info.mongo, tz_aware=True, serverSelectionTimeoutMS=10_000
    )
    try:
        yield client[info.database(SERVICE)]
    except ConnectionFailure as error:
        raise StackError(f"MongoDB at {info.mongo} cannot be reached: {error}") from error
    finally:
        client.close()
