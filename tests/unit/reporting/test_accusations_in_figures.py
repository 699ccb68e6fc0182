"""An accusation moves no number under an organ for whoever may not see it: he may be the accused."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from sankua.core.times import SHANGHAI
from sankua.library.counting import load_counting_books
from services.common.auth import Grant, Principal
from services.reporting import handlers
from services.reporting.domain.rights import Right, named_to
from tests.unit.counting.counting_samples import OFFICE, Case, rows_of

BOOKS = load_counting_books()
NOW = datetime(2024, 1, 31, tzinfo=SHANGHAI)
ACCUSED, DISCIPLINE, ABOVE = "140403-zjj", "140403-jw", "140400-jw"
BY = ("org", "source", "month")


def accusation() -> Case:
    """It meets all that is counted by organ: passed on, objected to, concluded, reopened, open."""
    case = Case(9).registered("2023-05-01", purpose="ACCUSATION").routed("2023-05-02", lead=DISCIPLINE)
    case.offered("2023-05-02", "h1", DISCIPLINE).on("2023-05-03", "HandoffObjected", handoff_id="h1")
    case.on("2023-05-04", "ObjectionUpheld", handoff_id="h1").offered("2023-05-05", "h2", ABOVE)
    case.offered("2023-05-06", "h3", DISCIPLINE).accepted("2023-05-07", "h3")
    return case.on("2023-06-01", "CaseConcluded").on("2023-06-02", "CaseReopened", cause="x")


def others() -> list[Case]:
    return [Case(n).registered("2023-05-01").offered("2023-05-02", "h1", ACCUSED) for n in (1, 2)]


async def documents(cases: list[Case], *grants: Grant, kind: Any = "person") -> dict[str, Any]:
    """What the caller can ask, as JSON."""
    rows = rows_of(event for case in cases for event in case.events)
    counter = handlers.Counter(time=None, books=BOOKS, rows=lambda _: rows)  # type: ignore[arg-type]
    named = handlers.named_for(Principal(kind, "somebody", grants))
    texts = {
        "figures": await handlers.figures(counter, "2023", NOW, BY, named),
        "behind": await handlers.hidden(counter, "2023", NOW, named),
        "article41": await handlers.fixed_figures(counter, "2023", NOW, named),
    }
    return {name: json.loads(text) for name, text in texts.items()}


def by_organ(found: dict[str, Any]) -> Any:
    """All that names an organ."""
    figures, behind = found["figures"], found["behind"]
    cells = [cell for cell in figures["cells"] if cell["org"] or cell["source"]]
    return (
        figures["by_org"],
        cells,
        behind["by_org"],
        behind["ping_pong"],
        found["article41"]["most_complained"],
    )


@pytest.mark.parametrize(
    "grant",
    [
        Grant(ACCUSED, "handler"),
        Grant(ACCUSED, "leader", ("1404",)),
        Grant(ACCUSED, "auditor"),
        Grant("140403-lxb", "leader"),
        Grant("140400-zjj", "supervisor"),
        Grant("140400-xfj", "handler"),
    ],
)
async def test_it_moves_no_number_under_an_organ(grant: Grant) -> None:
    before, after = await documents(others(), grant), await documents([*others(), accusation()], grant)
    assert by_organ(after) == by_organ(before)
    assert after["figures"]["totals"]["registered"] == 3, "sums that name no organ have it"
    assert after["behind"]["reopened"] == 1
    assert after["behind"]["objections"]["upheld"] == 1


async def test_the_organ_that_leads_it_finds_it_under_itself_and_under_no_other() -> None:
    found = await documents([*others(), accusation()], Grant(DISCIPLINE, "handler"))
    led = {org["org"]: org["led"] for org in found["figures"]["by_org"]}
    assert led == {DISCIPLINE: 1, ACCUSED: 2, OFFICE: 0}
    registered = {org["org"]: org["registered"] for org in found["figures"]["by_org"]}
    assert registered[OFFICE] == 2
    assert {cell["org"] for cell in found["figures"]["cells"] if not cell["source"]} == {DISCIPLINE}
    assert found["behind"]["ping_pong"] == []
    assert {org["org"] for org in found["behind"]["by_org"]} == {DISCIPLINE, ACCUSED}


async def test_services_and_offices_above_see_the_sums_of_the_log() -> None:
    cases = [*others(), accusation()]
    whole = await documents(cases, kind="service")
    for grant in (Grant("", "auditor"), Grant("140400-lxb", "leader"), Grant("140000-xfj", "supervisor")):
        assert await documents(cases, grant) == whole
    assert [pair["orgs"] for pair in whole["behind"]["ping_pong"]] == [[ABOVE, DISCIPLINE]]


def test_a_grant_that_does_not_cover_its_own_organ_names_none() -> None:
    assert named_to([Right(DISCIPLINE, "handler", ("1405",))]) == frozenset()
    assert named_to([Right(DISCIPLINE, "operator", ())]) == frozenset()
    assert named_to([Right(DISCIPLINE, "handler", ()), Right("140400-lxb", "leader", ())]) is None
