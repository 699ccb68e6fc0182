"""Further directories and an office's own list; what does not hold together is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sankua.core.errors import Refused
from sankua.core.rules import route
from sankua.library.orgs import load_directory
from sankua.library.rules import load_rules

DAY = date(2023, 5, 4)
ANONYMISED = """
divisions:
  - {code: "990000", name: 某省, parent: "000000", level: PROVINCE}
  - {code: "990100", name: A市, parent: "990000", level: CITY}
  - {code: "990107", name: A7县, parent: "990100", level: COUNTY}
"""


def refused(text: str, folder: Path, name: str = "mine.yaml") -> list[str]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    files = {"own" if path.suffix == ".csv" else "extra": [path]}
    with pytest.raises(Refused) as caught:
        load_directory(**files)
    return [str(problem) for problem in caught.value.problems]


def test_invented_places_route_like_real_ones(tmp_path: Path) -> None:
    path = tmp_path / "anonymised.yaml"
    path.write_text(ANONYMISED, encoding="utf-8")
    orgs = load_directory(extra=[path])
    decision = route({"sector": "market", "place_of_matter": "990107"}, load_rules(None, orgs), orgs, DAY)
    assert (decision.lead, decision.resolver) == ("990107-scjgj", "990107")
    assert orgs.name("990107-scjgj") == "A7县市场监督管理局"
    assert orgs.common_superior(["990107", "141122"]) == "000000-lxb"


def test_places_may_come_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("code,name,parent,level\n140499,某区,140400,COUNTY\n", encoding="utf-8-sig")
    assert load_directory(extra=[path]).parent("140499") == "140400"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('divisions: [{code: "990107", name: A7县, parent: "990100", level: COUNTY}]',
         "990100 is not a known division"),
        ('divisions: [{code: "990107", name: A7县, parent: "140403", level: COUNTY}]',
         "is not above a COUNTY"),
        ('divisions: [{code: "140403", name: x, parent: "140400", level: COUNTY}]', "is listed twice"),
        ('divisions: [{code: "99", name: x, parent: "140400", level: COUNTY}]', "is not a division code"),
        ('divisions: [{code: "990107", name: x, parent: "140400", level: SHIRE}]', "'SHIRE' is none of"),
        ('divisions: [{code: "990107", nam: x, parent: "140400", level: COUNTY}]', "nam: unknown field"),
        (
            'divisions: [{code: "990100", name: a, parent: "990200", level: CITY},'
            ' {code: "990200", name: b, parent: "990100", level: CITY}]',
            "goes round in a circle",
        ),
        ("powers: [{sector: wages, organ: zjj}]", "rsj and zjj hold one power on one date"),
        ("powers: [{sector: forests, organ: lyj}]", "'lyj' is not a known organ"),
        ("succession: [{organ: a, successor: b, from: 2020-01-01}]", "'b' is not a known organ"),
        ("succession: [{organ: gtj, successor: rsj, from: 2020-01-01}]", "is continued by two organs"),
        ("succession: [{organ: rsj, successor: zjj, from: 2020-01-01},"
         " {organ: zjj, successor: rsj, from: 2021-01-01}]", "goes round in a circle"),
        ("succession: [{organ: a, successor: rsj, from: someday}]", "is not a date"),
        ('zones: [{code: "141072", name: z, parent: "141000", county: "999999"}]',
         "999999 is not a known division"),
        ('zones: [{code: "141072", name: z, parent: "141000", powers: [{sector: wages}, {sector: wages}]}]',
         "wages is delegated twice"),
        ("places: []", "places: unknown; expected one of"),
        ("divisions: [", "cannot be read"),
        ("- 1", "is not a mapping"),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_is_refused(text: str, reason: str, tmp_path: Path) -> None:
    said = refused(text, tmp_path)
    assert any(reason in line for line in said), said


def test_powers_may_change_hands_on_a_date(tmp_path: Path) -> None:
    path = tmp_path / "more.yaml"
    path.write_text(
        "powers:\n  - {sector: forests, organ: zrzyj, to: 2022-12-31}\n"
        "  - {sector: forests, organ: nyncj, from: 2023-01-01}\n",
        encoding="utf-8",
    )
    orgs = load_directory(extra=[path])
    assert orgs.organ_for("forests", "140403", date(2022, 12, 31)) == "140403-zrzyj"
    assert orgs.organ_for("forests", "140403", date(2023, 1, 1)) == "140403-nyncj"


HEAD = "code,name,superior,powers,from,to\n"


def test_an_offices_own_list_goes_first_while_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        HEAD + "140403-xzspj,审批局,140400-xzspj,market;health,2022-06-01,2023-12-31\n", encoding="utf-8"
    )
    orgs = load_directory(own=[path])
    assert orgs.organ_for("market", "140403", DAY) == "140403-xzspj"
    assert orgs.organ_for("market", "140403", date(2024, 1, 1)) == "140403-scjgj"
    assert orgs.organ_for("market", "140404", DAY) == "140404-scjgj"
    assert orgs.name("140403-xzspj", DAY) == "审批局"
    assert next(orgs.superiors("140403-xzspj", DAY)) == "140400-xzspj"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("140403-a,甲,,market,,\n140403-b,乙,,market,,\n", "market is held by 140403-a on the same date"),
        ("140403-a,甲,,,,\n140403-a,乙,,,,\n", "is listed twice for one date"),
        ("999999-a,甲,,,,\n", "999999 is not a known division"),
        ("140403-a,甲,999999-b,,,\n", "an orphan"),
        ("140403-a,甲,,marcet,,\n", "'marcet' is not a known sector"),
        ("140403-a,甲,140403-b,,,\n140403-b,乙,140403-a,,,\n", "goes round in a circle"),
        ("140403_a,甲,,,,\n", "own.csv:2: organs.140403_a.code: '140403_a' is not an organ code"),
        ("140403-a,甲,,,2023-02-30,\n", "is not a date"),
        ("140403-a,甲,,,2023-02-03,2023-01-01\n", "is before"),
    ],
)
def test_an_own_list_with_a_mistake_is_refused(rows: str, reason: str, tmp_path: Path) -> None:
    said = refused(HEAD + rows, tmp_path, "own.csv")
    assert any(reason in line for line in said), said


def test_an_own_list_needs_its_heading(tmp_path: Path) -> None:
    assert "lacks code" in refused("name\nx\n", tmp_path, "own.csv")[0]
    assert "unknown column" in refused("code,name,colour\n140403-a,甲,red\n", tmp_path, "own.csv")[0]
