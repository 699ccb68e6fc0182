"""Reads a YAML file and checks it against a JSON Schema; every mistake is named by file and field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sankua.core.errors import Problem, Refused


class _Loader(yaml.SafeLoader):
    """Plain YAML: dates stay text, and a key given twice is a mistake, not the last one's luck."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping of a node. ConstructorError at a key that is there already."""
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


_Loader.add_constructor(
    "tag:yaml.org,2002:timestamp",
    _Loader.construct_yaml_str,  # type: ignore[type-var]
)


def read_checked(path: Path, schema: Path, main: str = "", office: str = "office") -> dict[str, Any]:
    """The file's mapping. Refused, one problem per mistake: not YAML, a key twice, not as the schema says.

    `main` is the `$defs` entry that the file has to fit, `office` the one for a file with the key `office`.
    """
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # a SafeLoader
    except yaml.YAMLError as error:
        line = (
            error.problem_mark.line + 1
            if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark
            else 0
        )
        raise Refused(Problem("", f"not good YAML: {error}".replace("\n", " "), str(path), line)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(Problem("", f"cannot be read: {error}", str(path))) from error
    if not isinstance(found, dict):
        raise Refused(Problem("", "expected a mapping", str(path)))
    data: dict[str, Any] = _text_keys(found)
    form = office if main and "office" in data else main
    problems = [Problem(field, why, str(path)) for field, why in _mistakes(data, schema, form)]
    if problems:
        raise Refused(*problems)
    return data


def _text_keys(value: Any) -> Any:
    """JSON has text keys only; YAML years and dates are numbers."""
    if isinstance(value, Mapping):
        return {str(key): _text_keys(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_text_keys(inner) for inner in value]
    return value


@cache
def _validator(schema: Path, form: str) -> Any:
    from jsonschema import Draft202012Validator, FormatChecker

    document = json.loads(schema.read_text(encoding="utf-8"))
    if form:
        document = {"$ref": f"#/$defs/{form}", "$defs": document["$defs"]}
    return Draft202012Validator(document, format_checker=FormatChecker())


def _mistakes(data: Any, schema: Path, form: str) -> Iterator[tuple[str, str]]:
    for error in _validator(schema, form).iter_errors(data):
        yield ".".join(str(part) for part in error.absolute_path), error.message
