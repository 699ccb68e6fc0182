"""Records of a CSV or XLSX file, with their number and line; encodings checked byte by byte."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sankua.cli.importing.mapping import MappingFile
from sankua.core.errors import Problem, Refused

MAX_CELL: Final = 4 * 1024 * 1024
"""Characters in one cell; more means a quote that was never closed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record: `number` counts data rows from 1, `line` is the line of the file on which it starts.

    `fault` says what is wrong with its shape; then `cells` may lack columns.
    """

    number: int
    line: int
    cells: Mapping[str, str]
    fault: str = ""


def read_rows(path: Path, mapping: MappingFile) -> Iterator[Row]:
    """The data rows of a file. Refused where the file as a whole cannot be read as the mapping says."""
    records = _xlsx(path, mapping.sheet) if path.suffix.lower() == ".xlsx" else _csv(path, mapping)
    first = next(records, None)
    if first is None:
        raise Refused(Problem("", "is empty: no line with the names of the columns", str(path)))
    header = [cell.strip() for cell in first[1]]
    _check_header(path, header, mapping)
    for number, (line, cells) in enumerate(records, 1):
        fault = "" if len(cells) == len(header) else f"has {len(cells)} cells, the first line {len(header)}"
        known = dict(zip(header, cells, strict=False))
        lost = [c for c in mapping.columns.named().values() if isinstance(known.get(c), _Lost)]
        if lost:
            fault = f"column {lost[0]}: a number of more than 15 digits, and Excel kept 15; format it as text"
        yield Row(number, line, known, fault)


def _check_header(path: Path, header: list[str], mapping: MappingFile) -> None:
    problems = [
        Problem(f"columns.{name}", f"no column {column!r}; the file has {', '.join(header)}", str(path), 1)
        for name, column in mapping.columns.named().items()
        if column not in header
    ]
    doubles = sorted({c for c in header if header.count(c) > 1 and c in mapping.columns.named().values()})
    problems += [Problem("", f"column {c!r} is there twice", str(path), 1) for c in doubles]
    if problems:
        raise Refused(*problems)


def _csv(path: Path, mapping: MappingFile) -> Iterator[tuple[int, list[str]]]:
    """Line on which each record starts, and its cells; blank lines are no records."""
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(_lines(path, mapping.encoding), delimiter=mapping.delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if cells:
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        reason = f"broken CSV in the record that starts here: {error}; is a quote not closed?"
        raise Refused(Problem("", reason, str(path), start)) from None


def _lines(path: Path, encoding: str) -> Iterator[str]:
    """Decoded lines. Splitting before decoding is right: 0x0A is no trail byte in any encoding allowed."""
    offset = 0
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            codec = encoding if number == 1 or encoding != "utf-8-sig" else "utf-8"
            try:
                text = raw.decode(codec)
            except UnicodeDecodeError as error:
                byte = offset + error.start
                reason = (
                    f"byte {byte} (0x{raw[error.start]:02x}) is not {encoding}; "
                    "name the file's encoding in the mapping: utf-8, utf-8-sig or gb18030"
                )
                raise Refused(Problem("encoding", reason, str(path), number)) from None
            if "\0" in text:
                raise Refused(Problem("", "holds a zero byte; this is no CSV text", str(path), number))
            yield text
            offset += len(raw)


def _xlsx(path: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError) as error:
        raise Refused(Problem("", f"is no XLSX workbook: {error}", str(path))) from None
    try:
        if sheet and sheet not in book.sheetnames:
            reason = f"no sheet {sheet!r}; the workbook has {', '.join(book.sheetnames)}"
            raise Refused(Problem("sheet", reason, str(path)))
        chosen = book[sheet] if sheet else book.worksheets[0]
        width = 0
        for line, values in enumerate(chosen.iter_rows(values_only=True), 1):
            cells = [_text(value) for value in values]
            width = width or len(cells)
            if any(cells):
                # A sheet has no ragged rows: cells that are not there are empty.
                yield line, cells[:width] + [""] * (width - len(cells))
    finally:
        book.close()


class _Lost(str):
    """A number cell too long for Excel, which has put zeros for its last digits (an identity number)."""


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and abs(value) >= 10**15:
        return _Lost(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
