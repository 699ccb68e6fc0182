"""Representatives (代表人) of a joint matter in one cell: `name|phone|id number`, between semicolons."""

from __future__ import annotations

from sankua.cli.importing.papers import parts_of

FIELDS = ("name", "phone", "id_number")


def representatives(cell: str) -> tuple[list[dict[str, str]], str]:
    """The people, and what is wrong with the cell; the reason repeats nobody's data, only the place."""
    people: list[dict[str, str]] = []
    for number, part in enumerate(parts_of(cell), 1):
        values = [value.strip() for value in part.replace("｜", "|").split("|")]
        if len(values) > len(FIELDS) or not values[0]:
            return [], f"person {number}: write name|phone|id number, several people between semicolons"
        people.append({field: value for field, value in zip(FIELDS, values, strict=False) if value})
    return people, ""
