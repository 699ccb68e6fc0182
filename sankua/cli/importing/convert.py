"""A row of another system to a registration in JSON form, or what is wrong with the row. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sankua.cli.importing.mapping import OTHERS, MappingFile
from sankua.cli.importing.papers import Papers, parts_of
from sankua.cli.importing.people import representatives
from sankua.cli.importing.places import PlaceFinder
from sankua.cli.importing.rows import Row
from sankua.core.errors import Problem
from sankua.core.times import SHANGHAI, format_time

Json = dict[str, Any]

_CELLS: Final[Mapping[str, str]] = {
    "facts.place_of_matter": "place",
    "facts.residence": "residence",
    "facts.household": "household",
    "facts.category": "category",
    "petitioner.name": "petitioner",
    "petitioner.ref": "petitioner_ref",
    "petitioner.phone": "phone",
    "petitioner.id_number": "id_number",
    "received_at": "time",
    "occurred_time": "time",
    "source_ref": "id",
}
"""Fields of a registration to Sankua's names of columns; all others are called as their column is."""


@dataclass(frozen=True, slots=True)
class Item:
    """One matter ready to send. `replied` is when it was answered, None where it was not.

    `also` are further rows of the file that tell of the same matter and share its fate.
    """

    row: int
    line: int
    request_id: str
    registration: Mapping[str, Any]
    replied: datetime | None = None
    result: str = ""
    also: tuple[int, ...] = ()
    attachments: tuple[str, ...] = ()
    column: Callable[[str], str] = field(default=str, compare=False)
    """What the file calls a field of the registration: a refusal of intake is mended there."""


@dataclass(frozen=True)
class Converter:
    """Rows to items by one mapping. `now` bounds what may have happened."""

    mapping: MappingFile
    finder: PlaceFinder
    now: datetime
    papers: Papers | None = None

    def convert(self, row: Row) -> Item | list[Problem]:
        """The item of a row, or one problem per wrong field (field = the file's column)."""
        if row.fault:
            return [Problem("", row.fault)]
        problems: list[Problem] = []
        reader = _Reader(self.mapping, row, problems)
        source_id, content = reader.need("id"), reader.need("content")
        at = reader.time("time", self.now)
        replied = self._replied(reader, at)
        registration = self._registration(reader, source_id, content, at)
        if problems or at is None:
            return problems
        request_id = f"import:{self.mapping.id}:{source_id}"
        result = reader.mapped("result", self.mapping.values.result) or ""
        attachments = self._attachments(reader)
        return problems or Item(
            row.number, row.line, request_id, registration, replied, result, (), attachments, self.column
        )

    def column(self, field: str) -> str:
        """The file's column for a field of the registration; the field itself where no column has it."""
        path = field.removeprefix("registration.")
        name = _CELLS.get(path, path.partition("[")[0])
        return self.mapping.columns.named().get(name, path)

    def _attachments(self, reader: _Reader) -> tuple[str, ...]:
        names = parts_of(reader.text("attachments"))
        for problem in self.papers.wrong(names) if self.papers is not None else ():
            reader.wrong(problem.field, problem.reason)
        return tuple(names)

    def _replied(self, reader: _Reader, at: datetime | None) -> datetime | None:
        columns = self.mapping.columns
        if columns.reply_time is None or not reader.text("reply_time"):
            if columns.reply is not None and reader.text("reply"):
                reader.wrong("reply_time", "is empty although there is a reply")
            return None
        replied = reader.time("reply_time", self.now)
        if columns.reply is not None and not reader.text("reply"):
            reader.wrong("reply", "is empty although it has a time")
        if replied is not None and at is not None and replied < at:
            reader.wrong("reply_time", f"{format_time(replied)} is before the matter, {format_time(at)}")
        return replied

    def _registration(self, reader: _Reader, source_id: str, content: str, at: datetime | None) -> Json:
        values, defaults = self.mapping.values, self.mapping.defaults
        purpose = reader.mapped("purpose", values.purpose) or defaults.purpose
        moment = format_time(at) if at is not None else ""
        petitioner, others = reader.petitioner(), reader.representatives()
        out: Json = {
            "channel": reader.mapped("channel", values.channel) or defaults.channel,
            "purpose": purpose,
            "facts": self._facts(reader, purpose),
            "title": reader.text("title"),
            "content": content,
            "petitioner": petitioner,
            "representatives": others,
            # Of the own register a row that names nobody is an anonymous matter: that is what it says.
            "anonymous": not (defaults.derived or petitioner or others),
            "petitioner_count": reader.count("petitioner_count"),
            "registered_by": defaults.registered_by,
            "received_at": moment,
            "occurred_time": moment,
            "derived": defaults.derived,
            "source_ref": source_id,
        }
        return {name: value for name, value in out.items() if value not in ("", None, {}, [], False)}

    def _facts(self, reader: _Reader, purpose: str) -> Json:
        place = self._place(reader)
        facts: Json = {"place_of_matter": place, "purpose": purpose}
        for name in ("residence", "household"):
            code = reader.place_cell(name, self.finder)
            if code:
                # Never finer than a township (nine digits): that would be an address.
                facts[name] = code[:9]
        facts |= fill(self.mapping.facts, place)
        if reader.text("category"):
            facts["category"] = reader.text("category")
            facts |= fill(reader.mapped("category", self.mapping.values.category) or {}, place)
        return {name: value for name, value in facts.items() if value}

    def _place(self, reader: _Reader) -> str:
        places = self.mapping.places
        named = reader.place_cell("place", self.finder)
        found = named or self.finder.find(*(reader.text(part) for part in places.look_in)) or places.default
        if not found:
            reader.wrong("place" if self.mapping.columns.place else "content", "names no known place")
        return found or ""


