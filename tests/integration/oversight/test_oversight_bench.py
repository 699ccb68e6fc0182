"""The measures of bench/oversight.py run, at sizes that measure nothing: what they call is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import oversight as bench
from sankua.cli.stack.servers import LocalMongo
from services.common import mongo as connection
from services.oversight import store

pytestmark = pytest.mark.stack


@pytest.fixture
def db(mongo: LocalMongo, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("BENCH_URI", mongo.uri)
    monkeypatch.setenv("BENCH_MONGOD", str(mongo.pid))
    found = connection.connect(mongo.uri, database)
    store.OversightState.ensure_indexes()
    yield found
    found.client.drop_database(database)
    connection.disconnect()


def test_arming(db: Any, tmp_path: Path) -> None:
    found = bench.arming(db, tmp_path / "clock", 40, 120)
    assert (found["cases"], found["clocks"]) == ([40, 120], [80, 240])
    assert all(ms > 0 for ms in found["ms"])
    assert [db[name].count_documents({}) for name in ("few", "cases")] == [40, 120]


def test_lateness(db: Any, tmp_path: Path) -> None:
    found = bench.lateness(db, tmp_path / "clock", 20, 1, 50)
    assert found["told"] == 20
    assert 0 <= found["p50"] <= found["p99"]


def test_storm(db: Any, tmp_path: Path) -> None:
    for _ in range(2):  # a second one of the same store meets none of the first one's cases
        found = bench.storm(db, tmp_path / "clock", 60, 50, 2)
        assert (found["told"], found["twice"], found["lost"]) == (60, 0, 0)


def test_day(db: Any, tmp_path: Path) -> None:
    found = bench.day(db, tmp_path / "clock", 40)
    assert (found["morning"], found["cleared"], found["evening"]) == (40, 20, 20)


def test_a_load_that_is_broken_off_goes_on_where_it_ended(db: Any, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    assert not bench.load(db, clock, 30, 0)["done"]
    assert bench.load(db, clock, 30)["cases"] == 30
    found = bench.load(db, clock, 45)
    assert (found["cases"], found["clocks"], found["done"]) == (45, 90, True)
