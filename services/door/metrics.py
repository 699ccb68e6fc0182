"""What the door tells whoever is on call."""

from __future__ import annotations

from typing import Final

from services.common.metrics import counter, histogram

REQUESTS: Final = counter(
    "sankua_door_requests_total",
    "Requests at the JSON door, by operation and HTTP status; `other`: no such path.",
    "429: one caller asks too often (SANKUA_DOOR_RATE). 503, 504: intake is away. 500: see the door's log.",
    ("operation", "status"),
)
SECONDS: Final = histogram(
    "sankua_door_seconds",
    "Time to answer a request at the JSON door.",
    "Compare with sankua_rpc_seconds of intake: what is not there is the door's own.",
    ("operation",),
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
SHOWN: Final = (
    *("sankua_door_requests_total", "sankua_door_seconds_bucket", "sankua_door_seconds_count"),
    *("sankua_door_seconds_sum", "sankua_ready"),
    *("process_cpu_seconds_total", "process_resident_memory_bytes", "process_start_time_seconds"),
)
"""What the door's /metrics gives: the gauges of relays and consumers that it does not have would be false."""
