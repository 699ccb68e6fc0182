"""Codes of places (区划代码) and organs (机关代码): their patterns and their parts."""

from __future__ import annotations

import re
from typing import Final

PLACE: Final = re.compile(r"\d{6}(?:\d{3})?(?:\d{3})?", re.ASCII)
"""County and above: 6 digits; township: 9; village: 12."""

ORG: Final = re.compile(r"\d{6}(?:\d{3})?(?:-[a-z][a-z0-9]{0,15})?", re.ASCII)
"""A bare division code is the party committee and government of that place; with a slug, one of its
organs."""

STATE: Final = "000000"
"""The whole country, above the provinces."""


def is_place_code(text: str) -> bool:
    """Whether the text has the shape of a division code of 6, 9 or 12 digits."""
    return PLACE.fullmatch(text) is not None


def is_org_code(text: str) -> bool:
    """Whether the text has the shape of an organ code; says nothing on whether the organ exists."""
    return ORG.fullmatch(text) is not None


def division_of(org: str) -> str:
    """The division part of an organ code."""
    return org.partition("-")[0]


def slug_of(org: str) -> str:
    """The slug of an organ code, empty for a party committee/government."""
    return org.partition("-")[2]


def county_of(code: str) -> str:
    """The first six digits of a place or organ code: the county for anything at or below it."""
    return code[:6]


def organ_code(slug: str, place: str) -> str:
    """The organ with this slug at a place, of its county where the place is finer; bare where the slug is
    empty."""
    return f"{place[:6]}-{slug}" if slug else place[:9]
