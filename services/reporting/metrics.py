"""What reporting shows to whoever is on call."""

from __future__ import annotations

from services.common.metrics import gauge, histogram

CASES = gauge(
    "sankua_cases",
    "Cases by state, as counted from the stream.",
    "NEEDS_FACTS or OBJECTED growing: somebody has to ask or to decide.",
    ("state",),
)
FIGURES_SECONDS = histogram(
    "sankua_figures_seconds",
    "Time to count the figures of one call.",
    "Grows with the number of cases; ask for shorter reports less often, or use `sankua report --history`.",
    (),
    (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
