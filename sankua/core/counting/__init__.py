"""Counting (统计): one compact row per case, and figures for any period as of any moment from the rows.

`fold` builds a row from events in any order, `report` counts rows, `dump` writes the one JSON text of a
report. The live service and `sankua report --history` call the same three, so their answers are equal to
the byte.
"""

from sankua.core.counting.books import CountingBooks, CountingRules
from sankua.core.counting.diff import differences
from sankua.core.counting.period import Period
from sankua.core.counting.report import DIMENSIONS, dump, report
from sankua.core.counting.rows import fold, grow, merge

__all__ = [
    "DIMENSIONS", "CountingBooks", "CountingRules", "Period", "differences", "dump", "fold", "grow",
    "merge", "report",
]  # fmt: skip
