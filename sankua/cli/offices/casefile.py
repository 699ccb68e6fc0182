"""One case's whole file (一案一档) as DOCX: its line, what happened in order, its clocks, what waits."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sankua.cli.offices.columns import LEDGER, said

_CLOCKS: Final[Mapping[str, str]] = {
    "clock": "时限", "org": "承担单位", "state": "状态", "started_at": "起算", "due_on": "到期",
    "met_at": "完成", "basis": "依据",
}  # fmt: skip


def write_case_file(path: Path, document: Mapping[str, Any]) -> None:
    """Writes the file of a case, as `case_file` of the core gives it."""
    from docx import Document

    page = Document()
    page.add_heading(f"信访事项档案 {document['case']}", level=0)
    page.add_paragraph(f"截至 {document['as_of']}。原文与信访人身份不在本档案内，须按权限另行调阅并留痕。")
    line = document["ledger"] or {}
    page.add_heading("基本情况", level=1)
    _table(page, ("项目", "内容"), [(LEDGER[name], said(value)) for name, value in line.items()])
    page.add_heading("办理过程", level=1)
    events = [_step(event) for event in document["events"]]
    _table(page, ("时间", "事项", "单位", "补录", "内容"), events)
    page.add_heading("法定时限", level=1)
    clocks = [tuple(clock[name] for name in _CLOCKS) for clock in document["clocks"]]
    _table(page, tuple(_CLOCKS.values()), clocks)
    if document["waits"]:
        page.add_heading("待答复", level=1)
        waits = [(w["kind"], w["by"], w["on"], w["since"][:10]) for w in document["waits"]]
        _table(page, ("种类", "提出单位", "应答单位", "自"), waits)
    page.save(str(path))


def _step(event: Mapping[str, Any]) -> tuple[str, ...]:
    data = json.dumps(event["data"], ensure_ascii=False)
    return (event["time"][:16].replace("T", " "), event["name"], event["org"], _late(event), data)


def _late(event: Mapping[str, Any]) -> str:
    return "" if event["recorded"] == event["time"] else f"{event['recorded'][:10]}补录"


def _table(page: Any, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    grid = page.add_table(rows=1, cols=len(head), style="Table Grid")
    for cell, name in zip(grid.rows[0].cells, head, strict=True):
        cell.text = name
    for row in rows:
        for cell, value in zip(grid.add_row().cells, row, strict=True):
            cell.text = "" if value is None else str(value)
