"""发函督办: the letter of a supervision as a Word document, from the template in rules/oversight."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from sankua.core.errors import Problem, Refused
from sankua.core.times import local_date
from services.oversight.domain.laws import Laws
from services.oversight.domain.matter import Supervision
from services.oversight.domain.standing import Standing


def words(standing: Standing, number: int, laws: Laws) -> dict[str, str]:
    """What the letter may say of a supervision. NOT_FOUND where the case has none of that number."""
    found = [s for s in standing.matter.supervisions if s.number == number]
    if not found:
        raise Refused(Problem("number", f"{standing.case} has no supervision {number}"), code="NOT_FOUND")
    one = found[0]
    day = local_date(one.issued)
    ground = laws.ground(one.ground, day)
    return {
        "office": one.by,
        "year": str(day.year),
        "case_id": standing.case,
        "number": str(number),
        "to_org": one.to_org,
        "ground": ground.title.partition(" / ")[0],
        "clock": _clock(standing, one),
        "basis": ground.force.basis,
        "answer_due": _chinese(date.fromisoformat(one.answer_due[:10])),
        "day": _chinese(day),
    }


def _clock(standing: Standing, one: Supervision) -> str:
    found = [c for c in standing.clocks if (c.clock, c.key) == (one.clock, one.key)]
    return f"({found[0].basis},期限{_chinese(found[0].due_on)}已过)" if found else ""


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def render(said: dict[str, str], laws: Laws) -> bytes:
    """The document. The template's words were checked when it was loaded."""
    document: Any = Document()
    document.core_properties.author = said["office"]
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(laws.letter_title)
    run.bold, run.font.size = True, Pt(18)
    for line in laws.letter:
        document.add_paragraph(line.format_map(said))
    out = BytesIO()
    document.save(out)
    return out.getvalue()
