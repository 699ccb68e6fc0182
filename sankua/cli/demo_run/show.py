"""What the demonstration shows to people: a table by organ, the life of one case, the lights."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from sankua.core.times import SHANGHAI
from sankua.wire.codec import message_to_json

COLOURS: Final = {"GREEN": "green", "YELLOW": "yellow", "RED": "red"}
ROWS: Final = 15
"""Lines of a table; the rest is one line, so that all fits a screen."""
STAGES: Final = {
    "REGISTERED": "wait", "NEEDS_FACTS": "wait",
    "ROUTED": "sent", "OFFERED": "sent", "OBJECTED": "sent", "DISPUTED": "sent",
    "CONCLUDED": "done",
    "LINKED": "else", "REDIRECTED": "else", "NOT_ACCEPTED": "else", "WITHDRAWN": "else",
}  # fmt: skip
"""A case's state to the column that it counts in; every other state is work at an organ."""
COLUMNS: Final = ("wait", "sent", "work", "done", "else")
MEANING: Final = (
    "wait: not routed yet; sent: not accepted yet; work: accepted, being answered; done: concluded; "
    "else: linked, withdrawn, another procedure"
)
PETITIONER: Final = "petitioner 信访人"
"""Owes nothing, but has windows of their own: to ask for a review, to rate."""
Name = Callable[[str], str]
"""An organ's code to its name."""


def by_organ(counts: Iterable[Any], name: Name) -> Table:
    """Reporting's counts: one line per lead organ, one column per stage. 80 columns wide at most."""
    cells: dict[str, Counter[str]] = defaultdict(Counter)
    for count in counts:
        cells[count.key["org"]][STAGES.get(count.key["state"], "work")] += count.cases
    table = Table(
        title="By organ (reporting, counted from the stream)", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    table.caption = MEANING
    table.add_column("organ", no_wrap=True)
    columns = [column for column in COLUMNS if any(row[column] for row in cells.values())]
    for column in (*columns, "all"):
        table.add_column(column, justify="right")
    ranked = sorted(cells.items(), key=lambda item: (-item[1].total(), item[0]))
    shown = [(_named(org, name) if org else "no lead", counted) for org, counted in ranked[:ROWS]]
    if rest := ranked[ROWS:]:
        shown.append((f"{len(rest)} other organs", sum((counted for _, counted in rest), Counter[str]())))
    for label, counted in shown:
        table.add_row(label, *(str(counted[column] or "") for column in columns), str(counted.total()))
    total = sum(cells.values(), Counter[str]())
    table.add_section()
    table.add_row("all organs", *(str(total[column]) for column in columns), str(total.total()))
    return table


def lights(clocks: Iterable[Any], name: Name) -> Table:
    """Open clocks that are YELLOW or RED, by organ and clock."""
    shown = map(message_to_json, clocks)
    cells = Counter((clock.get("org", ""), clock["clock"], clock.get("light", "")) for clock in shown)
    table = Table(title="Lights (oversight): open clocks that are yellow or red", box=box.SIMPLE_HEAD)
    for column in ("organ", "clock", "light", "cases"):
        table.add_column(column, justify="right" if column == "cases" else "left", no_wrap=True)
    order = {"RED": 0, "YELLOW": 1}
    ranked = sorted(cells.items(), key=lambda i: (order.get(i[0][2], 2), -i[1], i[0]))
    for (org, clock, light), n in ranked[:ROWS]:
        table.add_row(_named(org, name), clock, Text(light, COLOURS.get(light, "")), str(n))
    if rest := ranked[ROWS:]:
        table.add_row(f"{len(rest)} other lines", "", "", str(sum(n for _, n in rest)))
    table.caption = ", ".join(f"{light} {n}" for light, n in _by_light(cells))
    return table


def _by_light(cells: Counter[tuple[str, str, str]]) -> list[tuple[str, int]]:
    total: Counter[str] = Counter()
    for (_, _, light), n in cells.items():
        total[light] += n
    return sorted(total.items())


def life(found: Any, clocks: Sequence[Any], title: str, name: Name) -> Panel:
    """One case: where it is, who leads and why, its handoffs and its clocks."""
    case = message_to_json(found)
    decision = case.get("decision", {})
    parts: list[RenderableType] = [Text(title, "bold"), _reason(case, decision, name), _handoffs(case, name)]
    return Panel(Group(*parts, _clocks(clocks, name)), title=f"The life of one case: {case['case_id']}")


def _reason(case: dict[str, Any], decision: dict[str, Any], name: Name) -> Table:
    grid = Table.grid(padding=(0, 2))
    lines = {
        "state": case.get("state", ""),
        "lead 主办": _named(case["lead"], name) if case.get("lead") else "",
        "co-handlers 协办": ", ".join(_named(s["org"], name) for s in decision.get("co_handlers", [])),
        "support 疏导帮扶": ", ".join(_named(s["org"], name) for s in decision.get("support", [])),
        "situations": ", ".join(decision.get("situations", [])),
        "rule": " ".join(decision.get(k, "") for k in ("rule", "certainty", "rule_set", "rule_set_version")),
        "basis": "; ".join(decision.get("basis", [])),
        "facts read": _facts(decision),
        "decided if disputed": _named(decision["resolver"], name) if decision.get("resolver") else "",
    }
    for label, text in lines.items():
        if text:
            grid.add_row(Text(label, "dim"), text)
    return grid


def _facts(decision: dict[str, Any]) -> str:
    applied = [t for t in decision.get("trace", []) if t.get("applied") and t["rule"] == decision.get("rule")]
    return ", ".join(f"{k} = {v}" for t in applied for k, v in t.get("facts", {}).items() if v)


def _handoffs(case: dict[str, Any], name: Name) -> Table:
    table = Table(title="Handoffs", title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in ("to", "role", "mode", "offered", "delivered", "accepted"):
        table.add_column(column, overflow="fold")
    for handoff in case.get("handoffs", []):
        times = (_day(handoff.get(f"{step}_time", "")) for step in ("offered", "delivered", "accepted"))
        table.add_row(
            _named(handoff["to_org"], name), handoff.get("role", ""), handoff.get("mode", ""), *times
        )
    return table


def _clocks(clocks: Sequence[Any], name: Name) -> Table:
    table = Table(title="Clocks", title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in ("clock", "who owes", "state", "started", "due", "light", "basis"):
        table.add_column(column, overflow="fold")
    for clock in map(message_to_json, clocks):
        light = clock.get("light", "")
        table.add_row(
            clock["clock"], _named(clock.get("org", ""), name), clock.get("state", ""),
            _day(clock.get("started_time", "")), clock.get("due_on", ""),
            Text(light, COLOURS.get(light, "")), clock.get("basis", ""),
        )  # fmt: skip
    return table


def _named(org: str, name: Name) -> str:
    return f"{org} {name(org)}" if org else PETITIONER


def _day(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(SHANGHAI).date().isoformat() if text else ""


def verdict(
    console: Console, document: dict[str, Any], lost: Sequence[str], duplicated: Sequence[str]
) -> None:
    """The numbers, and by name whatever does not agree (the first twenty)."""
    table = Table(title="What clients were told = commits = Kafka = reporting", show_header=False)
    for key, value in document.items():
        table.add_row(key, str(value))
    console.print(table)
    for word, found in (("lost", lost), ("duplicated", duplicated)):
        for line in found[:20]:
            console.print(f"{word}: {line}", style="red", markup=False)
