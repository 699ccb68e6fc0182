"""The JSON Schema of a rule file (规则文件), made from the same tables that the engine uses."""

from __future__ import annotations

from typing import Any, Final

from sankua.core.facts import FACTS, FactType
from sankua.core.rules.model import CERTAINTIES, OUTCOMES, STAGES

_TEXT: Final = {"type": "string", "minLength": 1}
_CEL: Final = {
    "type": "string",
    "minLength": 1,
    "description": "CEL expression over the facts; true or false",
}
_DAY: Final = {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_SELECTOR: Final = {
    "type": "string",
    "pattern": r"^[a-z_]+(\.[a-z_]+)?(@[a-z_|]+)?(\^(supervision|enterprise))?$",
    "description": "which organ: what[@place|place][^lift], e.g. rsj@work_place|matter",
}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _list(items: Any, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least}


def _fact(kind: FactType) -> dict[str, Any]:
    match kind.kind:
        case "places" | "orgs":
            return _list({"type": "string"})
        case "bool":
            return {"type": "boolean"}
        case "int":
            return {"type": "integer", "minimum": 0}
        case "enum":
            return {"enum": list(kind.values)}
        case _:
            return {"type": "string"}


def _example(decided: bool) -> dict[str, Any]:
    facts = _object([], **{name: _fact(kind) for name, kind in FACTS.items()})
    expect = {
        "type": "object",
        "minProperties": 1,
        "description": "fields of the decision that must come out so",
    }
    return (
        _object(["facts", "expect"], facts=facts, expect=expect)
        if decided
        else _object(["facts"], facts=facts)
    )


def _rule() -> dict[str, Any]:
    span = _object([], **{"from": _DAY, "to": _DAY})
    part = _object(["org", "share"], org=_SELECTOR, share=_TEXT, when=_CEL)
    examples = _object(
        ["applies", "not"], applies=_list(_example(True), 1), **{"not": _list(_example(False), 1)}
    )
    return _object(
        ["id", "title", "stage", "when", "basis", "certainty", "examples"],
        id={"type": "string", "pattern": r"^[A-Z]+[0-9]*[0-9a-z-]*$"},
        title=_TEXT,
        stage={"enum": list(STAGES)},
        when=_CEL,
        outcome={"enum": list(OUTCOMES)},
        lead=_list({"anyOf": [_SELECTOR, _object(["org"], org=_SELECTOR, when=_CEL)]}, 1),
        co_handlers=_list(part),
        support=_list(_SELECTOR),
        resolver=_SELECTOR,
        refer_when=_CEL,
        recusal={"type": "boolean"},
        before=_TEXT,
        replaces=_TEXT,
        basis=_list(_TEXT, 1),
        certainty={"enum": list(CERTAINTIES)},
        effective=span,
        examples=examples,
    )


def rules_schema() -> dict[str, Any]:
    """Draft 2020-12. Published as docs/schema/rules.schema.json for editors."""
    top = _object(
        ["rule_set", "version", "title", "effective", "rules"],
        rule_set=_TEXT,
        version={"type": "string", "minLength": 1},
        title=_TEXT,
        extends=_TEXT,
        region={"type": "string", "pattern": r"^\d{6}$"},
        effective=_object(["from"], **{"from": _DAY, "to": _DAY}),
        rules=_list(_rule(), 1),
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Sankua rule set", **top}
