"""The classifier in use: a trained model where one is given, else the rule baseline; it says which it is."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from sankua.core.errors import Problem, Refused
from sankua.core.orgs import Directory
from sankua.library.data import data_folder
from services.common.settings import BadSettings
from services.intake.domain.places import Gazetteer, places
from services.intake.domain.suggest import Baseline, Classifier, Linear, Suggestion, suggestions

FORMAT: Final = "sankua.classifier.1"
BASELINE: Final = "baseline-2026"


@dataclass(frozen=True, slots=True)
class Suggested:
    """Suggestions, and what made them."""

    model: str
    suggestions: Sequence[Suggestion]


@dataclass(frozen=True)
class Suggester:
    """Suggests for a registration. Nothing is stored, decided or sent."""

    model: Classifier
    rules: Mapping[str, Any]
    gazetteer: Gazetteer

    def of(self, registration: Mapping[str, Any]) -> Suggested:
        """Suggestions for title and text; Refused where there is none."""
        title, content = registration.get("title", ""), registration.get("content", "")
        if not (title or content).strip():
            raise Refused(Problem("registration.content", "missing; a suggestion needs a title or a text"))
        found = suggestions(title, content, self.model, self.rules)
        named = places(f"{title}\n{content}", self.gazetteer, registration.get("registered_by", ""))
        return Suggested(self.model.name, [*found, *named])


def gazetteer_of(orgs: Directory) -> Gazetteer:
    """The divisions of a directory by their full names; the whole state is no place of a matter."""
    codes: dict[str, list[str]] = {}
    above: dict[str, tuple[str, ...]] = {}
    for division in orgs.divisions.values():
        if len(division.name) > 1 and division.parent:
            codes.setdefault(division.name, []).append(division.code)
            above[division.code] = tuple(_names_above(orgs, division.parent))
    return Gazetteer(codes, above)


def _names_above(orgs: Directory, code: str) -> Iterator[str]:
    while (division := orgs.divisions.get(code)) is not None and division.parent:
        yield division.name
        code = division.parent


def load_suggester(file: Path | None, orgs: Directory, folder: Path | None = None) -> Suggester:
    """With the model of a file, or the baseline without one. BadSettings where the file is no model."""
    path = (folder or data_folder()) / "rules" / "classification" / f"{BASELINE}.yaml"
    rules = yaml.safe_load(path.read_text(encoding="utf-8"))
    words = {name: rule["words"] for name, rule in rules["categories"].items()}
    baseline = Baseline(f"rules:{BASELINE} {rules['version']}", words)
    return Suggester(baseline if file is None else read_model(file), rules, gazetteer_of(orgs))


def read_model(file: Path) -> Linear:
    """A model as `sankua classify train` writes it; its name holds the digest of the file."""
    try:
        raw = file.read_bytes()
        data = json.loads(gzip.decompress(raw))
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']!r}, expected {FORMAT!r}")
        return Linear(
            name=f"model:{data['name']} {hashlib.sha256(raw).hexdigest()[:12]}",
            labels=data["labels"],
            bias=data["bias"],
            idf={run: idf for run, (idf, _) in data["runs"].items()},
            weights={run: weights for run, (_, weights) in data["runs"].items()},
            span=(data["span"][0], data["span"][1]),
        )
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise BadSettings(f"SANKUA_CLASSIFIER={str(file)!r}: is no model: {exc}") from None
