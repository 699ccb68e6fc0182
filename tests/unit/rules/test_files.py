"""A rule file with any mistake is refused, by file, line and field."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sankua.core.errors import Refused
from sankua.core.orgs import Directory
from sankua.core.rules import RuleSet, route
from sankua.core.rules.schema import rules_schema
from sankua.library.data import data_folder
from sankua.library.rules import load_rules, rule_set_names

NATIONAL = data_folder() / "rules" / "responsibility" / "national-2022.yaml"
DAY = date(2023, 5, 4)


@pytest.fixture
def broken(tmp_path: Path, orgs: Directory) -> Callable[[str, str], list[str]]:
    """What is said about the national rules after one text in them is replaced by another."""

    def said(old: str, new: str) -> list[str]:
        text = NATIONAL.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "mine.yaml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(Refused) as refused:
            load_rules(str(path), orgs)
        return [str(problem).removeprefix(f"{path}:") for problem in refused.value.problems]

    return said


LITIGATION = 'when: purpose != "SUGGESTION" && branch == "LITIGATION"'
"""The condition of R04 as it stands in the file."""

MISTAKES = {
    "unknown field": ("    stage: firewall\n", "    stage: firewall\n    stages: x\n", "stages"),
    "unknown fact": (
        LITIGATION,
        'when: brunch == "LITIGATION"',
        "'brunch' is not a fact",
    ),
    "impossible value": (LITIGATION, 'when: branch == "COURT"', "branch is never"),
    "wrong type": (LITIGATION, "when: branch == 3", "between string and int"),
    "wrong type in a branch that never runs": (
        LITIGATION,
        f'{LITIGATION} || (false && joint_count == "x")',
        "between int and string",
    ),
    "not a condition": (LITIGATION, "when: branch", "not true or false"),
    "not CEL": (LITIGATION, f"{LITIGATION} &&", "ends too early"),
    "unknown organ": ("lead: [zfw@matter]", "lead: [court@matter]", "'court' is neither"),
    "unknown place": ("lead: [zfw@matter]", "lead: [zfw@moon]", "'moon' is none of"),
    "no place": ("lead: [zfw@matter]", "lead: [zfw]", "says no place"),
    "no lead": ("    lead: [zfw@matter]\n", "", "does not go with outcome REDIRECT"),
    "twice": ("  - id: R02\n", "  - id: R01\n", "R01 is there twice"),
    "out of order": ("    stage: exit\n", "    stage: general\n", "may not come after"),
    "key twice": ("    stage: exit\n", "    stage: exit\n    stage: exit\n", "stands twice"),
    "not total": ('    when: "true"\n', "    when: urgent\n", "must always apply"),
    "not a date": ("from: 2022-05-01", "from: 2022-13-01", "is not a date"),
    "unknown fact in an example": ("{purpose: ACCUSATION}", "{purposes: ACCUSATION}", "purposes"),
    "certainty": ("certainty: LAW", "certainty: SURE", "SURE"),
    "not YAML": ("rules:", "rules: [", "cannot be read"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_its_line(name: str, broken: Callable[[str, str], list[str]]) -> None:
    old, new, reason = MISTAKES[name]
    said = broken(old, new)
    assert any(reason in line for line in said), said
    assert all(re.match(r"\d+: ", line) for line in said)


def test_the_line_is_the_line_of_the_mistake(broken: Callable[[str, str], list[str]]) -> None:
    text = NATIONAL.read_text(encoding="utf-8")
    number = text[: text.index(LITIGATION)].count("\n") + 1
    assert broken(LITIGATION, "when: nothing")[0].startswith(f"{number}: rules.3.when:")


def test_dates_of_one_id_may_not_overlap(broken: Callable[[str, str], list[str]]) -> None:
    dated = "    effective: {from: 2022-05-01}\n    certainty: LAW\n"
    said = broken("  - id: R02\n", "  - id: R01\n")
    assert "R01 is there twice" in said[0]
    old = "  - id: R02\n"
    assert "dates of R01 overlap" in broken(old, "  - id: R01\n" + dated.splitlines()[0] + "\n")[0]


def test_one_id_may_come_again_for_other_dates(tmp_path: Path, orgs: Directory) -> None:
    text = NATIONAL.read_text(encoding="utf-8")
    start, end = text.index("  - id: R16\n"), text.index("  - id: R17\n")
    rule = text[start:end]
    early = rule.replace("    stage: sector\n", "    stage: sector\n    effective: {to: 2022-12-31}\n")
    late = rule.replace("    stage: sector\n", "    stage: sector\n    effective: {from: 2023-01-01}\n")
    late = late.replace("rsj@paying_place|matter", "ybj@paying_place|matter").replace(
        "140403-rsj", "140403-ybj"
    )
    path = tmp_path / "mine.yaml"
    path.write_text(text[:start] + early + late + text[end:], encoding="utf-8")
    rules = load_rules(str(path), orgs)
    facts = {"sector": "pension", "paying_place": "140403"}
    assert route(facts, rules, orgs, date(2022, 12, 31)).lead == "140403-rsj"
    assert route(facts, rules, orgs, date(2023, 1, 1)).lead == "140403-ybj"


def test_a_day_before_the_rules_is_refused(national: RuleSet, orgs: Directory) -> None:
    with pytest.raises(Refused, match=r"as_of: 2022-04-30 is outside the dates of national-2022"):
        route({}, national, orgs, date(2022, 4, 30))


def test_an_unknown_rule_set_is_named_with_those_that_are_there(orgs: Directory) -> None:
    with pytest.raises(
        Refused, match="there is no rule set 'nowhere'; there are: 140400-2022, national-2022"
    ):
        load_rules("nowhere", orgs)


def test_an_overlay_that_names_no_rule_is_refused(tmp_path: Path, orgs: Directory) -> None:
    text = (NATIONAL.parent / "140400-2022.yaml").read_text(encoding="utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace("before: R30", "before: R99"), encoding="utf-8")
    with pytest.raises(Refused, match="'R99' is not a rule of national-2022"):
        load_rules(str(path), orgs)


@pytest.mark.parametrize("name", rule_set_names())
def test_every_rule_does_what_its_examples_say(name: str, orgs: Directory) -> None:
    rules = load_rules(name, orgs)
    for rule in (r for r in rules.on(DAY) if r.id in rules.own):
        for example in rule.examples:
            decision = route(example.facts, rules, orgs, DAY).to_json()
            assert (decision["rule"] == rule.id) == (example.expect is not None), (rule.id, example.facts)
            expected = example.expect or {}
            assert {key: decision[key] for key in expected} == expected, (rule.id, example.facts)


def test_the_rules_of_the_domain_report_are_all_there(national: RuleSet) -> None:
    wanted = {f"R{n:02}" for n in range(1, 37) if n not in (7, 8, 9)} | {"R31b"}
    assert wanted <= {rule.id for rule in national.rules}


def test_every_basis_is_a_full_title(national: RuleSet) -> None:
    for rule in national.rules:
        assert all("《" in basis or "工作总结" in basis or "通知" in basis for basis in rule.basis)


def test_the_published_schema_is_the_one_in_use() -> None:
    published = json.loads(
        (data_folder() / "docs" / "schema" / "rules.schema.json").read_text(encoding="utf-8")
    )
    assert published == rules_schema()
