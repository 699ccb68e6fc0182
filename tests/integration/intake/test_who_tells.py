"""Which process tells petitioners, and which one shows what is unclear."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from prometheus_client import REGISTRY
from pymongo import MongoClient

from services.common.lease import Lease
from services.intake.metrics import UNCLEAR
from services.intake.usecases.telling import Telling

pytestmark = pytest.mark.stack


async def test_a_process_that_no_longer_tells_shows_no_unclear_notice(mongo, database):
    with MongoClient(mongo.uri, tz_aware=True) as client:
        mine, other = (Lease(client[database]["notice_lease"], "notices", 5.0) for _ in range(2))
        assert other.claim() is None, "the first claim of all makes the document"
        assert other.claim() is not None
        UNCLEAR.set(3)  # counted while it told; the office has settled them since
        stopping = asyncio.Event()
        nothing = cast(Any, None)
        telling = Telling(nothing, (), {}, nothing, nothing, nothing, mine)
        task = asyncio.create_task(telling.keep_telling(stopping, 0.01))
        await asyncio.sleep(0)  # it is in its first round now, which it ends
        stopping.set()
        await task
        assert not mine.held
        assert REGISTRY.get_sample_value("sankua_intake_notices_unclear") == 0
        client.drop_database(database)
