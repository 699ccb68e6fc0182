"""Places and purposes by what a text says: namesakes, longer names, weak words beside officials."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sankua.core.orgs.model import Level
from sankua.library.orgs import load_directory
from services.intake.domain.places import Gazetteer, places
from services.intake.domain.suggest import Suggestion
from services.intake.suggesting import gazetteer_of, load_suggester

ORGS = load_directory()
GAZETTEER = gazetteer_of(ORGS)
COUNTIES = sorted(
    d.code for d in ORGS.divisions.values() if d.level == Level.COUNTY and ORGS.divisions[d.parent].parent
)
TWINS = Gazetteer(
    {"城区": ["140302", "140502"], "阳泉市": ["140300"], "晋城市": ["140500"], "阳泉市城区": ["140309"]},
    {"140302": ["阳泉市"], "140502": ["晋城市"], "140300": [], "140500": [], "140309": []},
)
SUGGESTER = load_suggester(None, ORGS)


def first(text: str, office: str = "", by: Gazetteer = GAZETTEER) -> str:
    found = places(text, by, office)
    return found[0].value if found else ""


@settings(max_examples=60)
@given(st.sampled_from(COUNTIES))
def test_a_county_is_told_by_the_place_above_it_and_by_the_office(code: str) -> None:
    county, above = ORGS.divisions[code], ORGS.divisions[ORGS.divisions[code].parent]
    found = places(f"我家住在{above.name}{county.name}的小区", GAZETTEER, "")
    bearers = GAZETTEER.codes[county.name]
    if above.name != county.name and all(len(c) == 6 for c in bearers):  # 嘉峪关市 is both; a town is finer
        assert found[0].value == code
        assert set(found[0].reasons) >= {county.name, above.name}
    assert 0 < found[0].score <= 1
    assert ORGS.divisions[first(f"{county.name}的小区", f"{code[:4]}00-xfj")].name == county.name


def test_of_namesakes_the_one_whose_city_is_named_is_first_and_else_they_share() -> None:
    assert first("晋城市的城区", by=TWINS) == "140502"
    shared = places("城区的路", TWINS, "")
    assert [s.score for s in shared] == [0.3, 0.3]
    assert first("城区的路", "140500-xfj", TWINS) == "140502"


def test_a_longer_name_at_the_same_spot_hides_the_shorter_ones() -> None:
    assert [s.value for s in places("阳泉市城区的路", TWINS, "")] == ["140309"]
    assert first("阳泉市城区的路,阳泉市要管", by=TWINS) == "140309"
    assert "140300" in [s.value for s in places("阳泉市城区的路,阳泉市要管", TWINS, "")]
    assert places("没有地名", TWINS, "140500-xfj") == []


def hints(text: str, field: str) -> list[Suggestion]:
    return [s for s in SUGGESTER.of({"content": text}).suggestions if s.field == field]


@pytest.mark.parametrize(
    ("text", "purpose", "confirm"),
    [
        ("举报砖厂夜间排放粉尘", "", False),
        ("举报并控告村干部冒领低保", "ACCUSATION", True),
        ("局长收受贿赂,贪污公款", "ACCUSATION", True),
        ("建议在路口增设红绿灯", "SUGGESTION", False),
        ("多次投诉建议无人理睬,工资仍未发", "", False),
    ],
)
def test_a_purpose_needs_more_than_one_weak_word(text: str, purpose: str, confirm: bool) -> None:
    assert [(s.value, s.must_confirm) for s in hints(text, "purpose")] == (
        [(purpose, confirm)] if purpose else []
    )


def test_a_hint_rests_on_words_and_the_usual_is_not_suggested() -> None:
    for text in ("路灯坏了三个月无人修", "法院一审判决后不执行,建议尽快处理", "村干部贪污,举报无人管"):
        for hint in (*hints(text, "purpose"), *hints(text, "branch")):
            assert hint.reasons
            assert hint.value not in ("APPEAL", "PETITION_PROCEDURE")
    assert hints("路灯坏了三个月无人修", "purpose") == hints("路灯坏了三个月无人修", "branch") == []


def test_the_score_of_a_hint_is_what_was_measured_and_better_than_chance() -> None:
    for purpose, rule in SUGGESTER.rules["purposes"].items():
        seen = rule["measured"]
        assert seen["agreed"] <= min(seen["marked"], seen["there"]), purpose
        assert seen["agreed"] / seen["marked"] > seen["there"] / seen["texts"], purpose
    (hint,) = hints("建议在路口增设红绿灯", "purpose")
    seen = SUGGESTER.rules["purposes"]["SUGGESTION"]["measured"]
    assert hint.score == round(seen["agreed"] / seen["marked"], 3)
    assert [b.score for b in hints("法院一审判决后不执行", "branch")] == [0.0], "nobody measured branches"


def test_a_court_alone_is_no_litigation_and_a_judgment_is() -> None:
    assert hints("小区在法院旁边,噪音大", "branch") == []
    assert [s.value for s in hints("法院一审判决后不执行", "branch")] == ["LITIGATION"]
