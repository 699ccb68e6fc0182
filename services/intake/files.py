"""Documents of matters in GridFS, encrypted under the key of their case; the type is told by the content."""

from __future__ import annotations

import asyncio
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import gridfs
import puremagic
from gridfs.errors import FileExists, NoFile
from pymongo.database import Database
from pymongo.write_concern import WriteConcern

from services.intake import sealing
from services.intake.ciphers import Suite

_DURABLE: Final = WriteConcern("majority", j=True)
_OFFICE: Final = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Document:
    """One document as it is kept; `digest` is under the case's key, so it confirms no guess."""

    ref: str
    name: str
    media_type: str
    content: bytes


class Files:
    """The bucket `documents`: `_id` is the reference, metadata the sealed name; nothing is overwritten."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        durable = database.with_options(write_concern=_DURABLE)
        self._bucket = gridfs.GridFS(durable, collection="documents")
        self._files = database["documents.files"]

    async def put(self, case: str, document: Document, key: bytes, suite: Suite) -> None:
        """Keeps a document, durable; one that is there already under its reference stays as it is."""
        whole = suite.encrypt(key, document.content, document.ref)
        about = {"name": document.name, "media_type": document.media_type}
        sealed = sealing.seal(key, about, f"{document.ref}#about", suite)
        try:
            await asyncio.to_thread(self._bucket.put, whole, _id=document.ref, case=case, about=sealed)
        except FileExists:
            return

    async def get(self, ref: str, key: bytes) -> Document | None:
        """The document with this reference, opened. SealBroken where its bytes were changed."""
        try:
            found = await asyncio.to_thread(self._bucket.get, ref)
            whole = await asyncio.to_thread(found.read)
        except NoFile:
            return None
        about = sealing.unseal(key, found.about, f"{ref}#about")
        return Document(ref, about["name"], about["media_type"], sealing.opened(key, whole, ref))

    async def destroy(self, case: str) -> int:
        """Deletes all documents of a case; how many there were."""
        refs = await asyncio.to_thread(self._files.distinct, "_id", {"case": case})
        for ref in refs:
            await asyncio.to_thread(self._bucket.delete, ref)
        return len(refs)

    def ensure_indexes(self) -> None:
        """Documents by case. Blocking."""
        self._files.create_index("case", name="case")


def type_of(content: bytes) -> str:
    """The media type told by the content, never by the name; empty where it cannot be told.

    An office document is a ZIP with a known part and nothing that runs: a macro is refused.
    """
    if content[:2] == b"MZ" or content[:4] == b"\x7fELF" or content[:2] == b"#!":
        return "application/x-executable"
    if content[:4] == b"PK\x03\x04":
        return _office(content)
    try:
        found = puremagic.magic_string(content[:65536])
    except (puremagic.PureError, ValueError):
        found = []
    if found and found[0].confidence >= 0.4 and found[0].mime_type:
        return str(found[0].mime_type)
    return "text/plain" if _is_text(content) else ""


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError):
        return "application/zip"
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")) for name in names):
        return "application/x-macro"
    return next((kind for part, kind in _OFFICE.items() if part in names), "application/zip")


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(ord(c) < 32 and c not in "\t\r\n\f" for c in text)
    return False
