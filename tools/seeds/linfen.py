"""临汾市 2023: three batches from above, leaders' own cases, relief, real estate, and the year's archive."""

from __future__ import annotations

from datetime import date

from tools.seeds.story import Docket, Story, after, spread

CITY = "141000"
OFFICE = "141000-xfj"
# 霍州市、襄汾县、洪洞县、曲沃县 received relief money.
RELIEF_COUNTIES = ("141082", "141023", "141024", "141021")
# Who is responsible for the real-estate matters: 市住建局 3, 尧都区 9, 临汾经济开发区 1.
REAL_ESTATE = ("141000-zjj",) * 3 + ("141002",) * 9 + ("141071",)
CENTRAL_FEN = 61 * 10_000 * 100
LOCAL_FEN = 1_017_000 * 100
ARCHIVED_BEFORE, ARCHIVED_AFTER = 1516, 305


def history() -> Docket:
    """The city's cases up to the report of January 2024."""
    docket = Docket(OFFICE)
    _third_batch(docket)
    _led_supervision(docket)
    _may_batch(docket)
    _season_cases(docket)
    _relief(docket)
    _real_estate(docket)
    _archive(docket)
    return docket


def _old_case(docket: Docket, number: int) -> Story:
    """A repeated petition of earlier years (积案): its first procedure is long over, its claim is not."""
    day = after(date(2021, 2, 1), number % 300)
    return docket.case(day.year).registered(day).handed_to(after(day, 3), "141002").accepted(after(day, 6))


def _third_batch(docket: Docket) -> None:
    """中联办 third batch: 247, all reported as settled on 20 July."""
    for number in range(247):
        case = _old_case(docket, number).enrolled(date(2023, 3, 1), "中联办第三批")
        done = after(date(2023, 5, 19), number % 60)
        case.answered(done).settled(done).happens("ResultReported", date(2023, 7, 20), to_org="140000-lxb")


def _led_supervision(docket: Docket) -> None:
    """省联席办带案督导: 52 concluded, of them 36 settled and 16 with a plan."""
    for number in range(52):
        case = _old_case(docket, number).enrolled(date(2023, 4, 10), "省联席办带案督导")
        done = after(date(2023, 6, 1), number)
        case.answered(done)
        if number < 36:
            case.settled(done)
        else:
            case.happens("SettlementPlanMade", done, plan="一案一策")


def _may_batch(docket: Docket) -> None:
    """中联办集中督办, May: 41 concluded and reported by 10 August, 18 of them settled."""
    for number in range(41):
        case = _old_case(docket, number).enrolled(date(2023, 5, 8), "中联办集中督办5月份")
        done = after(date(2023, 6, 20), number)
        case.answered(done).happens("ResultReported", date(2023, 8, 10), to_org="140000-lxb")
        if number < 18:
            case.settled(date(2023, 8, 10))


def _season_cases(docket: Docket) -> None:
    """一季一案: 42 taken by chiefs of city and counties; by 30 November 35 concluded, 32 of them settled."""
    for number in range(42):
        taken = after(date(2023, 5, 10), number * 3)
        case = _old_case(docket, number).happens(
            "OwnerAssigned", taken, owner_ref=f"chief-{number % 18 + 1}", owner_org=CITY, level="CITY",
            scheme="一季一案",
        )  # fmt: skip
        if number < 35:
            case.answered(after(taken, 50))
        if number < 32:
            case.settled(after(taken, 52))


def _relief(docket: Docket) -> None:
    """信访救助: 610,000 yuan central, 1,017,000 local, four counties; 10 cases of the drive, 3 local ones."""
    cases = 13
    for number in range(cases):
        name = "救助资金专项交办" if number < 10 else "本地特殊疑难"
        case = _old_case(docket, number).enrolled(date(2023, 4, 1), name)
        county = RELIEF_COUNTIES[number % 4]
        granted = date(2023, 9, 15)
        for source, total in (("CENTRAL", CENTRAL_FEN), ("LOCAL", LOCAL_FEN)):
            share = total // cases + (total % cases if number == 0 else 0)
            case.happens("ReliefGranted", granted, county, source=source, amount_fen=share)
        case.answered(after(granted, 10)).settled(after(granted, 11))


def _real_estate(docket: Docket) -> None:
    """房地产领域: 13 matters sorted out, a city leader for each, settlement under way."""
    for number, organ in enumerate(REAL_ESTATE):
        day = after(date(2023, 6, 5), number)
        case = docket.case(2023).registered(day, "城乡建设").handed_to(after(day, 2), organ)
        case.accepted(after(day, 5)).enrolled(after(day, 6), "房地产领域")
        case.happens(
            "OwnerAssigned", after(day, 7), owner_ref=f"city-{number % 5 + 1}", owner_org=CITY, level="CITY",
            scheme="市级领导包案",
        )  # fmt: skip


def _archive(docket: Docket) -> None:
    """The archive: 1,516 matters from 2013 to July 2023, 305 after; those above are among them."""
    known = len(docket.stories)
    for day in spread(date(2013, 1, 4), date(2023, 7, 28), ARCHIVED_BEFORE - known):
        _filed(docket, day)
    for day in spread(date(2023, 8, 1), date(2023, 12, 20), ARCHIVED_AFTER):
        _filed(docket, day)


def _filed(docket: Docket, day: date) -> None:
    case = docket.case(day.year).registered(day).handed_to(after(day, 2), "141002").accepted(after(day, 4))
    case.answered(after(day, 8)).happens("CaseArchived", after(day, 10))
