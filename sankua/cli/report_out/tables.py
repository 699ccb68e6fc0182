"""The report document as tables: what the terminal, CSV, XLSX and DOCX all show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Cell = str | int | float | None

TITLES: Final[Mapping[str, str]] = {
    "registered": "登记", "persons": "人数", "repeat": "重复", "routed": "定责", "concluded": "办结",
    "settled": "化解", "plan_made": "形成化解方案", "reopened": "倒流", "open": "在办", "overdue": "超期",
    "classified_by_law": "依法分类处理", "reviews": "复查", "final_reviews": "复核",
    "office_timely": "信访部门及时受理率", "unit_timely": "责任单位及时受理率", "reply_on_time": "按期答复率",
    "evaluated": "参评率", "satisfied": "满意率", "first_time_settled": "一次性化解率",
    "offered": "转送交办", "accepted": "受理", "objected": "异议",
    "upheld": "异议成立", "rejected": "异议不成立",
    "disputes": "争议", "target": "目标", "enrolled": "列入", "reported": "已上报", "taken": "包案",
    "in_progress": "办理中", "raised": "提级包案", "issued": "发出", "answered": "答复", "adopted": "采纳",
    "cases": "件数", "amount_fen": "金额（分）",
    "org": "单位", "led": "主办", "oldest_days": "最长天数", "rank": "排名",
    "category": "内容分类", "channel": "信访形式", "branch": "条例三十一条", "campaign": "专项",
    "source": "来源",
    "month": "月份", "GREEN": "绿灯", "YELLOW": "黄灯", "RED": "红灯",
    "undecided": "异议未决", "concluded_not_settled": "办结未化解", "longest_days": "最长等待（天）",
    "moves": "来回次数", "returns": "退回原单位", "state": "环节", "orgs": "两单位",
}  # fmt: skip
_NAMED: Final[Mapping[str, str]] = {
    "campaigns": "专项 campaigns", "ownership": "包案 ownership", "supervision": "督办 supervision",
    "recommendations": "三项建议 recommendations", "relief": "救助 relief",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a name, the head, the rows."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def titled(name: str) -> str:
    """A figure's Chinese title beside its name in the report."""
    return f"{TITLES[name]} {name}" if name in TITLES else name


def tables(document: Mapping[str, Any]) -> list[Table]:
    """The report's tables; a part without rows has none."""
    return [table for table in _all(document) if table.rows]


def _all(document: Mapping[str, Any]) -> Iterator[Table]:
    yield _pairs("总量 totals", document["totals"])
    rates = document["rates"].items()
    yield Table(
        "指标 rates",
        ("指标 rate", "分子 numerator", "分母 denominator", "% value"),
        tuple((titled(n), r["numerator"], r["denominator"], percent(r["value"])) for n, r in rates),
    )
    yield _pairs("转办 handoffs", dict(_flat(document["handoffs"])))
    for part, name in _NAMED.items():
        yield _named(name, document[part])
    yield _pairs("红绿灯 lights", document["lights"])
    yield _listed("分组 cells", document["cells"])
    yield _listed("分单位 by_org", document["by_org"])


def behind_tables(document: Mapping[str, Any]) -> list[Table]:
    """What rates hide, as tables; a part without rows has none."""
    states = [{"state": state, **figures} for state, figures in document["waiting"].items()]
    pairs = [{**pair, "orgs": " ↔ ".join(pair["orgs"])} for pair in document["ping_pong"]]
    whole = {name: document[name] for name in ("concluded_not_settled", "reopened")}
    found = [
        _pairs("转办 handoffs", dict(_flat(document["handoffs"]))),
        _pairs("异议 objections", document["objections"] | whole),
        _listed("来回推诿 ping_pong", pairs),
        _listed("等待 waiting", states),
        _listed("分单位 by_org", document["by_org"]),
    ]
    return [table for table in found if table.rows]


def percent(value: float | None) -> float | None:
    """A share in percent with two decimals; None where there is none."""
    return None if value is None else round(100 * value, 2)


def _flat(part: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Cell]]:
    for name, value in part.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _pairs(name: str, part: Mapping[str, Cell]) -> Table:
    return Table(name, ("项目 figure", "数 value"), tuple((titled(n), v) for n, v in part.items()))


def _named(name: str, part: Mapping[str, Mapping[str, Cell]]) -> Table:
    head = tuple(next(iter(part.values()), {}))
    rows = tuple((key, *figures.values()) for key, figures in part.items() if any(figures.values()))
    return Table(name, ("名称 name", *(titled(n) for n in head)), rows)


def _listed(name: str, part: Sequence[Mapping[str, Cell]]) -> Table:
    head = tuple(part[0]) if part else ()
    return Table(name, tuple(titled(n) for n in head), tuple(tuple(cell.values()) for cell in part))
