"""Writes deploy/grafana/dashboards from the panels named here; `--check` only compares.

Every query is checked against the metrics that the services declare and the series that the rules record.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "deploy" / "grafana" / "dashboards"
RULES = ROOT / "deploy" / "prometheus" / "rules"
SOURCE = {"type": "prometheus", "uid": "sankua"}
GIVEN = frozenset({"up", "ALERTS"})
"""Series that Prometheus makes itself."""


@dataclass(frozen=True)
class Panel:
    """One panel: `kind` is timeseries, stat, bargauge or table; `legend` is Grafana's pattern."""

    title: str
    query: str
    legend: str = "{{service}}"
    kind: str = "timeseries"
    unit: str = "short"
    width: int = 12


OPERATORS = (
    Panel("Alarms that ring", 'sum by (alertname, severity) (ALERTS{alertstate="firing"})', "{{alertname}}",
          "table"),
    Panel("Services that are ready", "sum by (service) (sankua_ready)", kind="stat"),
    Panel("Consumer lag: age of the oldest event", "sankua:consumer_lag:seconds", unit="s"),
    Panel("Relay lag: age of the oldest commit", "sankua:relay_lag:seconds", unit="s"),
    Panel("Events applied per second", "sum by (service) (rate(sankua_events_applied_total[5m]))"),
    Panel("Events published per second", "sum by (service) (rate(sankua_relay_published_total[5m]))"),
    Panel("Dead letters in an hour", "sum by (service) (increase(sankua_dead_letters_total[1h]))"),
    Panel("Held cases", "max by (service, reason) (sankua_held_cases)", "{{service}} {{reason}}"),
    Panel("Calls per second by code", "sum by (service, code) (rate(sankua_rpc_total[5m]))",
          "{{service}} {{code}}"),
    Panel("Calls, 99th percentile",
          "histogram_quantile(0.99, sum by (service, le) (rate(sankua_rpc_seconds_bucket[5m])))", unit="s"),
    Panel("Batches, 99th percentile",
          "histogram_quantile(0.99, sum by (service, le) (rate(sankua_batch_seconds_bucket[5m])))", unit="s"),
    Panel("Figures, 99th percentile",
          "histogram_quantile(0.99, sum by (le) (rate(sankua_figures_seconds_bucket[5m])))",
          "figures", unit="s"),
    Panel("Notices: how long the oldest due one waits", "max(sankua_fire_lag_seconds)",
          "oversight", unit="s"),
    Panel("Cases without a clock",
          "max(sankua_counted_clockless) or max(sankua_clockless_cases)", "cases", "stat"),
    Panel("Rounds of gauges in 15 minutes", "sum(increase(sankua_gauge_rounds_total[15m]))", "rounds"),
    Panel("Open streams of counters", "sum(sankua_watchers)", "watchers"),
)  # fmt: skip

JOINT_MEETING = (
    Panel("Open cases by level", "sum by (level) (sankua:backlog:org)", "{{level}}"),
    Panel("Open cases by state", "sum by (state) (max by (level, org, state, age) (sankua_backlog_cases))",
          "{{state}}"),
    Panel("Who waits for whom: handoffs not accepted",
          'sum by (by_level, on_level) (sankua:waiting_answers:cases{kind="OFFER"})',
          "{{by_level}} waits for {{on_level}}", "bargauge"),
    Panel("Oldest handoff not accepted", 'sankua:oldest_answer:seconds{kind="OFFER"}',
          "{{by_level}} → {{on_level}}", unit="s"),
    Panel("Objections not decided",
          'sum by (by_level, on_level) (sankua:waiting_answers:cases{kind="OBJECTION"})',
          "{{by_level}} waits for {{on_level}}", "bargauge"),
    Panel("Disputes by rung", 'sum by (rung) (sankua:waiting_answers:cases{kind="DISPUTE"})', "{{rung}}"),
    Panel("Longest wait by state", "max by (state) (sankua:oldest_waiting:seconds)", "{{state}}",
          "bargauge", "s"),
    Panel("Backlog above its usual level", "topk(10, sankua:backlog:org - sankua:backlog:org_usual)",
          "{{org}}"),
    Panel("Organs with the most open cases", "topk(15, sankua:backlog:org)", "{{org}}", "bargauge"),
    Panel("Open cases by age", "sum by (age) (max by (level, org, state, age) (sankua_backlog_cases))",
          "{{age}}"),
    Panel("Lights", "sum by (light) (sankua:lights:org)", "{{light}}"),
    Panel("Organs with red lights", 'topk(15, sankua:lights:org{light="RED"} > 0)', "{{org}}", "table"),
    Panel("Organs with overdue cases", "topk(15, sankua:overdue:org > 0)", "{{org}}", "table"),
    Panel("Registrations per hour", 'sum(increase(sankua_intake_registrations_total{result="created"}[1h]))',
          "registered"),
    Panel("Hops of the lead this year", "max by (hops) (sankua_year_lead_hops_cases)", "{{hops}}",
          "bargauge"),
    Panel("Days to a settled lead this year", "max by (quantile) (sankua_year_days_to_settled_lead)",
          "{{quantile}}"),
    Panel("Objections upheld this year, share of the decided", "max(sankua_year_objections_upheld_share)",
          "upheld"),
    Panel("Moves of the lead between two organs this year",
          "max by (one, other) (sankua_year_ping_pong_moves)", "{{one}} ↔ {{other}}", "table"),
    Panel("Concluded and not settled, reopened, this year", "max by (figure) (sankua_year_hidden_cases)",
          "{{figure}}"),
)  # fmt: skip

