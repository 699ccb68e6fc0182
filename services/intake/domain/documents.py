"""Documents that petitioners hand in (附件): which kinds are taken, how large. Kept, never run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sankua.core.errors import Problem, Refused

MIB: Final = 1024 * 1024
MOST_BYTES: Final = 15 * MIB
MOST_DOCUMENTS: Final = 50
LONGEST_NAME: Final = 200

ENDINGS: Final[Mapping[str, str]] = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".heic": "image/heic",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".txt": "text/plain",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".mp4": "video/mp4",
}
"""Endings that are taken and the type that the content then has to be of."""

_ALIKE: Final = {"audio/mp4": "video/mp4", "audio/x-m4a": "video/mp4"}
"""One container, two names."""


def check_document(name: str, size: int, found: str) -> str:
    """The type of a document. Refused: name, size, a kind that is not taken, content that is something else.

    `found` is the type told by the content; empty where nothing could be told of it.
    """
    dot = name.rfind(".")
    ending = name[dot:].lower() if dot >= 0 else ""
    problems = []
    if not name or len(name) > LONGEST_NAME or any(c in name for c in "/\\\0\r\n"):
        problems.append(
            Problem("name", f"give a file name without folder, at most {LONGEST_NAME} characters")
        )
    elif ending not in ENDINGS:
        problems.append(Problem("name", f"of no kind that is taken: {', '.join(ENDINGS)}"))
    elif not size:
        problems.append(Problem("content", "is empty"))
    elif _one(found) != _one(ENDINGS[ending]):
        problems.append(
            Problem(
                "content", f"is {found or 'of an unknown kind'}, but a {ending} file is {ENDINGS[ending]}"
            )
        )
    if size > MOST_BYTES:
        problems.append(Problem("content", f"{size} bytes; at most {MOST_BYTES}. Split it, or hand it in"))
    if problems:
        raise Refused(*problems)
    return ENDINGS[ending]


def _one(media_type: str) -> str:
    return _ALIKE.get(media_type, media_type)
