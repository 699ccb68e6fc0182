"""The directory of place names that a mapping points at, as a finder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sankua.cli.importing.mapping import Places
from sankua.cli.importing.places import PlaceFinder
from sankua.core.errors import Problem, Refused

NATIONAL: Final = "national"
_NATIONAL_FILE: Final = "divisions.csv"


def finder_for(places: Places) -> PlaceFinder:
    """The finder of a mapping's directory, narrowed to codes that begin with `under`. Refused where none is.

    A name that two of its divisions share finds neither: narrow the directory with `under`.
    """
    if not places.directory:
        return PlaceFinder({})
    found: dict[str, set[str]] = {}
    for code, name in _divisions(_file(places.directory)):
        if code.startswith(places.under):
            found.setdefault(name, set()).add(code)
    return PlaceFinder({name: min(codes) for name, codes in found.items() if len(codes) == 1})


def _file(directory: str) -> Path:
    from sankua.library.data import data_folder

    orgs = data_folder() / "orgs"
    if directory == NATIONAL:
        return orgs / _NATIONAL_FILE
    choices = [orgs / part / f"{directory}{end}" for part in ("", "examples") for end in (".yaml", ".csv")]
    path = next((choice for choice in choices if choice.is_file()), None)
    if path is None:
        raise Refused(
            Problem("places.directory", f"no file {directory}.yaml or .csv in {orgs} or its examples")
        )
    return path


def _divisions(path: Path) -> list[tuple[str, str]]:
    """(code, name) of every division in a directory file; what else it holds is for the services."""
    import csv

    import yaml

    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return [(row["code"], row["name"]) for row in csv.DictReader(lines)]
    rows = yaml.safe_load(path.read_text(encoding="utf-8")).get("divisions") or []
    return [(str(row["code"]), str(row["name"])) for row in rows]
