"""惠安县 2023: everything handled in the year, what other procedures took, reviews, 评理室, and old cases."""

from __future__ import annotations

from datetime import date

from tools.seeds.story import Docket, Story, after, spread

OFFICE = "350521-xfj"
LEAD = "350521-zjj"
HANDLED, CLASSIFIED, REVIEWED, FINALLY_REVIEWED = 6246, 1270, 27, 7
MEDIATED = 539
# 拔钉清障: a target of 50, and 52 settled: 38 handed down, 14 of the county's own.
DRIVE, HANDED_DOWN, OWN = "拔钉清障", ("拔钉清障·交办积案", 38), ("拔钉清障·社会突出信访问题", 14)
TARGET = 50
INSPECTIONS = 28
PROCEDURES = (("ARBITRATION", "350521-rsj"), ("ADMINISTRATIVE_PROCEDURE", "350521-sfj"))


def history() -> Docket:
    """The county's cases up to the report of January 2024."""
    docket = Docket(OFFICE)
    for number, day in enumerate(spread(date(2023, 1, 3), date(2023, 11, 10), HANDLED)):
        case = docket.case(2023)
        if number % 4 == 0 and number // 4 < CLASSIFIED:
            branch, organ = PROCEDURES[number // 4 % 2]
            case.registered(day, branch=branch).redirected(after(day, 2), organ)
        else:
            case.registered(day).handed_to(after(day, 2), LEAD).accepted(after(day, 5)).answered(
                after(day, 30)
            )
    answered = [case for case in docket.stories if case.lead]
    _reviews(answered)
    _mediated(answered[100 : 100 + MEDIATED])
    _drive(answered[1000:])
    docket.opens(DRIVE, TARGET, date(2023, 1, 2))
    return docket


def _reviews(cases: list[Story]) -> None:
    """复查 27, and 复核 7 of others: 34 together."""
    for number, case in enumerate(cases[: REVIEWED + FINALLY_REVIEWED]):
        asked = after(case.events[-1].time.date(), 10)
        word = "Review" if number < REVIEWED else "FinalReview"
        case.happens(f"{word}Requested", asked, to_org="350521")
        case.happens(f"{word}Decided", after(asked, 20), "350521", result="EXPLAINED")


def _mediated(cases: list[Story]) -> None:
    """信访评理室: 539 settled there."""
    for case in cases:
        day = case.events[-1].time.date()
        case.enrolled(day, "信访评理室").settled(day)


def _drive(cases: list[Story]) -> None:
    """The drive's 52 cases, and 28 inspections on the way."""
    names = [HANDED_DOWN[0]] * HANDED_DOWN[1] + [OWN[0]] * OWN[1]
    for number, (case, name) in enumerate(zip(cases, names, strict=False)):
        day = after(case.events[-1].time.date(), 1)
        case.enrolled(day, DRIVE, name)
        if number < INSPECTIONS:
            case.happens("SupervisionIssued", day, form="ON_SITE", ground="积案攻坚", to_org=LEAD)
        case.settled(after(day, 5))
