"""The fixed figures of 《信访工作条例》第四十一条 for other systems: what a yearly report states.

(1) matters, their fields, and the organs most complained of; (2) what was forwarded, assigned and supervised,
and what became of it; (3) advice given, and whether it was adopted. The keys of version 1 never change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sankua.core.counting.books import CountingBooks
from sankua.core.counting.frame import Frame, Named
from sankua.core.counting.period import Period
from sankua.core.counting.report import Tally, life_of
from sankua.core.counting.rows import Row

VERSION: Final = 1
_TOTALS: Final = ("registered", "persons", "repeat", "concluded", "settled", "open", "overdue")
_MODES: Final = ("FORWARD", "ASSIGN", "REPORT_UP", "REDIRECT")
_MOST: Final = 10


def article41(
    rows: Iterable[Row], period: Period, as_of: datetime, books: CountingBooks, named: Named = None
) -> dict[str, Any]:
    """The figures of a period as known at a moment. The order of rows does not matter.

    `most_complained` are the ten organs that led most of the matters that came in the period; organs with
    fewer cases than may be published are left out, and no accused organ is among them: it never leads.
    """
    frame = Frame.of(period, as_of, books, named)
    tally = Tally(frame, ("category",))
    modes: Counter[str] = Counter()
    reported = 0
    for row in rows:
        life = life_of(row, frame)
        if life.facts:
            tally.add(life)
            handed = {f.data.get("handoff_id"): f for f in frame.within(life, "HandoffOffered")}
            modes.update(str(f.data.get("mode") or "FORWARD") for f in handed.values())
            reported += bool(frame.within(life, "ResultReported"))
    return _document(tally.to_json(), modes, reported, frame)


def _document(report: dict[str, Any], modes: Counter[str], reported: int, frame: Frame) -> dict[str, Any]:
    led = [org for org in report["by_org"] if org["led"] >= frame.rules.public_minimum]
    most = sorted(led, key=lambda org: (-org["led"], org["org"]))[:_MOST]
    fields = sorted(report["cells"], key=lambda cell: (-cell["registered"], cell["category"] or ""))
    return {
        "article": "《信访工作条例》第四十一条",
        "version": VERSION,
        "period": report["period"],
        "as_of": report["as_of"],
        "matters": {name: report["totals"][name] for name in _TOTALS},
        "fields": [
            {"category": cell["category"], "registered": cell["registered"]}
            for cell in fields
            if cell["registered"]
        ],
        "most_complained": [{"org": org["org"], "matters": org["led"]} for org in most],
        "handed": {**{mode: modes[mode] for mode in _MODES}, "results_reported": reported},
        "supervised": report["supervision"],
        "recommendations": report["recommendations"],
        "rates": report["rates"],
    }
