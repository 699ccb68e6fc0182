"""Loads rule sets (责任划分规则) from `rules/responsibility/` or from a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import yaml

from sankua.core.errors import Problem, Refused
from sankua.core.orgs import Directory
from sankua.core.rules import RuleSet, parse_rules
from sankua.library.data import data_folder
from sankua.library.orgs import load_directory

DEFAULT: Final = "national-2022"


def load_rules(name: str | None = None, orgs: Directory | None = None, folder: Path | None = None) -> RuleSet:
    """The rule set of that name (default: the national one), or of a file where `name` is a path to one.

    Refused with every problem, each naming file, line and field.
    """
    rules = (folder or data_folder()) / "rules" / "responsibility"
    return _load(_find(name or DEFAULT, rules), rules, orgs or load_directory(folder=folder), ())


def rule_set_names(folder: Path | None = None) -> list[str]:
    """The names that `load_rules` knows."""
    return sorted(p.stem for p in ((folder or data_folder()) / "rules" / "responsibility").glob("*.yaml"))


def _find(name: str, folder: Path) -> Path:
    """The file of a name; a name that looks like a path is one."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else folder / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in folder.glob("*.yaml")))
        raise Refused(
            Problem("rules", f"there is no rule set {name!r}; there are: {known}"), code="NOT_FOUND"
        )
    return path


def _load(path: Path, folder: Path, orgs: Directory, above: tuple[str, ...]) -> RuleSet:
    data, lines = _read(path)
    base = None
    if isinstance(data, dict) and isinstance(extends := data.get("extends"), str):
        if path.stem in above:
            raise Refused(Problem("extends", "goes round in a circle", str(path), lines.get("extends", 1)))
        base = _load(_find(extends, folder), folder, orgs, (*above, path.stem))
    try:
        return parse_rules(data, frozenset(orgs.kinds), base)
    except Refused as refused:
        raise Refused(*(_placed(p, path, lines) for p in refused.problems)) from refused


def _placed(problem: Problem, path: Path, lines: dict[str, int]) -> Problem:
    """The problem with its file, and the line of the nearest part of its field that stands in the file."""
    steps = problem.field.split(".")
    keys = (".".join(steps[:n]) for n in range(len(steps), 0, -1))
    line = next((lines[key] for key in keys if key in lines), 1)
    return Problem(problem.field, problem.reason, str(path), line)


def _read(path: Path) -> tuple[Any, dict[str, int]]:
    """The content, dates as text, and the line of every field."""
    try:
        loader = _Plain(path.read_text(encoding="utf-8"))
        try:
            node = loader.get_single_node()
            lines: dict[str, int] = {}
            if node is not None:
                _index(node, "", lines, path, set())
            return (None if node is None else loader.construct_document(node)), lines
        finally:
            loader.dispose()
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = " ".join(str(getattr(error, "problem", None) or error).split())
        line = mark.line + 1 if mark else 1
        raise Refused(Problem("file", f"cannot be read: {reason}", str(path), line)) from error


class _Plain(yaml.SafeLoader):
    """YAML without its own dates, and without on/off/yes/no as truth values."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def _index(node: yaml.Node, where: str, lines: dict[str, int], path: Path, done: set[int]) -> None:
    """Notes the line of every field, an anchor's once; Refused where one key stands twice in one mapping."""
    lines.setdefault(where, node.start_mark.line + 1)
    if id(node) in done:
        return
    done.add(id(node))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            inner = f"{where}.{key.value}" if where else str(key.value)
            if key.value in seen:
                raise Refused(Problem(inner, "stands twice", str(path), key.start_mark.line + 1))
            seen.add(key.value)
            lines[inner] = key.start_mark.line + 1
            _index(value, inner, lines, path, done)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _index(value, f"{where}.{number}" if where else str(number), lines, path, done)
