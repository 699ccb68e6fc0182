"""Writes docs/dispatch-states.md from services/dispatch/domain/machine.py; `--check` only compares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from services.dispatch.domain import machine
from services.dispatch.domain.registry import STEPS

PAGE = Path(__file__).parents[1] / "docs" / "dispatch-states.md"
HEAD = """# States of a case in dispatch

Made by `tools/gen_states_doc.py` from `services/dispatch/domain/machine.py`; do not edit. An arrow is a
step (a call of DispatchService) and the event that records it. A step that is not drawn from a state is
refused: the refusal names the state, the step and the steps that are possible.

"""
TITLES = {
    "case": "A case",
    "handoff": "A handoff (转送、交办、报请)",
    "dispute": "A dispute (争议): 协商 → 共同的上一级 → 联席会议",
    "review": "A review (复查、复核)",
}


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for name, table in machine.MACHINES.items():
        parts.append(f"## {TITLES[name]}\n\n```mermaid\nstateDiagram-v2\n")
        parts.extend(_arrows(table))
        parts.append("```\n\n")
    return "".join(parts) + _staying() + _steps()


def _arrows(table: machine.Machine) -> Iterator[str]:
    for state, move in machine.moves(table):
        yield f"    {state or '[*]'} --> {move.to}: {move.step} / {move.event}\n"
    for state, row in table.items():
        if state and not row:
            yield f"    {state} --> [*]\n"


def _staying() -> str:
    rows = [f"| `{step}` | {', '.join(sorted(states))} |\n" for step, states in sorted(machine.STAYS.items())]
    head = "## Steps that leave the case where it is\n\n| step | in the states |\n|---|---|\n"
    return head + "".join(rows) + "\n"


def _steps() -> str:
    rows = [
        f"| `{step.name}` | {step.title} | {', '.join(step.roles)} | {', '.join(step.events)} |\n"
        for step in STEPS.values()
    ]
    head = (
        "## All steps\n\n| call | step | roles that may take it, at the organ whose step it is | events |\n"
    )
    return head + "|---|---|---|---|\n" + "".join(rows)


def main() -> int:
    """0: written, or equal; 1: the page differs from the tables."""
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    return int(PAGE.read_text(encoding="utf-8") != text)


if __name__ == "__main__":
    sys.exit(main())
