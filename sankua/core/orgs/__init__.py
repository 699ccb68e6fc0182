"""The organ directory (机关名录): who holds which power where, who is above whom, who continues whom."""

from __future__ import annotations

from sankua.core.orgs.build import build_directory
from sankua.core.orgs.codes import county_of, division_of, is_org_code, is_place_code, organ_code, slug_of
from sankua.core.orgs.directory import Directory
from sankua.core.orgs.model import Division, Level, OrganKind, OwnOrgan, Power, Succession, Zone

__all__ = [
    "Directory",
    "Division",
    "Level",
    "OrganKind",
    "OwnOrgan",
    "Power",
    "Succession",
    "Zone",
    "build_directory",
    "county_of",
    "division_of",
    "is_org_code",
    "is_place_code",
    "organ_code",
    "slug_of",
]
