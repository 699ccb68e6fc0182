"""What rates hide, as metrics: few labels, the same numbers as the document, no accusation in a pair."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sankua.core.counting import Period
from sankua.core.counting.behind import behind
from sankua.core.counting.frame import Frame
from sankua.core.counting.report import Tally
from sankua.core.counting.sums import marks_of
from sankua.core.times import SHANGHAI
from sankua.library.counting import load_counting_books
from services.reporting.domain.hidden import PAIRS, HiddenFigures, hidden_figures
from tests.unit.counting.counting_samples import Case, rows_of

BOOKS = load_counting_books()
YEAR, NOW = Period.parse("2023"), datetime(2024, 1, 31, tzinfo=SHANGHAI)


class AllTally(Tally):
    """Looks at every mark, as the table does."""

    marks = staticmethod(marks_of)


def figures(*cases: Case) -> tuple[HiddenFigures, dict[str, Any]]:
    rows = rows_of(event for case in cases for event in case.events)
    sums = AllTally(Frame.of(YEAR, NOW, BOOKS))
    for row in rows:
        sums.add_row(row)
    return hidden_figures(sums.numbers(), BOOKS.versions[-1].percentiles), behind(rows, YEAR, NOW, BOOKS)


def passed_on(serial: int, *orgs: str, **registered: Any) -> Case:
    """A case whose lead was offered to these organs, one after the other."""
    case = Case(serial).registered("2023-03-01", **registered)
    for day, org in enumerate(orgs, 2):
        case.offered(f"2023-03-{day:02d}", f"h{day}", org)
    return case


def test_they_are_those_of_the_document() -> None:
    one = passed_on(1, "a", "b", "a").accepted("2023-03-20", "h4").on("2023-04-01", "CaseConcluded")
    two = passed_on(2, "a", "b", "c", "d", "e")
    two.on("2023-04-01", "HandoffObjected", handoff_id="h2").on(
        "2023-04-02", "ObjectionUpheld", handoff_id="h2"
    )
    three = passed_on(3, "a").on("2023-04-03", "CaseConcluded").on("2023-05-01", "CaseReopened", cause="x")
    found, document = figures(one, two, three)
    assert found.hops == {("0",): 1, ("1",): 0, ("2",): 1, ("3+",): 1}
    assert document["handoffs"]["hops"] == {"0": 1, "2": 1, "4": 1}
    assert found.days == {("p50",): 19, ("p95",): 19, ("max",): 19}
    assert found.objections == {("objected",): 1, ("upheld",): 1, ("rejected",): 0}
    assert found.upheld == {("decided",): 1.0}
    assert found.hidden == {("concluded_not_settled",): 1, ("reopened",): 1}
    assert document["concluded_not_settled"] == document["reopened"] == 1
    assert found.pairs[("a", "b")] == 3
    assert {tuple(p["orgs"]): p["moves"] for p in document["ping_pong"]} == found.pairs
    assert [p["returns"] for p in document["ping_pong"] if p["orgs"] == ["a", "b"]] == [1]


def test_an_accusation_is_in_no_pair_and_pairs_are_few() -> None:
    found, document = figures(passed_on(1, "jw", "b", purpose="ACCUSATION"))
    assert found.pairs == {}
    assert [p["orgs"] for p in document["ping_pong"]] == [["b", "jw"]]
    many, _ = figures(*(passed_on(i, f"o{i}", f"p{i}") for i in range(1, PAIRS + 5)))
    assert len(many.pairs) == PAIRS


def test_without_a_decision_there_is_no_share() -> None:
    found, _ = figures(passed_on(1, "a"))
    assert found.upheld == {}
    assert found.days == {}
