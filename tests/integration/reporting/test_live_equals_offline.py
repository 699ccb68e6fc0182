"""`report --history` of `sankua export` and `report --live`: the same bytes, whatever happened on the way."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from histories import history
from live_world import LiveWorld, interleaved, repeated

from sankua.core.events import Event

CASES = 120
KILLS = 3
QUESTIONS = (
    ("2023", "2023-12-31"),
    ("2023", "2024-06-30"),
    ("2023Q3", "2023-08-15"),
    ("2023-07", "2024-01-31"),
)
pytestmark = [pytest.mark.stack, pytest.mark.crash, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def world() -> Iterator[LiveWorld]:
    name = tempfile.TemporaryDirectory(prefix="sankua-live-", ignore_cleanup_errors=True)
    with name as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANKUA_STATE", str(Path(folder) / "state"))
        found = LiveWorld(Path(folder) / "data")
        with found.stack:
            yield found


@pytest.fixture(scope="module")
def events(world: LiveWorld) -> list[Event]:
    """A history on the topic, published with repeats while reporting was killed again and again."""
    seed = int(os.environ.get("SANKUA_TEST_SEED", "20230504"))
    dice = random.Random(seed)
    found = history(CASES, dice)
    world.commit(found)
    sent = list(repeated(interleaved(found, dice), dice))
    assert len(sent) > len(found) + CASES, "nothing is repeated"
    cuts = [0, *sorted(dice.sample(range(len(sent)), KILLS)), len(sent)]
    for first, last in pairwise(cuts):
        world.publish(sent[first:last])
        if last < len(sent):
            world.stack.kill("reporting")
            world.stack.restart("reporting", ready=bool(dice.getrandbits(1)))
    world.wait_for(len(found))
    return found


@pytest.fixture(scope="module")
def exported(world: LiveWorld, events: list[Event], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "h.jsonl"
    path.write_text(world.sankua("export", "--data", str(world.stack.folder)), encoding="utf-8")
    assert len(path.read_text("utf-8").splitlines()) == len(events)
    return path


@pytest.mark.parametrize(("period", "as_of"), QUESTIONS)
def test_every_figure_is_the_same_to_the_byte(
    world: LiveWorld, exported: Path, period: str, as_of: str
) -> None:
    words = ("report", "--period", period, "--as-of", as_of, "--by", "org,category,month", "--json")
    offline = world.sankua(*words, "--history", str(exported))
    assert world.live(*words) == offline
    assert '"registered": 0' not in offline.split('"rates"')[0]
