"""新乡县 2024: the fourth 中联办 batch, matters handed down in the main fields, recommendations."""

from __future__ import annotations

from datetime import date

from tools.seeds.story import Docket, after, spread

OFFICE = "410721-xfj"
FIELDS = ("城乡建设", "自然资源", "劳动和社会保障", "农村农业")
BATCH, HANDED_DOWN, RECOMMENDATIONS = 34, 25, 22


def history() -> Docket:
    """The county's cases up to the report for 2024."""
    docket = Docket(OFFICE)
    for day in spread(date(2022, 3, 1), date(2022, 12, 1), BATCH):
        case = docket.case(2022).registered(day).handed_to(after(day, 2), "410721").accepted(after(day, 6))
        case.answered(after(day, 45)).enrolled(date(2024, 3, 10), "中联办第四批")
        case.happens("ResultReported", date(2024, 11, 20), to_org="410000-lxb")
    for number, day in enumerate(spread(date(2024, 2, 5), date(2024, 9, 2), HANDED_DOWN)):
        category = FIELDS[number % len(FIELDS)]
        case = docket.case(2024).registered(day, category).handed_to(after(day, 1), "410721-zjj")
        case.accepted(after(day, 4)).enrolled(after(day, 5), "重点领域上级交办").answered(after(day, 40))
        case.settled(after(day, 50))
        if number < RECOMMENDATIONS:
            case.happens("RecommendationIssued", after(day, 55), kind="IMPROVE_WORK", to_org="410721-gaj")
    return docket
