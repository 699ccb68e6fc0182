"""一季一案: the quarter as a duty with a last day and a light; what is not concluded when it ends goes up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sankua.core.errors import Refused
from sankua.core.events import Event
from sankua.core.times import local_date
from sankua.library.clocks import load_clock_book
from sankua.library.oversight import read_oversight
from services.oversight.domain import term
from services.oversight.domain.laws import parse
from services.oversight.domain.standing import Standing, Watch, stand
from tests.unit.oversight.oversight_samples import CASE, at, folded, handed, history, registered

DATA, FILE = read_oversight()
LAWS = parse(DATA, FILE)
WATCH = Watch(load_clock_book(), frozenset(), LAWS)
CHIEF = {"owner_ref": "140403/chief", "owner_org": "140403", "level": "COUNTY", "scheme": "一季一案"}
SCHEME = LAWS.scheme("一季一案", date(2023, 5, 1))


def standing(now: Any, *steps: Any) -> Standing:
    """A case that the chief took on 20 May 2023."""
    events = history(registered(1), *handed(2), ("OwnerAssigned", at(20, month=5), CHIEF), *steps)
    return stand(CASE, folded(events), now, WATCH)


def quarter_rungs(found: Standing) -> list[date]:
    return [local_date(d.at) for d in found.pending if d.key == "escalate/QUARTER_OVER"]


@given(st.dates(date(2022, 1, 1), date(2035, 12, 31)))
def test_a_quarter_ends_with_the_last_day_of_its_third_month(day: date) -> None:
    end = term.quarter_end(day)
    assert day <= end < day + timedelta(days=92)
    assert end.month in (3, 6, 9, 12)
    assert (end + timedelta(days=1)).day == 1
    assert term.quarter_name(day) == term.quarter_name(end) == f"{day.year}Q{end.month // 3}"
    assert term.quarter_end(end + timedelta(days=1)) > end


def test_the_light_goes_by_the_days_left_in_the_quarter() -> None:
    end = date(2023, 6, 30)
    lights = {left: term.light(end, end - timedelta(days=left), SCHEME) for left in (40, 16, 15, 6, 5, 0, -3)}
    assert lights == {40: "GREEN", 16: "GREEN", 15: "YELLOW", 6: "YELLOW", 5: "RED", 0: "RED", -3: "RED"}


def test_a_case_not_concluded_when_its_quarter_ends_goes_up_once() -> None:
    assert quarter_rungs(standing(at(21, month=5))) == [date(2023, 7, 1)]
    assert quarter_rungs(standing(at(25, month=6), ("CaseConcluded", at(24, month=6), {}))) == []
    raised = {"rung": "QUARTER_OVER", "to_org": "140400-lxb", "ground": "STALLING"}
    assert quarter_rungs(standing(at(2, month=7), ("EscalationRaised", at(1, month=7), raised))) == []
    deed = next(d for d in standing(at(1, month=7)).due() if d.key == "escalate/QUARTER_OVER")
    assert {k: deed.data()[k] for k in ("rung", "to_org", "ground")} == raised


def test_another_scheme_and_a_released_owner_have_no_term() -> None:
    other = {**CHIEF, "scheme": "领导包案", "owner_ref": "140403/2"}
    events = history(registered(1), *handed(2), ("OwnerAssigned", at(20, month=5), other))
    found = stand(CASE, folded(events), at(21, month=5), WATCH)
    assert (quarter_rungs(found), found.fields()["terms"]) == ([], [])
    released = ("OwnerReleased", at(1, month=6), {"owner_ref": "140403/chief", "reason": "x"})
    assert quarter_rungs(standing(at(2, month=6), released)) == []


def test_what_was_taken_stays_known_after_the_release_and_a_substitute_took_nothing() -> None:
    away = {
        "owner_ref": "140403/chief",
        "successor_ref": "140403/deputy",
        "until": "2023-06-10",
        "reason": "x",
    }
    concluded = ("CaseConcluded", at(12, month=6), {})
    released = ("OwnerReleased", at(15, month=6), {"owner_ref": "140403/deputy", "reason": "x"})
    found = standing(at(20, month=6), ("OwnerReplaced", at(1, month=6), away), concluded, released).fields()
    assert found["terms"] == [
        {"ref": "140403/chief", "org": "140403", "scheme": "一季一案", "since": "2023-05-20",
         "due_on": "2023-06-30", "concluded_on": "2023-06-12"}
    ]  # fmt: skip


def test_a_reopened_case_is_not_concluded() -> None:
    steps = [("CaseConcluded", at(12, month=6), {}), ("CaseReopened", at(14, month=6), {"cause": "x"})]
    found = standing(at(20, month=6), *steps)
    assert found.fields()["terms"][0]["concluded_on"] == ""
    assert quarter_rungs(found) == [date(2023, 7, 1)]


def test_the_duty_of_this_quarter() -> None:
    rows = standing(at(20, month=6), ("CaseConcluded", at(12, month=6), {})).fields()["terms"]
    mine = term.quarters(rows, date(2023, 6, 20), LAWS)
    assert mine == [term.Quarter("一季一案", "2023Q2", date(2023, 6, 30), 1, 1, "GREEN")]
    later = [
        term.quarters(rows, day, LAWS)[0] for day in (date(2023, 7, 1), date(2023, 9, 20), date(2023, 9, 28))
    ]
    assert [(q.name, q.due_on, q.taken, q.light) for q in later] == [
        ("2023Q3", date(2023, 9, 30), 0, light) for light in ("GREEN", "YELLOW", "RED")
    ]
    assert term.quarters([], date(2023, 6, 20), LAWS) == []


def test_a_rule_file_whose_term_makes_no_sense_is_refused() -> None:
    schemes = [dict(s) for s in DATA["schemes"]]
    for scheme in schemes:
        if "term" in scheme:
            scheme["term"] = scheme["term"] | {"red_days": 20}
    with pytest.raises(Refused, match="never be YELLOW"):
        parse({**DATA, "schemes": schemes}, FILE)
    rungs = [dict(r) for r in DATA["rungs"]]
    rungs[-1] = rungs[-1] | {"when": {"term_over": "领导包案", "after": 0}}
    with pytest.raises(Refused, match="no scheme of this file with a term"):
        parse({**DATA, "rungs": rungs}, FILE)


def test_events_of_other_schemes_do_not_move_the_quarter() -> None:
    second = {**CHIEF, "scheme": "两访一包", "owner_ref": "140403/3"}
    events = history(
        registered(1),
        *handed(2),
        ("OwnerAssigned", at(20, month=5), CHIEF),
        ("OwnerAssigned", at(5, month=7), second),
    )
    changed: list[Event] = [e._replace(recorded=e.time) for e in events]
    assert quarter_rungs(stand(CASE, folded(changed), at(6, month=7), WATCH)) == [date(2023, 7, 1)]
