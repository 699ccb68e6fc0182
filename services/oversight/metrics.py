"""What oversight shows to whoever is on call."""

from __future__ import annotations

from services.common.metrics import counter, gauge

CLOCKLESS = gauge(
    "sankua_open_cases_without_clock",
    "Open cases without a live clock; must be 0.",
    "`sankua case show` of such a case; the backstop C30 in rules/clocks has to cover it.",
)
OPEN = gauge("sankua_open_cases", "Open cases that oversight watches.", "None needed.")
FIRE_LAG = gauge(
    "sankua_fire_lag_seconds",
    "How long the oldest due notice has been waiting; 0 when none is due.",
    "Some seconds are normal. A rise: see the log of oversight, and MongoDB's write latency.",
)
FIRED = counter(
    "sankua_clock_notices_total",
    "Notices given about clocks (ClockWarned, ClockOverdue), by clock and level.",
    "None needed; many OVERDUE at one clock are work for supervision.",
    ("clock", "level"),
)
LOOKED = counter("sankua_fire_looked_total", "Cases looked at because something was due.", "None needed.")
