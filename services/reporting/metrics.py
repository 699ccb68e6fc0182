"""What reporting shows to whoever is on call.

Every process shows the same figures, from the database: take `max`, not `sum`, over the processes.
"""

from __future__ import annotations

from services.common.metrics import counter, gauge, histogram

CASES = gauge(
    "sankua_cases",
    "Cases by state, as counted from the stream.",
    "NEEDS_FACTS or OBJECTED growing: somebody has to ask or to decide.",
    ("state",),
)
BACKLOG = gauge(
    "sankua_backlog_cases",
    "Open cases by the organ that has to act, its level, the state of the case and its age in that state.",
    "See runbook backlog-spike; `sankua report cases --figure open --where org=ORG` lists them.",
    ("level", "org", "state", "age"),
)
OLDEST = gauge(
    "sankua_oldest_waiting_seconds",
    "How long the case that waits longest has been in its state, by level and state.",
    "See runbook oldest-waiting: name the case, then its owner.",
    ("level", "state"),
)
ANSWERS = gauge(
    "sankua_waiting_answers",
    "Offers not accepted, objections and disputes not decided, by who asked and who has to answer.",
    "See the runbooks handoffs-unaccepted, objections-undecided and disputes-open.",
    ("kind", "rung", "by_level", "on_level"),
)
OLDEST_ANSWER = gauge(
    "sankua_oldest_answer_seconds",
    "How long the oldest of them has been waiting.",
    "See the runbooks handoffs-unaccepted, objections-undecided and disputes-open.",
    ("kind", "rung", "by_level", "on_level"),
)
LIGHTS = gauge(
    "sankua_counted_lights",
    "Open cases by lead organ and the worst light of their duties.",
    "See runbook red-lights: RED is work for today, by name of the case.",
    ("level", "org", "light"),
)
OVERDUE = gauge(
    "sankua_counted_overdue",
    "Open cases with a duty past due and not met, by lead organ.",
    "See runbook overdue: supervision has to answer for each of them.",
    ("level", "org"),
)
CLOCKLESS = gauge(
    "sankua_counted_clockless",
    "Open cases without a live clock, counted from the stream; must be 0.",
    "See runbook clockless-cases; the backstop C30 has to cover every open case.",
)
UNLIT = gauge(
    "sankua_unlit_cases",
    "Cases whose lights and marks have not been made since their last event, 200 at most.",
    "Some seconds after a rush are normal; for long: the log of reporting says why.",
)
HOPS = gauge(
    "sankua_year_lead_hops_cases",
    "Cases whose lead was first offered this year, by how often it was offered anew: 0, 1, 2, 3 or more.",
    "2 and more growing: the rules or the directory are wrong for some kind of case; see ping-pong moves.",
    ("hops",),
)
DAYS = gauge(
    "sankua_year_days_to_settled_lead",
    "Days from registration to the acceptance that was not undone, of this year's: p50, p95, max.",
    "p95 growing: disputes take their time; see the runbook disputes-open.",
    ("quantile",),
)
OBJECTIONS = gauge(
    "sankua_year_objections",
    "Handoffs objected to this year, and objections upheld and rejected this year.",
    "See `sankua report behind` for the organs.",
    ("outcome",),
)
UPHELD = gauge(
    "sankua_year_objections_upheld_share",
    "Share of the objections decided this year that were upheld; absent while none was decided.",
    "High: senders route wrongly. Low: receivers push away. See `sankua report behind`.",
    ("of",),
)
PING_PONG = gauge(
    "sankua_year_ping_pong_moves",
    "Moves of the lead between two organs this year, of the ten pairs with the most; accusations left out.",
    "The common superior of the two decides whose matter it is, and the rule is written down.",
    ("one", "other"),
)
HIDDEN = gauge(
    "sankua_year_hidden_cases",
    "Cases concluded this year and not settled, and reopenings this year.",
    "A rate of concluded cases does not show these; see `sankua report behind`.",
    ("figure",),
)
COUNTED = counter(
    "sankua_gauge_rounds_total",
    "Rounds in which the gauges of the backlog were counted; all of them are as old as the last round.",
    "Standing still: the figures on the dashboards are old; see the log of reporting for `waiting`.",
)
TABLE_CASES = gauge(
    "sankua_table_cases",
    "Cases whose marks the table of this process held when figures were last counted.",
    "None needed; with `sankua_table_asked` it is all cases.",
)
TABLE_ASKED = gauge(
    "sankua_table_asked",
    "Cases that had to be counted from their rows then: their marks were not made yet.",
    "Thousands for long make figures slow: see `sankua_unlit_cases`, and the log of reporting.",
)
OFFICE_UNREADABLE = counter(
    "sankua_office_events_unreadable_total",
    "Offices' own events that could not be read; the figures of campaigns lack their targets.",
    "See the log of reporting for the place on the topic; the office has to say it again.",
)
WATCHERS = gauge("sankua_watchers", "Streams of live counters that are open in this process.", "None needed.")
FIGURES_SECONDS = histogram(
    "sankua_figures_seconds",
    "Time to count the figures of one call.",
    "Grows with the number of cases; ask for shorter reports less often, or use `sankua report --history`.",
    (),
    (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
