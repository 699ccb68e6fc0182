"""Marks and lamps of cases as stored: beside the row, under the version that made them. All calls block.

Texts in marks are numbered in a collection of their own. Should that be lost, its name changes with it, and
so the version of all marks: they are made anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import bson
from pymongo import ReturnDocument, UpdateOne
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError, OperationFailure

from services.common.changes import Stream, history_lost
from services.common.commits import DUPLICATE
from services.reporting.domain.packing import FORM, Packed
from services.reporting.store import PART, CaseRow, Doc

_AWAIT: Final = 1.0
_AT_ONCE: Final = 5000
_TEXTS: Final = "texts"
_SIGNS: Final = "signs"
_EXCHANGED: Final = frozenset({"rename", "drop", "dropDatabase", "invalidate"})


def _cases(name: str = "") -> Collection[Doc]:
    found: Collection[Doc] = CaseRow._get_collection()
    return found.database[name] if name else found


def version(books: str) -> str:
    """The version of marks: of their form, of the rules and calendars in force, and of the numbered texts."""
    texts = _cases().database[_TEXTS]
    texts.create_index("text", unique=True)
    named: Any = texts.find_one_and_update(
        {"_id": 0},
        {"$setOnInsert": {"text": f"#{secrets.token_hex(8)}"}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    return f"{FORM}-{books}-{named['text']}"


def unlit(version: str, most: int, name: str = "") -> list[tuple[int, Doc]]:
    """Guard and row of cases that are not lit under this version, open ones first, at most so many.

    `name` is another collection than that of the cases that are shown.
    """
    found: list[tuple[int, Doc]] = []
    for is_open in (True, False):
        where = {"open": is_open, "lit": {"$ne": version}, f"parts.{PART}": {"$exists": True}}
        fields = {"v": 1, f"parts.{PART}": 1}
        if left := most - len(found):
            docs = _cases(name).find(where, fields, limit=left).hint("standing")
            found += [(doc["v"], doc["parts"][PART]) for doc in docs]
    return found


def fields(version: str, lamp: Doc, packed: Packed) -> Doc:
    """What is put into the document of a case that is lit: it says by which version."""
    stored = {"v": packed.versions, "m": packed.marks, "r": [list(repeat) for repeat in packed.repeats]}
    return {"lit": version, "lamp": lamp, "marks": stored}


def set_fields(lit: Iterable[tuple[str, int, Doc]], name: str = "") -> None:
    """Case, guard and `fields`; a case that has been written meanwhile is left for the next time."""
    writes = [UpdateOne({"_id": case, "v": guard}, {"$set": found}) for case, guard, found in lit]
    if writes:
        _cases(name).bulk_write(writes, ordered=False)


def _packed(marks: Doc) -> Packed:
    repeats = tuple((int(at), str(case), str(moment)) for at, case, moment in marks["r"])
    return Packed(bytes(marks["v"]), bytes(marks["m"]), repeats)


def texts_after(number: int) -> list[tuple[int, str]]:
    """The numbered texts after a number, in order."""
    found = _cases().database[_TEXTS].find({"_id": {"$gt": number}}).sort("_id", 1)
    return [(int(doc["_id"]), str(doc["text"])) for doc in found]


def number_texts(texts: Sequence[str], last: int) -> None:
    """Numbers texts from `last` + 1 on. What another process has numbered meanwhile is left as it is.

    Some may stay without a number: read what is there, and try again with the rest.
    """
    into = _cases().database[_TEXTS]
    try:
        into.insert_many([{"_id": last + i, "text": text} for i, text in enumerate(texts, 1)])
    except BulkWriteError as exc:
        if any(error["code"] != DUPLICATE for error in (exc.details or {}).get("writeErrors", [])):
            raise


def marked(version: str, batch: int) -> Iterator[tuple[str, Packed | None]]:
    """Every case with its marks; None where they are not of this version, or not of its last event."""
    found: Any = _cases().find_raw_batches({}, {"lit": 1, "marks": 1}, batch_size=batch)
    for page in _ahead(found):
        for doc in bson.decode_all(page):
            yield doc["_id"], _packed(doc["marks"]) if doc.get("lit") == version else None


def _ahead(pages: Iterable[bytes]) -> Iterator[bytes]:
    """The same pages, each fetched while the one before is read: a start reads all cases."""
    coming = iter(pages)
    with ThreadPoolExecutor(1) as fetcher:
        fetching = fetcher.submit(next, coming, b"")
        while page := fetching.result():
            fetching = fetcher.submit(next, coming, b"")
            yield page


class MarkChanges:
    """What becomes of the marks of cases, whatever process writes them; see `marks_watched`."""

    def __init__(self, stream: Stream, version: str) -> None:
        self._stream = stream
        self._version = version

    def next(self) -> tuple[list[tuple[str, Packed | None]], dict[str, int]]:
        """The changes since, in order, and the signs among them by who gave them.

        Waits a little for the first one. LookupError where the cases themselves were exchanged, or so much
        was written that the stream has lost its place.
        """
        found: list[tuple[str, Packed | None]] = []
        signs: dict[str, int] = {}
        try:
            changes = self._stream.next(_AWAIT)
        except OperationFailure as error:
            if not history_lost(error):
                raise
            raise LookupError(str(error)) from error
        for change in changes:
            if change["operationType"] in _EXCHANGED:
                raise LookupError("the cases were exchanged")
            key = change["documentKey"]["_id"]
            if change["ns"]["coll"] == _SIGNS:
                signs[key] = int(change["fullDocument"]["n"])
            else:
                found.append((key, self._marks(change)))
        return found, signs

    def _marks(self, change: Doc) -> Packed | None:
        fields = change.get("updateDescription", {}).get("updatedFields", {})
        return _packed(fields["marks"]) if fields.get("lit") == self._version and "marks" in fields else None


@contextmanager
def marks_watched(version: str) -> Iterator[MarkChanges]:
    """Opens the stream of changes first, so that nothing is missed between it and reading all cases."""
    names = {"$in": [CaseRow._meta["collection"], _SIGNS]}
    steps: list[Doc] = [
        {"$match": {"$or": [{"ns.coll": names, "operationType": {"$ne": "delete"}},
                            {"ns.coll": CaseRow._meta["collection"]}, {"to.coll": names}]}},
        {"$project": {"documentKey": 1, "operationType": 1, "ns": 1, "fullDocument.n": 1,
                      "updateDescription.updatedFields.lit": 1, "updateDescription.updatedFields.marks": 1}},
    ]  # fmt: skip
    with closing(Stream(_cases().database, None, steps, _AT_ONCE)) as stream:
        stream.open(None)
        yield MarkChanges(stream, version)


def give_sign(who: str, number: int) -> None:
    """Writes a sign that streams of changes show after every write that was there before."""
    signs = _cases().database[_SIGNS]
    signs.replace_one({"_id": who}, {"n": number, "at": datetime.now(UTC)}, upsert=True)


def take_signs_back(who: str) -> None:
    """Forgets who gave signs, and those who have given none for a day."""
    signs = _cases().database[_SIGNS]
    signs.delete_many({"$or": [{"_id": who}, {"at": {"$lt": datetime.now(UTC) - timedelta(days=1)}}]})
