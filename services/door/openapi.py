"""The OpenAPI document, made from the protobuf contracts: it cannot say anything else than the calls take."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from google.protobuf.descriptor import Descriptor

from sankua.wire.schema import Field, schema_of
from services.door.routes import BASE, ROUTES, Route

Json = dict[str, Any]
_INTS: Final = {"int32": 2**31, "int64": 2**53}
_PLAIN: Final[Mapping[str, Json]] = {
    "string": {"type": "string"},
    "bool": {"type": "boolean"},
    "double": {"type": "number"},
    "time": {"type": "string", "format": "date-time"},
    "map": {"type": "object", "additionalProperties": {"type": "string"}},
}
ERROR: Final = {
    "type": "object",
    "required": ["code", "message", "fields"],
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "reason"],
                "properties": {"field": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}
STATUS: Final = {
    400: "INVALID: the fields say what and how to mend it",
    401: "No good token",
    403: "Not for this caller",
    404: "No such thing, or not for this caller's eyes",
    409: "Not in this state, or the request id was used for something else",
    413: "Too large",
    429: "Too many requests; see Retry-After",
    503: "A server behind this one is away: try again",
    504: "It took too long: try again with the same request_id",
}


@cache
def document() -> Json:
    """The whole document of the JSON API."""
    schemas: Json = {"Error": ERROR}
    paths: Json = {}
    for route in ROUTES:
        paths.setdefault(BASE + route.path, {})[route.verb] = _operation(route, schemas)
    return {
        "openapi": "3.0.3",
        "info": {"title": "Sankua intake", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
        "security": [{"bearer": []}],
    }


def _operation(route: Route, schemas: Json) -> Json:
    fields = schema_of(route.request).fields
    outside = (*route.in_path, *route.query)
    parameters = [
        {
            "name": name,
            "in": "path" if name in route.in_path else "query",
            "required": True,
            "schema": _field(fields[name], schemas) | {"minLength": 1},
        }
        for name in outside
    ]
    operation: Json = {"operationId": route.call, "summary": route.title, "parameters": parameters}
    if route.verb == "post":
        body = {"type": "object", "properties": _properties(route.request, schemas, outside)}
        _close(body, schemas)
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    ok = {"$ref": _named(route.response, schemas)}
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    done: Json = {"description": "Done", "content": {"application/json": {"schema": ok}}}
    if links := _links(route):
        done["links"] = links
    operation["responses"] = {"200": done} | {
        str(status): {"description": said, "content": error} for status, said in STATUS.items()
    }
    return operation


def _close(schema: Json, schemas: Json) -> None:
    """No other fields in what is sent: the door refuses them, all the way down."""
    if "additionalProperties" in schema:
        return
    schema["additionalProperties"] = False
    for field in schema["properties"].values():
        if ref := (field.get("items") or field).get("$ref"):
            _close(schemas[ref.rpartition("/")[2]], schemas)


def _links(route: Route) -> Json:
    """What can be asked next with what an answer gives: a receipt's case, its code for the public dates."""
    given = {f.name for f in route.response.fields} & {"case_id", "query_code"}
    return {
        f"{route.call}Then{other.call}": {
            "operationId": other.call,
            "parameters": {name: f"$response.body#/{name}" for name in (*other.in_path, *other.query)},
        }
        for other in ROUTES
        if "case_id" in other.in_path and other is not route and given >= {*other.in_path, *other.query}
    }


def _named(descriptor: Descriptor, schemas: Json) -> str:
    if descriptor.name not in schemas:
        schemas[descriptor.name] = {}  # a message may hold itself
        schemas[descriptor.name] = {"type": "object", "properties": _properties(descriptor, schemas)}
    return f"#/components/schemas/{descriptor.name}"


def _properties(descriptor: Descriptor, schemas: Json, but: tuple[str, ...] = ()) -> Json:
    by_name = descriptor.fields_by_name
    fields = schema_of(descriptor).fields
    return {
        name: _field(field, schemas, by_name[name].message_type)
        for name, field in fields.items()
        if name not in but
    }


def _field(field: Field, schemas: Json, message: Descriptor | None = None) -> Json:
    if field.kind == "message":
        assert message is not None, field.name
        one: Json = {"$ref": _named(message, schemas)}
    elif field.kind == "enum":
        one = {"type": "string", "enum": list(field.numbers)}
    elif field.kind in _INTS:
        limit = _INTS[field.kind]
        one = {"type": "integer", "minimum": -limit, "maximum": limit - 1}
    else:
        one = dict(_PLAIN[field.kind])
    return {"type": "array", "items": one} if field.repeated else one
