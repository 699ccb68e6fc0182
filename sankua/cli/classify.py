"""`sankua classify`: train the classifier of intake, and measure it beside the rule baseline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    group = typer.Typer(help="Suggestions for classifying texts.", no_args_is_help=True)
    group.command("train")(train)
    group.command("measure")(measure)
    app.add_typer(group, name="classify")


File = Annotated[Path, typer.Argument(help="CSV with id, title, text and category, UTF-8.")]
Columns = Annotated[str, typer.Option(help="Its columns: id,title,text,category.")]
DEFAULT = "留言编号,留言主题,留言详情,一级分类"


def train(
    file: File,
    out: Annotated[Path, typer.Option(help="Model to write, *.json.gz.")],
    columns: Columns = DEFAULT,
    name: Annotated[str, typer.Option(help="Name that suggestions will show.")] = "",
) -> None:
    """Trains on all but the fixed fifth that `measure` asks about; the same file, the same model."""
    from sankua.cli.classifying.data import read, refused
    from sankua.cli.classifying.training import fit, write

    with refused():
        texts = read(file, columns)
        write(fit([t for t in texts if not t.held_out], name or file.stem), out)
    typer.echo(f"{out}: trained on {sum(not t.held_out for t in texts)} of {len(texts)} texts")


def measure(
    file: File,
    model: Annotated[Path | None, typer.Option(help="Model of `train`; absent: the baseline alone.")] = None,
    columns: Columns = DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Macro-F1 and accuracy on the fifth held out by the digest of the id; the base rate first."""
    from sankua.cli.classifying.data import read, refused
    from sankua.cli.classifying.measuring import Always, scores
    from sankua.library.orgs import load_directory
    from services.intake.suggesting import load_suggester

    with refused():
        texts, orgs = read(file, columns), load_directory()
        held = [t for t in texts if t.held_out]
        ways = [None, model] if model else [None]
        usual = Always.most_frequent([t for t in texts if not t.held_out])
        found = [scores(way, held) for way in (usual, *(load_suggester(way, orgs).model for way in ways))]
    if as_json:
        typer.echo(json.dumps({"held_out": len(held), "models": found}, ensure_ascii=False))
        return
    for score in found:
        typer.echo(f"{score['model']}: macro-F1 {score['macro_f1']:.3f}, accuracy {score['accuracy']:.3f}")
