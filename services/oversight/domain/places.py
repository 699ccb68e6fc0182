"""Which place lies in which, by the digits of their codes. Pure."""

from __future__ import annotations


def stem(place: str) -> str:
    """The digits that all places inside a division share: 140000 → 14, 140400 → 1404."""
    if len(place) > 6:
        return place
    for zeros in ("0000", "00"):
        if place.endswith(zeros):
            return place.removesuffix(zeros)
    return place


def inside(place: str, division: str) -> bool:
    """Whether a place lies in a division, or is it."""
    return division == "000000" or place.startswith(stem(division))
