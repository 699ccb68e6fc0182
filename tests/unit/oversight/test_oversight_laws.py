"""A file of rules/oversight with any mistake is refused, naming file and field."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from sankua.core.errors import Refused
from sankua.library.oversight import FILE, read_oversight
from services.oversight.domain.laws import parse
from services.oversight.domain.matter import Matter

SHIPPED = Path("rules/oversight")
LAWS = parse(*read_oversight())


def changed(folder: Path, text: str, new: str) -> Path:
    rules = folder / "rules" / "oversight"
    rules.mkdir(parents=True)
    source = (SHIPPED / FILE).read_text(encoding="utf-8")
    assert text in source
    (rules / FILE).write_text(source.replace(text, new, 1), encoding="utf-8")
    (rules / "schema.json").write_text(
        (SHIPPED / "schema.json").read_text(encoding="utf-8"), encoding="utf-8"
    )
    return folder


def test_the_six_forms_of_supervision_and_the_three_grounds_are_there() -> None:
    assert [f.id for f in LAWS.forms] == [
        "SYSTEM", "PHONE", "LETTER", "ON_SITE", "INTERVIEW", "ACCOUNTABILITY_ADVICE",
    ]  # fmt: skip
    assert [g.id for g in LAWS.grounds] == ["AGAINST_RULES", "STALLING", "NOT_EXECUTED"]
    assert {g.force.certainty for g in LAWS.grounds} == {"LAW"}
    assert all("第四十条" in g.force.basis for g in LAWS.grounds)


def test_the_team_of_five_has_no_part_for_the_police() -> None:
    team = LAWS.scheme("五包一", date(2023, 5, 1))
    assert len(team.roles) == 5
    assert "gaj" in team.barred_slugs
    assert not any("POLICE" in role for scheme in LAWS.schemes for role in scheme.roles)


def test_no_answer_to_a_supervision_starts_a_supervision_of_its_own() -> None:
    # C18 is such an answer: a ladder that climbs on itself would never end.
    assert not any("C18" in ground.clocks for ground in LAWS.grounds)


def test_what_is_not_in_force_is_refused_with_what_is() -> None:
    with pytest.raises(Refused, match=r"is none of .* on 2020-01-01"):
        LAWS.form("LETTER", date(2020, 1, 1))
    with pytest.raises(Refused, match="'二包一' is none of 领导包案"):
        LAWS.scheme("二包一", date(2023, 1, 1))


@pytest.mark.parametrize(
    ("text", "new", "field"),
    [
        ("answer_days: 3", "answer_days: 0", "forms.0.answer_days"),
        ("issued_by: [xfj, lxb]", "issued_by: [gaj]", "forms.0.issued_by.0"),
        ("certainty: LAW", "certainty: SURE", "grounds.0.certainty"),
        ("of: SYSTEM", "of: LETTER", "forms.2.automatic.of"),
        ("ground: STALLING", "ground: LAZY", "rungs.0.ground"),
        ("scheme: 领导包案", "scheme: 无", "raise.scheme"),
        ("{to_org}:", "{petitioner}:", "letter.paragraphs.1"),
        ("{to_org}:", "{to_org:", "letter.paragraphs.1"),
        ("effective: {from: 2022-05-01}", "effective: {from: 2022-05-01, to: 2022-01-01}", "effective"),
        ("- id: STALLING", "- id: AGAINST_RULES", "grounds.1.effective"),
        ("name: national-2022", "name: national-2022\nwatch_list: []", "watch_list"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, new: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(*read_oversight(changed(tmp_path, text, new)))
    assert FILE in str(refused.value)
    assert field in str(refused.value)


def test_a_later_version_of_a_form_holds_from_its_day(tmp_path: Path) -> None:
    data: dict[str, Any] = deepcopy(yaml.load((SHIPPED / FILE).read_text("utf-8"), Loader=yaml.BaseLoader))
    shipped = read_oversight()[0]
    old = shipped["forms"][0]
    new = deepcopy(old) | {"answer_days": 5, "effective": {"from": "2024-01-01"}}
    old["effective"] = {"from": "2022-05-01", "to": "2023-12-31"}
    laws = parse({**shipped, "forms": [*shipped["forms"], new]}, "x")
    assert data["version"] == laws.version
    days = [laws.form("SYSTEM", day).answer_days for day in (date(2023, 12, 31), date(2024, 1, 1))]
    assert days == [3, 5]


def test_a_matter_whose_registration_is_not_known_yet_is_secret() -> None:
    assert Matter().secret
    assert Matter(purpose="ACCUSATION").secret
    assert not Matter(purpose="APPEAL").secret
