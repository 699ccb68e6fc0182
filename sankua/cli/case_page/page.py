"""The page of one case for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

_COLOURS: Final = {"GREEN": "green", "YELLOW": "yellow", "RED": "bold red"}
_LAST_STEPS: Final = 12


def page(document: Mapping[str, Any]) -> RenderableType:
    """All of it, one screen."""
    parts = [_head(document), _why(document), _clocks(document), _handoffs(document), _steps(document)]
    return Group(*parts)


def _head(document: Mapping[str, Any]) -> RenderableType:
    registered = document["registered"] or {}
    owner = document["owner"]
    lines = [
        f"状态 state      {document['state']}  ({'open' if document['open'] else 'closed'})",
        f"主办 lead       {document['lead'] or '–'}",
        f"登记 registered {_when(registered.get('time'))}  {registered.get('registered_by', '')}  "
        f"{registered.get('channel', '')} {registered.get('purpose', '')} {registered.get('branch', '')}",
        f"包案 owner      {_words(owner) if owner else '–'}",
    ]
    title = f"{document['case']}  as of {_when(document['as_of'])}"
    return Panel(Text("\n".join(lines)), title=title, title_align="left")


def _why(document: Mapping[str, Any]) -> RenderableType:
    why = document["why"]
    if why is None:
        return Panel(Text("no routing decision yet"), title="定责 why", title_align="left")
    people = [f"{o['org']} {o.get('share', '')}".strip() for o in why.get("co_handlers", ())]
    lines = [
        f"{why.get('outcome', '')} by rule {why.get('rule', '–')} of {why.get('rule_set', '–')}, "
        f"{why.get('certainty', '')}  {' '.join(why.get('situations', ()))}",
        f"依据 basis  {'；'.join(why.get('basis', ())) or '–'}",
        f"事实 facts  {_words(why['facts']) or _words(document['facts']) or '–'}",
    ]
    if why.get("settled"):
        lines.append(f"争议 settled {_words(why['settled'])}")
    if people:
        lines.append(f"协办 with   {', '.join(people)}")
    if why.get("missing_facts"):
        lines.append(f"待补 ask    {', '.join(why['missing_facts'])}")
    return Panel(Text("\n".join(lines)), title="定责 why", title_align="left")


def _clocks(document: Mapping[str, Any]) -> RenderableType:
    """The articles stand under the table, each once: in a column of its own they would be cut."""
    table = _table(f"时限 clocks ({len(document['clocks'])})")
    for name in ("clock", "org", "state", "light", "started", "due"):
        table.add_column(name)
    bases: dict[str, list[str]] = {}
    for clock in document["clocks"]:
        light = clock["light"] or ""
        shown = Text(f"● {light}" if light else "", _COLOURS.get(light, ""))
        due = clock["due_on"] + (" ~" if clock["provisional"] else "")
        table.add_row(clock["clock"], clock["org"], clock["state"], shown, clock["started_at"][:10], due)
        bases.setdefault(clock["basis"], []).append(clock["clock"])
    lines = [f"{' '.join(dict.fromkeys(names))} {basis}" for basis, names in bases.items()]
    return Group(table, Text("\n".join(lines), "dim"), Text())


def _handoffs(document: Mapping[str, Any]) -> RenderableType:
    table = _table(f"交接 handoffs ({len(document['handoffs'])})")
    for name in ("from", "to", "role", "offered", "delivered", "answered"):
        table.add_column(name)
    for handoff in document["handoffs"]:
        table.add_row(
            handoff.get("from_org", ""),
            handoff.get("to_org", ""),
            f"{handoff.get('role', '')} {handoff.get('mode', '')}",
            _when(handoff["offered"]),
            _when(handoff.get("delivered")),
            "\n".join(_answer(answer) for answer in handoff["answers"]) or "–",
        )
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", expand=True, box=SIMPLE_HEAD, pad_edge=False)


def _answer(answer: Mapping[str, Any]) -> str:
    why = {k: v for k, v in answer.items() if k not in ("answer", "time", "by")}
    return f"{answer['answer']} {_when(answer['time'])} {answer['by']} {_words(why)}".rstrip()


def _steps(document: Mapping[str, Any]) -> RenderableType:
    steps = document["steps"]
    table = _table(f"经过 steps ({len(steps)})")
    for name in ("when", "what", "by", "id in the case"):
        table.add_column(name)
    for step in steps[-_LAST_STEPS:]:
        number = step["id"].removeprefix(f"{document['case']}/")
        table.add_row(_when(step["time"]), step["event"], step["by"], number)
    return table


def _words(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_plain(value)}" for name, value in values.items())


def _plain(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _when(text: str | None) -> str:
    """Date and minute; the offset is Shanghai's everywhere."""
    return text[:16].replace("T", " ") if text else "–"
