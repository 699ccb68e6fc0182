"""The yearly report (年度报告) as DOCX, in the form of those that offices publish.

Only figures of the report are written; a sentence whose figures are all nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sankua.cli.offices.chart import add_bars
from sankua.cli.offices.columns import WORDS, league_table
from sankua.cli.report_out.tables import TITLES, Table, percent

Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: heading, sentences, tables, charts (title to bars)."""

    heading: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[tuple[str, Mapping[str, int | float]], ...] = ()


def write_yearly(path: Path, office: str, report: Figures, behind: Figures) -> None:
    """Writes the report of a period: `report` with cells by category, month, channel; `behind` beside it."""
    from docx import Document

    document = Document()
    period = report["period"]
    document.add_heading(f"{office}信访工作情况报告", level=0)
    document.add_paragraph(
        f"统计期 {period['from']} 至 {period['to']}，数据截至 {report['as_of'][:10]}。"
        "本报告依据《信访工作条例》第四十一条编制，全部数字由系统按统计口径自动生成，可据事件日志逐项复核。"
    )
    charts = 0
    for number, section in enumerate(sections(report, behind)):
        document.add_heading(f"{'一二三四五六七八九十'[number]}、{section.heading}", level=1)
        for sentence in section.sentences:
            document.add_paragraph(sentence)
        for table in section.tables:
            _add_table(document, table)
        for title, bars in section.charts:
            charts += 1
            add_bars(document, title, bars, charts)
    document.save(str(path))


def sections(report: Figures, behind: Figures) -> Iterator[Section]:
    """The sections that have something to say, in the order of the published reports."""
    yield _whole(report)
    yield _rates(report)
    yield _handoffs(report, behind)
    if report["campaigns"]:
        yield _campaigns(report)
    if report["ownership"]:
        yield _ownership(report)
    yield _supervision(report)
    yield _relief(report)
    league = league_table(report, behind)
    if league.rows:
        yield Section("分单位情况", tables=(league,))


def _whole(report: Figures) -> Section:
    t = report["totals"]
    words = [
        f"共登记信访事项{t['registered']}件、{t['persons']}人，其中重复信访{t['repeat']}件；"
        f"办结{t['concluded']}件，化解{t['settled']}件，形成化解方案{t['plan_made']}件，倒流{t['reopened']}件。",
        f"依法分类处理信访诉求{t['classified_by_law']}件；办理复查{t['reviews']}件、复核{t['final_reviews']}件。",
        f"截至期末在办{t['open']}件，其中超期{t['overdue']}件。",
    ]
    categories = _by(report, "category")
    months = {name: n for name, n in _by(report, "month").items() if name[:4] == report["period"]["to"][:4]}
    channels = {WORDS.get(name, name): n for name, n in _by(report, "channel").items()}
    table = Table("内容分类", ("内容分类", "登记件数"), tuple(categories.items()))
    charts = [("各月登记件数", months), ("各类登记件数", categories), ("信访形式", channels)]
    return Section(
        "信访总体情况",
        tuple(words),
        (table,) if categories else (),
        tuple((title, bars) for title, bars in charts if bars),
    )


def _by(report: Figures, dimension: str) -> dict[str, int]:
    """Registered cases by one dimension of the cells, the most first; months in their order."""
    found: dict[str, int] = {}
    for cell in report["cells"]:
        if cell["registered"]:
            name = cell[dimension] or "未分类"
            found[name] = found.get(name, 0) + cell["registered"]
    order = (lambda item: item[0]) if dimension == "month" else (lambda item: (-item[1], item[0]))
    return dict(sorted(found.items(), key=order))


def _rates(report: Figures) -> Section:
    rates = {name: rate for name, rate in report["rates"].items() if rate["denominator"]}
    rows = tuple(
        (TITLES[name] if name != "repeat" else "重复信访率", r["numerator"], r["denominator"],
         percent(r["value"]))
        for name, r in rates.items()
    )  # fmt: skip
    words = [f"{row[0]}{row[3]}%" for row in rows]
    table = Table("指标", ("指标", "分子", "分母", "%"), rows)
    sentence = "，".join(words) + "。" if words else "本期没有到期的时限。"
    return Section("办理时限与群众评价", (sentence,), (table,) if rows else ())


