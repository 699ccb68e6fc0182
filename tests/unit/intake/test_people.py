"""Who petitions: numbers checked, one form for one person, nothing private in a refusal."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.matter import Petitioner
from services.intake.domain.people import check_person, id_number, marks_of, names_somebody, phone, plain_text

TODAY = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("text", "kind", "known"),
    [
        ("14100219800101123X", "", "14100219800101123X"),
        (" 141002 19800101 123x ", "RESIDENT", "14100219800101123X"),
        ("１４１００２１９８００１０１１２３Ｘ", "", "14100219800101123X"),
        ("11010519491231002x", "", "11010519491231002X"),
        ("110105491231002", "", "11010519491231002X"),
        ("141002198001011234", "", ""),
        ("14100219801301123X", "", ""),
        ("E12345678", "", ""),
        ("e12345678", "PASSPORT", "PASSPORT:E12345678"),
        ("!", "OTHER", ""),
    ],
)
def test_identity_numbers(text, kind, known):
    assert id_number(text, kind) == known


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("13912345678", "+8613912345678"),
        ("+86 139-1234-5678", "+8613912345678"),
        ("（0355）2012345", "+863552012345"),
        ("0355-2012345", "+863552012345"),
        ("+852 2345 6789", "+85223456789"),
        ("12345", ""),
        ("1391234567", ""),
        ("电话", ""),
    ],
)
def test_phone_numbers(text, known):
    assert phone(text) == known


def test_refusals_name_the_field_and_never_the_value():
    data = {"name": "12345", "id_number": "141002198001011234", "phone": "99999", "email": "a@b"}
    problems = list(check_person(data, "petitioner", TODAY))
    assert [p.field for p in problems] == [f"petitioner.{n}" for n in ("name", "id_number", "phone", "email")]
    said = " ".join(map(str, problems))
    assert not [value for value in data.values() if value in said]


@pytest.mark.parametrize("name", ["   ", "\u200b", "!!!", "——", "123", "a\x07"])
def test_what_names_nobody_is_no_name(name):
    assert [p.field for p in check_person({"name": name}, "petitioner", TODAY)] == ["petitioner.name"]


def test_nobody_is_born_tomorrow():
    born = next(n for d in "0123456789X" if (n := id_number("11010120260505003" + d)))
    assert list(check_person({"id_number": born}, "p", date(2026, 5, 5))) == []
    (problem,) = check_person({"id_number": born}, "p", date(2026, 5, 4))
    assert problem.field == "p.id_number"
    assert "future" in problem.reason


def test_a_person_is_told_by_number_or_by_name_and_phone_and_by_nothing_less():
    one = set(marks_of(Petitioner("王 小明", "139 1234 5678", "14100219800101123X")))
    assert one == {"id:14100219800101123X", "name:王小明|+8613912345678"}
    assert set(marks_of(Petitioner("王小明", "13912345678"))) < one
    for less in (Petitioner("王小明"), Petitioner(phone="13912345678"), Petitioner(ref="A00074011")):
        assert list(marks_of(less)) == []


@given(st.dates(date(1900, 1, 1), date(2025, 12, 31)), st.integers(100_000, 999_999), st.integers(0, 999))
def test_of_all_last_digits_one_is_right(born, place, order):
    body = f"{place}{born:%Y%m%d}{order:03d}"
    taken = [digit for digit in "0123456789X" if id_number(body + digit)]
    # The standard's own words: weights 2^(17-i), sum of all eighteen is 1 modulo 11.
    total = sum(int(c) * pow(2, 17 - i, 11) for i, c in enumerate(body))
    assert taken == ["10X98765432"[total % 11]]


@given(st.text(max_size=30))
def test_plain_text_is_its_own_plain_text(text):
    once = plain_text(text)
    assert plain_text(once) == once


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("郑 十一 电话", "郑十一"),
        ("电话 139 1111 2222", "13911112222"),
        ("电话１３９-1111-2222", "+86 139 1111 2222"),
        ("0355 2012345 打过", "（0355）2012345"),
        ("证号 141002 19800101 123x", "14100219800101123X"),
        ("证号 14100219800101123X", "141002800101123"),
        ("Zheng @ example.com", "zheng@example.com"),
    ],
)
def test_a_person_is_found_in_a_reason_in_any_dress(text, value):
    assert names_somebody(text, value)


@pytest.mark.parametrize("text", ["已与单位和解", "2023年5月4日来电撤回", ""])
def test_a_reason_that_names_nobody_passes(text):
    assert not any(names_somebody(text, v) for v in ("郑十一", "13911112222", "14100219800101123X"))
