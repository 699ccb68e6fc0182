"""The columns that offices use, in their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sankua.cli.report_out.tables import Table, percent

LEDGER: Final[Mapping[str, str]] = {
    "case": "信访事项编号", "registered_at": "登记日期", "registered_by": "登记单位", "channel": "信访形式",
    "purpose": "信访目的", "category": "内容分类", "persons": "人数", "repeat_of": "重复件原编号",
    "lead": "责任单位", "hops": "转办次数", "state": "办理环节", "accepted_at": "受理日期",
    "answered_at": "答复日期", "concluded_at": "办结日期", "settled": "是否化解", "campaigns": "专项",
    "owner_level": "包案领导层级", "next_due_on": "最近到期日", "light": "亮灯", "overdue": "是否超期",
}  # fmt: skip
LEAGUE: Final[Mapping[str, str]] = {
    "rank": "名次", "org": "单位", "led": "主办", "concluded": "办结", "settled": "化解",
    "settled_rate": "化解率%", "open": "在办", "overdue": "超期", "overdue_rate": "超期率%",
    "oldest_days": "最长在办（天）", "objected": "提出异议", "upheld": "异议成立",
    "concluded_not_settled": "办结未化解", "reopened": "倒流",
}  # fmt: skip
WORDS: Final[Mapping[str, str]] = {
    "LETTER": "来信", "VISIT": "来访", "ONLINE": "网信", "PHONE": "电话", "LEADER_MAILBOX": "领导信箱",
    "RECEPTION": "领导接访", "TRANSFERRED": "上级交转", "APPEAL": "申诉求决", "SUGGESTION": "意见建议",
    "ACCUSATION": "检举控告", "REGISTERED": "已登记", "NEEDS_FACTS": "待补充事实", "ROUTED": "已定责",
    "OFFERED": "待受理", "OBJECTED": "异议中", "DISPUTED": "争议中", "ACCEPTED": "办理中",
    "ANSWERED": "已答复",
    "REOPENED": "倒流重办", "CONCLUDED": "已办结", "WITHDRAWN": "已撤回", "LINKED": "已并案",
    "NOT_ACCEPTED": "不予受理", "REDIRECTED": "已导入其他程序", "GREEN": "绿灯", "YELLOW": "黄灯",
    "RED": "红灯",
    "TOWNSHIP": "乡镇", "COUNTY": "县级", "CITY": "市级", "PROVINCE": "省级",
}  # fmt: skip


def said(value: Any) -> Any:
    """A value as an office writes it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return WORDS.get(value, value) if isinstance(value, str) else value


def ledger_table(lines: Sequence[Mapping[str, Any]]) -> Table:
    """The ledger (台账), numbered."""
    rows = tuple((i, *(said(line[name]) for name in LEDGER)) for i, line in enumerate(lines, 1))
    return Table("台账", ("序号", *LEDGER.values()), rows)


def league_table(report: Mapping[str, Any], behind: Mapping[str, Any]) -> Table:
    """The league table (晾晒): organs that lead, the best first, with what their rates hide.

    The rank is the report's own, by the dated rules; it never reads registrations, repeats or levels.
    """
    hidden = {row["org"]: row for row in behind["by_org"]}
    ranked = sorted((o for o in report["by_org"] if o["rank"]), key=lambda o: (o["rank"], o["org"]))
    rows = []
    for org in ranked:
        shares = {
            "settled_rate": _share(org["settled"], org["concluded"]),
            "overdue_rate": _share(org["overdue"], org["open"]),
        }
        found = {**dict.fromkeys(LEAGUE, 0), **hidden.get(org["org"], {}), **org, **shares}
        rows.append(tuple(found[name] for name in LEAGUE))
    return Table("晾晒", tuple(LEAGUE.values()), tuple(rows))


def _share(part: int | None, whole: int | None) -> float | None:
    """In percent; of nothing, or of what is left out for the public, there is none."""
    return percent(part / whole) if part is not None and whole else None