def _handoffs(report: Figures, behind: Figures) -> Section:
    h, o = report["handoffs"], behind["objections"]
    decided = h["decided_by"]
    words = (
        f"转送交办{h['offered']}件次，受理{h['accepted']}件次；提出异议{o['objected']}件次，其中成立{o['upheld']}件次、"
        f"不成立{o['rejected']}件次、未决{o['undecided']}件次。",
        f"发生管辖争议{h['disputes']}件，协商解决{decided['AGREED']}件，共同上级裁定{decided['COMMON_SUPERIOR']}件，"
        f"联席会议裁定{decided['JOINT_MEETING']}件。",
        f"办结未化解{behind['concluded_not_settled']}件，倒流{behind['reopened']}件。",
    )
    most = behind["ping_pong"][:10]
    pairs = tuple((" ↔ ".join(p["orgs"]), p["cases"], p["moves"], p["returns"]) for p in most)
    table = Table("来回推诿", ("两单位", "件数", "来回次数", "退回原单位"), pairs)
    return Section("转办、异议与争议", words, (table,) if pairs else ())


def _campaigns(report: Figures) -> Section:
    names = ("target", "enrolled", "reported", "concluded", "settled", "plan_made", "open")
    rows = tuple((name, *(c[n] for n in names)) for name, c in report["campaigns"].items())
    words = tuple(
        f"{name}{c['enrolled']}件，已上报{c['reported']}件，办结{c['concluded']}件，化解{c['settled']}件，"
        f"形成化解方案{c['plan_made']}件。"
        for name, c in report["campaigns"].items()
    )
    return Section("信访积案与专项治理", words, (Table("专项", ("专项", *(TITLES[n] for n in names)), rows),))


def _ownership(report: Figures) -> Section:
    words = tuple(
        f"“{name}”：领导包案{o['taken']}案，办结{o['concluded']}案，化解{o['settled']}案，正在办理{o['in_progress']}案，"
        f"提级包案{o['raised']}案。"
        for name, o in report["ownership"].items()
    )
    return Section("领导包案", words)


def _supervision(report: Figures) -> Section:
    forms = {"SYSTEM": "网上督办", "PHONE": "电话督办", "LETTER": "发函督办", "ON_SITE": "实地督查",
             "INTERVIEW": "约谈", "ACCOUNTABILITY_ADVICE": "责任追究建议"}  # fmt: skip
    kinds = {"IMPROVE_WORK": "改进工作", "IMPROVE_POLICY": "完善政策", "ACCOUNTABILITY": "追究责任"}
    issued = [(name, s["issued"]) for name, s in report["supervision"].items() if s["issued"]]
    supervised = [f"{forms.get(name, name)}{times}次" for name, times in issued]
    advised = [
        f"{kinds.get(n, n)}建议{r['issued']}件（采纳{r['adopted']}件）"
        for n, r in report["recommendations"].items()
        if r["issued"]
    ]
    words = ("开展" + "、".join(supervised) + "。" if supervised else "本期没有督办。",
             "提出" + "、".join(advised) + "。" if advised else "本期没有提出三项建议。")  # fmt: skip
    return Section("督查督办与三项建议", words)


def _relief(report: Figures) -> Section:
    sources = {"CENTRAL": "中央", "PROVINCIAL": "省级", "LOCAL": "地方"}
    words = [
        f"{sources.get(name, name)}信访救助资金{r['amount_fen'] / 1_000_000:g}万元，涉及{r['cases']}件"
        for name, r in report["relief"].items()
        if r["cases"]
    ]
    return Section("信访救助", ("；".join(words) + "。" if words else "本期没有发放信访救助资金。",))


def _add_table(document: Any, table: Table) -> None:
    document.add_paragraph(table.name)
    grid = document.add_table(rows=1, cols=len(table.head), style="Table Grid")
    for cell, name in zip(grid.rows[0].cells, table.head, strict=True):
        cell.text = name
    for row in table.rows:
        for cell, value in zip(grid.add_row().cells, row, strict=True):
            cell.text = "" if value is None else str(value)
