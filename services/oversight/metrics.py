"""What oversight shows to whoever is on call."""

from __future__ import annotations

from services.common.metrics import counter, gauge, histogram

CLOCKLESS = gauge(
    "sankua_clockless_cases",
    "Open cases without a live clock; must be 0.",
    "`sankua case show` of such a case; the backstop C30 in rules/clocks has to cover it.",
)
OPEN = gauge("sankua_open_cases", "Open cases that oversight watches.", "None needed.")
LIGHTS = gauge(
    "sankua_lights",
    "Live clocks by the light that they show.",
    "Many RED: see the day's list (灭红灯) of the organs, `ListDayItems`.",
    ("light",),
)
OVERDUE = gauge(
    "sankua_overdue_clocks",
    "Live duty clocks that are past due, by clock.",
    "The ladder supervises them by itself; those that stay for weeks are work for the joint meeting.",
    ("clock",),
)
ITEMS = gauge(
    "sankua_red_items_open",
    "Items of the daily list (灭红灯) that wait for their clearing (销账).",
    "Growing from day to day: the organs do not clear what is red.",
)
UNANSWERED = gauge(
    "sankua_supervisions_unanswered",
    "Supervisions (督办) past the day of their answer.",
    "`ListSupervisions`; the ladder goes on by itself.",
)
UNTOUCHED = gauge(
    "sankua_owned_cases_untouched",
    "Owned open cases (包案) without an act of their owner for 30 days.",
    "`ListOwned` with untouched_days of the owners; hand over where an owner is away.",
)
FIRE_LAG = gauge(
    "sankua_fire_lag_seconds",
    "How long the oldest due notice has been waiting; 0 when none is due.",
    "Some seconds are normal. A rise: see the log of oversight, and MongoDB's write latency.",
)
FIRE_LATENESS = histogram(
    "sankua_fire_lateness_seconds",
    "From the moment at which something fell due to its commit; downtime that is caught up included.",
    "Seconds for long, without downtime: more replicas, or look at MongoDB's write latency.",
    (),
    (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 600, 3600, 86400),
)
FIRED = counter(
    "sankua_clock_notices_total",
    "What was done in its moment: notices, clearings, supervisions, escalations; by clock or form.",
    "None needed; many OVERDUE at one clock are work for supervision.",
    ("clock", "level"),
)
LOOKED = counter("sankua_fire_looked_total", "Cases looked at because something was due.", "None needed.")
REPROJECTED = counter(
    "sankua_clocks_reprojected_total",
    "Due days that moved because a rule or a calendar changed.",
    "None needed; each is a ClockReprojected with the files that changed.",
)
REPROJECTING = gauge(
    "sankua_reprojection_left",
    "Cases still to be computed with the new rules or calendar.",
    "Falls to 0 within minutes of a change; standing still: see the log of oversight.",
)
STEPS = counter(
    "sankua_oversight_steps_total",
    "Steps taken by people (包案, 督办, 联席会议 …), by step; repeated requests do not count.",
    "None needed.",
    ("step",),
)
