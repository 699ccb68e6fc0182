"""Open311 GeoReport v2 in terms of intake: services are sectors, a request is a matter, its id holds a code.

The standard shows all requests to all; a petition is not for all. So an id is `<case>.<query code>`: it
opens the public dates of this one matter, and a list without ids is empty. `api_key` is the caller's token.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any, Final
from xml.etree import ElementTree

from sankua.core.orgs.codes import is_place_code
from services.door.intake import Failed

Json = dict[str, Any]
SECTORS: Final[Mapping[str, str]] = {
    "construction_wages": "工程建设领域欠薪",
    "wages": "拖欠工资",
    "labour_dispute": "劳动争议",
    "pension": "养老待遇",
    "rural_land_expropriation": "农村土地征收",
    "urban_demolition": "房屋征收补偿",
    "real_estate": "房地产",
    "village_affairs": "村务",
    "environment": "生态环境",
    "traffic": "交通运输",
    "education": "教育",
    "health": "卫生健康",
    "market": "市场监管",
    "police": "公安",
    "civil_affairs": "民政",
    "other": "其他",
}

_DEGREES: Final = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{0,20})?")


def services() -> list[Json]:
    """GET services."""
    return [_service(code) for code in SECTORS]


def _service(code: str) -> Json:
    return {
        "service_code": code,
        "service_name": SECTORS[code],
        "description": f"{SECTORS[code]}类信访事项",
        "metadata": "false",
        "type": "realtime",
        "keywords": SECTORS[code],
        "group": "信访",
    }


def definition(code: str) -> Json:
    """GET services/<code>: no attributes beyond the standard's own."""
    if code not in SECTORS:
        raise Failed(404, "NOT_FOUND", f"service_code {code[:40]!r} is not one of GET services")
    return {"service_code": code, "attributes": []}


def registration(form: Mapping[str, str], request_id: str) -> Json:
    """POST requests as a registration. Failed where the standard's own fields are missing."""
    code, where = form.get("service_code", ""), form.get("jurisdiction_id", "")
    if code not in SECTORS:
        raise Failed(400, "INVALID", "service_code: give one of GET services")
    if not is_place_code(where) or len(where) > 9:
        raise Failed(400, "INVALID", "jurisdiction_id: give the division code of the office, 6 or 9 digits")
    if not form.get("description", "").strip():
        raise Failed(400, "INVALID", "description: is empty; say what the matter is")
    _check_coordinates(form)
    located = [
        f"{name}: {form[name]}" for name in ("address_string", "lat", "long", "media_url") if form.get(name)
    ]
    place = form.get("address_id", "")
    person = {
        "name": f"{form.get('last_name', '')}{form.get('first_name', '')}",
        "phone": form.get("phone", ""),
        "email": form.get("email", ""),
    }
    person = {name: value for name, value in person.items() if value}
    matter: Json = {
        "channel": "ONLINE",
        "purpose": "APPEAL",
        "facts": {"place_of_matter": place if is_place_code(place) else where, "sector": code},
        # Where exactly is part of the text: it may be somebody's address, and no event carries it.
        "content": "\n".join([form["description"], *located]),
        "registered_by": f"{where[:6]}-xfj",
    }
    matter |= {"petitioner": person} if person else {"anonymous": True}
    return {"request_id": request_id or f"open311:{secrets.token_hex(16)}", "registration": matter}


def _check_coordinates(form: Mapping[str, str]) -> None:
    for name, most in (("lat", 90), ("long", 180)):
        text = form.get(name, "")
        if text and not (_DEGREES.fullmatch(text) and abs(float(text)) <= most):
            raise Failed(400, "INVALID", f"{name}: give degrees (WGS 84) from -{most} to {most}")


def accepted(answer: Mapping[str, Any]) -> Json:
    """The answer to POST requests."""
    return {
        "service_request_id": f"{answer['case_id']}.{answer['query_code']}",
        "service_notice": f"编号 {answer['case_id']},查询码 {answer['query_code']}",
    }


def parts_of(request_id: str) -> Json:
    """Case and query code of a service_request_id."""
    case, _, code = request_id.partition(".")
    return {"case_id": case, "query_code": code}


def shown(request_id: str, public: Mapping[str, Any]) -> Json:
    """GET requests/<id>: the public dates, no text, no address, no person."""
    steps = public.get("steps", [])
    return {
        "service_request_id": request_id,
        "status": public.get("status", "open"),
        "status_notes": "; ".join(f"{step['step_time'][:10]} {step['title']}" for step in steps),
        "agency_responsible": next((s["org"] for s in reversed(steps) if s.get("org")), ""),
        "requested_datetime": steps[0]["step_time"] if steps else "",
        "updated_datetime": steps[-1]["step_time"] if steps else "",
    }


def xml(root: str, item: str, rows: list[Json]) -> bytes:
    """The same in XML, as the standard names its elements."""
    tree = ElementTree.Element(root)
    for row in rows:
        one = ElementTree.SubElement(tree, item)
        for name, value in row.items():
            ElementTree.SubElement(one, name).text = "" if value in ("", []) else _printable(str(value))
    return bytes(ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True))


def definition_xml(found: Mapping[str, Any]) -> bytes:
    """GET services/<code>.xml: the standard's root is the one `service_definition` itself."""
    tree = ElementTree.Element("service_definition")
    ElementTree.SubElement(tree, "service_code").text = found["service_code"]
    ElementTree.SubElement(tree, "attributes")
    return bytes(ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True))


def _printable(text: str) -> str:
    """XML has no control characters."""
    return "".join(c for c in text if c >= " " and not "\ud800" <= c <= "\udfff")
