"""The two servers of the local stack, real ones, each on a folder: `LocalKafka` and `LocalMongo`."""

from __future__ import annotations

from sankua.cli.stack.kafka_server import LocalKafka
from sankua.cli.stack.mongo_server import LocalMongo

__all__ = ["LocalKafka", "LocalMongo"]
