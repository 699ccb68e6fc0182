"""Somebody who has a copy of the databases and the keys given: what can be read with them?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from services.intake.keyring import KeyService
from services.intake.sealing import SealBroken, opened

Doc = dict[str, Any]


def copy_of(databases: Iterable[Any]) -> dict[str, list[Doc]]:
    """All documents of the databases, by `<database>.<collection>`: a backup through the driver."""
    return {
        f"{database.name}.{name}": list(database[name].find())
        for database in databases
        for name in database.list_collection_names()
    }


def log_of(client: Any, databases: Iterable[Any]) -> list[Doc]:
    """What MongoDB's own log still holds of the databases: a copy of its folder has it too."""
    names = [database.name for database in databases]
    found = client["local"]["oplog.rs"].find()
    return [entry for entry in found if any(name in str(entry) for name in names)]


def read(documents: Iterable[Doc], keys: Iterable[KeyService], case: str) -> str:
    """All that opens of a case, whatever field of whatever document it lies in."""
    about = [doc for doc in documents if case in str(doc)]
    blobs = {value for doc in about for value in _values(doc) if isinstance(value, bytes)}
    places = {value for doc in about for value in _values(doc) if isinstance(value, str)}
    places = {place for place in places if place.startswith(f"vault/{case}")}
    places |= {f"{place}#about" for place in places}
    data_keys = set(_tried(lambda blob, place, key: key.unwrap(blob, place), blobs, places, list(keys)))
    texts = _tried(lambda blob, place, key: opened(key, blob, place), blobs, places, list(data_keys))
    return "\n".join(sorted(text.decode("utf-8", "replace") for text in texts))


def _tried(way: Any, blobs: Iterable[bytes], places: Iterable[str], keys: Iterable[Any]) -> Iterator[bytes]:
    for blob in blobs:
        for place in places:
            for key in keys:
                try:
                    yield way(blob, place, key)
                except (SealBroken, ValueError):  # another key, another place, no ciphertext at all
                    continue


def _values(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner)
    else:
        yield value
