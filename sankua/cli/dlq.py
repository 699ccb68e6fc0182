"""`sankua dlq`: what could not be applied, why, and sending it again once the cause is mended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sankua.cli.stack.info import StackInfo
    from services.common.dlq import DeadLetter

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the local stack.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    group = typer.Typer(help="Dead letters: events that a service could not apply.", no_args_is_help=True)
    group.command("list")(list_)
    group.command("show")(show)
    group.command("retry")(retry)
    app.add_typer(group, name="dlq")


def list_(as_json: AsJson = False, data: Data = None) -> None:
    """The open dead letters, in order of arrival: id, event, error."""
    found = letters(_stack(data))
    if as_json:
        _json([letter.to_json() for letter in found])
        return
    for letter in found:
        typer.echo(one_line(letter))
    typer.echo(f"{len(found)} open dead letters", err=True)


def show(
    letter: Annotated[str, typer.Argument(help="Id as listed: service/partition/offset.")],
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """One dead letter with its headers. Its value is shown as its length only: it may not be text."""
    document = _document(_one(_stack(data), letter))
    if as_json:
        _json(document)
        return
    for name, value in document.items():
        for line in [value] if name != "headers" else [f"{k}: {v}" for k, v in value.items()]:
            typer.echo(f"{name}: {line}")


def retry(
    chosen: Annotated[list[str] | None, typer.Argument(help="Ids as listed.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every open one.")] = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Puts dead letters on their topic again, in order of arrival; what was applied before is skipped."""
    if bool(chosen) == all_:
        raise typer.BadParameter("name dead letters, or say --all")
    info = _stack(data)
    again = letters(info)
    if chosen:
        wanted = {_one(info, name).id for name in chosen}
        again = [letter for letter in again if letter.id in wanted]
    count = _redrive(info, again)
    if as_json:
        _json({"retried": count})
    else:
        typer.echo(f"{count} dead letters sent again")


def letters(info: StackInfo) -> list[DeadLetter]:
    """The open dead letters of a stack. Ends with 3, naming Kafka, where it cannot be reached."""
    from services.common.dlq import list_dead

    return _reached(info, lambda: list_dead(info.kafka, info.dlq_topic))  # type: ignore[no-any-return]


def one_line(letter: DeadLetter) -> str:
    """A dead letter in one line."""
    event = letter.event or "a record that is no event"
    return f"{letter.id}  {event}  {letter.name}  {letter.at}  {letter.error}"


def _document(letter: DeadLetter) -> dict[str, Any]:
    headers = {name: value.decode(errors="replace") for name, value in letter.headers}
    return letter.to_json() | {"headers": headers}


def _one(info: StackInfo, name: str) -> DeadLetter:
    for letter in letters(info):
        if letter.id == name:
            return letter
    typer.echo(f"id: {name}: no such open dead letter", err=True)
    raise typer.Exit(1)


def _redrive(info: StackInfo, again: list[DeadLetter]) -> int:
    from services.common.dlq import redrive

    return int(_reached(info, lambda: redrive(info.kafka, info.dlq_topic, info.topic, again)))


def _stack(data: Path | None) -> StackInfo:
    from sankua.cli.stack.discover import find_stack
    from sankua.cli.stack.failures import reported

    with reported():
        return find_stack(data)


def _reached(info: StackInfo, action: Any) -> Any:
    from kafka.errors import KafkaError

    try:
        return action()
    except (KafkaError, OSError) as error:
        typer.echo(f"Kafka at {info.kafka} cannot be reached: {error}", err=True)
        raise typer.Exit(3) from None


def _json(document: Any) -> None:
    import json

    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
