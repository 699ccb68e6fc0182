"""What is wrong with an input, said so that it can be mended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where (`field`, and `line` of `file` where there is one) and why.

    A `warning` is named and passed over; anything else refuses what it is about.
    """

    field: str
    reason: str
    file: str = ""
    line: int = 0
    warning: bool = False

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        return f"{place}{self.field}: {self.reason}" if self.field else f"{place}{self.reason}"


class Refused(Exception):
    """An input or command is refused; `problems` says all that is wrong with it, `code` which kind it is.

    `code` is one of INVALID (mend the input), STATE (not in this state), NOT_FOUND, FORBIDDEN, CONFLICT.
    """

    def __init__(self, *problems: Problem, code: str = "INVALID") -> None:
        super().__init__("; ".join(str(p) for p in problems))
        self.problems = problems
        self.code = code
