from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import bson
import pytest

from sankua.core.counting import Period, dump, report
from sankua.core.errors import Refused
from sankua.core.events import OWNER_OF, Event
from sankua.core.times import SHANGHAI
from sankua.library.counting import load_counting_books
from sankua.wire.gen.reporting.v1 import reporting_service_pb2 as pb
from services.common.model import CaseDoc
from services.reporting import handlers, store, wire
from services.reporting.domain.rows import DIMENSIONS, grown, values
from services.reporting.wiring import behaviour

BOOKS = load_counting_books()
RULES = BOOKS.versions[-1]
CASE = "140403-2023-000001"
REGISTERED = {"channel": "LETTER", "petitioner_count": 1, "facts": {"sector": "wages"}}
ROUTED = {"decision": {"outcome": "ROUTE", "lead": "140403-rsj"}, "mode": "FORWARD"}
OFFER = {"handoff_id": "h1", "to_org": "140403-rsj", "role": "LEAD", "mode": "FORWARD"}


def events(*steps: tuple[str, dict[str, Any]]) -> list[Event]:
    seqs: dict[str, int] = {}
    found = []
    for minute, (name, data) in enumerate(steps):
        producer = OWNER_OF[name]
        seqs[producer] = seqs.get(producer, 0) + 1
        time = datetime(2023, 3, 1, 9, minute, tzinfo=SHANGHAI)
        found.append(Event(name, CASE, seqs[producer], producer, time, time, source="140403-xfj", data=data))
    return found


def row(found: list[Event]) -> dict[str, Any]:
    part: dict[str, Any] = {}
    for event in found:
        part = grown(part, event)
    return part


@pytest.mark.parametrize(
    ("steps", "org", "state", "open_"),
    [
        ([], "", "REGISTERED", True),
        ([("CaseRouted", {"decision": {"outcome": "NEEDS_FACTS"}})], "", "NEEDS_FACTS", True),
        ([("CaseRouted", {"decision": {"outcome": "REDIRECT", "lead": "x"}})], "x", "REDIRECTED", False),
        ([("CaseRouted", ROUTED)], "140403-rsj", "ROUTED", True),
        ([("CaseRouted", ROUTED), ("HandoffOffered", OFFER)], "140403-rsj", "OFFERED", True),
        (
            [("HandoffOffered", OFFER), ("HandoffObjected", {"handoff_id": "h1"})],
            "140403-rsj",
            "OBJECTED",
            True,
        ),
        (
            [("HandoffOffered", OFFER), ("HandoffAccepted", {"handoff_id": "h1"})],
            "140403-rsj",
            "ACCEPTED",
            True,
        ),
        ([("HandoffOffered", OFFER), ("UnitNotAccepted", {"handoff_id": "h1"})], "", "ROUTED", True),
        ([("OpinionIssued", {"result": "SUPPORTED"})], "", "ANSWERED", True),
        ([("CaseConcluded", {})], "", "CONCLUDED", False),
        ([("CaseConcluded", {}), ("CaseReopened", {"cause": "x"})], "", "REOPENED", True),
        ([("CaseLinked", {"to_case": "x"})], "", "LINKED", False),
    ],
)
def test_where_a_case_is(steps: list[tuple[str, dict[str, Any]]], org: str, state: str, open_: bool) -> None:
    found = values(row(events(("CaseRegistered", REGISTERED), *steps)), RULES)
    want = {"org": org, "state": state, "sector": "wages", "month": "2023-03", "open": open_}
    assert {name: found[name] for name in want} == want
    assert ("since" in found) == open_


def test_an_accusation_is_counted_under_no_organ() -> None:
    accusation = ("CaseRegistered", {**REGISTERED, "purpose": "ACCUSATION"})
    found = values(row(events(accusation, ("CaseRouted", ROUTED), ("HandoffOffered", OFFER))), RULES)
    assert (found["state"], found["month"], found["open"]) == ("OFFERED", "2023-03", True)
    assert (found["org"], found["sector"], found["on"]) == ("", "", "")
    assert [(w["kind"], w["on"], w["by"]) for w in found["waits"]] == [("OFFER", "", "")]
    assert "140403" not in str(found)


def test_sector_as_amended() -> None:
    amended = ("FactsAmended", {"facts": {"sector": "health"}})
    assert values(row(events(("CaseRegistered", REGISTERED), amended)), RULES)["sector"] == "health"


def test_a_case_of_elsewhere_has_no_month() -> None:
    assert values(row(events(("CaseRouted", ROUTED))), RULES)["month"] == ""
    assert values({}, RULES)["month"] == ""


def test_a_row_does_not_mind_how_producers_interleave_nor_repeats() -> None:
    found = events(("CaseRegistered", REGISTERED), ("CaseRouted", ROUTED), ("HandoffOffered", OFFER))
    want = values(row(found), RULES)
    for order in permutations(found):
        assert values(row([*order, *order]), RULES) == want


def test_a_row_survives_bson() -> None:
    part = row(events(("CaseRegistered", REGISTERED), ("CaseRouted", ROUTED)))
    assert bson.decode(bson.encode(part)) == part


def test_fields_count_the_events_and_do_not_read_the_clock() -> None:
    counting = behaviour(BOOKS)
    doc = CaseDoc(CASE)
    for event in events(("CaseRegistered", REGISTERED), ("CaseRouted", ROUTED)):
        doc.parts[store.PART] = counting.fold(event.producer, doc.parts.get(store.PART, {}), event)
        doc.pos[event.producer] = event.seq
    early, late = (counting.fields(doc, datetime(year, 1, 1, tzinfo=UTC)) for year in (2000, 2100))
    assert early == late
    assert early["events"] == 2


async def test_figures_are_the_cores_own() -> None:
    part = row(events(("CaseRegistered", REGISTERED), ("CaseRouted", ROUTED)))
    moment = datetime(2024, 1, 1, tzinfo=SHANGHAI)
    counter = handlers.Counter(time=None, books=BOOKS, rows=lambda _: [part])  # type: ignore[arg-type]
    text = await handlers.figures(counter, "2023", moment, ("org",))
    assert text == dump(report([part], Period.parse("2023"), moment, ("org",), BOOKS))
    assert '"registered": 1' in text


@pytest.mark.parametrize("by", [("organ",), ("org", "org")])
def test_a_wrong_dimension_is_refused(by: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match="by"):
        handlers.wanted(by)


def test_dimensions() -> None:
    assert handlers.wanted(()) == DIMENSIONS
    assert handlers.wanted(("month", "org")) == ("month", "org")


def test_wire() -> None:
    request = pb.GetFiguresRequest(period="2023")
    assert wire.moment(request) is None
    request.as_of_time.FromDatetime(datetime(2024, 1, 1, tzinfo=SHANGHAI))
    assert wire.moment(request) == datetime(2024, 1, 1, tzinfo=SHANGHAI)
    assert [p.partition for p in wire.progress_message({2: 5, 0: 7}, 3, 9).partitions] == [0, 2]
    assert wire.counts_message([{"_id": {"org": "x"}, "cases": 4}]).counts[0].key["org"] == "x"
