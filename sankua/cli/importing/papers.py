"""Documents of a row: files in a folder beside the imported one, looked at before the row goes in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sankua.core.errors import Problem, Refused
from services.intake.domain.documents import ENDINGS, MOST_DOCUMENTS, check_document

_BETWEEN: Final = re.compile(r"[;；\n]+")


def parts_of(cell: str) -> list[str]:
    """Several things in one cell, between semicolons or on lines of their own; each once."""
    return list(dict.fromkeys(part for part in map(str.strip, _BETWEEN.split(cell)) if part))


@dataclass(frozen=True, slots=True)
class Papers:
    """The folder that a column's file names are relative to."""

    folder: Path

    def wrong(self, names: Iterable[str]) -> Iterator[Problem]:
        """What cannot be handed in, by name: then the whole row stays out, nothing of it is half there."""
        listed = list(names)
        if len(listed) > MOST_DOCUMENTS:
            yield Problem("attachments", f"{len(listed)} documents; at most {MOST_DOCUMENTS} for one matter")
        for name in listed:
            if reason := self._reason(name):
                yield Problem("attachments", f"{name!r} {reason}")

    def _reason(self, name: str) -> str:
        path = self._path(name)
        if path is None:
            return "lies outside the folder of documents; name it by its path within"
        if not path.is_file():
            return f"is no file in {self.folder}"
        try:
            # The type by content is told by intake, which reads it anyhow; here: name, ending, size.
            check_document(path.name, path.stat().st_size, ENDINGS.get(path.suffix.lower(), ""))
        except Refused as refused:
            return refused.problems[0].reason
        return ""

    def read(self, name: str) -> tuple[str, bytes]:
        """The document's own name and its bytes. OSError where it went away meanwhile."""
        path = self._path(name)
        if path is None:
            raise OSError(f"{name!r} lies outside the folder of documents")
        return path.name, path.read_bytes()

    def _path(self, name: str) -> Path | None:
        folder = self.folder.resolve()
        path = (folder / name).resolve()
        return path if path.is_relative_to(folder) else None
