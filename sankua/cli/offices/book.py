"""A table as an XLSX sheet that an office can print: title, head, widths, filter, a chart where it helps."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sankua.cli.report_out.tables import Table

_WIDEST: Final = 40


def write_book(path: Path, title: str, table: Table, chart: tuple[int, ...] = ()) -> None:
    """One sheet. `chart` names columns (from 1) of numbers to draw over the second column's names."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = table.name
    sheet.append([title])
    sheet.append(list(table.head))
    for row in table.rows:
        sheet.append(list(row))
    _dress(sheet, table)
    if chart and table.rows:
        _draw(sheet, table, chart)
    book.save(path)


def _dress(sheet: Any, table: Table) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    thin = Side(style="thin")
    last = get_column_letter(len(table.head))
    sheet.merge_cells(f"A1:{last}1")
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A1"].alignment = Alignment(horizontal="center")
    for row in sheet.iter_rows(min_row=2, max_row=2 + len(table.rows)):
        for cell in row:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a name that begins with "=" is a name
    for cell in sheet[2]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color="DDDDDD")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for i, name in enumerate(table.head):
        longest = max((len(str(row[i])) for row in table.rows if row[i] is not None), default=0)
        sheet.column_dimensions[get_column_letter(i + 1)].width = min(
            _WIDEST, max(2 * len(name), longest) + 2
        )
    sheet.freeze_panes = "C3"
    sheet.auto_filter.ref = f"A2:{last}{2 + len(table.rows)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:2"


def _draw(sheet: Any, table: Table, columns: tuple[int, ...]) -> None:
    from openpyxl.chart import BarChart, Reference

    end = 2 + len(table.rows)
    chart = BarChart()
    chart.title = table.name
    for column in columns:
        chart.add_data(Reference(sheet, min_col=column, min_row=2, max_row=end), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=2, min_row=3, max_row=end))
    sheet.add_chart(chart, f"A{end + 2}")
