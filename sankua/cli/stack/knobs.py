"""Tables of all knobs for docs/how-to/configuration.md: `python -m sankua.cli.stack.knobs FILE`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from sankua.cli.stack.config import settings_classes

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

BEGIN: Final = "<!-- knobs: begin -->"
END: Final = "<!-- knobs: end -->"


def tables() -> str:
    """Markdown: one table of the common knobs, one per service that has its own."""
    classes = settings_classes()
    common = classes.pop("").model_fields
    parts = ["### All services", "", *_table(common.items())]
    for name, cls in classes.items():
        own = [(key, field) for key, field in cls.model_fields.items() if key not in common]
        if own:
            parts += ["", f"### {name}", "", *_table(own)]
    return "\n".join(parts) + "\n"


def with_tables(text: str) -> str:
    """The document with fresh tables between its two marks. ValueError where a mark is missing."""
    head, begin, rest = text.partition(BEGIN)
    _, end, foot = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the document lacks {BEGIN} or {END}")
    return f"{head}{BEGIN}\n{tables()}{END}{foot}"


def _table(fields: Iterable[tuple[str, FieldInfo]]) -> list[str]:
    rows = [f"| `SANKUA_{name.upper()}` | {_default(f)} | {_allowed(f)} | {_text(f)} |" for name, f in fields]
    return [
        "| variable (in the file: without `SANKUA_`, small letters) | default | allowed | meaning |",
        "|---|---|---|---|",
        *rows,
    ]


def _text(field: FieldInfo) -> str:
    return (field.description or "").replace("<", "&lt;").replace("|", "\\|")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    return "" if field.default in (None, "") else f"`{field.default}`"


def _allowed(field: FieldInfo) -> str:
    choices = get_args(field.annotation)
    if choices and all(isinstance(choice, str) for choice in choices):
        return ", ".join(f"`{choice}`" for choice in choices)
    limits: dict[str, Any] = {
        key: getattr(rule, key)
        for rule in field.metadata
        for key in ("ge", "gt", "le", "lt", "min_length", "pattern")
        if getattr(rule, key, None) is not None
    }
    if "pattern" in limits:
        return f"`{limits['pattern'].replace('|', chr(92) + '|')}`"
    low, high = limits.get("ge", limits.get("gt")), limits.get("le", limits.get("lt"))
    if low is None and high is None:
        return "not empty" if limits.get("min_length") else ""
    return f"{'over ' if 'gt' in limits else ''}{low} to {high}"


def main(file: Path) -> None:
    """Rewrite the document's tables."""
    file.write_text(with_tables(file.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
