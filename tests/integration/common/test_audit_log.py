"""Several writers, one chain: every record is there once, and the chain is whole."""

from __future__ import annotations

import asyncio

import pytest
from pymongo import MongoClient

from sankua.core.auditchain import Chain
from services.common.auditlog import AuditLog

pytestmark = pytest.mark.stack


async def test_three_writers_at_once_make_one_whole_chain(mongo, database):
    with MongoClient(mongo.uri) as client:
        logs = [AuditLog(client[database]["audit"]) for _ in range(3)]
        await asyncio.gather(
            *(log.append({"name": f"{i}-{n}"}) for n in range(60) for i, log in enumerate(logs))
        )
        await logs[0].append({"name": "last"})
        records = list(logs[1].records())
        client.drop_database(database)
    chain = Chain()
    for record in records:
        chain.take(record)
    assert chain.problems == []
    assert len({r["name"] for r in records}) == chain.number == 181
