"""Schemathesis by itself hardly ever hits a valid matter: half of what it makes is filled up to one."""

from __future__ import annotations

from typing import Any

import schemathesis

OFFICE = "141002-xfj"
MATTER = {
    "channel": "ONLINE",
    "purpose": "APPEAL",
    "anonymous": True,
    "content": "三个月没有发工资,请查处。",
    "registered_by": OFFICE,
}


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """A generated body with the fields of a good one; which half is told by its own content."""
    if context.operation.label != "POST /api/v1/cases" or not isinstance(body, dict):
        return body
    request_id = str(body.get("request_id", ""))
    if len(repr(body)) % 2:
        return body
    made = body.get("registration")
    kept = {"title": made["title"]} if isinstance(made, dict) and isinstance(made.get("title"), str) else {}
    facts = {"place_of_matter": "141002", "sector": "wages"}
    good = request_id.isalnum() and request_id.isascii() and len(request_id) < 100
    return {
        "request_id": request_id if good else f"fuzz-{abs(hash(repr(body)))}",
        "registration": {**MATTER, **kept, "facts": facts},
    }
