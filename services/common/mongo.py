"""The one MongoDB connection of a service: majority, journaled, retried."""

from __future__ import annotations

from typing import Any

import mongoengine
from pymongo import MongoClient
from pymongo.database import Database


def connect(uri: str, database: str) -> Database[dict[str, Any]]:
    """Connects mongoengine, and gives the database. No server need be there yet."""
    client: MongoClient[dict[str, Any]] = mongoengine.connect(
        db=database,
        host=uri,
        w="majority",
        journal=True,
        retryWrites=True,
        retryReads=True,
        tz_aware=True,
        serverSelectionTimeoutMS=5000,
        connectTimeoutMS=5000,
        socketTimeoutMS=30000,
        appname=database,
        uuidRepresentation="standard",
    )
    return client[database]


def disconnect() -> None:
    """Closes it."""
    mongoengine.disconnect()


def primary(database: Database[dict[str, Any]]) -> None:
    """Asks the primary for a sign of life. Raises where there is none."""
    database.command("ping")
