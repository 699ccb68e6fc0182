"""The questions one asks the directory that ships."""

from __future__ import annotations

from datetime import date

import pytest

from sankua.core.orgs import Directory, Level
from sankua.library.orgs import load_directory

DAY = date(2023, 5, 4)


@pytest.fixture(scope="module")
def orgs() -> Directory:
    return load_directory()


def test_all_of_china_down_to_the_county_is_there(orgs: Directory) -> None:
    counts = {level: sum(p.level is level for p in orgs.divisions.values()) for level in Level}
    assert counts[Level.PROVINCE] == 34
    assert counts[Level.CITY] == 333
    assert counts[Level.COUNTY] > 2900
    assert {code[:6] for code, p in orgs.divisions.items() if p.level is Level.TOWNSHIP} >= {
        "141002", "141081", "140403", "140431", "350521", "410721", "140214",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "parent"),
    [
        ("141122", "141100"),
        ("141100", "140000"),
        ("140000", "000000"),
        ("110105", "110000"),  # Beijing's 市辖区 has no government
        ("419001", "410000"),  # Jiyuan answers to the province
        ("441900003", "441900"),  # Dongguan has townships but no counties
        ("141071", "141000"),
        ("000000", None),
    ],
)
def test_the_place_above(orgs: Directory, code: str, parent: str | None) -> None:
    assert orgs.parent(code) == parent


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("140403", True), ("140403001", True), ("140403999", False), ("140403001001", True),
        ("141122100", True),
        ("999999", False), ("1404", False), ("١٤٠٤٠٣", False), ("141071", True),
    ],
)  # fmt: skip
def test_known_places(orgs: Directory, code: str, known: bool) -> None:
    assert orgs.knows_place(code) is known


@pytest.mark.parametrize(
    ("parties", "resolver"),
    [
        (["141122-rsj", "141122-zjj"], "141122"),  # two bureaus: their government
        (["141122-rsj", "141126-rsj"], "141100"),  # two counties: the city
        (["141122", "141126"], "141100"),
        (["141122-rsj", "141126"], "141100"),
        (["140403", "141122"], "140000"),  # two cities: the province
        (["141122-rsj"], "141122"),
        (["141122"], "141100"),
        (["140403001", "140403-rsj"], "140403"),
        (["140403-swj", "140404-swj"], "140400-swj"),  # one vertical line
        (["140403-swj", "140403-rsj"], "140403-lxb"),  # vertical against local
        (["140403-swj", "140403"], "140403-lxb"),
        (["140403-zfw", "140403-rsj"], "140403-lxb"),  # party against government
        (["140403-zfw", "140404-rsj"], "140400-lxb"),
        (["140403-swj", "140403-ycj"], "140403-lxb"),
        (["140403-jw"], "140400-jw"),
        (["140403", "350521"], "000000-lxb"),  # two provinces
        ([], None),
    ],
)
def test_who_decides_between_them(orgs: Directory, parties: list[str], resolver: str | None) -> None:
    assert orgs.common_superior(parties) == resolver
    assert orgs.common_superior(list(reversed(parties))) == resolver


@pytest.mark.parametrize(
    ("org", "other", "under"),
    [
        ("140403-rsj", "140403", True), ("140403101", "140403", True), ("140403101", "140403-rsj", False),
        ("140403", "140403", True), ("140403-jw", "140403", True), ("140403-swj", "140400-swj", True),
        ("140400-rsj", "140403", False), ("140403", "140400", True), ("140403-rsj", "140404", False),
        ("140403-jw", "140400-jw", True), ("140403-swj", "140403", True),
    ],
)  # fmt: skip
def test_who_is_under_whom(orgs: Directory, org: str, other: str, under: bool) -> None:
    assert orgs.is_under(org, other) is under


def test_one_level_up_is_the_same_organ(orgs: Directory) -> None:
    assert orgs.one_up("141122-rsj") == "141100-rsj"
    assert orgs.one_up("140403001") == "140403"
    assert orgs.one_up("000000-jw") is None


def test_powers_by_sector(orgs: Directory) -> None:
    assert orgs.organ_for("construction_wages", "141122", DAY) == "141122-rsj"
    assert orgs.organ_for("village_affairs", "141002100", DAY) == "141002100"
    assert orgs.organ_for("village_affairs", "141002", DAY) == "141002-nyncj"
    assert orgs.organ_for("other", "141002", DAY) is None
    assert orgs.organ_of_line("tax", "140403") == "140403-swj"
    assert orgs.organ_of_line("seismology", "140403") is None


def test_succession_holds_from_its_day(orgs: Directory) -> None:
    assert orgs.successor("140403-gtj", date(2018, 12, 31)) is None
    assert orgs.successor("140403-gtj", date(2019, 1, 1)) == "140403-zrzyj"
    assert orgs.successor("140403-zrzyj", DAY) is None


def test_the_zone_holds_its_power_from_its_day(orgs: Directory) -> None:
    assert orgs.zone_county("141071") == "141002"
    assert not orgs.zone_holds("141071", "real_estate", date(2022, 12, 31))
    assert orgs.zone_holds("141071", "real_estate", date(2023, 1, 1))
    assert not orgs.zone_holds("141071", "police", DAY)


def test_names_for_people(orgs: Directory) -> None:
    assert orgs.name("141122-rsj") == "交城县人力资源和社会保障局"
    assert orgs.name("140400-xfj") == "长治市信访局"
    assert orgs.name("140403-gtj") == "潞州区国土资源局"
    assert orgs.name("990000-abc") == "990000-abc"
