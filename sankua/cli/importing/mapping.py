"""The mapping of an import: which column means what. A YAML file, checked with file and field named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from sankua.core.errors import Problem, Refused
from sankua.core.facts import FACTS
from sankua.core.times import SHANGHAI

OTHERS: Final = "*"
"""Key of a value map for all values that it does not name."""

Code = Annotated[str, Field(pattern=r"^\d{6}(\d{3}|\d{6})?$")]
OrgCode = Annotated[str, Field(pattern=r"^\d{6}(\d{3})?(-[a-z][a-z0-9_]*)?$")]
Channel = Literal["LETTER", "VISIT", "ONLINE", "PHONE", "LEADER_MAILBOX", "RECEPTION", "TRANSFERRED"]
Purpose = Literal["APPEAL", "SUGGESTION", "ACCUSATION"]
Result = Literal["SUPPORTED", "EXPLAINED", "NOT_SUPPORTED"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Columns(_Part):
    """The file's column name for each thing that Sankua knows; `id`, `time` and `content` are needed."""

    id: str
    time: str
    content: str
    title: str | None = None
    category: str | None = None
    place: str | None = None
    residence: str | None = None
    household: str | None = None
    channel: str | None = None
    purpose: str | None = None
    petitioner: str | None = None
    petitioner_ref: str | None = None
    phone: str | None = None
    id_number: str | None = None
    petitioner_count: str | None = None
    representatives: str | None = None
    attachments: str | None = None
    reply: str | None = None
    reply_time: str | None = None
    result: str | None = None

    @model_validator(mode="after")
    def _reply_has_time(self) -> Columns:
        if self.reply is not None and self.reply_time is None:
            raise ValueError("reply needs reply_time: an answer without its time cannot be counted")
        return self

    def named(self) -> dict[str, str]:
        """Sankua's name to the file's column, for the columns that the mapping names."""
        return {k: v for k, v in self.model_dump().items() if v is not None}


class Values(_Part):
    """Value maps: what a cell's text stands for. The key `*` stands for every other text."""

    category: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """分类 to facts, e.g. `{sector: traffic}`; `{place}` in a text is the place of the matter."""
    channel: dict[str, Channel] = Field(default_factory=dict)
    purpose: dict[str, Purpose] = Field(default_factory=dict)
    place: dict[str, Code] = Field(default_factory=dict)
    result: dict[str, Result] = Field(default_factory=dict)


class Places(_Part):
    """How the place of the matter (事发地) is found where no column has it."""

    directory: str = ""
    """A file in orgs/, without folder and ending, e.g. `anonymised`; or `national` for all divisions."""
    under: str = ""
    """Only divisions whose code starts so, e.g. `1410`."""
    look_in: tuple[Literal["title", "content", "reply"], ...] = ("title", "content")
    default: Code | None = None


class Defaults(_Part):
    """What holds for every row that says nothing else."""

    channel: Channel = "ONLINE"
    purpose: Purpose = "APPEAL"
    registered_by: OrgCode
    derived: bool = True


class MappingFile(_Part):
    """One mapping. `id` is part of every request id: change it and the rows count as others."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
    encoding: Literal["utf-8", "utf-8-sig", "gb18030"] = "utf-8-sig"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    sheet: str = ""
    """XLSX only: name of the sheet; empty means the first."""
    columns: Columns
    times: tuple[str, ...] = ("iso",)
    values: Values = Values()
    places: Places = Places()
    defaults: Defaults
    documents: str = "."
    """Folder of the files that the column `attachments` names, relative to the imported file."""
    facts: dict[str, Any] = Field(default_factory=dict)
    """Facts of every row; `{place}` in a text is the place of the matter."""

    @field_validator("times")
    @classmethod
    def _known_formats(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        probe = datetime(2024, 10, 31, 23, 58, 59, tzinfo=SHANGHAI)
        for form in formats:
            if form == "iso":
                continue
            try:
                again = datetime.strptime(probe.strftime(form), form).replace(tzinfo=SHANGHAI)
            except ValueError as error:
                raise ValueError(f"{form!r} is no time format: {error}") from None
            if again.date() != probe.date():
                raise ValueError(f"{form!r} does not hold year, month and day")
        if not formats:
            raise ValueError("needs at least one format, for example iso")
        return formats


def load_mapping(path: Path) -> MappingFile:
    """Reads and checks a mapping, its facts too. Refused, one problem per wrong field, where it is none."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused(Problem("", f"cannot be read: {error.strerror}", str(path))) from None
    except UnicodeDecodeError as error:
        raise Refused(Problem("", f"is not UTF-8: byte {error.start}", str(path))) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise Refused(Problem("", f"is not YAML: {error.problem}", str(path), line)) from None
    mapping = parse_mapping(document, str(path))
    check_facts(mapping, str(path))
    return mapping


def parse_mapping(document: Any, file: str = "") -> MappingFile:
    """A mapping from its parsed YAML. Refused, naming file and field."""
    if not isinstance(document, Mapping):
        raise Refused(
            Problem("", "a mapping file holds one YAML mapping with id, columns and defaults", file)
        )
    try:
        return MappingFile.model_validate(document)
    except ValidationError as error:
        problems = [
            Problem(".".join(str(p) for p in e["loc"]), _reason(e["type"], e["msg"]), file)
            for e in error.errors()
        ]
        raise Refused(*problems) from None


def check_facts(mapping: MappingFile, file: str = "") -> None:
    """Refuses facts that routing does not know: better one line here than a refusal of every row."""
    from sankua.wire.codec import check

    places = [("facts", mapping.facts)]
    places += [(f"values.category.{name}", facts) for name, facts in mapping.values.category.items()]
    problems = [
        Problem(f"{where}{wrong.field.removeprefix('data.facts')}", wrong.reason, file)
        for where, facts in places
        for wrong in check("FactsAmended", {"facts": facts})[1]
    ]
    problems += [
        Problem(f"{where}.{name}", f"{facts[name]!r} is none of {', '.join(kind.values)}", file)
        for where, facts in places
        for name, kind in FACTS.items()
        if kind.values and facts.get(name) not in (None, "", *kind.values)
    ]
    if problems:
        raise Refused(*problems)


def _reason(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "unknown field; see docs/how-to/import.md for the fields of a mapping"
    return message[0].lower() + message[1:]
