"""Schemathesis by itself hardly ever hits a valid matter: most of what it makes is filled up to one."""

from __future__ import annotations

import hashlib
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
    """A generated body with the fields of a good one; which ones is told by their own content."""
    if context.operation.label != "POST /api/v1/cases" or not isinstance(body, dict):
        return body
    digest = hashlib.sha256(repr(body).encode("utf-8", "backslashreplace")).hexdigest()
    if int(digest[0], 16) < 4:
        return body
    made = body.get("registration")
    title = made.get("title") if isinstance(made, dict) else None
    kept = {"title": title} if isinstance(title, str) and title.isprintable() else {}
    facts = {"place_of_matter": "141002", "sector": "wages"}
    return {"request_id": f"fuzz-{digest[:24]}", "registration": {**MATTER, **kept, "facts": facts}}
