"""A bar chart inside a DOCX: a DrawingML chart part (ECMA-376), so that Word draws it with its own fonts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from xml.sax.saxutils import escape

_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
_EMU: Final = 360_000
"""English Metric Units in a centimetre."""
_C: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"


def add_bars(document: Any, title: str, values: Mapping[str, int | float], number: int) -> None:
    """Adds a chart of these bars at the end of a python-docx document, the `number`-th in it."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    uri = PackURI(f"/word/charts/chart{number}.xml")
    part = Part(uri, _TYPE, chart_xml(title, values).encode(), document.part.package)
    relation = document.part.relate_to(part, _RELATION)
    paragraph = document.add_paragraph()
    paragraph.add_run()._r.append(parse_xml(_frame(relation, title, number)))


def chart_xml(title: str, values: Mapping[str, int | float]) -> str:
    """The chart part: one series, its values cached, so that no workbook is needed."""
    points = list(values.items())
    names = "".join(f'<c:pt idx="{i}"><c:v>{escape(n)}</c:v></c:pt>' for i, (n, _) in enumerate(points))
    numbers = "".join(f'<c:pt idx="{i}"><c:v>{v}</c:v></c:pt>' for i, (_, v) in enumerate(points))
    count = f'<c:ptCount val="{len(points)}"/>'
    text = f'<a:p><a:r><a:rPr lang="zh-CN"/><a:t>{escape(title)}</a:t></a:r></a:p>'
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}">'
        f"<c:chart><c:title><c:tx><c:rich><a:bodyPr/>{text}</c:rich></c:tx></c:title>"
        '<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/>'
        '<c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>{escape(title)}</c:v></c:tx>'
        '<c:dLbls><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strLit>{count}{names}</c:strLit></c:cat>"
        f"<c:val><c:numLit>{count}{numbers}</c:numLit></c:val></c:ser>"
        '<c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx>'
        "</c:plotArea></c:chart></c:chartSpace>"
    )


def _frame(relation: str, title: str, number: int) -> str:
    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    return (
        f'<w:drawing {names}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{15 * _EMU}" cy="{8 * _EMU}"/>'
        f'<wp:docPr id="{number}" name="chart {number}" descr="{escape(title)}"/>'
        f'<a:graphic xmlns:a="{_A}"><a:graphicData uri="{_C}">'
        f'<c:chart xmlns:c="{_C}" r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
