"""处理意见书 (条例 32): what its text must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sankua.core.errors import Problem, Refused

RESULTS: Final[Mapping[str, str]] = {
    "SUPPORTED": "对您的诉求予以支持，并由我单位督促执行。",
    "EXPLAINED": "对您的诉求作出以上解释说明。",
    "NOT_SUPPORTED": "对您的诉求不予支持。",
}
"""Result to the sentence of the document that says it."""


@dataclass(frozen=True, slots=True)
class OpinionText:
    """Claim (诉求), facts (事实), opinion (意见), result, basis; `addressee`: how the person is addressed."""

    claim: str
    facts: str
    opinion: str
    result: str
    addressee: str
    basis: tuple[str, ...]


def check_text(text: OpinionText) -> None:
    """Refused, naming every part that 条例 32(1) asks for and that is missing."""
    wanted = {"claim": "诉求", "facts": "事实", "opinion": "处理意见", "result": "支持、解释或者不予支持"}
    problems = [
        Problem(name, f"missing; {title} (《信访工作条例》第三十二条第一款)")
        for name, title in wanted.items()
        if not getattr(text, name).strip()
    ]
    if not any(title.strip() for title in text.basis):
        problems.append(Problem("basis", "missing; full titles with article"))
    if problems:
        raise Refused(*problems)