BOARDS = {
    "operators": ("Sankua: operators", OPERATORS),
    "joint-meeting": ("Sankua: joint meeting (联席办)", JOINT_MEETING),
}


def known() -> frozenset[str]:
    """Every series that may be asked for: declared metrics with their suffixes, recorded series."""
    from tools.gen_metrics_doc import page

    names = set(re.findall(r"^\| `(sankua_\w+)` \| (\w+)", page(), re.MULTILINE))
    found = {name for name, _ in names}
    found |= {f"{name}_{part}" for name, kind in names if kind == "histogram"
              for part in ("bucket", "sum", "count")}  # fmt: skip
    recorded = re.findall(r"record: \"?(sankua:[\w:]+)", (RULES / "recording.yml").read_text("utf-8"))
    return frozenset(found | set(recorded) | GIVEN)


def asked(query: str) -> set[str]:
    """The series that a query names."""
    bare = re.sub(r'"[^"]*"', "", query)
    return set(re.findall(r"\b(?:sankua[_:][\w:]+|up|ALERTS)\b", bare))


def board(name: str) -> dict[str, Any]:
    """One dashboard as Grafana reads it."""
    title, panels = BOARDS[name]
    return {
        "uid": f"sankua-{name}",
        "title": title,
        "tags": ["sankua"],
        "timezone": "Asia/Shanghai",
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-24h", "to": "now"},
        "panels": [_panel(i, panel) for i, panel in enumerate(panels)],
    }


def _panel(place: int, panel: Panel) -> dict[str, Any]:
    where = {"h": 8, "w": panel.width, "x": 12 * (place % 2), "y": 8 * (place // 2)}
    instant = panel.kind in ("stat", "table", "bargauge")
    target = {"refId": "A", "datasource": SOURCE, "expr": panel.query, "legendFormat": panel.legend,
              "instant": instant, "format": "table" if panel.kind == "table" else "time_series"}  # fmt: skip
    return {
        "id": place + 1,
        "type": panel.kind,
        "title": panel.title,
        "datasource": SOURCE,
        "gridPos": where,
        "fieldConfig": {"defaults": {"unit": panel.unit}, "overrides": []},
        "targets": [target],
    }


def text(name: str) -> str:
    """The file of a dashboard."""
    return json.dumps(board(name), ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    """0: written, or equal; 1: a file differs, or a query asks for a series that nobody makes."""
    unknown = [
        f"{name}: {panel.title}: {series}"
        for name, (_, panels) in BOARDS.items()
        for panel in panels
        for series in sorted(asked(panel.query) - known())
    ]
    if unknown:
        print("no such series:", *unknown, sep="\n  ")
        return 1
    for name in BOARDS:
        path = FOLDER / f"{name}.json"
        if "--check" not in sys.argv:
            path.write_text(text(name), encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text(name):
            print(f"{path.relative_to(ROOT)} is not what tools/gen_dashboards.py makes; run it")
            return 1
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main())
