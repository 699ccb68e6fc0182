"""Servers that the configuration names: are they there, and can they do what is needed?"""

from __future__ import annotations

import logging
from typing import Any

from sankua.cli.stack.failures import StackError


def check_mongo(uri: str, seconds: float = 5.0) -> None:
    """StackError where MongoDB does not answer or is no replica set (then it has no change streams)."""
    from pymongo import MongoClient
    from pymongo.errors import ConfigurationError, PyMongoError

    try:
        client: MongoClient[dict[str, Any]] = MongoClient(uri, serverSelectionTimeoutMS=int(seconds * 1000))
        with client:
            hello = client.admin.command("hello")
    except ConfigurationError as error:
        raise StackError(f"SANKUA_MONGO_URI: {error}", exit_code=1) from error
    except PyMongoError as error:
        raise StackError(f"MongoDB at {shown(uri)} does not answer: {str(error).split(',')[0]}") from error
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        raise StackError(
            f"MongoDB at {shown(uri)} is not a replica set: start it with --replSet", exit_code=1
        )


def shown(uri: str) -> str:
    """The connection string without user and password."""
    scheme, _, rest = uri.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def check_kafka(bootstrap: str, seconds: float = 5.0) -> None:
    """StackError where no broker answers in time."""
    from kafka.admin import KafkaAdminClient
    from kafka.errors import KafkaError

    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    try:
        KafkaAdminClient(
            bootstrap_servers=bootstrap.split(","), bootstrap_timeout_ms=int(seconds * 1000)
        ).close()
    except (KafkaError, OSError, ValueError) as error:
        raise StackError(f"Kafka at {bootstrap} does not answer: {error}") from error
