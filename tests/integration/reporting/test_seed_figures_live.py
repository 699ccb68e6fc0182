"""The table of docs/seed-figures.md through the running service: published, counted, asked for by `--live`.

Two of the four histories in every run; all of them with SANKUA_SEEDS=all.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live_world import LiveWorld
from pymongo import MongoClient

from sankua.core.events import KNOWN, OFFICE
from tools.seeds.__main__ import HISTORIES

ROOT = Path(__file__).parents[3]
ROW = re.compile(r"\| .+? \| .+? \| `sankua (?P<command>.+?)` \| `(?P<path>.+?)` \| (?P<result>.+?) \|")
PICKED = list(HISTORIES) if os.environ.get("SANKUA_SEEDS") == "all" else ["linfen-2023", "xinxiang-2024"]
pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]


def rows(history: str) -> list[dict[str, str]]:
    text = (ROOT / "docs" / "seed-figures.md").read_text("utf-8")
    found = [m.groupdict() for line in text.splitlines() if (m := ROW.fullmatch(line))]
    return [row for row in found if f"seeds/{history}.jsonl" in row["command"]]


@pytest.fixture(scope="module")
def world() -> Iterator[LiveWorld]:
    name = tempfile.TemporaryDirectory(prefix="sankua-seeds-", ignore_cleanup_errors=True)
    with name as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANKUA_STATE", str(Path(folder) / "state"))
        found = LiveWorld(Path(folder) / "data")
        with found.stack:
            yield found


@pytest.mark.parametrize("history", PICKED)
def test_the_figures_come_out_of_the_running_service(world: LiveWorld, history: str) -> None:
    forget(world)
    everything = list(HISTORIES[history]().events())
    events = [event for event in everything if event.name in KNOWN]
    before = ended(world)
    world.publish([*events, *(event for event in everything if event.name in OFFICE)])
    world.stack.restart("reporting")
    world.wait_for(len(events), 240)
    answers: dict[str, Any] = {}
    wanted = rows(history)
    assert len(wanted) >= 4
    for row in wanted:
        command = row["command"].replace(f"--history seeds/{history}.jsonl ", "")
        if command not in answers:
            answers[command] = json.loads(world.live(*command.split()))
        assert evaluate(answers[command], row["path"]) == row["result"], row
    assert ended(world) == before + len(events)


def forget(world: LiveWorld) -> None:
    """Another office: what is known of the one before goes; its part of the topic is not read again."""
    world.stack.kill("reporting")
    with MongoClient(world.stack.info.mongo) as client:
        client[world.stack.info.database("reporting")]["cases"].delete_many({})


def ended(world: LiveWorld) -> int:
    """How many records are on the topic."""
    from sankua.cli.checking.topic import opened

    with opened(world.stack.info) as topic:
        return sum(topic.ends().values())


def evaluate(document: Any, expression: str) -> str:
    """As in the table: a path, a sum of paths, or a share in percent."""
    if " / " in expression:
        above, below = (read(document, part) for part in expression.split(" / "))
        return f"{round(100 * above / below, 2):g} %"
    value = [read(document, part) for part in expression.split(" + ")]
    if isinstance(value[0], dict):
        return f"{round(100 * value[0]['value'], 2):g} %"
    return str(sum(value))


def read(document: Any, path: str) -> Any:
    if found := re.fullmatch(r"cells\[(.+)\]\.(\w+)", path):
        keys = dict(pair.split("=") for pair in found[1].split(","))
        (cell,) = [c for c in document["cells"] if all(c[k] == v for k, v in keys.items())]
        return cell[found[2]]
    for step in path.split("."):
        document = document[step]
    return document
