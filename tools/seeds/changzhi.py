"""长治市 2022: the rates of first-time petitions, two batches cleared, and 涉法涉诉 within 政法."""

from __future__ import annotations

from datetime import date

from tools.seeds.story import Docket, after, spread

OFFICE = "140400-xfj"
LEADS = ("140403", "140404", "140405", "140406", "140423", "140425")
# 1,940 first-time petitions are the fewest in this form that give 99.95 %, 86.86 % and 97.21 % at once.
FIRST_TIME, EVALUATED, CONTENT = 1940, 1685, 1638
POLITICS_AND_LAW, LITIGATION = 200, 44
BATCHES = {"中联办第一批": 441, "中联办第二批": 442}


def history() -> Docket:
    """The city's cases up to the report of January 2023."""
    docket = Docket(OFFICE)
    _first_time(docket)
    _litigation(docket)
    _batches(docket)
    return docket


def _first_time(docket: Docket) -> None:
    """Handed over on the third day, accepted on the eighth (one too late), answered after 40 days."""
    for number, day in enumerate(spread(date(2022, 1, 4), date(2022, 9, 20), FIRST_TIME)):
        category = "政法" if number < POLITICS_AND_LAW - LITIGATION else "城乡建设"
        lead = LEADS[number % len(LEADS)]
        late = number == FIRST_TIME // 2
        case = docket.case(2022).registered(day, category).handed_to(after(day, 3), lead)
        case.accepted(after(day, 23 if late else 8)).answered(after(day, 40))
        if number < EVALUATED:
            rating = "SATISFIED" if number < CONTENT else "UNSATISFIED"
            case.happens("CaseEvaluated", after(day, 45), target="RESPONSIBLE_UNIT", rating=rating)


def _litigation(docket: Docket) -> None:
    """涉法涉诉: shown the way to the courts (诉访分离)."""
    for day in spread(date(2022, 1, 10), date(2022, 12, 1), LITIGATION):
        docket.case(2022).registered(day, "政法", "LITIGATION").redirected(after(day, 2), "140400-zfw")


def _batches(docket: Docket) -> None:
    """Old cases of two 中联办 batches, all settled in the year (清零)."""
    for batch, number in BATCHES.items():
        for registered in spread(date(2020, 1, 6), date(2021, 6, 30), number):
            case = (
                docket.case(registered.year).registered(registered).handed_to(after(registered, 2), "140403")
            )
            case.accepted(after(registered, 5)).answered(after(registered, 50))
            case.enrolled(date(2022, 1, 15), batch).settled(date(2022, 10, 31))
