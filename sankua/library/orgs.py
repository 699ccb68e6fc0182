"""Loads the organ directory (机关名录) from `orgs/`, with further directories and an office's own list
beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sankua.core.errors import Problem, Refused
from sankua.core.orgs import (
    Directory,
    Division,
    Level,
    OrganKind,
    OwnOrgan,
    Power,
    Succession,
    Zone,
    build_directory,
    is_org_code,
    is_place_code,
)
from sankua.core.orgs.model import Parts, Span
from sankua.library.data import data_folder

Row = Mapping[str, Any]
_DIVISION = ("code", "name", "parent", "level")


@dataclass
class _Reading:
    """What has been read so far, and what was wrong with it."""

    file: str = ""
    divisions: dict[str, Division] = field(default_factory=dict)
    kinds: dict[str, OrganKind] = field(default_factory=dict)
    powers: list[Power] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    successions: list[Succession] = field(default_factory=list)
    own: list[OwnOrgan] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, where: str, reason: str, line: int = 0) -> None:
        """Notes a problem in the file being read."""
        self.problems.append(Problem(where, reason, self.file, line))


def load_directory(
    extra: Sequence[Path] = (), own: Sequence[Path] = (), folder: Path | None = None
) -> Directory:
    """The directory of `orgs/`, with `extra` YAML/CSV directories and an office's `own` CSV lists of organs.

    The format is in docs/how-to/organs.md. Refused with every problem, naming file, line or entry.
    """
    base = (folder or data_folder()) / "orgs"
    reading = _Reading()
    for path in (base / "divisions.csv", base / "organs.yaml", base / "zones.yaml", *extra):
        _read(path, reading)
    for path in own:
        _read_own(path, reading)
    if reading.problems:
        raise Refused(*reading.problems)
    return build_directory(
        Parts(
            reading.divisions, reading.kinds, reading.powers, reading.zones, reading.successions, reading.own
        )
    )


def _read(path: Path, reading: _Reading) -> None:
    reading.file = str(path)
    if path.suffix == ".csv":
        for number, row in _csv(path, _DIVISION, reading):
            _division(row, reading, number)
        return
    _read_yaml(path, reading)


def _csv(path: Path, columns: Sequence[str], reading: _Reading) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and fields of each row; a problem where the heading is not the one expected."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            if missing := [name for name in columns if name not in (rows.fieldnames or ())]:
                reading.wrong("heading", f"lacks {', '.join(missing)}; expected {','.join(columns)}", 1)
                return
            for row in rows:
                yield rows.line_num, {key: (value or "").strip() for key, value in row.items() if key}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reading.wrong("file", f"cannot be read: {error}")


def _read_yaml(path: Path, reading: _Reading) -> None:
    """A YAML directory: any of divisions, organs, powers, zones, succession, own."""
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reading.wrong("file", f"cannot be read: {error}")
        return
    if not isinstance(loaded, dict):
        reading.wrong("file", "is not a mapping")
        return
    for key, value in loaded.items():
        reader = _SECTIONS.get(key)
        if reader is None:
            reading.wrong(str(key), f"unknown; expected one of {', '.join(_SECTIONS)}")
            continue
        entries = value.items() if isinstance(value, dict) else enumerate(value or ())
        for name, row in entries:
            if isinstance(row, dict):
                reader(row | {"slug": name} if isinstance(value, dict) else row, reading, f"{key}.{name}")
            else:
                reading.wrong(f"{key}.{name}", "is not a mapping")


def _fields(row: Row, allowed: Iterable[str], needed: Iterable[str], reading: _Reading, where: str) -> bool:
    """Whether a row has what it needs and nothing else; notes what is wrong."""
    unknown, missing = sorted(set(row) - set(allowed)), sorted(k for k in needed if not row.get(k))
    for name in unknown:
        reading.wrong(f"{where}.{name}", "unknown field")
    for name in missing:
        reading.wrong(f"{where}.{name}", "is missing")
    return not unknown and not missing


def _day(value: Any, reading: _Reading, where: str) -> date | None:
    """A date, or None where there is none; a problem where it is something else."""
    if value in (None, ""):
        return None
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        reading.wrong(where, f"{value!r} is not a date YYYY-MM-DD")
        return None


def _span(row: Row, reading: _Reading, where: str) -> Span:
    span = Span(
        _day(row.get("from"), reading, f"{where}.from"),
        _day(row.get("to"), reading, f"{where}.to"),
    )
    if span.start and span.end and span.end < span.start:
        reading.wrong(f"{where}.to", f"{span.end} is before {span.start}")
    return span


def _division(row: Row, reading: _Reading, line: int = 0, where: str = "") -> None:
    code, level = str(row.get("code", "")), str(row.get("level", "")).upper()
    where = where or f"divisions.{code}"
    if not is_place_code(code) or len(code) == 12:
        reading.wrong(f"{where}.code", f"{code!r} is not a division code of 6 or 9 digits", line)
    elif code in reading.divisions:
        reading.wrong(f"{where}.code", f"{code} is listed twice", line)
    elif level not in Level.__members__:
        reading.wrong(f"{where}.level", f"{level!r} is none of {', '.join(Level.__members__)}", line)
    elif not row.get("name"):
        reading.wrong(f"{where}.name", "is missing", line)
    else:
        parent = str(row.get("parent") or "")
        reading.divisions[code] = Division(code, str(row["name"]), parent, Level[level])


def _yaml_division(row: Row, reading: _Reading, where: str) -> None:
    if _fields(row, _DIVISION, ("code", "name", "level"), reading, where):
        _division(row, reading, where=where)


def _organ(row: Row, reading: _Reading, where: str) -> None:
    if not _fields(row, ("slug", "name", "line", "trade"), ("slug", "name", "line"), reading, where):
        return
    if not is_org_code(f"000000-{row['slug']}"):
        reading.wrong(where, f"{row['slug']!r} is not a slug of small letters and digits")
    elif row["slug"] in reading.kinds:
        reading.wrong(where, "is listed twice")
    else:
        kind = OrganKind(row["slug"], str(row["name"]), str(row["line"]), bool(row.get("trade")))
        reading.kinds[kind.slug] = kind


def _power(row: Row, reading: _Reading, where: str) -> None:
    if _fields(row, ("sector", "organ", "township", "from", "to"), ("sector", "organ"), reading, where):
        span = _span(row, reading, where)
        reading.powers.append(Power(row["sector"], row["organ"], span, bool(row.get("township"))))


def _zone(row: Row, reading: _Reading, where: str) -> None:
    """A zone is a place too: it stands in the divisions under its parent, at county level."""
    allowed = ("code", "name", "parent", "county", "powers")
    if not _fields(row, allowed, ("code", "name", "parent"), reading, where):
        return
    code = str(row["code"])
    if code not in reading.divisions:
        _division(dict(row) | {"level": "COUNTY"}, reading, where=where)
    powers = []
    for number, power in enumerate(row.get("powers") or ()):
        spot = f"{where}.powers.{number}"
        if _fields(power, ("sector", "from", "to"), ("sector",), reading, spot):
            powers.append((str(power["sector"]), _span(power, reading, spot)))
    reading.zones.append(Zone(code, str(row.get("county") or ""), tuple(powers)))


def _succession(row: Row, reading: _Reading, where: str) -> None:
    needed = ("organ", "successor", "from")
    if not _fields(row, (*needed, "name"), needed, reading, where):
        return
    if (on := _day(row["from"], reading, f"{where}.from")) is not None:
        reading.successions.append(
            Succession(str(row["organ"]), str(row.get("name") or ""), str(row["successor"]), on)
        )


def _own_organ(row: Row, reading: _Reading, where: str, line: int = 0) -> None:
    code, superior = str(row.get("code", "")), str(row.get("superior") or "")
    for name, value in (("code", code), ("superior", superior)):
        if (value or name == "code") and not is_org_code(value):
            reading.wrong(f"{where}.{name}", f"{value!r} is not an organ code", line)
            return
    powers = row.get("powers") or ()
    sectors = powers.replace("；", ";").split(";") if isinstance(powers, str) else powers
    reading.own.append(
        OwnOrgan(
            code, str(row.get("name") or code), superior, tuple(s.strip() for s in sectors if s.strip()),
            _span(row, reading, where),
        )
    )  # fmt: skip


def _yaml_own(row: Row, reading: _Reading, where: str) -> None:
    allowed = ("code", "name", "superior", "powers", "from", "to")
    if _fields(row, allowed, ("code", "name"), reading, where):
        _own_organ(row, reading, where)


def _read_own(path: Path, reading: _Reading) -> None:
    """An office's own list (CSV): code,name,superior,powers,from,to; powers are sectors separated by `;`."""
    reading.file = str(path)
    for line, row in _csv(path, ("code", "name"), reading):
        unknown = sorted(set(row) - {"code", "name", "superior", "powers", "from", "to"})
        if unknown:
            reading.wrong(unknown[0], "unknown column", 1)
            return
        _own_organ(row, reading, f"organs.{row['code']}", line)


_SECTIONS = {
    "divisions": _yaml_division,
    "organs": _organ,
    "powers": _power,
    "zones": _zone,
    "succession": _succession,
    "own": _yaml_own,
}
