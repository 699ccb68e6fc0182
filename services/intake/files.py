"""Documents of matters in GridFS, encrypted under the key of their case; the type is told by the content."""

from __future__ import annotations

import asyncio
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import gridfs
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
_PROGRAM: Final = "application/x-executable"
_BEGINNINGS: Final = {
    b"MZ": _PROGRAM,
    b"\x7fELF": _PROGRAM,
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"Rar!": "application/vnd.rar",
    b"7z\xbc\xaf\x27\x1c": "application/x-7z-compressed",
    b"\xd0\xcf\x11\xe0": "application/x-ole-storage",
}
"""Also kinds that are often handed in and not taken: then the refusal can say what it is."""

_HEIC: Final = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"))
_MP4: Final = frozenset((b"iso", b"mp4", b"avc1", b"M4V", b"MSNV", b"dash", b"3gp", b"3g2"))
"""Brands of MP4, some by their first three letters: `iso2` to `isoc`, `mp41`, `mp42`."""

_OTHER_BRANDS: Final = {b"qt  ": "video/quicktime", b"avif": "image/avif", b"crx ": "image/x-canon-cr3"}
"""They name an MP4 brand as well, and no player of MP4 takes them."""

_KILOBITS: Final = (
    (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
)
"""Layer III of MPEG-2 and 2.5, and of MPEG-1."""

_MARKUP: Final = {
    b"<!doctype html": "text/html",
    b"<html": "text/html",
    b"<script": "text/html",
    b"<?php": "application/x-php",
    b"<?xml": "application/xml",
    b"<svg": "image/svg+xml",
    b"{\\rtf": "application/rtf",
    b"%!ps": "application/postscript",
}
"""Texts that something else than an editor opens."""


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

    Told apart are the kinds that are taken (`documents.ENDINGS`), and what is mistaken for one of them. An
    office document is a ZIP with a known part and nothing that runs: a macro is refused.
    """
    if content[:2] == b"#!":
        return _PROGRAM
    if content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return "application/pdf"
    if _is_text(content):  # before all the others: a text may begin with the letters of any of them
        return _of_markup(content)
    if content[:4] == b"PK\x03\x04":
        return _office(content)
    if content[4:8] == b"ftyp":
        return _of_brands(content)
    found = next((told for begins, told in _BEGINNINGS.items() if content.startswith(begins)), "")
    return found or ("audio/mpeg" if _is_mp3(content) else "")


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError):
        return "application/zip"
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")) for name in names):
        return "application/x-macro"
    return next((kind for part, kind in _OFFICE.items() if part in names), "application/zip")


def _of_brands(content: bytes) -> str:
    """An ISO base media file by its brands: the major one, then those that it is compatible with."""
    size = min(int.from_bytes(content[:4], "big"), 256)
    brands = [content[8:12], *(content[at : at + 4] for at in range(16, size - 3, 4))]
    if brands[0] in _OTHER_BRANDS:
        return _OTHER_BRANDS[brands[0]]
    if brands[0] in _HEIC or (brands[0] in (b"mif1", b"msf1") and not _HEIC.isdisjoint(brands)):
        return "image/heic"
    if brands[0] in (b"M4A ", b"M4B "):
        return "audio/mp4"
    return "video/mp4" if any(brand[:3] in _MP4 or brand in _MP4 for brand in brands) else ""


def _is_mp3(content: bytes) -> bool:
    """An ID3 tag, or MPEG audio frames of layer III: a second one where the first says that it is."""
    if content[:3] == b"ID3":
        return len(content) > 10 and content[3] in (2, 3, 4) and max(content[6:10]) < 0x80
    length = _frame(content[:4])
    return length > 0 and (len(content) <= length or _frame(content[length : length + 4]) > 0)


def _frame(head: bytes) -> int:
    """The length of the MPEG audio frame of layer III that begins so; 0 where none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sampling = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or sampling == 3:
        return 0
    first = version == 3
    hertz = (44_100, 48_000, 32_000)[sampling] >> {3: 0, 2: 1, 0: 2}[version]
    return (144_000 if first else 72_000) * _KILOBITS[first][rate - 1] // hertz + (head[2] >> 1 & 1)


def _of_markup(content: bytes) -> str:
    begins = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((kind for mark, kind in _MARKUP.items() if begins.startswith(mark)), "text/plain")


def _is_text(content: bytes) -> bool:
    # UTF-16 is what Windows' editor calls Unicode; without its mark it cannot be told from anything.
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(ord(c) < 32 and c not in "\t\r\n\f" for c in text)
    return False
