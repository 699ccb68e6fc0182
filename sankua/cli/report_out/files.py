"""Writes a report's tables as CSV, XLSX or DOCX."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from sankua.cli.report_out.tables import Cell, Table


def write_csv(path: Path, title: str, tables: Sequence[Table]) -> None:
    """One file, the tables below each other, with a byte order mark so that Excel reads the Chinese."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([title])
        for table in tables:
            writer.writerows([[], [table.name], table.head, *table.rows])


def write_xlsx(path: Path, title: str, tables: Sequence[Table]) -> None:
    """One sheet per table."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.name)
        sheet.append([title])
        sheet.append(list(table.head))
        for row in table.rows:
            sheet.append(list(row))
    book.save(path)


def write_docx(path: Path, title: str, tables: Sequence[Table]) -> None:
    """A document of a heading and the tables: the smallest package that ECMA-376 allows."""
    body = _paragraph(title, bold=True) + "".join(
        _paragraph(table.name, bold=True) + _table(table) for table in tables
    )
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr("word/document.xml", _DOCUMENT.format(body=body))


WRITERS: Final[Mapping[str, Callable[[Path, str, Sequence[Table]], None]]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "docx": write_docx,
}

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES: Final = (
    f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS: Final = (
    f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
    "</Relationships>"
)
_DOCUMENT: Final = (
    f'{_XML}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body>{body}<w:sectPr/></w:body></w:document>"
)
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def _paragraph(text: str, *, bold: bool = False) -> str:
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:p><w:r>{weight}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(table: Table) -> str:
    grid = "<w:gridCol/>" * len(table.head)
    rows = _row(table.head, bold=True) + "".join(_row(row) for row in table.rows)
    properties = f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>"
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{_paragraph('')}"


def _row(row: Sequence[Cell], *, bold: bool = False) -> str:
    cells = (_paragraph("" if value is None else str(value), bold=bold) for value in row)
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"
