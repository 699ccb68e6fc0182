"""The document of an opinion (处理意见书), rendered from the template in rules/closure."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Final

from sankua.library.data import data_folder
from services.dispatch.domain.opinion import RESULTS, OpinionText

TEMPLATE: Final = Path("rules/closure/opinion.docx")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def opinion(text: OpinionText, *, case_id: str, organ: str, day: date) -> tuple[bytes, str]:
    """The file and its SHA-256 in hex; the same text gives the same bytes."""
    # Ten megabytes that a service without an opinion to write does not need.
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]

    template = DocxTemplate(data_folder() / TEMPLATE)
    template.render(
        {
            "case_id": case_id,
            "organ": organ,
            "addressee": text.addressee or "信访人",
            "claim": text.claim,
            "facts": text.facts,
            "opinion": text.opinion,
            "result": RESULTS[text.result],
            "basis": list(text.basis),
            "day": f"{day.year}年{day.month}月{day.day}日",
        },
        autoescape=True,
    )
    buffer = io.BytesIO()
    template.save(buffer)
    document = _reproducible(buffer.getvalue())
    return document, hashlib.sha256(document).hexdigest()


def _reproducible(document: bytes) -> bytes:
    """The same parts without the moment of writing: a digest must not depend on it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist()):
            info = zipfile.ZipInfo(name, _EPOCH)
            target.writestr(info, source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