class _Reader:
    """The cells of one row under Sankua's names; what is wrong goes to `problems`."""

    def __init__(self, mapping: MappingFile, row: Row, problems: list[Problem]) -> None:
        self._mapping, self._row, self._problems = mapping, row, problems
        self._columns = mapping.columns.named()

    def wrong(self, name: str, reason: str) -> None:
        self._problems.append(Problem(self._columns.get(name, name), reason))

    def text(self, name: str) -> str:
        return self._row.cells.get(self._columns.get(name, ""), "").strip()

    def need(self, name: str) -> str:
        text = self.text(name)
        if not text:
            self.wrong(name, "is empty")
        return text

    def time(self, name: str, now: datetime) -> datetime | None:
        text = self.need(name)
        moment = read_time(text, self._mapping.times) if text else None
        if text and moment is None:
            self.wrong(name, f"{text!r} is no time in any of {', '.join(self._mapping.times)}")
        if moment is not None and moment > now:
            self.wrong(name, f"{format_time(moment)} lies in the future")
        return moment

    def mapped(self, name: str, values: Mapping[str, Any]) -> Any:
        text = self.text(name)
        if not text:
            return None
        if text in values or OTHERS in values:
            return values.get(text, values.get(OTHERS))
        known = ", ".join(values) or "none"
        self.wrong(name, f"{text!r} is not in the mapping's values.{name} (known: {known})")
        return None

    def count(self, name: str) -> int | None:
        text = self.text(name)
        if text and not (text.isascii() and text.isdigit() and 1 <= int(text) < 1_000_000):
            self.wrong(name, f"{text!r} is no number of people")
            return None
        return int(text) if text else None

    def petitioner(self) -> Json:
        names = {"petitioner": "name", "petitioner_ref": "ref", "phone": "phone", "id_number": "id_number"}
        return {field: self.text(name) for name, field in names.items() if self.text(name)}

    def representatives(self) -> list[Json]:
        people, wrong = representatives(self.text("representatives"))
        if wrong:
            self.wrong("representatives", wrong)
        return people

    def place_cell(self, name: str, finder: PlaceFinder) -> str | None:
        text = self.text(name)
        if not text:
            return None
        if text.isdigit() and len(text) in (6, 9, 12):
            return text
        code = self._mapping.values.place.get(text) or finder.find(text)
        if code is None:
            self.wrong(name, f"{text!r} is neither a division code nor a known place")
        return code


def read_time(text: str, formats: Sequence[str]) -> datetime | None:
    """The moment that a text means in the first format that fits (Shanghai where no offset is written)."""
    for form in formats:
        try:
            # The zone is put in below, where the text has none.
            value = datetime.fromisoformat(text) if form == "iso" else datetime.strptime(text, form)  # noqa: DTZ007
        except ValueError:
            continue
        return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
    return None


def fill(facts: Mapping[str, Any], place: str) -> Json:
    """The facts with `{place}` replaced in every text."""
    return {name: _fill(value, place) for name, value in facts.items()}


def _fill(value: Any, place: str) -> Any:
    if isinstance(value, str):
        return value.replace("{place}", place)
    if isinstance(value, list | tuple):
        return [_fill(item, place) for item in value]
    return value
